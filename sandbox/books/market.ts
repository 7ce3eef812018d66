import { Decimal } from 'decimal.js';

import { Exact } from '../basics/amounts';
import { WEEK } from '../basics/time';

/** A pair and its rules. */
export interface Pair {
	symbol: string;
	id: number;
	base: string;
	quote: string;
	/** BitMart's quote_increment: the step of the SIZE. */
	sizeStep: string;
	minSize: string;
	maxSize: string;
	/** Decimals of the price. */
	priceDigits: number;
	minBuy: string;
	minSell: string;
	trading: boolean;
	/** The price path, in price steps: a middle and triangle waves around it. */
	middle: number;
	waves: Array<{ height: number; perWeek: number; shift: number }>;
	/** Coins traded per minute. */
	pace: string;
}

const rules = { maxSize: '100000000', minBuy: '5', minSell: '5', trading: true };
const wave = (height: number, perWeek: number, shift: number) => ({ height, perWeek, shift });

/** The pairs of the sandbox. */
export const pairs: Pair[] = [
	{
		...rules,
		symbol: 'BTC_USDT',
		id: 53,
		base: 'BTC',
		quote: 'USDT',
		sizeStep: '0.00001',
		minSize: '0.00001',
		priceDigits: 2,
		// Between 60100 and 63900.
		middle: 6200000,
		waves: [wave(100000, 25, 0), wave(60000, 200, 700000), wave(30000, 1440, 90000)],
		pace: '0.75',
	},
	{
		...rules,
		symbol: 'ETH_USDT',
		id: 54,
		base: 'ETH',
		quote: 'USDT',
		sizeStep: '0.0001',
		minSize: '0.0001',
		priceDigits: 2,
		// Between 2905 and 3195.
		middle: 305000,
		waves: [wave(8000, 27, 5000000), wave(4500, 160, 0), wave(2000, 1250, 40000)],
		pace: '12.5',
	},
	{
		...rules,
		symbol: 'SOL_USDT',
		id: 55,
		base: 'SOL',
		quote: 'USDT',
		sizeStep: '0.001',
		minSize: '0.001',
		priceDigits: 3,
		middle: 150000,
		waves: [wave(6000, 24, 9000000), wave(3000, 180, 0), wave(1000, 1200, 10000)],
		pace: '210',
	},
	{
		...rules,
		symbol: 'LTC_USDT',
		id: 56,
		base: 'LTC',
		quote: 'USDT',
		sizeStep: '0.0001',
		minSize: '0.0001',
		priceDigits: 2,
		middle: 9000,
		waves: [wave(300, 20, 1000000), wave(150, 150, 0), wave(60, 1350, 20000)],
		pace: '95',
	},
	{
		...rules,
		symbol: 'BMX_USDT',
		id: 57,
		base: 'BMX',
		quote: 'USDT',
		sizeStep: '0.01',
		minSize: '1',
		priceDigits: 5,
		middle: 35000,
		waves: [wave(1200, 30, 2000000), wave(700, 125, 0), wave(300, 1500, 0)],
		pace: '5200',
	},
	{
		...rules,
		symbol: 'NEW_USDT',
		id: 58,
		base: 'NEW',
		quote: 'USDT',
		sizeStep: '0.1',
		minSize: '1',
		priceDigits: 4,
		trading: false,
		middle: 10000,
		waves: [],
		pace: '0',
	},
];

/** The coins of the sandbox and their names. */
export const coins: Record<string, string> = {
	BTC: 'Bitcoin',
	ETH: 'Ethereum',
	SOL: 'Solana',
	LTC: 'Litecoin',
	BMX: 'BitMart Token',
	NEW: 'Newcoin',
	USDT: 'Tether USD',
};

/** The pair of a name, if there is one. */
export const pairOf = (symbol: unknown): Pair | undefined =>
	pairs.find((pair) => pair.symbol === symbol);

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

/** Decimals of a size. */
export const sizeDigits = (pair: Pair) => new Decimal(pair.sizeStep).decimalPlaces();

/** What an amount of a coin is worth in US dollars. */
export function inDollars(coin: string, amount: string, now: number): string {
	const pair = pairs.find(({ base, trading }) => trading && base === coin);
	const rate = coin === 'USDT' ? 1 : pair ? priceAt(pair, now) : 0;
	return new Exact(amount).times(rate).toFixed(2);
}
