/** The public spot calls and those of the system: all answers follow from the time alone. */
import { Decimal } from 'decimal.js';

import { refusal } from '../basics/refusals';
import { DAY } from '../basics/time';
import { coins, pairOf, pairs, sizeDigits, type Pair } from '../books/market/pairs';
import { askAt, bidAt, levelAt, priceAt, range } from '../books/market/prices';
import type { Call, Handlers } from './call';

/** Coins traded between two moments: a steady pace. */
const volume = (pair: Pair, from: number, to: number) =>
	new Decimal(pair.pace)
		.times(Math.max(to - from, 0))
		.div(60000)
		.toDecimalPlaces(8);

/** A small size that depends on nothing but its argument. */
const someSize = (pair: Pair, seed: number) =>
	new Decimal(pair.sizeStep).times(1000 + ((seed * 7919) % 9000)).toFixed(sizeDigits(pair));

function marketPair(symbol: unknown): Pair {
	const pair = pairOf(symbol);
	if (!pair) throw refusal(70002, { reason: `there is no pair "${String(symbol)}"` });
	if (!pair.trading) throw refusal(70000, { reason: `${pair.symbol} does not trade yet` });
	return pair;
}

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
		const at = Math.floor(now / 1000);
		const row = (direction: 1 | -1) => (n: number) => [
			levelAt(pair, now, direction * (1 + n * 3)).toFixed(pair.priceDigits),
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
