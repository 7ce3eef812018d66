import type { IDataObject } from 'n8n-workflow';

import { endpointVersion } from '../../bitmart/fields/common';
import { ALL_PAIRS, orderMode, orderSide, spotSymbol } from '../../bitmart/fields/spot';
import { spotListOptions } from '../../bitmart/fields/spotLists';
import { spotPaging } from '../../bitmart/paging';
import { compact } from '../../bitmart/records/records';
import { simplifySpotOrder } from '../../bitmart/records/spotOrders';
import type { Operation, Resource } from '../../core/definition/operation';
import { cancelMany, createMany } from './orderBatch';
import { cancel } from './orderCancel';
import { create } from './orderCreate';
import { get } from './orderGet';
import { wait } from './orderWait';
import { executeSignal } from './signal';

const cancelAll: Operation = {
	value: 'cancelAll',
	name: 'Cancel All',
	action: 'Cancel all spot orders',
	description:
		'Cancel every open order, in ALL trading pairs and on both sides unless the options name one',
	// Code 1000 and an empty answer are all there is: neither IDs nor a count come back.
	variants: [
		{
			when: { endpointVersion: ['v4'] },
			endpoint: 'POST /spot/v4/cancel_all',
			permission: 'Spot-Trade',
			limit: { requests: 1, seconds: 3, per: 'UID' },
			repeat: 'never',
		},
		{
			when: { endpointVersion: ['v1'] },
			endpoint: 'POST /spot/v1/cancel_orders',
			permission: 'Spot-Trade',
			limit: { requests: 4, seconds: 2, per: 'UID' },
			repeat: 'never',
		},
	],
	fields: [],
	options: [
		endpointVersion(
			"Which of BitMart's endpoints to use. Both cancel the same orders.",
			'v4',
			'v1',
		),
		{
			...orderSide,
			required: false,
			description: 'Cancel only orders of this side; without it, of both sides',
		},
		{
			...spotSymbol,
			required: false,
			notBlank: ALL_PAIRS,
			description: 'Cancel only orders of this trading pair; without it, of all pairs',
		},
	],
	withoutOutcome: true,
	rows: (_answer, values) => {
		const { symbol, side } = values as IDataObject;
		return [compact({ canceled: true, symbol, side })];
	},
};

const listOptions = spotListOptions(orderMode, 'orders');

const getManyOpen: Operation = {
	value: 'getManyOpen',
	name: 'Get Many Open',
	action: 'Get many open spot orders',
	description: 'Retrieve orders that can still fill, newest first',
	endpoint: 'POST /spot/v4/query/open-orders',
	reads: true,
	permission: 'Read-Only',
	limit: { requests: 12, seconds: 2, per: 'KEY' },
	repeat: 'safe',
	fields: [],
	options: listOptions,
	paging: spotPaging('orderId'),
	rows: 'data',
	simplify: simplifySpotOrder,
};

/** Also what the export of the account's history is made of. */
export const getManyPast: Operation = {
	value: 'getManyPast',
	name: 'Get Many Past',
	action: 'Get many past spot orders',
	description: 'Retrieve orders that are filled or canceled, newest first',
	endpoint: 'POST /spot/v4/query/history-orders',
	reads: true,
	permission: 'Read-Only',
	limit: { requests: 12, seconds: 2, per: 'KEY' },
	repeat: 'safe',
	fields: [],
	options: listOptions,
	paging: spotPaging('orderId'),
	rows: 'data',
	simplify: simplifySpotOrder,
};

/** Spot orders. */
export const order: Resource = {
	value: 'order',
	name: 'Order',
	description: 'Place, cancel, read and await spot orders',
	host: 'spot',
	defaultOperation: 'create',
	operations: [
		cancel,
		cancelAll,
		cancelMany,
		create,
		createMany,
		executeSignal,
		get,
		getManyOpen,
		getManyPast,
		wait,
	],
};
