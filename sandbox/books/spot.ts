import { Decimal } from 'decimal.js';

import { DIGITS, Exact } from '../basics/amounts';
import { refusal, Refusal } from '../basics/refusals';
import { bare } from '../basics/json';
import {
	askAt,
	bidAt,
	coins,
	crossing,
	pairOf,
	pairs,
	priceAt,
	sizeDigits,
	type Pair,
} from './market';
import type { Call, Handlers, SandboxAccount } from '../types';
import { newest } from '../basics/windows';

/** The fee of makers and takers alike, taken from what is received. */
const FEE = '0.001';
const WEEK = 7 * 86_400_000;
/** How long BitMart still finds an order that was cancelled without a fill. */
const FORGOTTEN_AFTER = 20 * 60_000;

/** The two kinds of accounts that share one order book. */
export type OrderMode = 'spot' | 'iso_margin';

/** The pairs with a margin account. */
export const MARGIN_PAIRS = ['BTC_USDT', 'ETH_USDT'];

/** The name under which `SpotBooks` keeps the margin account of a user in a pair. */
export const marginWallet = (uid: string, symbol: string): string => `${uid}/${symbol}`;

/** A closed order for the history; what is left out gets a usual value. */
export type SeededSpotOrder = Partial<Omit<SpotOrder, 'uid' | 'state'>> & {
	state?: 'filled' | 'canceled' | 'partially_canceled';
};

/** A fill for the history; what is left out gets a usual value. */
export type SeededSpotTrade = Partial<Omit<SpotTrade, 'uid'>>;

/** An order; amounts are exact decimal texts. */
export interface SpotOrder {
	orderId: string;
	/** Empty when none was given (answers then show the order id in its place). */
	clientOrderId: string;
	uid: string;
	symbol: string;
	side: 'buy' | 'sell';
	/** Whose money it trades with: the spot wallet's or that of the pair's margin account. */
	orderMode: OrderMode;
	type: 'limit' | 'market' | 'limit_maker' | 'ioc';
	state: 'new' | 'filled' | 'canceled' | 'partially_canceled';
	cancelSource: '' | 'user' | 'system';
	stpMode: string;
	/** The limit price after the cut; '0' for market orders. */
	price: string;
	size: string;
	notional: string;
	filledSize: string;
	filledNotional: string;
	/** What is locked for it, in `frozenCoin`. */
	frozen: string;
	frozenCoin: string;
	createTime: number;
	updateTime: number;
}

/** A fill of an order. */
export interface SpotTrade {
	tradeId: string;
	orderId: string;
	clientOrderId: string;
	uid: string;
	symbol: string;
	side: 'buy' | 'sell';
	orderMode: OrderMode;
	type: SpotOrder['type'];
	stpMode: string;
	price: string;
	size: string;
	notional: string;
	fee: string;
	feeCoinName: string;
	tradeRole: 'maker' | 'taker';
	createTime: number;
}

/** What a user owns of a coin. */
export interface SpotBalance {
	available: string;
	frozen: string;
}

/** What a placing call asks for, whatever its keys are called. */
export interface OrderRequest {
	symbol: string;
	side: 'buy' | 'sell';
	type: SpotOrder['type'];
	size?: string;
	price?: string;
	notional?: string;
	clientOrderId?: string;
	stpMode?: string;
	orderMode?: OrderMode;
}

const uidOf = (of: SandboxAccount | string) => (typeof of === 'string' ? of : of.uid);

/**
 * Orders, trades and balances of the spot side. Reading never moves the market: `advance` does, and
 * the server calls it at every request. Accounts are named by themselves or by their uid.
 */
export class SpotBooks {
	private all: SpotOrder[] = [];
	private fills: SpotTrade[] = [];
	private wallets = new Map<string, Map<string, { available: Decimal; frozen: Decimal }>>();
	private orderCount = 0;
	private tradeCount = 0;
	/** Up to here the price path has been looked at. */
	private seen = 0;

	/** Starts over: empty books, the balances of the accounts, the first ids. */
	reset(accounts: SandboxAccount[], now: number): void {
		this.all = [];
		this.fills = [];
		this.wallets = new Map();
		this.orderCount = 0;
		this.tradeCount = 0;
		this.seen = now;
		for (const { uid, balances } of accounts) {
			if (!balances || this.wallets.has(uid)) continue;
			for (const [coin, amount] of Object.entries(balances)) {
				this.coin(uid, coin).available = new Exact(amount);
			}
		}
	}

	/** The orders of an account, oldest first. */
	orders(of: SandboxAccount | string): SpotOrder[] {
		return this.all.filter((order) => order.uid === uidOf(of));
	}

	/** The order with this id. */
	order(id: string): SpotOrder | undefined {
		return this.all.find((order) => order.orderId === id);
	}

	/** The order of an account with this client order id. */
	orderByClientId(of: SandboxAccount | string, clientOrderId: string): SpotOrder | undefined {
		return this.orders(of).find((order) => order.clientOrderId === clientOrderId);
	}

	/** The fills of an account, oldest first. */
	trades(of: SandboxAccount | string): SpotTrade[] {
		return this.fills.filter((trade) => trade.uid === uidOf(of));
	}

	/** What an account owns, by coin, with eight decimals; coins it never had are missing. */
	balances(of: SandboxAccount | string): Record<string, SpotBalance> {
		return Object.fromEntries(
			[...(this.wallets.get(uidOf(of)) ?? [])].map(([coin, { available, frozen }]) => [
				coin,
				{ available: available.toFixed(DIGITS), frozen: frozen.toFixed(DIGITS) },
			]),
		);
	}

	/** Adds to (or, negative, takes from) the free balance: for transfers, deposits and tests. */
	credit(of: SandboxAccount | string, coin: string, amount: string): void {
		const entry = this.coin(uidOf(of), coin);
		entry.available = entry.available.plus(amount);
	}

	/** Puts closed orders into the history; nothing else changes. */
	seedOrders(uid: string, rows: SeededSpotOrder[], now: number): SpotOrder[] {
		const seeded = rows.map((row): SpotOrder => {
			const { size = '0.00100', price = '60000.00', createTime = now } = row;
			const notional = new Exact(size).times(price).toFixed(DIGITS);
			const filled = (row.state ?? 'filled') === 'filled';
			return {
				orderId: this.nextOrderId(),
				clientOrderId: '',
				symbol: 'BTC_USDT',
				side: 'buy',
				orderMode: 'spot',
				type: 'limit',
				state: 'filled',
				cancelSource: filled ? '' : 'user',
				stpMode: 'none',
				notional,
				filledSize: filled ? size : '0',
				filledNotional: filled ? notional : '0',
				frozen: '0',
				frozenCoin: 'USDT',
				updateTime: createTime,
				...row,
				uid,
				size,
				price,
				createTime,
			};
		});
		this.all.push(...seeded);
		return seeded;
	}

	/** Puts fills into the history; nothing else changes. */
	seedTrades(uid: string, rows: SeededSpotTrade[], now: number): SpotTrade[] {
		const seeded = rows.map((row): SpotTrade => {
			const { size = '0.00100', price = '60000.00' } = row;
			return {
				tradeId: this.nextTradeId(),
				orderId: this.nextOrderId(),
				clientOrderId: '',
				symbol: 'BTC_USDT',
				side: 'buy',
				orderMode: 'spot',
				type: 'limit',
				stpMode: 'none',
				notional: new Exact(size).times(price).toFixed(DIGITS),
				fee: '0.00000100',
				feeCoinName: 'BTC',
				tradeRole: 'maker',
				createTime: now,
				...row,
				uid,
				size,
				price,
			};
		});
		this.fills.push(...seeded);
		return seeded;
	}

	/** An order id that nobody has seen yet; trigger orders take theirs from here, too. */
	nextOrderId(): string {
		return (1187654321000000000n + BigInt(++this.orderCount)).toString();
	}

	private nextTradeId(): string {
		return (1187654399000000000n + BigInt(++this.tradeCount)).toString();
	}

	/** Fills what the price path has reached since the last look, in the order in which it happened. */
	advance(now: number): void {
		if (now <= this.seen) return;
		const due = this.all
			.filter((order) => order.state === 'new')
			.map((order) => ({ order, at: this.reachedAt(order, now) }))
			.filter((entry): entry is { order: SpotOrder; at: number } => entry.at !== undefined)
			.sort((a, b) => a.at - b.at);
		for (const { order, at } of due) this.fill(order, order.price, order.size, 'maker', at);
		this.seen = now;
	}

	private reachedAt(order: SpotOrder, now: number): number | undefined {
		const pair = pairOf(order.symbol);
		if (!pair) return undefined;
		return crossing(pair, order.side, new Exact(order.price), this.seen, now);
	}

	private coin(uid: string, coin: string) {
		let wallet = this.wallets.get(uid);
		if (!wallet) this.wallets.set(uid, (wallet = new Map()));
		let entry = wallet.get(coin);
		if (!entry) wallet.set(coin, (entry = { available: new Exact(0), frozen: new Exact(0) }));
		return entry;
	}

	/** Places an order or throws the refusal; a refused order leaves no trace. */
	place(of: SandboxAccount | string, asked: OrderRequest, now: number): SpotOrder {
		const uid = uidOf(of);
		const pair = tradingPair(asked.symbol);
		const { side, type, clientOrderId = '', orderMode = 'spot' } = asked;
		const margin = orderMode === 'iso_margin';
		if (margin && !MARGIN_PAIRS.includes(pair.symbol)) {
			throw refusal(51001, { reason: `${pair.symbol} has no margin account` });
		}
		if (clientOrderId && this.orderByClientId(uid, clientOrderId)) {
			throw refusal(50042, { reason: `the client order id "${clientOrderId}" was used before` });
		}
		const ask = askAt(pair, now);
		const bid = bidAt(pair, now);
		const market = type === 'market';
		const spend = market && side === 'buy' ? new Exact(asked.notional ?? 0) : undefined;
		// BitMart cuts surplus decimals of a price without a word.
		const price = new Exact(asked.price ?? 0).toDecimalPlaces(pair.priceDigits, Decimal.ROUND_DOWN);
		if (!market && price.isZero()) {
			throw refusal(50021, { message: 'Invalid price', reason: 'the price is 0 after the cut' });
		}
		const step = new Exact(pair.sizeStep);
		const size = spend
			? spend.div(ask).div(step).floor().times(step)
			: checkedSize(pair, asked.size ?? '0');
		const value = spend ?? size.times(market ? bid : price);
		const least = side === 'buy' ? pair.minBuy : pair.minSell;
		const small = value.lt(least) || size.isZero();
		if (small && type !== 'limit_maker') {
			throw refusal(spend ? 51012 : 51011, {
				reason: `the value ${value.toFixed()} is below the minimum of ${least} ${pair.quote}`,
			});
		}

		const crosses = market || (side === 'buy' ? price.gte(ask) : price.lte(bid));
		if (margin && type === 'limit_maker' && crosses) {
			throw refusal(side === 'buy' ? 50034 : 50035, {
				reason: 'a margin order that may only rest would match at once',
			});
		}

		const frozenCoin = side === 'buy' ? pair.quote : pair.base;
		const frozen = side === 'buy' ? value : size;
		const entry = this.coin(margin ? marginWallet(uid, pair.symbol) : uid, frozenCoin);
		if (entry.available.lt(frozen)) {
			throw refusal(50020, {
				reason: `needs ${frozen.toFixed()} ${frozenCoin}, has ${entry.available.toFixed()}`,
			});
		}
		entry.available = entry.available.minus(frozen);
		entry.frozen = entry.frozen.plus(frozen);

		const order: SpotOrder = {
			orderId: this.nextOrderId(),
			clientOrderId,
			uid,
			symbol: pair.symbol,
			side,
			orderMode,
			type,
			state: 'new',
			cancelSource: '',
			stpMode: asked.stpMode ?? 'none',
			price: market ? '0' : price.toFixed(pair.priceDigits),
			size: size.toFixed(sizeDigits(pair)),
			notional: value.toFixed(DIGITS),
			filledSize: '0',
			filledNotional: '0',
			frozen: frozen.toFixed(),
			frozenCoin,
			createTime: now,
			updateTime: now,
		};
		this.all.push(order);

		if (type === 'limit_maker' && (crosses || small)) this.close(order, 'system', now);
		else if (crosses) {
			this.fill(order, (side === 'buy' ? ask : bid).toFixed(), order.size, 'taker', now);
		} else if (type === 'ioc') this.close(order, 'system', now);
		return order;
	}

	/** Cancels an open order and releases what it locked; false when there is nothing to cancel. */
	cancel(order: SpotOrder, now: number): boolean {
		if (order.state !== 'new') return false;
		this.close(order, 'user', now);
		return true;
	}

	private close(order: SpotOrder, source: 'user' | 'system', now: number): void {
		this.release(order);
		order.state = 'canceled';
		order.cancelSource = source;
		order.updateTime = now;
	}

	private release(order: SpotOrder): void {
		const entry = this.coin(ownerOf(order), order.frozenCoin);
		entry.frozen = entry.frozen.minus(order.frozen);
		entry.available = entry.available.plus(order.frozen);
		order.frozen = '0';
	}

	/** Fills an order in one piece. */
	private fill(
		order: SpotOrder,
		price: string,
		size: string,
		tradeRole: 'maker' | 'taker',
		at: number,
	): void {
		const pair = pairOf(order.symbol);
		if (!pair) return;
		const value = new Exact(price).times(size);
		const buys = order.side === 'buy';
		const received = buys ? new Exact(size) : value;
		// An exchange rounds its fee up; balances never hold more than eight decimals.
		const fee = received.times(FEE).toDecimalPlaces(DIGITS, Decimal.ROUND_UP);
		const feeCoinName = buys ? pair.base : pair.quote;
		this.release(order);
		const paid = this.coin(ownerOf(order), order.frozenCoin);
		paid.available = paid.available.minus(buys ? value : size);
		const got = this.coin(ownerOf(order), feeCoinName);
		got.available = got.available.plus(received).minus(fee);
		order.state = 'filled';
		order.filledSize = size;
		order.filledNotional = value.toFixed(DIGITS);
		order.updateTime = at;
		this.fills.push({
			tradeId: this.nextTradeId(),
			orderId: order.orderId,
			clientOrderId: order.clientOrderId,
			uid: order.uid,
			symbol: order.symbol,
			side: order.side,
			orderMode: order.orderMode,
			type: order.type,
			stpMode: order.stpMode,
			price: new Exact(price).toFixed(pair.priceDigits),
			size,
			notional: value.toFixed(DIGITS),
			fee: fee.toFixed(DIGITS),
			feeCoinName,
			tradeRole,
			createTime: at,
		});
	}
}

const ownerOf = ({ uid, symbol, orderMode }: SpotOrder) =>
	orderMode === 'iso_margin' ? marginWallet(uid, symbol) : uid;

/** The pair of a name; throws what the spot side says to an unknown one. */
export function knownPair(symbol: unknown): Pair {
	const pair = pairOf(symbol);
	if (!pair) throw refusal(50001, { reason: `there is no pair "${String(symbol)}"` });
	return pair;
}

/** The pair of a name, if it trades; throws what the spot side says otherwise. */
export function tradingPair(symbol: unknown): Pair {
	const pair = knownPair(symbol);
	if (!pair.trading) throw refusal(50040, { reason: `${pair.symbol} does not trade yet` });
	return pair;
}

/** A size that fits the rules of its pair, or the refusal. */
export function checkedSize(pair: Pair, text: string): Decimal {
	const size = new Exact(text);
	if (size.isZero() || !size.mod(pair.sizeStep).isZero()) {
		throw refusal(50021, {
			message: 'Invalid size',
			reason: `the size ${text} is not a multiple of ${pair.sizeStep} above 0`,
		});
	}
	if (size.lt(pair.minSize)) {
		throw refusal(50006, { reason: `the size ${text} is below ${pair.minSize}` });
	}
	if (size.gt(pair.maxSize)) {
		throw refusal(50007, { reason: `the size ${text} is above ${pair.maxSize}` });
	}
	return size;
}

/** The user of a private call; the gate has let nobody else in. */
export function userOf({ account }: Call): SandboxAccount {
	if (!account) throw refusal(30001);
	return account;
}

function orderRow(order: SpotOrder) {
	const filled = new Exact(order.filledSize);
	const pair = pairOf(order.symbol);
	const digits = pair?.priceDigits ?? DIGITS;
	const average = filled.isZero() ? filled : new Exact(order.filledNotional).div(filled);
	return {
		orderId: order.orderId,
		clientOrderId: order.clientOrderId || order.orderId,
		symbol: order.symbol,
		side: order.side,
		orderMode: order.orderMode,
		type: order.type,
		state: order.state,
		cancelSource: order.cancelSource,
		stpMode: order.stpMode,
		price: order.price,
		priceAvg: average.toFixed(digits),
		size: order.size,
		filledSize: filled.toFixed(pair ? sizeDigits(pair) : DIGITS),
		notional: order.notional,
		filledNotional: new Exact(order.filledNotional).toFixed(DIGITS),
		createTime: order.createTime,
		updateTime: order.updateTime,
	};
}

function tradeRow(trade: SpotTrade) {
	const row: Partial<SpotTrade> = { ...trade };
	delete row.uid;
	return {
		...row,
		clientOrderId: trade.clientOrderId || trade.orderId,
		updateTime: trade.createTime,
	};
}

/** The order request of a placing call; the client order id has two spellings. */
const asked = (values: Record<string, unknown>, symbol: unknown = values.symbol): OrderRequest =>
	({
		...values,
		symbol,
		clientOrderId: values.client_order_id ?? values.clientOrderId,
	}) as OrderRequest;

/** Rows of a window, newest first; without bounds the last seven days. */
export function inWindow<Row extends { symbol: string; createTime: number; orderMode: string }>(
	rows: Row[],
	{ values, now }: Call,
): Row[] {
	const { symbol, orderMode, limit = 200 } = values as { [key: string]: string | number };
	const start = values.startTime as number | undefined;
	const end = values.endTime as number | undefined;
	if (start !== undefined && end !== undefined && end < start) throw refusal(52004);
	if (symbol !== undefined) knownPair(symbol);
	const to = end ?? now;
	return newest(
		rows.filter(
			(row) =>
				(symbol === undefined || row.symbol === symbol) &&
				(orderMode === undefined || row.orderMode === orderMode),
		),
		({ createTime }) => createTime,
		// With only an end the page is unclear; seven days up to it is what the default does.
		{ from: start ?? to - WEEK, to, limit: Number(limit) },
	);
}

const isOpen = (order: SpotOrder) => order.state === 'new';

/** BitMart forgets an order that was cancelled without a fill. */
const isRemembered = (order: SpotOrder, now: number) =>
	order.state !== 'canceled' || now - order.updateTime <= FORGOTTEN_AFTER;

function lookUp(call: Call, order: SpotOrder | undefined) {
	const { queryState } = call.values;
	const fits =
		order?.uid === userOf(call).uid &&
		isRemembered(order, call.now) &&
		(queryState === undefined || (queryState === 'open') === isOpen(order));
	if (!order || !fits) throw refusal(50005, { reason: 'the account has no such order there' });
	return orderRow(order);
}

function cancelOne(call: Call) {
	const { values, state, now } = call;
	const user = userOf(call);
	const symbol = knownPair(values.symbol).symbol;
	const order =
		values.order_id === undefined
			? state.books.orderByClientId(user, String(values.client_order_id))
			: state.books.order(String(values.order_id));
	if (order?.uid !== user.uid || order.symbol !== symbol) {
		throw refusal(50005, { reason: `the account has no such order in ${symbol}` });
	}
	return { result: state.books.cancel(order, now) };
}

function cancelAll(call: Call) {
	const { values, state, now } = call;
	if (values.symbol !== undefined) knownPair(values.symbol);
	for (const order of state.books.orders(userOf(call))) {
		if (values.symbol !== undefined && order.symbol !== values.symbol) continue;
		if (values.side !== undefined && order.side !== values.side) continue;
		state.books.cancel(order, now);
	}
	return {};
}

/** Places the elements of a list one by one; what is refused stands beside what was placed. */
function placeEach(call: Call, list: unknown, symbol?: unknown): Array<SpotOrder | Refusal> {
	return (list as Array<Record<string, unknown>>).map((values) => {
		try {
			return call.state.books.place(userOf(call), asked(values, symbol), call.now);
		} catch (error) {
			if (error instanceof Refusal) return error;
			// eslint-disable-next-line @n8n/community-nodes/require-node-api-error -- a bug of the sandbox
			throw error;
		}
	});
}

/** The answers of the first two batch calls: one per element; v1 has its ids as numbers. */
const responses = (results: Array<SpotOrder | Refusal>, id: (digits: string) => unknown) => ({
	responses: results.map((result) =>
		result instanceof Refusal
			? { code: result.code, msg: result.message }
			: { code: 0, msg: 'success', data: { order_id: id(result.orderId) } },
	),
});

/** Orders, order queries, balances and fees of the spot side. */
export const spotHandlers: Handlers = {
	'POST /spot/v2/submit_order': (call) => ({
		order_id: call.state.books.place(userOf(call), asked(call.values), call.now).orderId,
	}),
	'POST /spot/v1/submit_order': (call) => ({
		order_id: bare(call.state.books.place(userOf(call), asked(call.values), call.now).orderId),
	}),
	'POST /spot/v4/batch_orders': (call) => {
		knownPair(call.values.symbol);
		const results = placeEach(call, call.values.orderParams, call.values.symbol);
		const placed = results.filter((result) => !(result instanceof Refusal)) as SpotOrder[];
		const first = results.find((result) => result instanceof Refusal);
		const data = { orderIds: placed.map(({ orderId }) => orderId) };
		// One accepted order makes the call a success: BitMart does not say which elements failed.
		return placed.length === 0 && first instanceof Refusal
			? { code: first.code, msg: first.message, data }
			: { code: 0, msg: 'success', data };
	},
	'POST /spot/v2/batch_orders': (call) =>
		responses(placeEach(call, call.values.order_params), (id) => id),
	'POST /spot/v1/batch_orders': (call) => responses(placeEach(call, call.values.orderParams), bare),
	'POST /spot/v3/cancel_order': cancelOne,
	'POST /spot/v1/cancel_order': cancelOne,
	'POST /spot/v4/cancel_orders': (call) => {
		const { values, state, now } = call;
		const user = userOf(call);
		const symbol = knownPair(values.symbol).symbol;
		const byId = values.orderIds as string[] | undefined;
		const ids = byId ?? (values.clientOrderIds as string[]);
		const done = ids.map((id) => {
			const order = byId ? state.books.order(id) : state.books.orderByClientId(user, id);
			return order?.uid === user.uid && order.symbol === symbol && state.books.cancel(order, now);
		});
		const successIds = ids.filter((_, index) => done[index]);
		const failIds = ids.filter((_, index) => !done[index]);
		return {
			successIds,
			failIds,
			totalCount: ids.length,
			successCount: successIds.length,
			failedCount: failIds.length,
		};
	},
	'POST /spot/v4/cancel_all': cancelAll,
	'POST /spot/v1/cancel_orders': cancelAll,
	'POST /spot/v4/query/order': (call) =>
		lookUp(call, call.state.books.order(String(call.values.orderId))),
	'POST /spot/v4/query/client-order': (call) =>
		lookUp(call, call.state.books.orderByClientId(userOf(call), String(call.values.clientOrderId))),
	'POST /spot/v4/query/open-orders': (call) =>
		inWindow(call.state.books.orders(userOf(call)).filter(isOpen), call).map(orderRow),
	'POST /spot/v4/query/history-orders': (call) =>
		inWindow(
			call.state.books
				.orders(userOf(call))
				.filter((order) => !isOpen(order) && isRemembered(order, call.now)),
			call,
		).map(orderRow),
	'POST /spot/v4/query/trades': (call) =>
		inWindow(call.state.books.trades(userOf(call)), call).map(tradeRow),
	'POST /spot/v4/query/order-trades': (call) =>
		call.state.books
			.trades(userOf(call))
			.filter(({ orderId }) => orderId === call.values.orderId)
			.map(tradeRow),
	'GET /spot/v1/wallet': (call) => ({
		wallet: held(call).map(({ coin, available, frozen }) => ({
			id: coin,
			name: coins[coin] ?? coin,
			available,
			frozen,
		})),
	}),
	'GET /account/v1/wallet': (call) => {
		const { currency, needUsdValuation, sourceAccount } = call.values;
		if (sourceAccount === 'FUND') return { wallet: [] };
		return {
			wallet: held(call)
				.filter(({ coin }) => currency === undefined || coin === currency)
				.map(({ coin, available, frozen }) => ({
					currency: coin,
					name: coins[coin] ?? coin,
					available,
					frozen,
					unAvailable: frozen,
					...(needUsdValuation === 'true'
						? { available_usd_valuation: inDollars(coin, available, call.now) }
						: {}),
				})),
		};
	},
	'GET /spot/v1/trade_fee': ({ values }) => ({
		symbol: knownPair(values.symbol).symbol,
		buy_taker_fee_rate: '0.0010',
		sell_taker_fee_rate: '0.0010',
		buy_maker_fee_rate: '0.0010',
		sell_maker_fee_rate: '0.0010',
	}),
};

/** The balances of a user above zero. */
export function held(call: Call, of: SandboxAccount | string = userOf(call)) {
	return Object.entries(call.state.books.balances(of))
		.map(([coin, balance]) => ({ coin, ...balance }))
		.filter(({ available, frozen }) => !new Exact(available).plus(frozen).isZero());
}

/** What an amount of a coin is worth in US dollars. */
export function inDollars(coin: string, amount: string, now: number): string {
	const pair = pairs.find(({ base, trading }) => trading && base === coin);
	const rate = coin === 'USDT' ? 1 : pair ? priceAt(pair, now) : 0;
	return new Exact(amount).times(rate).toFixed(2);
}
