/** What the calls about futures orders check, and the orders they mean. */
import type { Decimal } from 'decimal.js';

import { Exact, plain } from '../../basics/amounts';
import { refusal } from '../../basics/refusals';
import {
	opens,
	type FuturesOrder,
	type OpenType,
	type Presets,
	type Side,
} from '../../books/futures/orders';
import { bracketOf, contractOf, type Contract } from '../../books/market/contracts';
import { userOf, type Call } from '../call';

/** A value as text; empty if it was not given. */
export const asText = (value: unknown): string => (value === undefined ? '' : String(value));

/** Take profits and stop losses. */
export const isProtection = ({ type }: FuturesOrder) =>
	type === 'take_profit' || type === 'stop_loss';

/** All that the plan-order calls are about. */
export const isPlan = (order: FuturesOrder) => order.type === 'plan' || isProtection(order);

/** Limit orders, the only ones whose price and size can change. */
export const isLimit = ({ type }: FuturesOrder) => type === 'limit';

/** The books hold the normal futures account only; copy trading is empty. */
export const copied = ({ values }: Call) => values.account === 'copy_trading';

/** A price above 0 that is a multiple of the price step. */
export function checkedPrice(of: Contract, value: unknown, what = 'price'): Decimal {
	const price = new Exact(asText(value) || 0);
	if (price.isZero()) throw refusal(40044, { reason: `the ${what} is 0` });
	if (!price.mod(of.tick).isZero()) {
		throw refusal(40043, { reason: `the ${what} ${plain(price)} is no multiple of ${of.tick}` });
	}
	return price;
}

/** A size that the contract allows in one order. */
export function checkedSize(of: Contract, size: unknown, market: boolean): number {
	const amount = Number(size);
	const most = market ? of.marketMaxVolume : of.maxVolume;
	if (!Number.isSafeInteger(amount) || amount > most) {
		throw refusal(40044, { reason: `the size ${asText(size)} is above ${most} contracts` });
	}
	return amount;
}

/** A leverage within the limits of the contract. */
export function checkedLeverage(of: Contract, value: unknown): string {
	const given = asText(value);
	if (!/^\d+(\.\d+)?$/.test(given)) {
		throw refusal(40040, { reason: `"${given}" is no leverage` });
	}
	const leverage = new Exact(given);
	if (leverage.gt(of.maxLeverage)) throw refusal(40029, { reason: `at most ${of.maxLeverage}` });
	if (leverage.lt(1)) throw refusal(40030, { reason: 'at least 1' });
	return plain(leverage);
}

/** Leverage and margin mode of an opening order; they must be those of an open position. */
export function checkedTerms(call: Call, of: Contract, value: Decimal) {
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

/** Refuses a client order id that an order of the user has had; of what waits for a price nobody says so. */
export function checkedClientId(call: Call): string {
	const clientOrderId = asText(call.values.client_order_id);
	const taken =
		clientOrderId !== '' &&
		call.state.futures
			.orders(userOf(call).uid)
			.some((order) => !isPlan(order) && order.clientOrderId === clientOrderId);
	if (taken) throw refusal(40050, { reason: `"${clientOrderId}" was used before` });
	return clientOrderId;
}

/** Attached take profit and stop loss; they work on opening orders only. */
export function presets({ values }: Call, of: Contract, side: Side): Presets {
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
export function find(call: Call, fits: (order: FuturesOrder) => boolean): FuturesOrder {
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
			reason: `no such order in ${symbol}: ${asText(id ?? values.client_order_id)}`,
		});
	}
	return found;
}

/** The order that a change is meant for; it must still be live. */
export function live(call: Call, fits: (order: FuturesOrder) => boolean): FuturesOrder {
	const order = find(call, fits);
	if (order.state !== 2) throw refusal(40036, { reason: 'the order is finished' });
	return order;
}

/** Cancels one order, or, without an id, every live one of the contract: as documented. */
export function cancel(call: Call, fits: (order: FuturesOrder) => boolean) {
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
