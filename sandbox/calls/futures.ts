import type { Decimal } from 'decimal.js';

import { Exact, plain } from '../basics/amounts';
import { bare } from '../basics/json';
import { refusal } from '../basics/refusals';
import { QUARTER, WEEK } from '../basics/time';
import { FUTURES_FEES } from '../books/futures/matching';
import { FLOW_NAMES } from '../books/futures/money';
import {
	opens,
	wayOf,
	type FuturesOrder,
	type OpenType,
	type PositionMode,
	type Presets,
	type Side,
} from '../books/futures/orders';
import {
	entryOf,
	maintenanceOf,
	marginOf,
	resultOf,
	type Position,
} from '../books/futures/positions';
import {
	averageOf,
	bracketOf,
	contractOf,
	lastAt,
	tradingContract,
	valueOf,
	type Contract,
} from '../books/market/contracts';
import { userOf, type Call, type Handlers } from './call';
import { newest } from './lists';

/** Rows of a history, and of a list of what is open. */
const HISTORY = 200;
const OPEN = 100;
/** What one claim of play money adds. */
const CLAIM = '10000';

const text = (value: unknown): string => (value === undefined ? '' : String(value));
const isProtection = ({ type }: FuturesOrder) => type === 'take_profit' || type === 'stop_loss';
const isPlan = (order: FuturesOrder) => order.type === 'plan' || isProtection(order);

/** The books hold the normal futures account only; copy trading is empty. */
const copied = ({ values }: Call) => values.account === 'copy_trading';

function checkedPrice(of: Contract, value: unknown, what = 'price'): Decimal {
	const price = new Exact(text(value) || 0);
	if (price.isZero()) throw refusal(40044, { reason: `the ${what} is 0` });
	if (!price.mod(of.tick).isZero()) {
		throw refusal(40043, { reason: `the ${what} ${plain(price)} is no multiple of ${of.tick}` });
	}
	return price;
}

function checkedSize(of: Contract, size: unknown, market: boolean): number {
	const amount = Number(size);
	const most = market ? of.marketMaxVolume : of.maxVolume;
	if (!Number.isSafeInteger(amount) || amount > most) {
		throw refusal(40044, { reason: `the size ${text(size)} is above ${most} contracts` });
	}
	return amount;
}

/** A leverage within the limits of the contract. */
function checkedLeverage(of: Contract, value: unknown): string {
	const given = text(value);
	if (!/^\d+(\.\d+)?$/.test(given)) {
		throw refusal(40040, { reason: `"${given}" is no leverage` });
	}
	const leverage = new Exact(given);
	if (leverage.gt(of.maxLeverage)) throw refusal(40029, { reason: `at most ${of.maxLeverage}` });
	if (leverage.lt(1)) throw refusal(40030, { reason: 'at least 1' });
	return plain(leverage);
}

/** Leverage and margin mode of an opening order; they must be those of an open position. */
function checkedTerms(call: Call, of: Contract, value: Decimal) {
	const { values, state } = call;
	const leverage = checkedLeverage(of, values.leverage);
	const openType = values.open_type as OpenType;
	const held = state.futures.positions(userOf(call).uid).find(({ symbol }) => symbol === of.symbol);
	if (held && held.leverage !== leverage) {
		throw refusal(40040, { reason: `the open position has leverage ${held.leverage}` });
	}
	if (held && held.openType !== openType) {
		throw refusal(40012, {
			message: 'The margin mode differs from that of the open position',
			reason: `the open position is ${held.openType}`,
		});
	}
	const { leverage: most } = bracketOf(of, value);
	if (new Exact(leverage).gt(most)) {
		throw refusal(40029, { reason: `a value of ${plain(value)} allows leverage ${most} at most` });
	}
	return { leverage, openType };
}

/** Refuses a client order id that any order of the user has had. */
function checkedClientId(call: Call): string {
	const clientOrderId = text(call.values.client_order_id);
	const taken =
		clientOrderId !== '' &&
		call.state.futures
			.orders(userOf(call).uid)
			.some((order) => order.clientOrderId === clientOrderId);
	if (taken) throw refusal(40050, { reason: `"${clientOrderId}" was used before` });
	return clientOrderId;
}

/** Attached take profit and stop loss; they work on opening orders only. */
function presets({ values }: Call, of: Contract, side: Side): Presets {
	const price = (name: string) =>
		values[name] === undefined || !opens(side) ? '' : plain(checkedPrice(of, values[name], name));
	const takeProfit = price('preset_take_profit_price');
	const stopLoss = price('preset_stop_loss_price');
	return {
		presetTakeProfitPrice: takeProfit,
		presetTakeProfitPriceType:
			takeProfit === '' ? 0 : Number(values.preset_take_profit_price_type ?? 1),
		presetStopLossPrice: stopLoss,
		presetStopLossPriceType: stopLoss === '' ? 0 : Number(values.preset_stop_loss_price_type ?? 1),
	};
}

/** An order of the caller by either id, in the contract named, or 40035. */
function find(call: Call, fits: (order: FuturesOrder) => boolean): FuturesOrder {
	const { values, state } = call;
	const { symbol } = contractOf(values.symbol);
	const id = values.order_id;
	const found = state.futures
		.orders(userOf(call).uid)
		.filter(fits)
		.find((order) =>
			id === undefined
				? order.clientOrderId !== '' && order.clientOrderId === values.client_order_id
				: order.orderId === String(id),
		);
	if (found?.symbol !== symbol) {
		throw refusal(40035, {
			reason: `no such order in ${symbol}: ${text(id ?? values.client_order_id)}`,
		});
	}
	return found;
}

/** The order that a change is meant for; it must still be live. */
function live(call: Call, fits: (order: FuturesOrder) => boolean): FuturesOrder {
	const order = find(call, fits);
	if (order.state !== 2) throw refusal(40036, { reason: 'the order is finished' });
	return order;
}

/** Cancels one order, or, without an id, every live one of the contract: as documented. */
function cancel(call: Call, fits: (order: FuturesOrder) => boolean) {
	const { values, state, now } = call;
	const { symbol } = contractOf(values.symbol);
	if (values.order_id !== undefined || values.client_order_id !== undefined) {
		state.futures.cancel(live(call, fits), now);
		return {};
	}
	for (const order of state.futures.orders(userOf(call).uid)) {
		if (order.symbol === symbol && fits(order)) state.futures.cancel(order, now);
	}
	return {};
}

const isLimit = ({ type }: FuturesOrder) => type === 'limit';
const isTrailing = ({ type }: FuturesOrder) => type === 'trailing';
const isRegular = (order: FuturesOrder) => !isPlan(order);

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

function submitPlan(call: Call) {
	const { values, state, now } = call;
	const of = tradingContract(values.symbol);
	const side = values.side as Side;
	const asked = (values.type ?? 'limit') as 'limit' | 'market' | 'take_profit' | 'stop_loss';
	const protects = asked === 'take_profit' || asked === 'stop_loss';
	const trigger = checkedPrice(of, values.trigger_price, 'trigger_price');
	const limit =
		asked === 'limit' || (protects && new Exact(text(values.executive_price) || 0).gt(0));
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
	const given = new Exact(text(values.executive_price) || 0);
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
			clientOrderId: checkedClientId(call),
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
			callbackRate: plain(text(values.callback_rate)),
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

function setLeverage(call: Call) {
	const { values, state } = call;
	const { uid } = userOf(call);
	const of = tradingContract(values.symbol);
	const before = state.futures.terms.setting(uid, of.symbol);
	const leverage =
		values.leverage === undefined ? before.leverage : checkedLeverage(of, values.leverage);
	const openType = values.open_type as OpenType;
	const held = state.futures.positions(uid).find(({ symbol }) => symbol === of.symbol);
	const waits = state.futures
		.orders(uid)
		.some((order) => order.state === 2 && order.symbol === of.symbol);
	if (held ?? waits) {
		if (leverage !== before.leverage) {
			throw refusal(40040, { reason: 'a position or an order is open under another leverage' });
		}
		if (openType !== before.openType) {
			throw refusal(40012, {
				message: 'The margin mode cannot be changed while a position or order is open',
				reason: `it is ${before.openType}`,
			});
		}
	}
	state.futures.terms.set(uid, of.symbol, { leverage, openType });
	return {
		symbol: of.symbol,
		leverage,
		open_type: openType,
		max_value: String(of.maxLeverage),
	};
}

function setMode(call: Call) {
	const { values, state } = call;
	const { uid } = userOf(call);
	const mode = values.position_mode as PositionMode;
	const busy =
		state.futures.positions(uid).length > 0 ||
		state.futures.orders(uid).some((order) => order.state === 2);
	if (busy) throw refusal(40059, { reason: 'a position or an order is open' });
	state.futures.terms.setMode(uid, mode);
	return { position_mode: mode };
}

/** What all answers about an order have in common. */
function base(order: FuturesOrder) {
	return {
		order_id: order.orderId,
		client_order_id: order.clientOrderId,
		price: order.price,
		size: String(order.size),
		symbol: order.symbol,
		state: order.state,
		side: order.side,
		type: order.type as string,
		position_mode: order.positionMode,
	};
}

const presetColumns = (order: FuturesOrder) => ({
	preset_take_profit_price_type: order.presetTakeProfitPriceType,
	preset_stop_loss_price_type: order.presetStopLossPriceType,
	preset_take_profit_price: order.presetTakeProfitPrice,
	preset_stop_loss_price: order.presetStopLossPrice,
});

const times = (order: FuturesOrder) => ({
	create_time: order.createTime,
	update_time: order.updateTime,
});

function openRow(order: FuturesOrder) {
	return {
		...base(order),
		leverage: order.leverage,
		open_type: order.openType,
		deal_avg_price: order.dealAverage,
		deal_size: String(order.dealSize),
		activation_price: order.activationPrice,
		callback_rate: order.callbackRate,
		activation_price_type: order.activationPriceType,
		...presetColumns(order),
		...times(order),
	};
}

const orderRow = (order: FuturesOrder) => ({ ...openRow(order), account: 'futures' });

function historyRow(order: FuturesOrder) {
	const plan = isPlan(order);
	return {
		...orderRow(order),
		type: plan ? 'planorder' : order.type,
		trigger_price: plan ? order.triggerPrice : '0',
		execution_price: !plan ? '0' : order.execution === 'market' ? 'Market' : order.executivePrice,
		...(order.executiveOrderId === '' ? {} : { executive_order_id: order.executiveOrderId }),
	};
}

function planRow(order: FuturesOrder) {
	const { price, ...row } = base(order);
	return {
		...row,
		executive_price: order.execution === 'market' ? price : order.executivePrice,
		trigger_price: order.triggerPrice,
		mode: order.mode,
		price_way: order.priceWay,
		price_type: order.priceType,
		...(order.planCategory === 0 ? {} : { plan_category: order.planCategory }),
		leverage: order.leverage,
		open_type: order.openType,
		...presetColumns(order),
		...times(order),
	};
}

/** A window in seconds: seven days unless told, 90 days at most. */
function secondsWindow({ values, now }: Call): { from: number; to: number } {
	const start = values.start_time as number | undefined;
	const end = values.end_time as number | undefined;
	const to = end === undefined ? now : end * 1000 + 999;
	const from = start === undefined ? (end ?? Math.floor(now / 1000)) * 1000 - WEEK : start * 1000;
	if (to < from) throw refusal(40039, { reason: 'end_time lies before start_time' });
	if (to - from > QUARTER + 1000) {
		throw refusal(40039, { reason: 'the window is wider than 90 days (times are in seconds)' });
	}
	return { from, to };
}

const createdAt = ({ createTime }: { createTime: number }) => createTime;

/** The newest of what is open, at most 100 rows. */
const openList = (call: Call, fits: (order: FuturesOrder) => boolean): FuturesOrder[] => {
	const { values, state } = call;
	if (values.symbol !== undefined) contractOf(values.symbol);
	return newest(
		state.futures
			.orders(userOf(call).uid)
			.filter((order) => order.state === 2 && fits(order))
			.filter(({ symbol }) => values.symbol === undefined || symbol === values.symbol),
		createdAt,
		{ limit: Number(values.limit ?? OPEN) },
	);
};

/** The positions asked for. */
function held(call: Call): Position[] {
	const { values, state } = call;
	if (values.symbol !== undefined) contractOf(values.symbol);
	if (copied(call)) return [];
	return state.futures
		.positions(userOf(call).uid)
		.filter(({ symbol }) => values.symbol === undefined || symbol === values.symbol);
}

/** The figures of a position, whatever the answer calls them. */
function figures(call: Call, position: Position) {
	const { state, now } = call;
	const of = contractOf(position.symbol);
	const mark = lastAt(of, now);
	const entry = entryOf(position);
	const value = valueOf(of, position.amount, mark);
	const { ratio } = bracketOf(of, value);
	const long = position.side === 'long';
	// A rough figure: the sandbox never liquidates.
	const share = new Exact(1)
		.div(position.leverage)
		.minus(ratio)
		.times(long ? -1 : 1)
		.plus(1);
	const liquidation = entry.times(share).div(of.tick).floor().times(of.tick);
	const bracket = [...of.brackets]
		.reverse()
		.find(({ leverage }) => new Exact(position.leverage).lte(leverage));
	return {
		mark: plain(mark),
		value: plain(value),
		entry: plain(entry),
		entryValue: plain(position.value),
		margin: plain(marginOf(position)),
		maintenance: plain(maintenanceOf(position, mark)),
		result: plain(resultOf(position, mark)),
		liquidation: liquidation.gt(0) ? plain(liquidation) : '0',
		most: bracket?.cap ?? '0',
		closedAverage: plain(averageOf(of, position.closed, position.closedValue)),
		oneWay: state.futures.terms.mode(position.uid) === 'one_way_mode',
	};
}

function commonColumns(call: Call, position: Position) {
	const of = figures(call, position);
	return {
		symbol: position.symbol,
		leverage: position.leverage,
		timestamp: call.now,
		current_fee: plain(position.fees),
		open_timestamp: position.openTime,
		current_value: of.value,
		mark_value: of.value,
		mark_price: of.mark,
		position_value: of.entryValue,
		position_cross: of.margin,
		maintenance_margin: of.maintenance,
		close_vol: String(position.closed),
		close_avg_price: of.closedAverage,
		open_avg_price: of.entry,
		entry_price: of.entry,
		current_amount: String(position.amount),
		realized_value: plain(position.realized),
		account: 'futures',
	};
}

function positionV2(call: Call, position: Position) {
	const of = figures(call, position);
	const amount = position.side === 'short' && of.oneWay ? -position.amount : position.amount;
	return {
		...commonColumns(call, position),
		position_amount: String(amount),
		open_type: position.openType,
		position_side: of.oneWay ? 'both' : position.side,
		unrealized_pnl: of.result,
		liquidation_price: of.liquidation,
		max_notional_value: of.most,
		initial_margin: of.margin,
	};
}

/** With a symbol there is a row for every direction, full of zeros where nothing is held. */
function positionsV2(call: Call) {
	const { values, state, now } = call;
	const { uid } = userOf(call);
	const rows = held(call).map((position) => positionV2(call, position));
	if (values.symbol === undefined || copied(call)) return rows;
	const of = contractOf(values.symbol);
	const { leverage, openType } = state.futures.terms.setting(uid, of.symbol);
	const sides = state.futures.terms.mode(uid) === 'one_way_mode' ? ['both'] : ['long', 'short'];
	return sides.map(
		(side) =>
			rows.find((row) => row.position_side === side) ?? {
				symbol: of.symbol,
				leverage,
				timestamp: now,
				current_fee: '0',
				open_timestamp: 0,
				current_value: '0',
				mark_value: '0',
				mark_price: plain(lastAt(of, now)),
				position_value: '0',
				position_cross: '0',
				maintenance_margin: '0',
				close_vol: '0',
				close_avg_price: '0',
				open_avg_price: '0',
				entry_price: '0',
				current_amount: '0',
				realized_value: '0',
				account: 'futures',
				position_amount: '0',
				open_type: openType,
				position_side: side,
				unrealized_pnl: '0',
				liquidation_price: '0',
				max_notional_value: '0',
				initial_margin: '0',
			},
	);
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The private futures calls: orders, positions, money and histories. */
export const futuresHandlers: Handlers = {
	'GET /contract/private/assets-detail': (call) =>
		call.state.futures.assets(userOf(call).uid, call.now).map((asset) => ({
			currency: asset.currency,
			position_deposit: plain(asset.deposit),
			frozen_balance: plain(asset.frozen),
			available_balance: plain(asset.available),
			equity: plain(asset.equity),
			unrealized: plain(asset.unrealized),
		})),
	'GET /contract/private/trade-fee-rate': ({ values }) => ({
		symbol: contractOf(values.symbol).symbol,
		taker_fee_rate: FUTURES_FEES.taker,
		maker_fee_rate: FUTURES_FEES.maker,
	}),
	'GET /contract/private/position': (call) =>
		held(call).map((position) => ({
			...commonColumns(call, position),
			margin_type: capital(position.openType),
			position_mode: call.state.futures.terms.mode(position.uid),
			unrealized_value: figures(call, position).result,
			position_type: position.side === 'long' ? 1 : 2,
		})),
	'GET /contract/private/position-v2': positionsV2,
	'GET /contract/private/position-risk': (call) =>
		held(call).map((position) => {
			const of = figures(call, position);
			return {
				symbol: position.symbol,
				position_amt: String(position.amount),
				mark_price: of.mark,
				unrealized_profit: of.result,
				liquidation_price: of.liquidation,
				leverage: position.leverage,
				max_notional_value: of.most,
				margin_type: capital(position.openType),
				isolated_margin: position.openType === 'isolated' ? of.margin : '0',
				position_side: capital(position.side),
				notional: of.value,
				update_time: position.updateTime,
				account: 'futures',
			};
		}),
	'GET /contract/private/get-position-mode': (call) => ({
		position_mode: call.state.futures.terms.mode(userOf(call).uid),
	}),
	'GET /contract/private/transaction-history': (call) => {
		const { values, state, now } = call;
		const { symbol } = values;
		const flow = Number(values.flow_type ?? 0);
		const to = (values.end_time as number | undefined) ?? now;
		const from = (values.start_time as number | undefined) ?? to - WEEK;
		if (to < from) throw refusal(40039, { reason: 'end_time lies before start_time' });
		if (symbol !== undefined) contractOf(symbol);
		if (copied(call)) return [];
		const rows = state.futures
			.transactions(userOf(call).uid)
			.filter((row) => symbol === undefined || row.symbol === symbol)
			.filter((row) => flow === 0 || row.flowType === flow);
		const limit = Number(values.page_size ?? 100);
		return newest(rows, ({ time }) => time, { from, to, limit }).map((row) => ({
			symbol: row.symbol,
			flow_type: row.flowType,
			type: FLOW_NAMES[row.flowType],
			amount: row.amount,
			asset: row.asset,
			account: 'futures',
			time: String(row.time),
			tran_id: row.tranId,
		}));
	},
	'GET /contract/private/order': (call) => {
		const found = find(call, isRegular);
		if (copied(call)) throw refusal(40035, { reason: 'the copy-trading account is empty' });
		return orderRow(found);
	},
	'GET /contract/private/order-history': (call) => {
		const { values, state } = call;
		const { symbol } = contractOf(values.symbol);
		const { order_id: id, client_order_id: clientId } = values;
		if (copied(call)) return [];
		const rows = state.futures
			.orders(userOf(call).uid)
			.filter((order) => order.state === 4 && order.symbol === symbol)
			.filter((order) => id === undefined || order.orderId === id)
			.filter((order) => clientId === undefined || order.clientOrderId === clientId);
		const window = { ...secondsWindow(call), limit: HISTORY };
		return newest(rows, createdAt, window).map(historyRow);
	},
	'GET /contract/private/get-open-orders': (call) => {
		const { type, order_state: state } = call.values;
		// Orders fill in one piece, so none is ever partially filled.
		if (state === 'partially_filled') return [];
		return openList(
			call,
			(order) => isRegular(order) && (type === undefined || order.type === type),
		).map(openRow);
	},
	'GET /contract/private/current-plan-order': (call) => {
		const { type, plan_type: kind } = call.values;
		return openList(
			call,
			(order) =>
				isPlan(order) &&
				(type === undefined || order.execution === type) &&
				(kind === undefined || (kind === 'plan') === (order.type === 'plan')),
		).map(planRow);
	},
	'GET /contract/private/trades': (call) => {
		const { values, state } = call;
		const { symbol, order_id: id, client_order_id: clientId } = values;
		if (symbol !== undefined) contractOf(symbol);
		if (copied(call)) return [];
		const rows = state.futures
			.trades(userOf(call).uid)
			.filter((trade) => symbol === undefined || trade.symbol === symbol)
			.filter((trade) => id === undefined || trade.orderId === String(id))
			.filter((trade) => clientId === undefined || trade.clientOrderId === clientId);
		return newest(rows, createdAt, { ...secondsWindow(call), limit: HISTORY }).map((trade) => ({
			order_id: trade.orderId,
			trade_id: trade.tradeId,
			symbol: trade.symbol,
			side: trade.side,
			price: trade.price,
			vol: String(trade.vol),
			exec_type: trade.execType,
			profit: new Exact(trade.realisedProfit).gt(0),
			realised_profit: trade.realisedProfit,
			paid_fees: trade.paidFees,
			account: 'futures',
			create_time: trade.createTime,
		}));
	},
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
	'POST /contract/private/submit-leverage': setLeverage,
	'POST /contract/private/set-position-mode': setMode,
	'POST /contract/private/submit-plan-order': submitPlan,
	'POST /contract/private/cancel-plan-order': (call) => cancel(call, isPlan),
	'POST /contract/private/modify-plan-order': modifyPlan,
	'POST /contract/private/modify-preset-plan-order': modifyPresets,
	'POST /contract/private/submit-tp-sl-order': submitProtection,
	'POST /contract/private/modify-tp-sl-order': modifyProtection,
	'POST /contract/private/submit-trail-order': submitTrailing,
	'POST /contract/private/cancel-trail-order': (call) => cancel(call, isTrailing),
	'POST /contract/private/claim': (call) => {
		const { uid } = userOf(call);
		call.state.futures.transfer(uid, 'USDT', new Exact(CLAIM), call.now);
		const asset = call.state.futures
			.assets(uid, call.now)
			.find(({ currency }) => currency === 'USDT');
		return { currency: 'USDT', amount: plain(asset?.equity ?? new Exact(CLAIM)) };
	},
};
