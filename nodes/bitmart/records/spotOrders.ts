import type { IDataObject } from 'n8n-workflow';

import { Failure } from '../../core/exchange/errors';
import type { Field, Values, WindowPaging } from '../../core/definition/operation';
import { LOOK_FIRST } from '../../core/exchange/response';
import { ERROR_CODES } from '../errorCodes';
import { receiveWindow, spotSymbol, timeBound } from '../fields/common';
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

/** The ID that a write promises. Code 1000 without one is not a placed order: never seen, so never assumed. */
export function placedId(id: unknown, what = 'order'): string {
	if (typeof id === 'string' && id !== '') return id;
	throw new Failure({
		message: `BitMart accepted the ${what} but returned no ${what} ID`,
		hint: LOOK_FIRST,
		effect: 'unknown',
		remedy: 'lost',
	});
}

/** What stands in the answer of a batch, for the person who has to look. */
const idsInWords = (ids: unknown[]): string =>
	ids.length === 0 ? 'The answer names no order.' : `The answer names ${ids.join(', ')}.`;

/** A batch whose answer does not say what became of each order. */
export function incompleteBatch(sent: number, ids: unknown[]): Failure {
	return new Failure({
		message: `BitMart accepted the batch but returned ${ids.length} order IDs for ${sent} orders`,
		hint: `${idsInWords(ids)} Some orders may have been placed and others refused. ${LOOK_FIRST}`,
		effect: ids.length > 0 ? 'partial' : 'unknown',
	});
}

/** A refusal inside a success: HTTP 200 and code 1000 around an answer with a code and IDs of its own. */
export function refusedInside({ code, msg }: IDataObject, ids: unknown[]): Failure {
	const known = ERROR_CODES[String(code)];
	const effect = ids.length > 0 ? 'partial' : (known?.effect ?? 'unknown');
	const hint = known?.hint ?? `Look up code ${String(code)} in BitMart's documentation.`;
	return new Failure({
		message: `BitMart refused: ${String(msg ?? 'no reason given')} (code ${String(code)})`,
		hint: effect === 'none' ? hint : `${hint} ${idsInWords(ids)} ${LOOK_FIRST}`,
		code: String(code),
		httpStatus: 200,
		effect,
	});
}

/** What was placed: the ID that BitMart gave it, and the order as it was sent. */
export function placedSpotOrder(answer: IDataObject, values: Values): IDataObject[] {
	const { clientOrderId, symbol, side, triggerKind, triggerPrice, type, size, notional, price } =
		values as IDataObject;
	const orderId = placedId((answer.data as IDataObject | null)?.order_id);
	return [
		compact({
			orderId,
			clientOrderId,
			symbol,
			side,
			triggerKind,
			triggerPrice,
			type,
			size,
			notional,
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

/**
 * Filters of those lists; `account` is the one that differs between them. BitMart looks at the last
 * seven days only unless a time is given, at open orders too.
 */
export function spotListOptions(account: Field, records: 'orders' | 'trades'): Field[] {
	return [
		account,
		timeBound({
			displayName: 'End Time',
			name: 'endTime',
			unit: 'ms',
			description: `Return only ${records} up to this time`,
		}),
		receiveWindow,
		timeBound({
			displayName: 'Start Time',
			name: 'startTime',
			unit: 'ms',
			description: `Return only ${records} from this time on. Without it: of the last 7 days, with Return All of the last 90.`,
		}),
		{
			...spotSymbol,
			required: false,
			description: `Return only ${records} of this trading pair`,
		},
	];
}
