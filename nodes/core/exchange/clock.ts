import { randomUUID } from 'crypto';
import { sleep } from 'n8n-workflow';

/** The only source of time and chance in the package. Tests replace its members. */
export const clock = {
	/** Milliseconds since 1970. */
	now: (): number => Date.now(),
	/** Waits, or rejects as soon as the signal says that the execution was stopped. */
	wait: async (milliseconds: number, signal?: AbortSignal): Promise<void> =>
		await sleep(milliseconds, signal),
	/** From 0 to 1, for jitter. */
	random: (): number => Math.random(),
	/** A text that nobody else has. */
	nonce: (): string => randomUUID(),
	/**
	 * The result of some work, or a rejection with `Overdue` when it takes longer. The work itself goes on:
	 * who started it stops it, where that can be done.
	 */
	within: async <T>(milliseconds: number, work: Promise<T>): Promise<T> => {
		const done = new AbortController();
		const late = sleep(milliseconds, done.signal).then(() => {
			throw new Overdue(milliseconds);
		});
		try {
			return await Promise.race([work, late]);
		} finally {
			done.abort();
			late.catch(() => {});
		}
	},
};

/** Work took longer than it may. */
export class Overdue extends Error {
	constructor(readonly milliseconds: number) {
		super(`Not done within ${milliseconds} ms`);
	}
}

/** How far an exchange's clock is ahead of ours, by origin; known only after it refused a timestamp. */
const offsets = new Map<string, number>();

/** The time to sign with for an origin, in milliseconds since 1970. */
export function signingTime(origin: string): number {
	return clock.now() + (offsets.get(origin) ?? 0);
}

/**
 * Learns the exchange's time, in milliseconds, as read at half the round trip. What is not a time is
 * not learned: it would spoil every signature from then on.
 */
export function learnTime(origins: string[], exchangeTime: number): void {
	if (!Number.isFinite(exchangeTime) || exchangeTime <= 0) return;
	for (const origin of origins) offsets.set(origin, Math.round(exchangeTime - clock.now()));
}

/** Forgets what was learned; for tests. */
export function forgetTimes(): void {
	offsets.clear();
}
