import type { IDataObject } from 'n8n-workflow';

import { intervalField, millisecondsOf } from '../../bitmart/fields/candles';
import { limit, timeBound } from '../../bitmart/fields/common';
import { spotSymbol, toSpotSymbol } from '../../bitmart/fields/spot';
import { isoFromMilliseconds, isoFromSeconds } from '../../bitmart/records/records';
import type { Field } from '../../core/definition/field';
import type { Operation, Resource, WindowPaging } from '../../core/definition/operation';

const CANDLE_COLUMNS = ['t', 'o', 'h', 'l', 'c', 'v', 'qv'];

const interval = intervalField(['1m', '5m', '15m', '30m', '1h', '2h', '4h', '1d', '1w', '1M']);

/** `after` is the lower bound and `before` the upper one; BitMart counts both in seconds. */
const candleFields: Field[] = [
	spotSymbol,
	interval,
	timeBound({
		displayName: 'Start Time',
		name: 'startTime',
		wire: 'after',
		unit: 's',
		description: 'Return only candles that open after this time',
	}),
	timeBound({
		displayName: 'End Time',
		name: 'endTime',
		wire: 'before',
		unit: 's',
		description: 'Return only candles that open before this time',
	}),
];

/** 200 candles an answer; a window of as many intervals cannot hold more. */
const candlePaging: WindowPaging = {
	by: 'window',
	start: 'startTime',
	end: 'endTime',
	size: 'limit',
	max: 200,
	span: ({ interval: width }) => 199 * millisecondsOf(width),
	id: (candle) => String(candle.t),
	time: (candle) => Number(candle.t) * 1000,
	oldestFirst: true,
};

function simplifyCandle(row: IDataObject): IDataObject {
	return {
		time: isoFromSeconds(row.t),
		open: row.o,
		high: row.h,
		low: row.l,
		close: row.c,
		volume: row.v,
		quoteVolume: row.qv,
	};
}

/** The order of candles differs between BitMart's modes of the call, so they are sorted by time. */
function sortedCandles(answer: IDataObject): unknown[] {
	const rows = (answer.data ?? []) as unknown as string[][];
	return [...rows].sort((a, b) => Number(a[0]) - Number(b[0]));
}

const simplifyTicker = (ticker: IDataObject): IDataObject => ({
	symbol: ticker.symbol,
	last: ticker.last,
	bid: ticker.bid_px,
	ask: ticker.ask_px,
	high: ticker.high_24h,
	low: ticker.low_24h,
	volume: ticker.v_24h,
	quoteVolume: ticker.qv_24h,
	change: ticker.fluctuation,
	time: isoFromMilliseconds(ticker.ts),
});

const getCandles: Operation = {
	value: 'getCandles',
	name: 'Get Candles',
	action: 'Get candles of a spot pair',
	description: 'Retrieve historical candles of a trading pair, oldest first',
	endpoint: 'GET /spot/quotation/v3/klines',
	limit: { requests: 10, seconds: 2, per: 'IP' },
	public: true,
	fields: candleFields,
	paging: candlePaging,
	rows: sortedCandles,
	columns: CANDLE_COLUMNS,
	simplify: simplifyCandle,
};

const getCurrencies: Operation = {
	value: 'getCurrencies',
	name: 'Get Currencies',
	action: 'Get the currencies of the spot market',
	description:
		'Retrieve all currencies of the spot market and whether they can be deposited and withdrawn',
	endpoint: 'GET /spot/v1/currencies',
	limit: { requests: 8, seconds: 2, per: 'IP' },
	public: true,
	fields: [],
	rows: 'data.currencies',
};

const getLatestCandles: Operation = {
	value: 'getLatestCandles',
	name: 'Get Latest Candles',
	action: 'Get the latest candles of a spot pair',
	description: 'Retrieve the most recent candles of a trading pair, oldest first',
	endpoint: 'GET /spot/quotation/v3/lite-klines',
	limit: { requests: 15, seconds: 2, per: 'IP' },
	public: true,
	fields: candleFields,
	paging: candlePaging,
	rows: sortedCandles,
	columns: CANDLE_COLUMNS,
	simplify: simplifyCandle,
};

const level = ([price, size]: string[]) => ({ price, size });

const getOrderBook: Operation = {
	value: 'getOrderBook',
	name: 'Get Order Book',
	action: 'Get the order book of a spot pair',
	description: 'Retrieve the best bids and asks of a trading pair',
	endpoint: 'GET /spot/quotation/v3/books',
	limit: { requests: 15, seconds: 2, per: 'IP' },
	public: true,
	fields: [spotSymbol, { ...limit(50), description: 'Max number of results to return' }],
	rows: 'data',
	simplify: (book) => ({
		symbol: book.symbol,
		time: isoFromMilliseconds(book.ts),
		bids: ((book.bids ?? []) as unknown as string[][]).map(level),
		asks: ((book.asks ?? []) as unknown as string[][]).map(level),
	}),
};

const symbolFilter: Field = {
	...spotSymbol,
	required: false,
	local: true,
	description: 'Return only this trading pair',
};

export const getSymbolRules: Operation = {
	value: 'getSymbolRules',
	name: 'Get Symbol Rules',
	action: 'Get the trading rules of spot pairs',
	description: 'Retrieve sizes, price decimals, minimum values and trading status of the pairs',
	endpoint: 'GET /spot/v1/symbols/details',
	limit: { requests: 12, seconds: 2, per: 'IP' },
	public: true,
	fields: [],
	options: [symbolFilter],
	rows: 'data.symbols',
	keep: (rules, { symbol }) =>
		symbol === undefined || toSpotSymbol(String(rules.symbol)) === symbol,
	// quote_increment is the step of the size in spite of its name; the price step is 10^-price_max_precision.
	simplify: (rules) => ({
		symbol: rules.symbol,
		baseCurrency: rules.base_currency,
		quoteCurrency: rules.quote_currency,
		status: rules.trade_status,
		sizeStep: rules.quote_increment,
		minSize: rules.base_min_size,
		maxSize: rules.base_max_size,
		priceDecimals: rules.price_max_precision,
		minBuyValue: rules.min_buy_amount,
		minSellValue: rules.min_sell_amount,
	}),
};

const getSymbols: Operation = {
	value: 'getSymbols',
	name: 'Get Symbols',
	action: 'Get the names of all spot pairs',
	description: 'Retrieve the names of all trading pairs',
	endpoint: 'GET /spot/v1/symbols',
	limit: { requests: 8, seconds: 2, per: 'IP' },
	public: true,
	fields: [],
	rows: 'data.symbols',
	columns: ['symbol'],
};

export const getTicker: Operation = {
	value: 'getTicker',
	name: 'Get Ticker',
	action: 'Get the ticker of a spot pair',
	description:
		'Retrieve last price, best bid and ask and the figures of the last 24 hours of a trading pair',
	endpoint: 'GET /spot/quotation/v3/ticker',
	limit: { requests: 15, seconds: 2, per: 'IP' },
	public: true,
	fields: [spotSymbol],
	rows: 'data',
	simplify: simplifyTicker,
};

const getTickers: Operation = {
	value: 'getTickers',
	name: 'Get Tickers',
	action: 'Get the tickers of all spot pairs',
	description:
		'Retrieve last price, best bid and ask and the figures of the last 24 hours of every pair that traded',
	endpoint: 'GET /spot/quotation/v3/tickers',
	limit: { requests: 10, seconds: 2, per: 'IP' },
	public: true,
	fields: [],
	rows: 'data',
	columns: [
		'symbol',
		'last',
		'v_24h',
		'qv_24h',
		'open_24h',
		'high_24h',
		'low_24h',
		'fluctuation',
		'bid_px',
		'bid_sz',
		'ask_px',
		'ask_sz',
		'ts',
	],
	simplify: simplifyTicker,
};

const getTrades: Operation = {
	value: 'getTrades',
	name: 'Get Trades',
	action: 'Get the latest public trades of a spot pair',
	description: 'Retrieve the latest trades of everybody in a trading pair',
	endpoint: 'GET /spot/quotation/v3/trades',
	limit: { requests: 15, seconds: 2, per: 'IP' },
	public: true,
	fields: [spotSymbol, limit(50)],
	rows: 'data',
	columns: ['symbol', 'ts', 'price', 'size', 'side'],
	simplify: (trade) => ({
		symbol: trade.symbol,
		side: trade.side,
		price: trade.price,
		size: trade.size,
		time: isoFromMilliseconds(trade.ts),
	}),
};

/** Spot market data; works without a credential. */
export const market: Resource = {
	value: 'market',
	name: 'Market',
	description: 'Prices, candles, order book and trading rules; needs no credential',
	host: 'spot',
	defaultOperation: 'getTicker',
	operations: [
		getCandles,
		getCurrencies,
		getLatestCandles,
		getOrderBook,
		getSymbolRules,
		getSymbols,
		getTicker,
		getTickers,
		getTrades,
	],
};
