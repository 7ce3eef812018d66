/** How often somebody may call. */
import type { Endpoint } from './description';

/** How many refusals for their number a caller may collect within `OFFENCE_WINDOW` before it is shut out. */
const OFFENCES = 10;
const OFFENCE_WINDOW = 60_000;
/** How long it is shut out. */
const BAN = 60_000;

/** What a call finds. */
export interface RateState {
	/** Calls in the window, this one included. */
	used: number;
	verdict: 'ok' | 'tooMany' | 'banned';
}

/**
 * Counts calls for each endpoint and caller. Unless limits are enforced the windows have fixed bounds and
 * nothing is refused. Enforced windows slide, so that no stretch of time as long as the window holds
 * more calls than documented, wherever it begins; refused calls do not count, but too many of them lead
 * to a ban from all endpoints.
 */
export class Rates {
	private readonly fixed = new Map<string, { window: number; calls: number }>();
	private readonly sliding = new Map<string, number[]>();
	private readonly offences = new Map<string, number[]>();
	private readonly bans = new Map<string, number>();

	/** Starts over. */
	reset(): void {
		for (const map of [this.fixed, this.sliding, this.offences, this.bans]) map.clear();
	}

	/**
	 * Counts a call and says whether it may pass.
	 * @param who whose calls are counted together
	 * @param caller who is shut out
	 */
	count(endpoint: Endpoint, who: string, caller: string, now: number, enforce: boolean): RateState {
		const { method, path, rateLimit } = endpoint;
		const key = `${method} ${path} ${who}`;
		const length = (rateLimit?.windowSeconds ?? 1) * 1000;
		if (!enforce || !rateLimit) {
			const window = Math.floor(now / length);
			const before = this.fixed.get(key);
			const used = before?.window === window ? before.calls + 1 : 1;
			this.fixed.set(key, { window, calls: used });
			return { used, verdict: 'ok' };
		}
		if (now < (this.bans.get(caller) ?? 0)) return { used: rateLimit.requests, verdict: 'banned' };
		const calls = (this.sliding.get(key) ?? []).filter((at) => at > now - length);
		this.sliding.set(key, calls);
		if (calls.length < rateLimit.requests) {
			calls.push(now);
			return { used: calls.length, verdict: 'ok' };
		}
		const offences = (this.offences.get(caller) ?? []).filter((at) => at > now - OFFENCE_WINDOW);
		offences.push(now);
		this.offences.set(caller, offences);
		if (offences.length > OFFENCES) this.bans.set(caller, now + BAN);
		return {
			used: calls.length,
			verdict: now < (this.bans.get(caller) ?? 0) ? 'banned' : 'tooMany',
		};
	}
}
