import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import { isZero } from '../rules/complaints';
import { askedOf, isUncounted } from '../rules/contractSizes';
import { sideWord } from '../words';
import { compact, isoFromMilliseconds, listAt } from './records';

/** Futures orders as BitMart answers them, in the words of the forms. */

/**
 * The contracts that were sent, and where they were computed what was asked for. An order that was found
 * again shows its own: the price of the moment and what the account has make another size at every try.
 * @param found the answer of a look-up; BitMart's own has no size
 */
export function sentContracts(asked: Values, found: IDataObject = {}): IDataObject {
	const values = isUncounted(asked) ? { ...asked, ...askedOf(asked), size: undefined } : asked;
	const { size, askedSize, askedIn, priceUsed, percentOf } = values as IDataObject;
	return found.size === undefined
		? { size, askedSize, askedIn, priceUsed, percentOf }
		: { size: found.size, askedSize, askedIn };
}

/** Cancel calls answer nothing of use: accepted is not canceled yet (trap 15). */
export function acceptedCancel(_answer: IDataObject, values: Values): IDataObject[] {
	const { orderId: id, clientOrderId: ownId, symbol } = values as IDataObject;
	return [compact({ orderId: id, clientOrderId: ownId, symbol, accepted: true })];
}

/** No source promises an order of the rows, and Limit keeps the first. A list can be null. */
export function newestFirst(answer: IDataObject): IDataObject[] {
	return [...listAt(answer, 'data')].sort((a, b) => Number(b.create_time) - Number(a.create_time));
}

/**
 * BitMart's state 1, 2 and 4 in the words that spot orders have. State 4 means filled or canceled: the
 * sizes tell which.
 */
function statusWord({ state, size, deal_size: filled }: IDataObject): string {
	if (String(state) === '1') return 'pending';
	if (String(state) === '2') return isZero(filled) ? 'open' : 'partiallyFilled';
	if (String(state) !== '4') return String(state);
	if (isZero(filled)) return 'canceled';
	return Number(filled) === Number(size) ? 'filled' : 'partiallyCanceled';
}

/** A futures order, ten fields of its two dozen. Times are milliseconds. */
export function simplifyFuturesOrder(order: IDataObject): IDataObject {
	return compact({
		orderId: order.order_id,
		clientOrderId: order.client_order_id,
		symbol: order.symbol,
		side: sideWord(order.side, order.position_mode),
		status: statusWord(order),
		size: order.size,
		price: order.price,
		filledSize: order.deal_size,
		averagePrice: order.deal_avg_price,
		createdAt: isoFromMilliseconds(order.create_time),
	});
}
