/** The price path of a pair: a pure function of time. */
import { Decimal } from 'decimal.js';

import { Exact } from '../../basics/amounts';
import { WEEK } from '../../basics/time';
import { pairs, type Pair } from './pairs';

/**
 * The price at a moment, in price steps: a pure function of time.
 * Every wave divides a week, so with that as common denominator all are summed as whole numbers (below 2^53) and cut once, so between two turning points of
 * any wave the path is monotone and `crossing` may search it by halving.
 */
function steps(pair: Pair, at: number): number {
	let sum = 0;
	for (const { height, perWeek, shift } of pair.waves) {
		const period = WEEK / perWeek;
		const phase = (((at + shift) % period) + period) % period;
		// height * (4 * distance / period - 1), times WEEK
		sum += 4 * height * Math.min(phase, period - phase) * perWeek - height * WEEK;
	}
	return pair.middle + Math.floor(sum / WEEK);
}

const toPrice = (pair: Pair, count: number) =>
	new Decimal(count).times(new Decimal(10).pow(-pair.priceDigits));

/** The last price at a moment. */
export const priceAt = (pair: Pair, at: number): Decimal => toPrice(pair, steps(pair, at));

/** The price so many price steps above (or, negative, below) the last at a moment. */
export const levelAt = (pair: Pair, at: number, distance: number): Decimal =>
	toPrice(pair, steps(pair, at) + distance);

/** The price a market buy pays at a moment: one step above the last. */
export const askAt = (pair: Pair, at: number): Decimal => levelAt(pair, at, 1);

/** The price a market sell gets at a moment: one step below the last. */
export const bidAt = (pair: Pair, at: number): Decimal => levelAt(pair, at, -1);

/** The moments after `from` and up to `to` at which the path may turn, in order; `to` is the last. */
export function turns(pair: Pair, from: number, to: number): number[] {
	const found = new Set<number>();
	for (const { perWeek, shift } of pair.waves) {
		const half = WEEK / perWeek / 2;
		for (let n = Math.floor((from + shift) / half) + 1; n * half - shift < to; n++) {
			// A turning point between two milliseconds: both sides of it are looked at.
			found.add(Math.floor(n * half - shift)).add(Math.ceil(n * half - shift));
		}
	}
	const inside = [...found].filter((at) => at > from && at < to).sort((a, b) => a - b);
	return to > from ? [...inside, to] : inside;
}

/**
 * The first moment after `from`, up to `to`, at which `met` holds; undefined if none. `met` must be a
 * bound on the price: between two turning points it may change once at most.
 */
export function firstMoment(
	pair: Pair,
	met: (at: number) => boolean,
	from: number,
	to: number,
): number | undefined {
	let before = from;
	for (const turn of turns(pair, from, Math.min(to, from + WEEK))) {
		if (!met(turn)) {
			before = turn;
			continue;
		}
		let low = before;
		let high = turn;
		while (high - low > 1) {
			const middle = Math.floor((low + high) / 2);
			if (met(middle)) high = middle;
			else low = middle;
		}
		return high;
	}
	return undefined;
}

/** The first moment after `from`, up to `to`, at which an order at `limit` is met; undefined if none. */
export const crossing = (
	pair: Pair,
	side: 'buy' | 'sell',
	limit: Decimal,
	from: number,
	to: number,
): number | undefined =>
	firstMoment(
		pair,
		(at) => (side === 'buy' ? askAt(pair, at).lte(limit) : bidAt(pair, at).gte(limit)),
		from,
		to,
	);

/** Highest and lowest price between two moments, both included. */
export function range(pair: Pair, from: number, to: number): { high: Decimal; low: Decimal } {
	// After a week the path repeats itself.
	const end = Math.min(to, from + WEEK);
	const values = [steps(pair, from), ...turns(pair, from, end).map((at) => steps(pair, at))];
	return {
		high: toPrice(
			pair,
			values.reduce((a, b) => Math.max(a, b)),
		),
		low: toPrice(
			pair,
			values.reduce((a, b) => Math.min(a, b)),
		),
	};
}

/** What an amount of a coin is worth in US dollars. */
export function inDollars(coin: string, amount: string, now: number): string {
	const pair = pairs.find(({ base, trading }) => trading && base === coin);
	const rate = coin === 'USDT' ? 1 : pair ? priceAt(pair, now) : 0;
	return new Exact(amount).times(rate).toFixed(2);
}
