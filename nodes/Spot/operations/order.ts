import type { IDataObject } from 'n8n-workflow';

import {
	clientOrderId,
	findBy,
	money,
	orderId,
	orderMode,
	orderSide,
	orderType,
	receiveWindow,
	spotSymbol,
	timeBound,
} from '../../bitmart/fields';
import { placedId, simplifySpotOrder, spotPaging } from '../../bitmart/orders';
import { compact } from '../../bitmart/records';
import type { Field, Operation, Resource } from '../../core/operation';

const BASE_SIZE = 'Quantity in the base currency, for example BTC in BTC_USDT';

/** Types that name a price. A market buy spends an amount, a market sell gives a size. */
const PRICED = ['limit', 'limit_maker', 'ioc'];

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a spot order',
	description: 'Place a live spot order and return its ID',
	endpoint: 'POST /spot/v2/submit_order',
	permission: 'Spot-Trade',
	limit: { requests: 40, seconds: 2, per: 'UID' },
	repeat: { key: 'clientOrderId', find: 'order.get', duplicate: [50042] },
	fields: [
		spotSymbol,
		orderSide,
		orderType,
		money({
			displayName: 'Size',
			name: 'size',
			required: true,
			when: { type: PRICED },
			description: BASE_SIZE,
		}),
		money({
			displayName: 'Size',
			name: 'size',
			required: true,
			when: { type: ['market'], side: ['sell'] },
			description: BASE_SIZE,
		}),
		money({
			displayName: 'Amount to Spend',
			name: 'notional',
			required: true,
			when: { type: ['market'], side: ['buy'] },
			placeholder: 'e.g. 25.50',
			description: 'Amount of the quote currency to spend, for example USDT in BTC_USDT',
		}),
		money({
			displayName: 'Price',
			name: 'price',
			required: true,
			when: { type: PRICED },
			placeholder: 'e.g. 61250.50',
			description: 'Price of one unit of the base currency, in the quote currency',
		}),
	],
	options: [
		{ ...clientOrderId, wire: 'client_order_id' },
		{
			displayName: 'Self-Trade Prevention',
			name: 'stpMode',
			type: 'options',
			kind: 'choice',
			options: [
				{ name: 'Cancel Both', value: 'cancel_both', description: 'Both orders are canceled' },
				{
					name: 'Cancel Maker',
					value: 'cancel_maker',
					description: 'The order that is already on the book is canceled',
				},
				{
					name: 'Cancel Taker',
					value: 'cancel_taker',
					description: 'The incoming order is canceled',
				},
				{ name: 'None', value: 'none', description: 'The orders may trade with each other' },
			],
			default: 'none',
			description: 'What happens when the order would trade with another order of yours',
		},
	],
	rows: (answer, values) => {
		const {
			symbol,
			side,
			type,
			size,
			notional,
			price,
			clientOrderId: ownId,
		} = values as IDataObject;
		const id = placedId((answer.data as IDataObject | null)?.order_id);
		return [
			compact({ orderId: id, clientOrderId: ownId, symbol, side, type, size, notional, price }),
		];
	},
};

const cancel: Operation = {
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel a spot order',
	description:
		'Cancel one open order and return whether it was canceled; one already filled or canceled was not',
	endpoint: 'POST /spot/v3/cancel_order',
	permission: 'Spot-Trade',
	limit: { requests: 40, seconds: 2, per: 'UID' },
	repeat: 'safe',
	fields: [
		spotSymbol,
		findBy,
		{ ...orderId, wire: 'order_id', when: { findBy: ['orderId'] } },
		{
			...clientOrderId,
			wire: 'client_order_id',
			required: true,
			when: { findBy: ['clientOrderId'] },
		},
	],
	rows: (answer, values) => {
		const { symbol, orderId: id, clientOrderId: ownId } = values as IDataObject;
		const canceled = (answer.data as IDataObject | null)?.result === true;
		return [compact({ orderId: id, clientOrderId: ownId, symbol, canceled })];
	},
};

const queryState: Field = {
	displayName: 'Look In',
	name: 'queryState',
	type: 'options',
	kind: 'choice',
	options: [
		{ name: 'Open Orders', value: 'open', description: 'Orders that can still fill' },
		{ name: 'Past Orders', value: 'history', description: 'Orders that are filled or canceled' },
	],
	default: 'open',
	description: 'Where to look; without it, in both. Faster when you know.',
};

const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a spot order',
	description:
		'Retrieve one order by its ID. One canceled without a fill can be found for about 20 minutes.',
	variants: [
		{
			when: { findBy: ['orderId'] },
			endpoint: 'POST /spot/v4/query/order',
			permission: 'Read-Only',
			limit: { requests: 50, seconds: 2, per: 'KEY' },
			repeat: 'safe',
		},
		{
			when: { findBy: ['clientOrderId'] },
			endpoint: 'POST /spot/v4/query/client-order',
			permission: 'Read-Only',
			limit: { requests: 50, seconds: 2, per: 'KEY' },
			repeat: 'safe',
		},
	],
	fields: [
		findBy,
		{ ...orderId, when: { findBy: ['orderId'] } },
		{ ...clientOrderId, required: true, when: { findBy: ['clientOrderId'] } },
	],
	options: [queryState, receiveWindow],
	rows: 'data',
	simplify: simplifySpotOrder,
};

/** BitMart looks at the last seven days only unless a time is given, at open orders too. */
const listOptions: Field[] = [
	orderMode,
	timeBound({
		displayName: 'End Time',
		name: 'endTime',
		unit: 'ms',
		description: 'Return only orders up to this time',
	}),
	receiveWindow,
	timeBound({
		displayName: 'Start Time',
		name: 'startTime',
		unit: 'ms',
		description:
			'Return only orders from this time on. Without it: of the last 7 days, with Return All of the last 90.',
	}),
	{ ...spotSymbol, required: false, description: 'Return only orders of this trading pair' },
];

const getManyOpen: Operation = {
	value: 'getManyOpen',
	name: 'Get Many Open',
	action: 'Get many open spot orders',
	description: 'Retrieve orders that can still fill, newest first',
	endpoint: 'POST /spot/v4/query/open-orders',
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
	description: 'Place, cancel and read spot orders',
	host: 'spot',
	defaultOperation: 'create',
	operations: [cancel, create, get, getManyOpen, getManyPast],
};
