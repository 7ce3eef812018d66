import type { RateLimit } from '../definition/operation';
import { clock } from './clock';
import { Failure } from './errors';

/**
 * Keeps requests within the documented limits, so that BitMart's 429 (and the ban that follows) stays
 * away. Windows are shared by all executions of this process; other processes are seen only in the
 * headers of the answers.
 */

/** The longest wait that makes sense inside a workflow step, in milliseconds. */
const MAX_WAIT = 60_000;

/** Requests arrive with jitter, so a window is taken for a little longer than it is. */
const MARGIN = 100;

interface Window {
	/** When requests were or will be sent, ascending. */
	slots: number[];
	/** Nothing is sent before this time. */
	blockedUntil: number;
	/** As the headers correct it. */
	limit: RateLimit | null;
}

const windows = new Map<string, Window>();

function windowOf(key: string, limit: RateLimit | null): Window {
	const known = windows.get(key);
	if (known) return known;
	const window: Window = { slots: [], blockedUntil: 0, limit };
	windows.set(key, window);
	return window;
}

/** The earliest time at which one more request stays within the limit. */
function nextSlot(window: Window, now: number): number {
	const { slots, limit, blockedUntil } = window;
	const earliest = Math.max(now, blockedUntil);
	if (!limit) return earliest;
	const length = limit.seconds * 1000 + MARGIN;
	while (slots.length > 0 && (slots[0] ?? 0) <= now - length) slots.shift();
	const limiting = slots[slots.length - limit.requests];
	return limiting === undefined ? earliest : Math.max(earliest, limiting + length);
}

/**
 * Waits for a place in the window of an endpoint.
 * @param key names credential, host and endpoint
 * @throws Failure where the wait would be too long to make sense; nothing was sent then
 */
export async function pace(
	key: string,
	limit: RateLimit | null,
	signal: AbortSignal | undefined,
): Promise<void> {
	const window = windowOf(key, limit);
	const now = clock.now();
	const slot = nextSlot(window, now);
	if (slot - now > MAX_WAIT) {
		throw new Failure({
			message: `The request limit of this endpoint is used up for another ${Math.ceil((slot - now) / 1000)} seconds`,
			hint: 'Nothing was sent. Use smaller batches or a Wait node, or run fewer workflows with this key at the same time.',
			effect: 'none',
		});
	}
	window.slots.push(slot);
	if (slot <= now) return;
	try {
		await clock.wait(slot - now, signal);
	} finally {
		if (signal?.aborted) window.slots.splice(window.slots.indexOf(slot), 1);
	}
}

/** The rate headers of an answer. `used` is what BitMart calls "Remaining": it counts up. */
export interface RateHeaders {
	limit?: number;
	used?: number;
	/** Length of the window in seconds. */
	reset?: number;
}

function numberOf(value: unknown): number | undefined {
	const number = Number(value);
	return value !== undefined && Number.isFinite(number) && number > 0 ? number : undefined;
}

/** Reads BitMart's rate headers, whatever their case. */
export function rateHeaders(headers: Record<string, unknown>): RateHeaders {
	const lower = Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
	);
	const [limit, used, reset] = ['limit', 'remaining', 'reset'].map((name) =>
		numberOf(lower[`x-bm-ratelimit-${name}`]),
	);
	return {
		...(limit !== undefined && { limit }),
		...(used !== undefined && { used }),
		...(reset !== undefined && { reset }),
	};
}

/** Where a refusal for too many requests names no time. */
const DEFAULT_RESET = 5;

/**
 * Corrects a window by what an answer says: the real limit, requests of others, a refusal.
 */
export function learnRate(key: string, rate: RateHeaders, refused: boolean): void {
	const window = windows.get(key);
	if (!window) return;
	const { limit, used, reset } = rate;
	if (limit !== undefined && reset !== undefined && window.limit) {
		window.limit = { ...window.limit, requests: limit, seconds: reset };
	}
	// Our own requests are paced already; only those of others have to be waited for.
	const now = clock.now();
	const length = (window.limit?.seconds ?? 0) * 1000;
	const own = window.slots.filter((slot) => slot > now - length && slot <= now).length;
	const full = limit !== undefined && used !== undefined && used >= limit && used > own;
	if (refused || full) {
		const until = now + (reset ?? DEFAULT_RESET) * 1000 + (refused ? MARGIN : 0);
		window.blockedUntil = Math.max(window.blockedUntil, until);
	}
}

/** Forgets all windows; for tests. */
export function forgetRates(): void {
	windows.clear();
}
