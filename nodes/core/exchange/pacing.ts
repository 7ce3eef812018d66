import type { RateLimit } from '../definition/operation';
import type { Service } from '../definition/service';
import { clock } from './clock';
import { asCaught, Failure } from './errors';

/**
 * Keeps requests within the documented limits, so that a 429 (and the ban that follows) stays away. Windows are shared by all executions of this process; other processes are seen only in the
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
	/** Our clock when it was last looked at. */
	seen: number;
	documented: RateLimit | null;
	/** As the headers correct it. */
	limit: RateLimit | null;
}

const windows = new Map<string, Window>();

function windowOf(key: string, limit: RateLimit | null): Window {
	const known = windows.get(key);
	if (known) return known;
	const window: Window = { slots: [], blockedUntil: 0, seen: 0, documented: limit, limit };
	windows.set(key, window);
	return window;
}

/** Moves a window with our clock where that was set back: times ahead of it would be far ahead now. */
function follow(window: Window, now: number): void {
	const back = window.seen - now;
	window.seen = now;
	if (back <= 0) return;
	window.blockedUntil -= back;
	window.slots = window.slots.map((slot) => slot - back);
}

/** The earliest time at which one more request stays within the limit. */
function nextSlot(window: Window, now: number): number {
	follow(window, now);
	const { slots, limit, blockedUntil } = window;
	const earliest = Math.max(now, blockedUntil);
	if (!limit) return earliest;
	const length = limit.seconds * 1000 + MARGIN;
	while (slots.length > 0 && (slots[0] ?? 0) <= now - length) slots.shift();
	const limiting = slots[slots.length - limit.requests];
	return limiting === undefined ? earliest : Math.max(earliest, limiting + length);
}

/**
 * Waits for a place in the window of an endpoint. Whoever waits while the exchange says "too many" takes a
 * new place behind the time that it names.
 * @param key names credential, host and endpoint
 * @throws Failure where the wait would be too long to make sense; nothing was sent then
 */
export async function pace(
	key: string,
	limit: RateLimit | null,
	signal: AbortSignal | undefined,
): Promise<void> {
	const window = windowOf(key, limit);
	for (;;) {
		const now = clock.now();
		const slot = nextSlot(window, now);
		if (slot - now > MAX_WAIT) {
			throw new Failure({
				message: `The request limit of this endpoint is used up for another ${Math.ceil((slot - now) / 1000)} seconds`,
				hint: 'Nothing was sent. Use smaller batches or a Wait node, or run fewer workflows with this key at the same time.',
				effect: 'none',
			});
		}
		// Where no limit is known there is nothing to count.
		if (window.limit) window.slots.push(slot);
		if (slot <= now) return;
		try {
			await clock.wait(slot - now, signal);
		} catch (stopped) {
			leave(window, slot);
			throw asCaught(stopped);
		}
		if (slot >= window.blockedUntil) return;
		leave(window, slot);
	}
}

/** Gives a place back that nothing was sent in. */
function leave({ slots }: Window, slot: number): void {
	const index = slots.indexOf(slot);
	if (index >= 0) slots.splice(index, 1);
}

/** What the headers of an answer say of the window. */
export interface RateHeaders {
	limit?: number;
	/** Counts up. */
	used?: number;
	/** Length of the window in seconds. */
	reset?: number;
}

/** The longest window that is believed, in seconds. */
const LONGEST = 60;

/** How many requests a window can have, at most. */
const MOST_REQUESTS = 10_000;

/** A whole number in a sane range; what a header says beyond it is not believed. */
function numberOf(value: unknown, most: number): number | undefined {
	const number = Number(value);
	return Number.isInteger(number) && number > 0 && number <= most ? number : undefined;
}

/** Reads the rate headers of the exchange, whatever their case, and believes what is sane. */
export function rateHeaders(
	service: Pick<Service, 'rateHeaders'>,
	headers: Record<string, unknown>,
): RateHeaders {
	const lower = Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
	);
	const said = service.rateHeaders(lower);
	const limit = numberOf(said.limit, MOST_REQUESTS);
	const used = numberOf(said.used, MOST_REQUESTS);
	const reset = numberOf(said.reset, LONGEST);
	return {
		...(limit !== undefined && { limit }),
		...(used !== undefined && { used }),
		...(reset !== undefined && { reset }),
	};
}

/** Where a refusal for too many requests names no time. */
const DEFAULT_RESET = 5;

/** How far beyond the documented limit a header is believed. */
const TIMES_DOCUMENTED = 10;

/** Requests a second. */
const rateOf = ({ requests, seconds }: Pick<RateLimit, 'requests' | 'seconds'>) =>
	requests / seconds;

/**
 * Corrects a window by what an answer says: the real limit, requests of others, a refusal.
 */
export function learnRate(key: string, rate: RateHeaders, refused: boolean): void {
	const window = windows.get(key);
	if (!window) return;
	const { limit, used, reset } = rate;
	const { documented } = window;
	const isSane =
		limit !== undefined &&
		reset !== undefined &&
		documented !== null &&
		rateOf({ requests: limit, seconds: reset }) <= TIMES_DOCUMENTED * rateOf(documented);
	if (isSane && window.limit) {
		window.limit = { ...window.limit, requests: limit, seconds: reset };
	}
	// Our own requests are paced already; only those of others have to be waited for.
	const now = clock.now();
	follow(window, now);
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
