import { receiveWindow } from '../../bitmart/fields/common';
import { eitherOrderId } from '../../bitmart/fields/orderIds';
import { queryState } from '../../bitmart/fields/spot';
import { simplifySpotOrder } from '../../bitmart/records/spotOrders';
import type { Operation } from '../../core/definition/operation';

/** Of the resource Order. In a file of its own, because the placing calls look orders up with it. */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a spot order',
	description:
		'Retrieve one order by its ID. One canceled without a fill can be found for about 20 minutes.',
	variants: [
		{
			when: { findBy: ['orderId'] },
			endpoint: 'POST /spot/v4/query/order',
			reads: true,
			permission: 'Read-Only',
			limit: { requests: 50, seconds: 2, per: 'KEY' },
			repeat: 'safe',
		},
		{
			when: { findBy: ['clientOrderId'] },
			endpoint: 'POST /spot/v4/query/client-order',
			reads: true,
			permission: 'Read-Only',
			limit: { requests: 50, seconds: 2, per: 'KEY' },
			repeat: 'safe',
		},
	],
	fields: eitherOrderId,
	options: [queryState, receiveWindow],
	rows: 'data',
	simplify: simplifySpotOrder,
};
