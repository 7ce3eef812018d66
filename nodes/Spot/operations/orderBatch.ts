import type { IDataObject } from 'n8n-workflow';

import { ERROR_CODES } from '../../bitmart/errorCodes';
import { endpointVersion, receiveWindow } from '../../bitmart/fields/common';
import { clientOrderId, findBy, orderId } from '../../bitmart/fields/orderIds';
import {
	orderAmounts,
	orderSide,
	orderType,
	PRICED,
	spotStpMode,
	spotSymbol,
} from '../../bitmart/fields/spot';
import { findSpotBatch } from '../../bitmart/lookups/spot';
import { sentAmounts } from '../../bitmart/records/spotOrders';
import { incompleteBatch, placedId, refusedInside } from '../../bitmart/records/placed';
import { compact, listAt, objectAt } from '../../bitmart/records/records';
import { spotWallet } from '../../bitmart/rules/available';
import { percentsComplaint } from '../../bitmart/rules/complaints';
import { ruleOptions } from '../../bitmart/rules/options';
import { fitSpotOrders } from '../../bitmart/rules/spotRules';
import { outlineSpotOrders } from '../../bitmart/rules/spotSizes';
import type { Field, Values } from '../../core/definition/field';
import { givenOf } from '../../core/definition/field';
import type { KeyedRepeat, Operation } from '../../core/definition/operation';
import { getSpotWallet } from '../../Account/operations/balance';
import { getSymbolRules, getTicker } from './market';
import { get } from './orderGet';

/** Spot calls that take several orders at once. */

/** The most orders of one call. */
const MOST = 10;

const PAIR = 'Trading pair of the order, where it is another than Symbol';

/** A fixed collection cannot be an expression in n8n, so orders that come from data have a field of their own. */
const specifyOrders: Field = {
	displayName: 'Specify Orders',
	name: 'specifyOrders',
	type: 'options',
	kind: 'choice',
	noDataExpression: true,
	local: true,
	required: true,
	options: [
		{ name: 'Using Fields Below', value: 'fields', description: 'Enter the orders here' },
		{
			name: 'Using JSON',
			value: 'json',
			description: 'Give the orders as a list, for example from an expression',
		},
	],
	default: 'fields',
	description: 'How the orders are given',
};

/** The orders of one call. Each version has its own names for the list and for the key in it. */
function ordersFields(version: string, wire: string, fields: Field[]): Field[] {
	const keys = givenOf(fields)
		.map(({ name }) => name)
		.join(', ');
	const shared = {
		displayName: 'Orders',
		name: 'orders',
		wire,
		kind: 'rows' as const,
		required: true,
		fields,
		maxItems: MOST,
	};
	return [
		{
			...shared,
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			when: { endpointVersion: [version], specifyOrders: ['fields'] },
			default: {},
			placeholder: 'Add Order',
			description: 'The orders to place, at most 10',
		},
		{
			...shared,
			type: 'json',
			when: { endpointVersion: [version], specifyOrders: ['json'] },
			default: '[]',
			placeholder: 'e.g. [{"side": "buy", "type": "limit", "size": "0.015", "price": "61250.50"}]',
			description: `The orders to place, at most 10, as a list of objects. Keys: ${keys}. The key sizeIn is base, quote or percent, and base without it.`,
		},
	];
}

const ordersOf = (values: Values): IDataObject[] => (values.orders ?? []) as IDataObject[];

/**
 * The pair of each order. V1 and V2 want it in every order: one without is given that of the call. V4
 * takes one pair a call and would place an order for another pair in the wrong market.
 */
function checkPairs(values: Values): string | undefined {
	for (const [index, order] of ordersOf(values).entries()) {
		if (values.endpointVersion === 'v4' && (order.symbol ?? values.symbol) !== values.symbol) {
			return `Order ${index + 1} is for another trading pair than Symbol; one call places orders of one pair, with Endpoint Version V4`;
		}
		order.symbol ??= values.symbol as string;
	}
	return undefined;
}

/** BitMart would place the first and refuse the second (50042), and the answer of V4 does not say which. */
function checkKeys(values: Values): string | undefined {
	const keys = ordersOf(values).flatMap(({ clientOrderId: key }) => (key ? [key] : []));
	const twice = keys.find((key, index) => keys.indexOf(key) !== index);
	return twice ? `Client Order ID ${String(twice)} stands in two of the orders` : undefined;
}

/** One order of the answer: its place in the request, and what was sent. */
function element(
	order: IDataObject,
	index: number,
	result: IDataObject,
	found?: IDataObject,
): IDataObject {
	const { symbol, side, type, price, adjusted } = order;
	const { clientOrderId: key } = order;
	return compact({
		index,
		...result,
		clientOrderId: key,
		symbol,
		side,
		type,
		...sentAmounts(order, found),
		price,
		adjusted,
	});
}

/**
 * V4 has a second code inside the answer, and a bare list of IDs: without an ID for each order nobody
 * can tell which ones were placed.
 */
function placedTogether(answer: IDataObject, orders: IDataObject[]): IDataObject[] {
	const inner = objectAt(answer, 'data');
	const ids = listAt(objectAt(inner, 'data'), 'orderIds') as unknown[];
	if (String(inner.code) !== '0') throw refusedInside(inner, ids);
	if (ids.length !== orders.length) throw incompleteBatch(orders.length, ids);
	const found = listAt(inner, 'found');
	return orders.map((order, index) =>
		element(order, index, { orderId: placedId(ids[index]) }, found[index]),
	);
}

/** "This client order ID was used before", in the answer for one order. */
const USED_BEFORE = '50042';

/** What V2 says of each order. */
const responsesIn = (envelope: IDataObject): IDataObject[] =>
	listAt(objectAt(envelope, 'data'), 'responses');

/** In the answer of V2, orders that an earlier try has placed. */
const usedInV2: KeyedRepeat['used'] = {
	indexes: (envelope) =>
		responsesIn(envelope).flatMap(({ code }, index) =>
			String(code) === USED_BEFORE ? [index] : [],
		),
	merge: (envelope, indexes, found) => {
		const responses = [...responsesIn(envelope)];
		for (const [place, index] of indexes.entries()) {
			responses[index] = { ...responsesIn(found)[place], outcome: 'duplicate' };
		}
		return { ...envelope, data: { ...objectAt(envelope, 'data'), responses } };
	},
};

/** V1 and V2 answer order by order, each with a code of its own. */
function placedOneByOne(answer: IDataObject, orders: IDataObject[]): IDataObject[] {
	const responses = responsesIn(answer);
	const ids = responses.map((response) => objectAt(response, 'data').order_id);
	// What is neither an order nor a documented refusal may have been placed.
	const isOpen = ({ code }: IDataObject) =>
		String(code) !== '0' && ERROR_CODES[String(code)]?.effect !== 'none';
	if (responses.length !== orders.length || responses.some(isOpen)) {
		throw incompleteBatch(
			orders.length,
			ids.filter((id) => id !== undefined),
		);
	}
	return orders.map((order, index) => {
		const { code, msg, data, outcome } = responses[index] ?? {};
		return String(code) === '0'
			? element(
					order,
					index,
					compact({ orderId: placedId(ids[index]), outcome }),
					data as IDataObject,
				)
			: element(order, index, { refused: msg, code });
	});
}

/** What V4 would have answered for orders that were found again, and what they are. */
const togetherAnswer = (found: IDataObject[]): IDataObject => ({
	code: 1000,
	data: { code: 0, data: { orderIds: found.map(({ order_id: id }) => id) }, found },
});

/** What V2 would have answered for orders that were found again. */
const oneByOneAnswer = (found: IDataObject[]): IDataObject => ({
	code: 1000,
	data: { responses: found.map((data) => ({ code: 0, data })) },
});

/** V4 takes the pair once a call; one that an expression puts into an order is only compared. */
const comparedPair: Field = {
	...spotSymbol,
	type: 'hidden',
	local: true,
	required: false,
	description: PAIR,
};

const ownPair: Field = { ...spotSymbol, required: false, description: PAIR };

/**
 * In a row of the form every field has a value. A blank one leaves the choice to BitMart, as an option
 * that was not added does.
 */
const rowStpMode: Field = {
	...spotStpMode,
	options: [
		{ name: 'Default', value: '', description: "BitMart's default, which is none" },
		...(spotStpMode.options ?? []),
	],
	default: '',
};

const sideTypeAmounts = [orderSide, orderType, ...orderAmounts(PRICED)];

export const createMany: Operation = {
	value: 'createMany',
	name: 'Create Many',
	action: 'Create many spot orders',
	description: 'Place up to 10 live spot orders at once and return the ID of each',
	variants: [
		{
			when: { endpointVersion: ['v4'] },
			endpoint: 'POST /spot/v4/batch_orders',
			permission: 'Spot-Trade',
			limit: { requests: 40, seconds: 2, per: 'UID' },
			repeat: {
				key: 'clientOrderId',
				elements: 'orders',
				find: findSpotBatch(get, togetherAnswer),
				duplicate: [50042],
			},
		},
		{
			when: { endpointVersion: ['v2'] },
			endpoint: 'POST /spot/v2/batch_orders',
			permission: 'Spot-Trade',
			limit: { requests: 60, seconds: 2, per: 'UID' },
			repeat: {
				key: 'clientOrderId',
				elements: 'orders',
				find: findSpotBatch(get, oneByOneAnswer),
				duplicate: [50042],
				used: usedInV2,
			},
		},
		{
			when: { endpointVersion: ['v1'] },
			endpoint: 'POST /spot/v1/batch_orders',
			permission: 'Spot-Trade',
			limit: { requests: 60, seconds: 2, per: 'UID' },
			repeat: 'never',
		},
	],
	fields: [
		{ ...spotSymbol, when: { endpointVersion: ['v4'] } },
		{
			...spotSymbol,
			local: true,
			when: { endpointVersion: ['v2', 'v1'] },
			description: 'Trading pair of the orders that do not name their own',
		},
		specifyOrders,
		...ordersFields('v4', 'orderParams', [
			comparedPair,
			...sideTypeAmounts,
			clientOrderId,
			rowStpMode,
		]),
		...ordersFields('v2', 'order_params', [
			ownPair,
			...sideTypeAmounts,
			{ ...clientOrderId, wire: 'client_order_id' },
		]),
		...ordersFields('v1', 'orderParams', [ownPair, ...sideTypeAmounts]),
	],
	options: [
		endpointVersion(
			"Which of BitMart's endpoints to use. V2 and V1 take orders of several pairs and answer for each order; V1 has no Client Order ID, so orders placed with it are not protected against double orders.",
			'v4',
			'v2',
			'v1',
		),
		{ ...receiveWindow, when: { endpointVersion: ['v4'] } },
		...ruleOptions,
	],
	outline: outlineSpotOrders,
	prepare: fitSpotOrders(getSymbolRules, getTicker, spotWallet(getSpotWallet)),
	check: (values) => checkPairs(values) ?? checkKeys(values) ?? percentsComplaint(ordersOf(values)),
	rows: (answer, values) =>
		values.endpointVersion === 'v4'
			? placedTogether(answer, ordersOf(values))
			: placedOneByOne(answer, ordersOf(values)),
};

function idList(item: Field, field: Pick<Field, 'displayName' | 'name' | 'when'>): Field {
	return {
		type: 'string',
		kind: 'list',
		item,
		// Required in both forms: a call without IDs must never be made.
		required: true,
		maxItems: MOST,
		default: '',
		placeholder: `${item.placeholder ?? ''}, …`,
		description: 'At most 10, separated by commas or as a list from an expression',
		...field,
	};
}

/**
 * Whether an order was canceled. No source says whether the lists hold the user's own IDs after a cancel
 * by them, so an ID that neither list names is judged by the whole answer, and null where that is mixed.
 */
function wasCanceled(id: string, count: number, answer: IDataObject): boolean | null {
	const data = objectAt(answer, 'data');
	const done = (listAt(data, 'successIds') as unknown[]).map(String);
	const failed = (listAt(data, 'failIds') as unknown[]).map(String);
	if (done.includes(id)) return true;
	if (failed.includes(id) || done.length === 0) return false;
	return done.length === count && failed.length === 0 ? true : null;
}

export const cancelMany: Operation = {
	value: 'cancelMany',
	name: 'Cancel Many',
	action: 'Cancel many spot orders',
	description:
		'Cancel up to 10 open orders of a trading pair by their IDs and return for each whether it was canceled',
	endpoint: 'POST /spot/v4/cancel_orders',
	permission: 'Spot-Trade',
	limit: { requests: 40, seconds: 2, per: 'UID' },
	repeat: 'safe',
	fields: [
		spotSymbol,
		{ ...findBy, description: 'Which IDs name the orders' },
		idList(orderId, {
			displayName: 'Order IDs',
			name: 'orderIds',
			when: { findBy: ['orderId'] },
		}),
		idList(clientOrderId, {
			displayName: 'Client Order IDs',
			name: 'clientOrderIds',
			when: { findBy: ['clientOrderId'] },
		}),
	],
	options: [receiveWindow],
	// Code 1000 with some IDs in failIds is normal.
	rows: (answer, values) => {
		const name = values.findBy === 'orderId' ? 'orderId' : 'clientOrderId';
		const ids = (values[`${name}s`] ?? []) as string[];
		return ids.map((id) => ({
			[name]: id,
			symbol: values.symbol,
			canceled: wasCanceled(id, ids.length, answer),
		}));
	},
};
