import {
	futuresAccount,
	futuresOrderId,
	futuresSymbol,
	orderKeys,
} from '../../bitmart/fields/futures';
import { acceptedCancel, simplifyFuturesOrder } from '../../bitmart/records/futuresOrders';
import type { Operation } from '../../core/definition/operation';

/** Of the resource Order: what is done with one order, also while it is waited for. */

export const cancel: Operation = {
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel a futures order',
	description:
		'Ask BitMart to cancel one live order. Accepted does not mean canceled yet; Get shows the outcome. Plan, TP/SL and trailing orders are canceled by their own resources.',
	endpoint: 'POST /contract/private/cancel-order',
	permission: 'Future-Trade',
	limit: { requests: 40, seconds: 2, per: 'KEY' },
	repeat: 'safe',
	fields: [futuresSymbol, ...orderKeys],
	rows: acceptedCancel,
};

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a futures order',
	description:
		'Retrieve one order by the ID that BitMart gave it. Plan and TP/SL orders are not found here; Plan Order: Get Many Open lists them.',
	endpoint: 'GET /contract/private/order',
	permission: 'Read-Only',
	limit: { requests: 50, seconds: 2, per: 'KEY' },
	fields: [futuresSymbol, { ...futuresOrderId, wire: 'order_id' }],
	options: [futuresAccount],
	rows: 'data',
	simplify: simplifyFuturesOrder,
};
