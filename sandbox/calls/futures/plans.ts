/** The calls of futures orders that wait for a price: plan, take-profit, stop-loss, trailing and presets. */
import { Exact, plain } from '../../basics/amounts';
import { bare } from '../../basics/json';
import { refusal } from '../../basics/refusals';
import { opens, wayOf, type FuturesOrder, type Side } from '../../books/futures/orders';
import { contractOf, tradingContract, valueOf, type Contract } from '../../books/market/contracts';
import { userOf, type Call, type Handlers } from '../call';
import {
	asText,
	cancel,
	checkedPrice,
	checkedSize,
	checkedTerms,
	isLimit,
	isPlan,
	isProtection,
	live,
	presets,
} from './checks';

const isTrailing = ({ type }: FuturesOrder) => type === 'trailing';

function submitPlan(call: Call) {
	const { values, state, now } = call;
	const of = tradingContract(values.symbol);
	const side = values.side as Side;
	const asked = (values.type ?? 'limit') as 'limit' | 'market' | 'take_profit' | 'stop_loss';
	const protects = asked === 'take_profit' || asked === 'stop_loss';
	const trigger = checkedPrice(of, values.trigger_price, 'trigger_price');
	const limit =
		asked === 'limit' || (protects && new Exact(asText(values.executive_price) || 0).gt(0));
	const executive = limit ? checkedPrice(of, values.executive_price, 'executive_price') : undefined;
	const size = checkedSize(of, values.size, !limit);
	const terms = checkedTerms(call, of, valueOf(of, size, executive ?? trigger));
	const order = state.futures.wait(
		{
			...terms,
			...presets(call, of, side),
			uid: userOf(call).uid,
			symbol: of.symbol,
			side,
			type: protects ? asked : 'plan',
			size,
			mode: Number(values.mode ?? 1),
			execution: limit ? 'limit' : 'market',
			executivePrice: executive ? plain(executive) : '0',
			triggerPrice: plain(trigger),
			priceWay: Number(values.price_way),
			priceType: Number(values.price_type),
			planCategory: protects ? Number(values.plan_category ?? 1) : 0,
		},
		now,
	);
	return { order_id: bare(order.orderId) };
}

/** How a take profit or stop loss executes: for the whole position always at market. */
function execution({ values }: Call, of: Contract, planCategory: number) {
	const given = new Exact(asText(values.executive_price) || 0);
	const limit = planCategory === 1 && values.category !== 'market' && given.gt(0);
	return {
		execution: limit ? ('limit' as const) : ('market' as const),
		executivePrice: limit ? plain(checkedPrice(of, given.toFixed(), 'executive_price')) : '0',
	};
}

function submitProtection(call: Call) {
	const { values, state, now } = call;
	const { uid } = userOf(call);
	const of = tradingContract(values.symbol);
	const side = values.side as Side;
	const type = values.type as 'take_profit' | 'stop_loss';
	const trigger = checkedPrice(of, values.trigger_price, 'trigger_price');
	const direction = side === 3 ? 'long' : 'short';
	const held = state.futures.position(uid, of.symbol, direction);
	if (!held) throw refusal(40021, { reason: `no ${direction} position in ${of.symbol}` });
	const size = values.size === undefined ? held.amount : checkedSize(of, values.size, false);
	if (size > held.amount) throw refusal(40020, { reason: `${held.amount} contracts are held` });
	const planCategory = Number(values.plan_category ?? 2);
	const order = state.futures.wait(
		{
			uid,
			symbol: of.symbol,
			side,
			type,
			size,
			leverage: held.leverage,
			openType: held.openType,
			...execution(call, of, planCategory),
			clientOrderId: asText(values.client_order_id),
			triggerPrice: plain(trigger),
			priceWay: wayOf(type, side),
			priceType: Number(values.price_type),
			planCategory,
		},
		now,
	);
	return { order_id: order.orderId, client_order_id: order.clientOrderId };
}

function submitTrailing(call: Call) {
	const { values, state, now } = call;
	const { uid } = userOf(call);
	const of = tradingContract(values.symbol);
	const side = values.side as Side;
	const activation = checkedPrice(of, values.activation_price, 'activation_price');
	const size = checkedSize(of, values.size, true);
	const terms = checkedTerms(call, of, valueOf(of, size, activation));
	const direction = side === 3 ? 'long' : 'short';
	if (!opens(side) && !state.futures.position(uid, of.symbol, direction)) {
		throw refusal(40021, { reason: `no ${direction} position in ${of.symbol}` });
	}
	const order = state.futures.wait(
		{
			...terms,
			uid,
			symbol: of.symbol,
			side,
			type: 'trailing',
			size,
			execution: 'market',
			activationPrice: plain(activation),
			callbackRate: plain(asText(values.callback_rate)),
			activationPriceType: Number(values.activation_price_type),
		},
		now,
	);
	return { order_id: bare(order.orderId) };
}

function modifyPlan(call: Call) {
	const { values, state, now } = call;
	const order = live(call, ({ type }) => type === 'plan');
	const of = contractOf(order.symbol);
	const trigger = checkedPrice(of, values.trigger_price, 'trigger_price');
	const limit = values.type === 'limit';
	const executivePrice = limit
		? plain(checkedPrice(of, values.executive_price, 'executive_price'))
		: '0';
	Object.assign(order, {
		triggerPrice: plain(trigger),
		execution: limit ? 'limit' : 'market',
		executivePrice,
		priceType: Number(values.price_type),
		updateTime: now,
	});
	state.futures.recheck(order, now);
	return { order_id: order.orderId };
}

function modifyProtection(call: Call) {
	const { values, state, now } = call;
	const order = live(call, isProtection);
	const of = contractOf(order.symbol);
	const trigger = checkedPrice(of, values.trigger_price, 'trigger_price');
	const planCategory = Number(values.plan_category ?? order.planCategory);
	const executed =
		values.executive_price === undefined && planCategory === order.planCategory
			? {}
			: execution(call, of, planCategory);
	Object.assign(order, executed, {
		triggerPrice: plain(trigger),
		planCategory,
		priceType: Number(values.price_type),
		updateTime: now,
	});
	state.futures.recheck(order, now);
	return { order_id: order.orderId };
}

function modifyPresets(call: Call) {
	const { values, now } = call;
	const order = live(call, isLimit);
	if (!opens(order.side)) throw refusal(40036, { reason: 'the order does not open a position' });
	const given = presets(call, contractOf(order.symbol), order.side);
	// What is left out stays: the page does not say.
	if (values.preset_take_profit_price !== undefined) {
		order.presetTakeProfitPrice = given.presetTakeProfitPrice;
		order.presetTakeProfitPriceType = given.presetTakeProfitPriceType;
	}
	if (values.preset_stop_loss_price !== undefined) {
		order.presetStopLossPrice = given.presetStopLossPrice;
		order.presetStopLossPriceType = given.presetStopLossPriceType;
	}
	order.updateTime = now;
	return { order_id: order.orderId };
}

/** What waits for a price. */
export const futuresPlanHandlers: Handlers = {
	'POST /contract/private/submit-plan-order': submitPlan,
	'POST /contract/private/cancel-plan-order': (call) => cancel(call, isPlan),
	'POST /contract/private/modify-plan-order': modifyPlan,
	'POST /contract/private/modify-preset-plan-order': modifyPresets,
	'POST /contract/private/submit-tp-sl-order': submitProtection,
	'POST /contract/private/modify-tp-sl-order': modifyProtection,
	'POST /contract/private/submit-trail-order': submitTrailing,
	'POST /contract/private/cancel-trail-order': (call) => cancel(call, isTrailing),
};
