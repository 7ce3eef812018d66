import type { IDataObject } from 'n8n-workflow';

import { Failure } from '../core/errors';
import type { WindowPaging } from '../core/operation';
import { LOOK_FIRST } from '../core/response';
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

/** The answer to a placed order. Code 1000 without an ID is not a placed order: never seen, so never assumed. */
export function placedId(id: unknown): string {
	if (typeof id === 'string' && id !== '') return id;
	throw new Failure({
		message: 'BitMart accepted the order but returned no order ID',
		hint: LOOK_FIRST,
		effect: 'unknown',
	});
}

/** A spot order of `/spot/v4/query/*`, ten fields of its seventeen. Times are milliseconds there. */
export function simplifySpotOrder(order: IDataObject): IDataObject {
	return compact({
		orderId: order.orderId,
		clientOrderId: order.clientOrderId,
		symbol: order.symbol,
		side: order.side,
		status: SPOT_STATUS[String(order.state)] ?? order.state,
		size: order.size,
		price: order.price,
		filledSize: order.filledSize,
		averagePrice: order.priceAvg,
		createdAt: isoFromMilliseconds(order.createTime),
	});
}

export const DAY = 86_400_000;

/**
 * Lists of `/spot/v4/query/*`: 200 rows of a time window in milliseconds, seven days unless a start is
 * given. No source states the longest window; one that reaches too far back answers 50041.
 */
export function spotPaging(id: 'orderId' | 'tradeId'): WindowPaging {
	return {
		by: 'window',
		start: 'startTime',
		end: 'endTime',
		size: 'limit',
		max: 200,
		span: 30 * DAY,
		lookback: 90 * DAY,
		id: (record) => String(record[id]),
		time: (record) => Number(record.createTime),
	};
}
