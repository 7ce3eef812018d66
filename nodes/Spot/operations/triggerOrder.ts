import type { IDataObject } from 'n8n-workflow';

import { money, receiveWindow } from '../../bitmart/fields/common';
import { clientOrderId, eitherOrderId, orderId } from '../../bitmart/fields/orderIds';
import {
	ALL_PAIRS,
	orderAmounts,
	orderSide,
	queryState,
	spotSymbol,
} from '../../bitmart/fields/spot';
import { spotListOptions } from '../../bitmart/fields/spotLists';
import { findTriggerOrder } from '../../bitmart/lookups/spot';
import { spotPaging } from '../../bitmart/paging';
import { compact, isoFromMilliseconds } from '../../bitmart/records/records';
import { placedSpotOrder, spotStatus } from '../../bitmart/records/spotOrders';
import { spotWallet } from '../../bitmart/rules/available';
import { percentComplaint } from '../../bitmart/rules/complaints';
import { ruleOptions } from '../../bitmart/rules/options';
import { fitSpotOrder } from '../../bitmart/rules/spotRules';
import { outlineSpotOrder } from '../../bitmart/rules/spotSizes';
import type { Field } from '../../core/definition/field';
import type { Operation, Resource } from '../../core/definition/operation';
import { getSpotWallet } from '../../Account/operations/balance';
import { getSymbolRules, getTicker } from './market';

/**
 * The kind of an algo order. BitMart calls it `type` where it is placed and canceled, which elsewhere
 * means limit or market, and `orderMode` where it is read.
 */
const triggerKind: Field = {
	displayName: 'Kind',
	name: 'triggerKind',
	wire: 'type',
	type: 'options',
	kind: 'choice',
	required: true,
	options: [
		{
			name: 'Take Profit or Stop Loss',
			value: 'tp/sl',
			description: 'One price at which a gain is taken or a loss is stopped',
		},
		{ name: 'Trigger', value: 'trigger', description: 'An order that starts at a trigger price' },
	],
	default: 'trigger',
	description: 'Kind of the trigger order',
};

/** Limit or market; both the keys and this name are snake_case although the path says v4. */
const triggerType: Field = {
	displayName: 'Type',
	name: 'type',
	wire: 'trigger_type',
	type: 'options',
	kind: 'choice',
	required: true,
	options: [
		{ name: 'Limit', value: 'limit', description: 'Becomes a limit order at the price' },
		{ name: 'Market', value: 'market', description: 'Becomes a market order' },
	],
	default: 'limit',
	description: 'What the order becomes when its trigger price is reached',
};

const simplifyTriggerOrder = (order: IDataObject): IDataObject =>
	compact({
		orderId: order.orderId,
		clientOrderId: order.clientOrderId,
		symbol: order.symbol,
		side: order.side,
		status: spotStatus(order),
		triggerKind: order.orderMode,
		type: order.trigger_type,
		size: order.size,
		price: order.price,
		createdAt: isoFromMilliseconds(order.createTime),
	});

const cancel: Operation = {
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel a spot trigger order',
	description: 'Cancel one waiting trigger order and return whether it was canceled',
	endpoint: 'POST /spot/v4/algo/cancel_order',
	permission: 'Spot-Trade',
	limit: { requests: 10, seconds: 2, per: 'UID' },
	repeat: 'safe',
	fields: [
		spotSymbol,
		{ ...orderId, wire: 'order_id' },
		{ ...triggerKind, description: 'Kind of the order; it must be the one it was placed with' },
	],
	rows: (answer, values) => {
		const { symbol, orderId: id } = values as IDataObject;
		const canceled = (answer.data as IDataObject | null)?.result === true;
		return [{ orderId: id, symbol, canceled }];
	},
};

const cancelAll: Operation = {
	value: 'cancelAll',
	name: 'Cancel All',
	action: 'Cancel all spot trigger orders of a kind',
	description:
		'Cancel every waiting trigger order of one kind, in ALL trading pairs unless the options name one. The other kind takes a second call.',
	endpoint: 'POST /spot/v4/algo/cancel_all',
	permission: 'Spot-Trade',
	limit: { requests: 5, seconds: 2, per: 'UID' },
	repeat: 'never',
	fields: [{ ...triggerKind, description: 'Kind of the orders to cancel' }],
	options: [
		{
			...spotSymbol,
			required: false,
			notBlank: ALL_PAIRS,
			description: 'Cancel only in this trading pair; without it, in all pairs',
		},
	],
	withoutOutcome: true,
	rows: (_answer, values) => {
		const { symbol, triggerKind: kind } = values as IDataObject;
		return [compact({ canceled: true, triggerKind: kind, symbol })];
	},
};

const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a spot trigger order',
	description: 'Retrieve one trigger order by its ID',
	variants: [
		{
			when: { findBy: ['orderId'] },
			endpoint: 'POST /spot/v4/query/algo/order',
			reads: true,
			permission: 'Read-Only',
			limit: { requests: 40, seconds: 2, per: 'KEY' },
			repeat: 'safe',
		},
		{
			when: { findBy: ['clientOrderId'] },
			endpoint: 'POST /spot/v4/query/algo/client-order',
			reads: true,
			permission: 'Read-Only',
			limit: { requests: 40, seconds: 2, per: 'KEY' },
			repeat: 'safe',
		},
	],
	fields: eitherOrderId,
	options: [queryState, receiveWindow],
	rows: 'data',
	simplify: simplifyTriggerOrder,
};

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a spot trigger order',
	description:
		'Place a live order that waits for a trigger price, and return its ID. For a take profit and a stop loss place two orders.',
	endpoint: 'POST /spot/v4/algo/submit_order',
	permission: 'Spot-Trade',
	limit: { requests: 10, seconds: 2, per: 'UID' },
	// No source documents that a used key is refused here, so it is never sent a second time.
	repeat: { key: 'clientOrderId', find: findTriggerOrder(get), duplicate: [] },
	fields: [
		spotSymbol,
		orderSide,
		triggerKind,
		money({
			displayName: 'Trigger Price',
			name: 'triggerPrice',
			wire: 'trigger_price',
			required: true,
			placeholder: 'e.g. 60000.00',
			description: 'Market price at which the order starts, in the quote currency',
		}),
		triggerType,
		...orderAmounts(['limit']),
	],
	options: [{ ...clientOrderId, wire: 'client_order_id' }, ...ruleOptions],
	outline: outlineSpotOrder,
	prepare: fitSpotOrder(getSymbolRules, getTicker, spotWallet(getSpotWallet)),
	check: percentComplaint,
	rows: placedSpotOrder,
};

const listOptions = spotListOptions(
	{
		...triggerKind,
		wire: 'orderMode',
		required: false,
		description: 'Return only orders of this kind; without it, orders of both',
	},
	'orders',
);

const getManyOpen: Operation = {
	value: 'getManyOpen',
	name: 'Get Many Open',
	action: 'Get many open spot trigger orders',
	description: 'Retrieve trigger orders that still wait, newest first',
	endpoint: 'POST /spot/v4/query/algo/open-orders',
	reads: true,
	permission: 'Read-Only',
	limit: { requests: 20, seconds: 2, per: 'KEY' },
	repeat: 'safe',
	fields: [],
	options: listOptions,
	paging: spotPaging('orderId'),
	rows: 'data',
	simplify: simplifyTriggerOrder,
};

/** Also what the export of the account's history is made of. */
export const getManyPast: Operation = {
	value: 'getManyPast',
	name: 'Get Many Past',
	action: 'Get many past spot trigger orders',
	description: 'Retrieve trigger orders that have started or were canceled, newest first',
	endpoint: 'POST /spot/v4/query/algo/history-orders',
	reads: true,
	permission: 'Read-Only',
	limit: { requests: 20, seconds: 2, per: 'KEY' },
	repeat: 'safe',
	fields: [],
	options: listOptions,
	paging: spotPaging('orderId'),
	rows: 'data',
	simplify: simplifyTriggerOrder,
};

/** Orders that wait for a price; BitMart calls them algo orders. */
export const triggerOrder: Resource = {
	value: 'triggerOrder',
	name: 'Trigger Order',
	description: 'Spot orders that wait for a price',
	host: 'spot',
	defaultOperation: 'create',
	operations: [cancel, cancelAll, create, get, getManyOpen, getManyPast],
};
