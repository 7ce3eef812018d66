import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import { withOwnAmount } from '../rules/spotSizes';
import { placedId } from './placed';
import { compact, isoFromMilliseconds } from './records';

/** Order states in one vocabulary for spot and futures. */
const SPOT_STATUS: Record<string, string> = {
	new: 'open',
	partially_filled: 'partiallyFilled',
	filled: 'filled',
	canceled: 'canceled',
	partially_canceled: 'partiallyCanceled',
	failed: 'failed',
};

/**
 * The amounts that were sent, and where they were computed what was asked for. An order that was found
 * again shows its own: the price of the moment and what is available make another amount at every try.
 */
export function sentAmounts(asked: Values, found: IDataObject = {}): IDataObject {
	const { size, notional, askedSize, askedIn, priceUsed, percentOf } = withOwnAmount(
		asked,
	) as IDataObject;
	const own = found.size !== undefined || found.notional !== undefined;
	return own
		? { size: found.size, notional: found.notional, askedSize, askedIn }
		: { size, notional, askedSize, askedIn, priceUsed, percentOf };
}

/** What was placed: the ID that BitMart gave it, and the order as it was sent. */
export function placedSpotOrder(answer: IDataObject, values: Values): IDataObject[] {
	const { clientOrderId, symbol, side, triggerKind, triggerPrice, type, price } =
		values as IDataObject;
	const data = (answer.data ?? {}) as IDataObject;
	const orderId = placedId(data.order_id);
	return [
		compact({
			orderId,
			clientOrderId,
			symbol,
			side,
			triggerKind,
			triggerPrice,
			type,
			...sentAmounts(values, data),
			price,
		}),
	];
}

/** The word for an order's state; one that BitMart adds later comes as it is. */
export function spotStatus({ state }: IDataObject): IDataObject[string] {
	return SPOT_STATUS[String(state)] ?? state;
}

/** A spot order of `/spot/v4/query/*`, ten fields of its seventeen. Times are milliseconds there. */
export function simplifySpotOrder(order: IDataObject): IDataObject {
	return compact({
		orderId: order.orderId,
		clientOrderId: order.clientOrderId,
		symbol: order.symbol,
		side: order.side,
		status: spotStatus(order),
		size: order.size,
		price: order.price,
		filledSize: order.filledSize,
		averagePrice: order.priceAvg,
		createdAt: isoFromMilliseconds(order.createTime),
	});
}
