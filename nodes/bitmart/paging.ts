import type { WindowPaging } from '../core/definition/operation';

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
 * Orders and fills: 200 rows of a time window in seconds, and nothing says which rows a full answer
 * leaves out (trap 14). 90 days is the most; a second less keeps the overlap of two windows inside.
 */
export function historyPaging(id: 'order_id' | 'trade_id'): WindowPaging {
	return {
		by: 'window',
		start: 'startTime',
		end: 'endTime',
		max: 200,
		span: 90 * DAY - 1000,
		lookback: 90 * DAY,
		id: (record) => String(record[id]),
		time: (record) => Number(record.create_time),
	};
}
