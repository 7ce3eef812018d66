import type { Decimal } from 'decimal.js';

import { Exact, plain } from '../basics/amounts';
import { refusal } from '../basics/refusals';
import { pairOf, priceAt, range, type Pair } from './market';
import type { Call, Handlers } from '../types';
import { DAY, HOUR } from '../basics/windows';

/** A step of the risk limits: up to a position value, the leverage allowed and the margin that must stay. */
interface Bracket {
	cap: string;
	leverage: number;
	ratio: string;
	/** Taken off the maintenance margin, so that it does not jump at the border. */
	cum: string;
}

/** A futures contract and its rules. */
export interface Contract {
	symbol: string;
	/** The spot pair whose price path it follows. */
	pair: Pair;
	base: string;
	quote: string;
	/** Coin-margined: a contract is worth dollars, and money is counted in the coin. */
	inverse: boolean;
	/** Coins per contract, or dollars if inverse. */
	size: string;
	/** The price step. */
	tick: string;
	maxLeverage: number;
	maxVolume: number;
	marketMaxVolume: number;
	trading: boolean;
	brackets: Bracket[];
	openInterest: number;
}

const linear: Bracket[] = [
	{ cap: '50000', leverage: 200, ratio: '0.004', cum: '0' },
	{ cap: '600000', leverage: 100, ratio: '0.005', cum: '50' },
	{ cap: '3000000', leverage: 50, ratio: '0.01', cum: '3050' },
];

function contract(symbol: string, of: string, more: Partial<Contract>): Contract {
	const pair = pairOf(of);
	if (!pair) throw new Error(`there is no pair ${of}`);
	return {
		symbol,
		pair,
		base: pair.base,
		quote: 'USDT',
		inverse: false,
		size: '0.001',
		tick: '0.1',
		maxLeverage: 200,
		maxVolume: 500000,
		marketMaxVolume: 250000,
		trading: true,
		brackets: linear,
		openInterest: 31245678,
		...more,
	};
}

/** The contracts of the sandbox: two for USDT, one for the coin, one that is gone. */
export const contracts: Contract[] = [
	contract('BTCUSDT', 'BTC_USDT', {}),
	contract('ETHUSDT', 'ETH_USDT', { size: '0.01', tick: '0.01', openInterest: 8123456 }),
	contract('BTCUSD', 'BTC_USDT', {
		quote: 'USD',
		inverse: true,
		size: '100',
		maxLeverage: 100,
		brackets: [
			{ cap: '10', leverage: 100, ratio: '0.005', cum: '0' },
			{ cap: '100', leverage: 50, ratio: '0.01', cum: '0.05' },
		],
		openInterest: 412345,
	}),
	contract('NEWUSDT', 'NEW_USDT', { tick: '0.0001', size: '1', trading: false, openInterest: 0 }),
];

/** The currency that margin, fees and results of a contract are counted in. */
export const currencyOf = ({ inverse, base, quote }: Contract): string => (inverse ? base : quote);

/** The contract of a name; 40034 (or another code) for an unknown or delisted one. */
export function contractOf(symbol: unknown, code = 40034): Contract {
	const found = contracts.find((entry) => entry.symbol === symbol);
	if (!found) throw refusal(code, { reason: `there is no contract "${String(symbol)}"` });
	return found;
}

/** The contract of a name, if it trades. */
export function tradingContract(symbol: unknown): Contract {
	const found = contractOf(symbol);
	if (!found.trading) throw refusal(40034, { reason: `${found.symbol} is delisted` });
	return found;
}

const cut = ({ tick }: Contract, price: Decimal) => price.div(tick).floor().times(tick);

/** The last price at a moment: that of the spot pair, cut to the price step. It is the mark price as well. */
export const lastAt = (of: Contract, at: number): Decimal => cut(of, priceAt(of.pair, at));

/** What a buyer pays at a moment: one step above the last price. */
export const askOf = (of: Contract, at: number): Decimal => lastAt(of, at).plus(of.tick);

/** What a seller gets at a moment: one step below the last price. */
export const bidOf = (of: Contract, at: number): Decimal => lastAt(of, at).minus(of.tick);

/** The value of contracts at a price, in the currency of the contract. */
export const valueOf = (of: Contract, amount: number, price: Decimal | string): Decimal =>
	of.inverse
		? new Exact(of.size).times(amount).div(price).toDecimalPlaces(8)
		: new Exact(of.size).times(amount).times(price);

/** The average price behind a value, at eight decimals. */
export const averageOf = (of: Contract, amount: number, value: Decimal): Decimal => {
	if (amount === 0 || value.isZero()) return new Exact(0);
	const size = new Exact(of.size).times(amount);
	return (of.inverse ? size.div(value) : value.div(size)).toDecimalPlaces(8);
};

/** The bracket that a position value falls into; the last one for anything beyond. */
export const bracketOf = ({ brackets }: Contract, value: Decimal): Bracket =>
	(brackets.find(({ cap }) => value.lte(cap)) ?? brackets[brackets.length - 1]) as Bracket;

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
