/** The public futures calls: all answers follow from the time alone. */
import type { Decimal } from 'decimal.js';

import { Exact, plain } from '../basics/amounts';
import { refusal } from '../basics/refusals';
import { DAY, HOUR } from '../basics/time';
import {
	askOf,
	bidOf,
	contractOf,
	contracts,
	cut,
	lastAt,
	valueOf,
	type Contract,
} from '../books/market/contracts';
import { range } from '../books/market/prices';
import type { Call, Handlers } from './call';

/** Contracts traded between two moments: the pace of the pair. */
function volumeOf(of: Contract, from: number, to: number): number {
	const coins = new Exact(of.pair.pace).times(Math.max(to - from, 0)).div(60_000);
	const amount = of.inverse ? coins.times(lastAt(of, to)).div(of.size) : coins.div(of.size);
	return amount.floor().toNumber();
}

const FUNDING = 8 * HOUR;

/** The rate of a settlement, given by its number alone: between -0.0001 and 0.0001. */
const rateAt = (settlement: number) =>
	plain(new Exact(((((settlement * 37) % 21) + 21) % 21) - 10).div(100_000));

function funding(of: Contract, now: number) {
	const settled = Math.floor(now / FUNDING);
	return {
		timestamp: now,
		symbol: of.symbol,
		rate_value: rateAt(settled),
		expected_rate: rateAt(settled + 1),
		funding_time: (settled + 1) * FUNDING,
		funding_upper_limit: '0.0375',
		funding_lower_limit: '-0.0375',
	};
}

/** Contracts by symbol, all of them without one. */
const chosen = (symbol: unknown, code?: number): Contract[] =>
	symbol === undefined ? contracts : [contractOf(symbol, code)];

function details(of: Contract, now: number) {
	const last = lastAt(of, now);
	const open = lastAt(of, now - DAY);
	const { high, low } = range(of.pair, now - DAY, now);
	const traded = of.trading ? volumeOf(of, now - DAY, now) : 0;
	const rates = funding(of, now);
	return {
		symbol: of.symbol,
		product_type: 1,
		open_timestamp: 1594080000123,
		expire_timestamp: 0,
		settle_timestamp: 0,
		base_currency: of.base,
		quote_currency: of.quote,
		last_price: plain(last),
		volume_24h: String(traded),
		turnover_24h: valueOf(of, traded, last).toFixed(2),
		index_price: plain(last),
		index_name: of.symbol,
		contract_size: of.size,
		min_leverage: '1',
		max_leverage: String(of.maxLeverage),
		price_precision: of.tick,
		vol_precision: '1',
		max_volume: String(of.maxVolume),
		market_max_volume: String(of.marketMaxVolume),
		min_volume: '1',
		funding_rate: rates.rate_value,
		expected_funding_rate: rates.expected_rate,
		open_interest: String(of.openInterest),
		open_interest_value: valueOf(of, of.openInterest, last).toFixed(2),
		high_24h: plain(cut(of, high)),
		low_24h: plain(cut(of, low)),
		change_24h: last.minus(open).div(open).toFixed(4),
		funding_interval_hours: 8,
		funding_time: rates.funding_time,
		status: of.trading ? 'Trading' : 'Delisted',
		delist_time: of.trading ? 0 : 1735689600,
	};
}

/** How many bars one call returns. */
const BARS = 500;

/**
 * Bars that open in [start, end), oldest first. Of more than 500 the newest are kept: the page does
 * not say which are dropped, only that some are.
 */
const bars =
	(ofMark: boolean) =>
	({ values, now }: Call) => {
		const of = contractOf(values.symbol);
		const width = Number(values.step ?? 1) * 60_000;
		const start = Number(values.start_time) * 1000;
		const end = Number(values.end_time) * 1000;
		if (end <= start) throw refusal(40039, { reason: 'end_time must lie behind start_time' });
		const newest = Math.ceil(Math.min(end, now + 1) / width) - 1;
		const oldest = Math.max(Math.ceil(start / width), newest - BARS + 1);
		return Array.from({ length: Math.max(newest - oldest + 1, 0) }, (_, index) => {
			const open = (oldest + index) * width;
			const close = Math.min(open + width, now);
			const { high, low } = range(of.pair, open, close);
			return {
				timestamp: open / 1000,
				open_price: plain(lastAt(of, open)),
				close_price: plain(lastAt(of, close)),
				high_price: plain(cut(of, high)),
				low_price: plain(cut(of, low)),
				volume: ofMark ? '0' : String(volumeOf(of, open, close)),
			};
		});
	};

/** How far apart the public trades are. */
const TRADE_EVERY = 5000;
const LEVELS = 50;

/** Public futures data: all of it follows from the time alone. */
export const contractHandlers: Handlers = {
	'GET /contract/public/details': ({ values, now }) => ({
		symbols: chosen(values.symbol, 40012).map((of) => details(of, now)),
	}),
	'GET /contract/public/depth': ({ values, now }) => {
		const of = contractOf(values.symbol);
		const side = (first: Decimal, step: Decimal) => {
			let total = 0;
			return Array.from({ length: LEVELS }, (_, level) => {
				const amount = 100 + ((Math.floor(now / 1000) * 31 + level * 7919) % 900);
				total += amount;
				return [plain(first.plus(step.times(level * 3))), String(amount), String(total)];
			});
		};
		const tick = new Exact(of.tick);
		return {
			asks: side(askOf(of, now), tick),
			bids: side(bidOf(of, now), tick.negated()),
			timestamp: now,
			symbol: of.symbol,
		};
	},
	'GET /contract/public/market-trade': ({ values, now }) => {
		const of = contractOf(values.symbol);
		const newest = Math.floor(now / TRADE_EVERY);
		return Array.from({ length: Number(values.limit ?? 50) }, (_, n) => {
			const seed = newest - n;
			const price = lastAt(of, seed * TRADE_EVERY);
			const amount = 1 + ((seed * 7919) % 90);
			// Coins here, contracts everywhere else.
			const coins = of.inverse ? valueOf(of, amount, price) : new Exact(of.size).times(amount);
			return {
				symbol: of.symbol,
				price: plain(price),
				qty: plain(coins),
				quote_qty: plain(coins.times(price).toDecimalPlaces(8)),
				time: (seed * TRADE_EVERY) / 1000,
				is_buyer_maker: seed % 2 === 1,
			};
		});
	},
	'GET /contract/public/open-interest': ({ values, now }) => {
		const of = contractOf(values.symbol);
		return {
			timestamp: now,
			symbol: of.symbol,
			open_interest: String(of.openInterest),
			open_interest_value: valueOf(of, of.openInterest, lastAt(of, now)).toFixed(2),
		};
	},
	'GET /contract/public/funding-rate': ({ values, now }) => funding(contractOf(values.symbol), now),
	'GET /contract/public/funding-rate-v2': ({ values, now }) => ({
		list: chosen(values.symbol)
			// The list of all holds linear contracts that trade; the others are asked for by name.
			.filter((of) => values.symbol !== undefined || (of.trading && !of.inverse))
			.map((of) => funding(of, now)),
	}),
	'GET /contract/public/funding-rate-history': ({ values, now }) => {
		const { symbol } = contractOf(values.symbol);
		const settled = Math.floor(now / FUNDING);
		return {
			list: Array.from({ length: Number(values.limit ?? 100) }, (_, n) => ({
				symbol,
				funding_rate: rateAt(settled - n),
				funding_time: String((settled - n) * FUNDING),
			})),
		};
	},
	'GET /contract/public/kline': bars(false),
	'GET /contract/public/markprice-kline': bars(true),
	'GET /contract/public/leverage-bracket': ({ values }) => ({
		rules: chosen(values.symbol).map((of) => ({
			symbol: of.symbol,
			brackets: of.brackets.map(({ cap, leverage, ratio, cum }, index) => ({
				bracket: index + 1,
				initial_leverage: leverage,
				notional_cap: cap,
				notional_floor: of.brackets[index - 1]?.cap ?? '0',
				maint_margin_ratio: ratio,
				cum,
			})),
		})),
	}),
};
