import { Decimal } from 'decimal.js';

import { refusal } from '../basics/refusals';
import type { Call, Handlers } from '../types';

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

/** Every wave divides a week, so one common denominator keeps the sum exact. */
export const WEEK = 604_800_000;

/**
 * The price at a moment, in price steps: a pure function of time.
 * All waves are summed as whole numbers (below 2^53) and cut once, so between two turning points of
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

/** The price a market buy pays at a moment: one step above the last. */
export const askAt = (pair: Pair, at: number): Decimal => toPrice(pair, steps(pair, at) + 1);

/** The price a market sell gets at a moment: one step below the last. */
export const bidAt = (pair: Pair, at: number): Decimal => toPrice(pair, steps(pair, at) - 1);

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

/** Coins traded between two moments: a steady pace. */
const volume = (pair: Pair, from: number, to: number) =>
	new Decimal(pair.pace)
		.times(Math.max(to - from, 0))
		.div(60000)
		.toDecimalPlaces(8);

/** Decimals of a size. */
export const sizeDigits = (pair: Pair) => new Decimal(pair.sizeStep).decimalPlaces();

/** A small size that depends on nothing but its argument. */
const someSize = (pair: Pair, seed: number) =>
	new Decimal(pair.sizeStep).times(1000 + ((seed * 7919) % 9000)).toFixed(sizeDigits(pair));

function marketPair(symbol: unknown): Pair {
	const pair = pairOf(symbol);
	if (!pair) throw refusal(70002, { reason: `there is no pair "${String(symbol)}"` });
	if (!pair.trading) throw refusal(70000, { reason: `${pair.symbol} does not trade yet` });
	return pair;
}

const DAY = 86_400_000;

/** The 13 columns of a ticker, in order. */
function ticker(pair: Pair, now: number) {
	const price = (value: Decimal) => value.toFixed(pair.priceDigits);
	const last = priceAt(pair, now);
	const open = priceAt(pair, now - DAY);
	const { high, low } = range(pair, now - DAY, now);
	const traded = volume(pair, now - DAY, now);
	const change = last.minus(open).div(open).toFixed(5);
	const at = Math.floor(now / 1000);
	return {
		symbol: pair.symbol,
		last: price(last),
		v_24h: traded.toFixed(),
		qv_24h: traded.times(high.plus(low).div(2)).toFixed(2),
		open_24h: price(open),
		high_24h: price(high),
		low_24h: price(low),
		fluctuation: change.startsWith('-') ? change : `+${change}`,
		bid_px: price(bidAt(pair, now)),
		bid_sz: someSize(pair, at),
		ask_px: price(askAt(pair, now)),
		ask_sz: someSize(pair, at + 1),
		ts: String(now),
	};
}

/** One candle as columns t, o, h, l, c, v, qv; its end is cut at the present. */
function candle(pair: Pair, open: number, width: number, now: number): string[] {
	const end = Math.min(open + width, now);
	const { high, low } = range(pair, open, end);
	const traded = volume(pair, open, end);
	const prices = [priceAt(pair, open), high, low, priceAt(pair, end)];
	return [
		String(open / 1000),
		...prices.map((value) => value.toFixed(pair.priceDigits)),
		traded.toFixed(),
		traded.times(high.plus(low).div(2)).toFixed(2),
	];
}

/** Candles between two exclusive bounds in seconds; without bounds the newest ones. */
function candles({ values, now }: Call): string[][] {
	const pair = marketPair(values.symbol);
	const width = ((values.step as number | undefined) ?? 1) * 60_000;
	const limit = (values.limit as number | undefined) ?? 100;
	const before = values.before as number | undefined;
	const after = values.after as number | undefined;
	if (before !== undefined && after !== undefined && before <= after) {
		throw refusal(71003, {
			reason: `before (${before}) is the upper bound and must lie behind after (${after})`,
		});
	}
	const newest = Math.min(
		Math.floor(now / width) * width,
		before === undefined ? Infinity : (Math.ceil((before * 1000) / width) - 1) * width,
	);
	const oldest = after === undefined ? 0 : (Math.floor((after * 1000) / width) + 1) * width;
	const opens: number[] = [];
	if (after !== undefined && before === undefined) {
		for (let at = oldest; at <= newest && opens.length < limit; at += width) opens.push(at);
	} else {
		for (let at = newest; at >= oldest && opens.length < limit; at -= width) opens.push(at);
		if (after !== undefined) opens.reverse();
	}
	return opens.map((at) => candle(pair, at, width, now));
}

/** How far apart the public trades are. */
const TRADE_EVERY = 5000;

/** Public market data and the system calls: all of it follows from the time alone. */
export const marketHandlers: Handlers = {
	'GET /system/time': ({ now }) => ({ server_time: now }),
	'GET /spot/v1/currencies': () => ({
		currencies: Object.entries(coins).map(([id, name]) => ({
			id,
			name,
			withdraw_enabled: true,
			deposit_enabled: true,
		})),
	}),
	'GET /spot/v1/symbols': () => ({ symbols: pairs.map(({ symbol }) => symbol) }),
	'GET /spot/v1/symbols/details': () => ({
		symbols: pairs.map((pair) => ({
			symbol: pair.symbol,
			symbol_id: pair.id,
			base_currency: pair.base,
			quote_currency: pair.quote,
			quote_increment: pair.sizeStep,
			base_min_size: pair.minSize,
			base_max_size: pair.maxSize,
			price_min_precision: pair.priceDigits - 3,
			price_max_precision: pair.priceDigits,
			expiration: 'NA',
			min_buy_amount: pair.minBuy,
			min_sell_amount: pair.minSell,
			trade_status: pair.trading ? 'trading' : 'pre-trade',
			planned_down_time: '',
		})),
	}),
	'GET /spot/quotation/v3/tickers': ({ now }) =>
		pairs.filter((pair) => pair.trading).map((pair) => Object.values(ticker(pair, now))),
	'GET /spot/quotation/v3/ticker': ({ values, now }) => ticker(marketPair(values.symbol), now),
	'GET /spot/quotation/v3/lite-klines': candles,
	'GET /spot/quotation/v3/klines': candles,
	'GET /spot/quotation/v3/books': ({ values, now }) => {
		const pair = marketPair(values.symbol);
		const levels = Array.from({ length: (values.limit as number | undefined) ?? 35 }, (_, n) => n);
		const middle = steps(pair, now);
		const at = Math.floor(now / 1000);
		const row = (direction: 1 | -1) => (n: number) => [
			toPrice(pair, middle + direction * (1 + n * 3)).toFixed(pair.priceDigits),
			// The first level of each side is the one the ticker shows.
			someSize(pair, at + (direction === 1 ? 1 : 0) + n * 13),
		];
		return {
			ts: String(now),
			symbol: pair.symbol,
			asks: levels.map(row(1)),
			bids: levels.map(row(-1)),
		};
	},
	'GET /spot/quotation/v3/trades': ({ values, now }) => {
		const pair = marketPair(values.symbol);
		const newest = Math.floor(now / TRADE_EVERY);
		return Array.from({ length: (values.limit as number | undefined) ?? 50 }, (_, n) => {
			const at = (newest - n) * TRADE_EVERY;
			const price = priceAt(pair, at).toFixed(pair.priceDigits);
			const seed = newest - n;
			return [pair.symbol, String(at), price, someSize(pair, seed), seed % 2 ? 'sell' : 'buy'];
		});
	},
};
