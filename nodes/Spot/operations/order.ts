import type { IDataObject } from 'n8n-workflow';

import { endpointVersion } from '../../bitmart/fields/common';
import { clientOrderId } from '../../bitmart/fields/orderIds';
import {
	ALL_PAIRS,
	orderAmounts,
	orderMode,
	orderSide,
	orderType,
	PRICED,
	spotStpMode,
	spotSymbol,
} from '../../bitmart/fields/spot';
import { spotListOptions } from '../../bitmart/fields/spotLists';
import { findSpotOrder } from '../../bitmart/lookups/spot';
import { spotPaging } from '../../bitmart/paging';
import { compact } from '../../bitmart/records/records';
import { placedSpotOrder, simplifySpotOrder } from '../../bitmart/records/spotOrders';
import { spotWallet } from '../../bitmart/rules/available';
import { percentComplaint } from '../../bitmart/rules/complaints';
import { ruleOptions } from '../../bitmart/rules/options';
import { fitSpotOrder } from '../../bitmart/rules/spotRules';
import { outlineSpotOrder } from '../../bitmart/rules/spotSizes';
import type { Operation, Resource } from '../../core/definition/operation';
import { getSpotWallet } from '../../Account/operations/balance';
import { getSymbolRules, getTicker } from './market';
import { cancelMany, createMany } from './orderBatch';
import { cancel } from './orderCancel';
import { get } from './orderGet';
import { wait } from './orderWait';

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

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a spot order',
	description: 'Place a live spot order and return its ID',
	variants: [
		{
			when: { endpointVersion: ['v2'] },
			endpoint: 'POST /spot/v2/submit_order',
			permission: 'Spot-Trade',
			limit: { requests: 40, seconds: 2, per: 'UID' },
			repeat: { key: 'clientOrderId', find: findSpotOrder(get), duplicate: [50042] },
		},
		{
			when: { endpointVersion: ['v1'] },
			endpoint: 'POST /spot/v1/submit_order',
			permission: 'Spot-Trade',
			limit: { requests: 60, seconds: 2, per: 'UID' },
			repeat: 'never',
		},
	],
	fields: [spotSymbol, orderSide, orderType, ...orderAmounts(PRICED)],
	options: [
		endpointVersion(
			"Which of BitMart's endpoints to use. V1 has no Client Order ID, so orders placed with it are not protected against double orders.",
			'v2',
			'v1',
		),
		{ ...clientOrderId, wire: 'client_order_id', when: { endpointVersion: ['v2'] } },
		{ ...spotStpMode, when: { endpointVersion: ['v2'] } },
		...ruleOptions,
	],
	outline: outlineSpotOrder,
	prepare: fitSpotOrder(getSymbolRules, getTicker, spotWallet(getSpotWallet)),
	check: percentComplaint,
	rows: placedSpotOrder,
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

const getManyPast: Operation = {
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
		get,
		getManyOpen,
		getManyPast,
		wait,
	],
};
