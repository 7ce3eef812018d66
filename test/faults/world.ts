import { forgetModes } from '../../nodes/bitmart/rules/positionMode';
import { clock, forgetTimes, Overdue } from '../../nodes/core/exchange/clock';
import { forgetRates } from '../../nodes/core/exchange/pacing';
import { forgetExecutions } from '../../nodes/core/writes/keys';
import { ledger } from '../../nodes/core/writes/ledger';
import { memo } from '../../nodes/core/writes/memo';
import type { Random } from './random';

/** Time and chance of a campaign. */

/** As after a restart of n8n: the process has forgotten everything. */
export function restart(): void {
	ledger.clear();
	memo.clear();
	forgetExecutions();
	forgetRates();
	forgetTimes();
	forgetModes();
}

/** A time that moves only when somebody waits, and chance that can be repeated. */
export class World {
	/** How far the clock of n8n is ahead of that of the exchange, in milliseconds. */
	ahead = 0;

	private time: number;
	/** Calls on their way: what ends each of them, and after how long. */
	private readonly calls = new Set<{ milliseconds: number; end: (error: Error) => void }>();
	private nonces = 0;
	private readonly original = { ...clock };

	constructor(
		private readonly start: number,
		private readonly random: Random,
	) {
		this.time = start;
	}

	/** The time of the exchange, in milliseconds since 1970. */
	readonly now = (): number => this.time;

	/** What has passed, in milliseconds. */
	get passed(): number {
		return this.time - this.start;
	}

	/** Lets time pass. */
	readonly tick = (milliseconds: number): void => {
		// A clock shows whole milliseconds.
		this.time += Math.max(0, Math.ceil(milliseconds));
	};

	/** An answer has begun that has no end: whoever waits for one has waited long enough. */
	readonly trickling = (): void => {
		this.tick(Math.max(0, ...[...this.calls].map(({ milliseconds }) => milliseconds)));
		for (const { milliseconds, end } of this.calls) end(new Overdue(milliseconds));
	};

	/** Puts itself in the place of the package's clock. */
	enter(): void {
		Object.assign(clock, {
			now: () => this.time + this.ahead,
			wait: async (milliseconds: number, signal?: AbortSignal) => {
				signal?.throwIfAborted();
				this.tick(milliseconds);
			},
			random: () => this.random.next(),
			nonce: () => `nonce-${++this.nonces}`,
			within: this.within,
		});
	}

	/** Gives the package its clock back. */
	leave(): void {
		Object.assign(clock, this.original);
	}

	/** The deadline of a call: it is over when a fault says that the answer has no end. */
	private readonly within = async <T>(milliseconds: number, work: Promise<T>): Promise<T> => {
		let end: (error: Error) => void = () => {};
		const overdue = new Promise<never>((_resolve, reject) => (end = reject));
		const one = { milliseconds, end };
		this.calls.add(one);
		try {
			return await Promise.race([work, overdue]);
		} finally {
			this.calls.delete(one);
		}
	};
}
