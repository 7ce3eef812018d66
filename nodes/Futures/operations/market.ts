import type { IDataObject } from 'n8n-workflow';

import { intervalField, millisecondsOf } from '../../bitmart/fields/candles';
import { limit, timeBound } from '../../bitmart/fields/common';
import { futuresSymbol, symbolFilter } from '../../bitmart/fields/futures';
import {
	compact,
	isoFromMilliseconds,
	isoFromSeconds,
	listAt,
} from '../../bitmart/records/records';
import type { Field } from '../../core/definition/field';
import type { Operation, Resource, WindowPaging } from '../../core/definition/operation';

/** The most candles of one answer. */
const MOST_CANDLES = 500;

const candleFields: Field[] = [
	futuresSymbol,
	intervalField(['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d', '3d', '1w']),
	timeBound({
		displayName: 'Start Time',
		name: 'startTime',
		wire: 'start_time',
		unit: 's',
		required: true,
		description: 'Return only candles from this time on',
	}),
	timeBound({
		displayName: 'End Time',
		name: 'endTime',
		wire: 'end_time',
		unit: 's',
		required: true,
		description: 'Return only candles up to this time',
	}),
];

/** There is no row count on the wire: 500 candles of a window, and a longer window loses some (trap 14). */
const candlePaging: WindowPaging = {
	by: 'window',
	start: 'startTime',
	end: 'endTime',
	max: MOST_CANDLES,
	span: ({ interval }) => (MOST_CANDLES - 1) * millisecondsOf(interval),
	id: (candle) => String(candle.timestamp),
	time: (candle) => Number(candle.timestamp) * 1000,
	oldestFirst: true,
};

/** Rows come in no promised order. */
function sortedCandles(answer: IDataObject): IDataObject[] {
	return [...listAt(answer, 'data')].sort((a, b) => Number(a.timestamp) - Number(b.timestamp));
}

const simplifyCandle = (candle: IDataObject): IDataObject =>
	compact({
		time: isoFromSeconds(candle.timestamp),
		open: candle.open_price,
		high: candle.high_price,
		low: candle.low_price,
		close: candle.close_price,
		volume: candle.volume,
	});

const getCandles: Operation = {
	value: 'getCandles',
	name: 'Get Candles',
	action: 'Get candles of a futures contract',
	description: 'Retrieve candles of a contract in a time range, oldest first; volume is contracts',
	endpoint: 'GET /contract/public/kline',
	limit: { requests: 12, seconds: 2, per: 'IP' },
	public: true,
	fields: candleFields,
	paging: candlePaging,
	rows: sortedCandles,
	simplify: simplifyCandle,
};

export const getContracts: Operation = {
	value: 'getContracts',
	name: 'Get Contracts',
	action: 'Get the futures contracts',
	description:
		'Retrieve the contracts with their size, price step, limits and last price, or one of them. The list includes delisted ones; Status tells.',
	endpoint: 'GET /contract/public/details',
	limit: { requests: 12, seconds: 2, per: 'IP' },
	public: true,
	fields: [],
	options: [symbolFilter],
	rows: 'data.symbols',
	// price_precision is a step such as 0.1, not a count of decimals.
	simplify: (contract) =>
		compact({
			symbol: contract.symbol,
			baseCurrency: contract.base_currency,
			quoteCurrency: contract.quote_currency,
			lastPrice: contract.last_price,
			contractSize: contract.contract_size,
			priceStep: contract.price_precision,
			minVolume: contract.min_volume,
			maxVolume: contract.max_volume,
			maxLeverage: contract.max_leverage,
			status: contract.status,
		}),
};

const getFundingHistory: Operation = {
	value: 'getFundingHistory',
	name: 'Get Funding History',
	action: 'Get the past funding rates of a futures contract',
	description: 'Retrieve the latest settled funding rates of a contract, at most 100',
	endpoint: 'GET /contract/public/funding-rate-history',
	limit: { requests: 12, seconds: 2, per: 'IP' },
	public: true,
	fields: [futuresSymbol, limit(100)],
	rows: 'data.list',
	simplify: (rate) =>
		compact({
			symbol: rate.symbol,
			fundingRate: rate.funding_rate,
			fundingTime: isoFromMilliseconds(rate.funding_time),
		}),
};

const getFundingRate: Operation = {
	value: 'getFundingRate',
	name: 'Get Funding Rate',
	action: 'Get the funding rate of a futures contract',
	description:
		'Retrieve the last settled and the expected funding rate of a contract as fractions, and the time of the next settlement',
	endpoint: 'GET /contract/public/funding-rate',
	limit: { requests: 12, seconds: 2, per: 'IP' },
	public: true,
	fields: [futuresSymbol],
	rows: 'data',
};

const getFundingRates: Operation = {
	value: 'getFundingRates',
	name: 'Get Funding Rates',
	action: 'Get the funding rates of all futures contracts',
	description:
		'Retrieve the funding rates of all linear contracts that traded in the last 24 hours. Coin-margined ones such as BTCUSD are missing; Get Contracts has them.',
	endpoint: 'GET /contract/public/funding-rate-v2',
	limit: { requests: 12, seconds: 2, per: 'IP' },
	public: true,
	fields: [],
	options: [symbolFilter],
	rows: 'data.list',
};

const getLeverageBrackets: Operation = {
	value: 'getLeverageBrackets',
	name: 'Get Leverage Brackets',
	action: 'Get the leverage brackets of futures contracts',
	description:
		'Retrieve how much leverage and maintenance margin belong to which position value, for all contracts or one',
	endpoint: 'GET /contract/public/leverage-bracket',
	limit: { requests: 12, seconds: 2, per: 'IP' },
	public: true,
	fields: [],
	options: [symbolFilter],
	rows: 'data.rules',
};

const getMarkPriceCandles: Operation = {
	value: 'getMarkPriceCandles',
	name: 'Get Mark Price Candles',
	action: 'Get mark price candles of a futures contract',
	description: 'Retrieve candles of the mark price of a contract in a time range, oldest first',
	endpoint: 'GET /contract/public/markprice-kline',
	limit: { requests: 12, seconds: 2, per: 'IP' },
	public: true,
	fields: candleFields,
	paging: candlePaging,
	rows: sortedCandles,
	simplify: simplifyCandle,
};

const getOpenInterest: Operation = {
	value: 'getOpenInterest',
	name: 'Get Open Interest',
	action: 'Get the open interest of a futures contract',
	description: 'Retrieve the open interest of a contract, in contracts and in the quote currency',
	endpoint: 'GET /contract/public/open-interest',
	limit: { requests: 2, seconds: 2, per: 'IP' },
	public: true,
	fields: [futuresSymbol],
	rows: 'data',
};

/** A side of the book can be null instead of empty. The third column is the running total. */
const levels = (side: unknown): IDataObject[] =>
	((side ?? []) as string[][]).map(([price, size]) => ({ price, size }));

const getOrderBook: Operation = {
	value: 'getOrderBook',
	name: 'Get Order Book',
	action: 'Get the order book of a futures contract',
	description: 'Retrieve the best 50 bids and asks of a contract; sizes are contracts',
	endpoint: 'GET /contract/public/depth',
	limit: { requests: 12, seconds: 2, per: 'IP' },
	public: true,
	fields: [futuresSymbol],
	rows: 'data',
	simplify: (book) =>
		compact({
			symbol: book.symbol,
			time: isoFromMilliseconds(book.timestamp),
			bids: levels(book.bids),
			asks: levels(book.asks),
		}),
};

const getTrades: Operation = {
	value: 'getTrades',
	name: 'Get Trades',
	action: 'Get the latest public trades of a futures contract',
	description:
		'Retrieve the latest trades of everybody in a contract; size is coins here, not contracts',
	endpoint: 'GET /contract/public/market-trade',
	limit: { requests: 12, seconds: 2, per: 'IP' },
	public: true,
	fields: [futuresSymbol, limit(100)],
	rows: 'data',
	simplify: (trade) =>
		compact({
			symbol: trade.symbol,
			price: trade.price,
			size: trade.qty,
			quoteSize: trade.quote_qty,
			buyerIsMaker: trade.is_buyer_maker,
			time: isoFromSeconds(trade.time),
		}),
};

/** Futures market data; works without a credential. */
export const market: Resource = {
	value: 'market',
	name: 'Market',
	description: 'Contracts, prices, candles, order book and funding; needs no credential',
	host: 'futures',
	defaultOperation: 'getContracts',
	operations: [
		getCandles,
		getContracts,
		getFundingHistory,
		getFundingRate,
		getFundingRates,
		getLeverageBrackets,
		getMarkPriceCandles,
		getOpenInterest,
		getOrderBook,
		getTrades,
	],
};
