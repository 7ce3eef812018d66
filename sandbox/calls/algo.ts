/** The calls of trigger and take-profit/stop-loss orders of the spot side. */
import { DIGITS, Exact } from '../basics/amounts';
import { refusal } from '../basics/refusals';
import type { AlgoOrder } from '../books/algo';
import { checkedSize, knownPair, tradingPair } from '../books/market/pairs';
import { priceAt } from '../books/market/prices';
import { userOf, type Call, type Handlers } from './call';
import { inWindow } from './lists';

function row(order: AlgoOrder) {
	return {
		orderId: order.orderId,
		clientOrderId: order.clientOrderId || order.orderId,
		symbol: order.symbol,
		side: order.side,
		orderMode: order.orderMode,
		trigger_type: order.triggerType,
		state: order.state,
		cancelSource: order.cancelSource,
		price: order.price,
		size: order.size,
		notional: order.notional,
		createTime: order.createTime,
		updateTime: order.updateTime,
	};
}

function lookUp(call: Call, fits: (order: AlgoOrder) => boolean) {
	const { queryState } = call.values;
	const found = call.state.algos
		.orders(userOf(call).uid)
		.filter(
			({ state }) => queryState === undefined || (queryState === 'open') === (state === 'new'),
		)
		.find(fits);
	if (!found) throw refusal(50005, { reason: 'the account has no such algo order there' });
	return row(found);
}

function submit(call: Call) {
	const { values, state, now } = call;
	const { uid } = userOf(call);
	const pair = tradingPair(values.symbol);
	const side = values.side as AlgoOrder['side'];
	const triggerType = values.trigger_type as AlgoOrder['triggerType'];
	const clientOrderId = String(values.client_order_id ?? '');
	const triggerPrice = new Exact(String(values.trigger_price));
	const price = new Exact(String(values.price ?? 0)).toDecimalPlaces(
		pair.priceDigits,
		Exact.ROUND_DOWN,
	);
	if (triggerPrice.isZero() || (triggerType === 'limit' && price.isZero())) {
		throw refusal(50021, { message: 'Invalid price', reason: 'a price is 0' });
	}
	const spends = triggerType === 'market' && side === 'buy';
	const size = spends ? new Exact(0) : checkedSize(pair, String(values.size));
	const value = spends
		? new Exact(String(values.notional))
		: size.times(triggerType === 'limit' ? price : triggerPrice);
	const least = side === 'buy' ? pair.minBuy : pair.minSell;
	if (value.lt(least)) {
		throw refusal(spends ? 51012 : 51011, {
			reason: `the value ${value.toFixed()} is below the minimum of ${least} ${pair.quote}`,
		});
	}
	const order: AlgoOrder = {
		orderId: state.books.nextOrderId(),
		clientOrderId,
		uid,
		symbol: pair.symbol,
		side,
		orderMode: values.type as AlgoOrder['orderMode'],
		triggerType,
		triggerPrice: triggerPrice.toFixed(),
		rises: triggerPrice.gt(priceAt(pair, now)),
		price: triggerType === 'limit' ? price.toFixed(pair.priceDigits) : '0',
		size: size.toFixed(new Exact(pair.sizeStep).decimalPlaces()),
		notional: value.toFixed(DIGITS),
		state: 'new',
		cancelSource: '',
		createTime: now,
		updateTime: now,
	};
	state.algos.enter(order, now);
	return { order_id: order.orderId };
}

function cancel(order: AlgoOrder, now: number): boolean {
	if (order.state !== 'new') return false;
	order.state = 'canceled';
	order.cancelSource = 'user';
	order.updateTime = now;
	return true;
}

const isOpen = ({ state }: AlgoOrder) => state === 'new';

/** Trigger and take-profit/stop-loss orders of the spot side. */
export const algoHandlers: Handlers = {
	'POST /spot/v4/algo/submit_order': submit,
	'POST /spot/v4/algo/cancel_order': (call) => {
		const { values, state, now } = call;
		const { symbol } = knownPair(values.symbol);
		const found = state.algos
			.orders(userOf(call).uid)
			.find(
				(order) =>
					order.orderId === values.order_id &&
					order.symbol === symbol &&
					order.orderMode === values.type,
			);
		if (!found)
			throw refusal(50005, { reason: `no such ${String(values.type)} order in ${symbol}` });
		return { result: cancel(found, now) };
	},
	'POST /spot/v4/algo/cancel_all': (call) => {
		const { values, state, now } = call;
		if (values.symbol !== undefined) knownPair(values.symbol);
		for (const order of state.algos.orders(userOf(call).uid)) {
			if (order.orderMode !== values.type) continue;
			if (values.symbol !== undefined && order.symbol !== values.symbol) continue;
			cancel(order, now);
		}
		return {};
	},
	'POST /spot/v4/query/algo/order': (call) =>
		lookUp(call, ({ orderId }) => orderId === call.values.orderId),
	'POST /spot/v4/query/algo/client-order': (call) =>
		lookUp(call, ({ clientOrderId }) => clientOrderId === call.values.clientOrderId),
	'POST /spot/v4/query/algo/open-orders': (call) =>
		inWindow(call.state.algos.orders(userOf(call).uid).filter(isOpen), call).map(row),
	'POST /spot/v4/query/algo/history-orders': (call) =>
		inWindow(
			call.state.algos.orders(userOf(call).uid).filter((order) => !isOpen(order)),
			call,
		).map(row),
};
