/** The calls of the spot side: orders, order queries, balances and fees. */
import { DIGITS, Exact } from '../basics/amounts';
import { bare } from '../basics/json';
import { Refusal, refusal } from '../basics/refusals';
import { coins, knownPair, pairOf, sizeDigits } from '../books/market/pairs';
import { inDollars } from '../books/market/prices';
import type { OrderRequest, SpotOrder, SpotTrade } from '../books/spot/orders';
import { userOf, type Call, type Handlers } from './call';
import { held, inWindow } from './lists';

/** How long BitMart still finds an order that was cancelled without a fill. */
const FORGOTTEN_AFTER = 20 * 60_000;

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

const NOTHING = new Exact(0).toFixed(DIGITS);

/** What the funding account of the caller holds, by coin. */
function fundOf(call: Call): Record<string, string> {
	const { uid } = userOf(call);
	const balances = call.state.accounts.find(
		(account) => account.uid === uid && account.fundBalances,
	)?.fundBalances;
	return Object.fromEntries(
		Object.entries(balances ?? {}).map(([coin, amount]) => [
			coin,
			new Exact(amount).toFixed(DIGITS),
		]),
	);
}

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
		const funds = fundOf(call);
		const isFund = sourceAccount === 'FUND';
		const spot = Object.fromEntries(held(call).map((row) => [row.coin, row]));
		const all = [...new Set([...(isFund ? [] : Object.keys(spot)), ...Object.keys(funds)])];
		return {
			wallet: all
				.filter((coin) => currency === undefined || coin === currency)
				.map((coin) => ({
					coin,
					available: isFund ? (funds[coin] ?? NOTHING) : (spot[coin]?.available ?? NOTHING),
					frozen: isFund ? NOTHING : (spot[coin]?.frozen ?? NOTHING),
				}))
				.map(({ coin, available, frozen }) => ({
					currency: coin,
					name: coins[coin] ?? coin,
					available,
					frozen,
					unAvailable: frozen,
					...(Object.keys(funds).length > 0
						? { fundAvailable: funds[coin] ?? NOTHING, fundFrozen: NOTHING }
						: {}),
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
