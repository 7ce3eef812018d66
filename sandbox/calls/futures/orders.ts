/** The calls that place, change and cancel futures orders. */
import { Exact, plain } from '../../basics/amounts';
import { bare } from '../../basics/json';
import { refusal } from '../../basics/refusals';
import { opens, type Side } from '../../books/futures/orders';
import { contractOf, lastAt, tradingContract, valueOf } from '../../books/market/contracts';
import { userOf, type Call, type Handlers } from '../call';
import {
	cancel,
	checkedClientId,
	checkedPrice,
	checkedSize,
	checkedTerms,
	isLimit,
	live,
	presets,
} from './checks';

function submit(call: Call) {
	const { values, state, now } = call;
	const { uid } = userOf(call);
	const of = tradingContract(values.symbol);
	const side = values.side as Side;
	const market = values.type === 'market';
	const mode = Number(values.mode ?? 1);
	if (market && mode === 4) throw refusal(40011, { reason: 'mode 4 goes with limit orders only' });
	const price = market ? lastAt(of, now) : checkedPrice(of, values.price);
	const size = checkedSize(of, values.size, market);
	const clientOrderId = checkedClientId(call);
	const terms = opens(side) ? checkedTerms(call, of, valueOf(of, size, price)) : {};
	const order = state.futures.place(
		{
			...terms,
			...presets(call, of, side),
			uid,
			symbol: of.symbol,
			side,
			type: market ? 'market' : 'limit',
			size,
			mode: market ? 1 : mode,
			price: plain(price),
			clientOrderId,
		},
		now,
	);
	return { order_id: bare(order.orderId), price: market ? 'market price' : plain(price) };
}

function modify(call: Call) {
	const { values, state, now } = call;
	const order = live(call, isLimit);
	const of = contractOf(order.symbol);
	const price =
		values.price === undefined ? new Exact(order.price) : checkedPrice(of, values.price);
	const size = values.size === undefined ? order.size : checkedSize(of, values.size, false);
	state.futures.modify(order, price, size, now);
	return { order_id: bare(order.orderId), client_order_id: order.clientOrderId };
}

/** Limit and market orders, and the countdown. */
export const futuresOrderHandlers: Handlers = {
	'POST /contract/private/submit-order': submit,
	'POST /contract/private/modify-limit-order': modify,
	'POST /contract/private/cancel-order': (call) => cancel(call, isLimit),
	'POST /contract/private/cancel-orders': (call) => {
		const { symbol } = contractOf(call.values.symbol);
		call.state.futures.cancelAll(userOf(call).uid, symbol, call.now);
		return {};
	},
	'POST /contract/private/cancel-all-after': (call) => {
		const { values, state, now } = call;
		const { symbol } = contractOf(values.symbol);
		const seconds = Number(values.timeout);
		if (seconds > 0 && seconds < 5) {
			throw refusal(40011, { reason: 'the timeout is 0 or at least 5 seconds' });
		}
		const at = seconds === 0 ? undefined : now + seconds * 1000;
		state.futures.cancelAllAt(userOf(call).uid, symbol, at);
		return {
			result: true,
			set_time: Math.floor(now / 1000),
			cancel_time: Math.floor((at ?? 0) / 1000),
		};
	},
};
