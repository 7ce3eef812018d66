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
};

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
