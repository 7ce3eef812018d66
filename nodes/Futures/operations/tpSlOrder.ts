import type { IDataObject } from 'n8n-workflow';

import {
	contracts,
	executionPrice,
	futuresSymbol,
	orderKeys,
	planCategory,
	sideField,
	triggerPrice,
	triggerPriceType,
} from '../../bitmart/fields/futures';
import { clientOrderId } from '../../bitmart/fields/orderIds';
import { placedId } from '../../bitmart/records/placed';
import { compact, objectAt } from '../../bitmart/records/records';
import { categoryComplaint } from '../../bitmart/rules/complaints';
import { ruleOptions } from '../../bitmart/rules/options';
import { CLOSING_SIDES } from '../../bitmart/words';
import type { Field } from '../../core/definition/field';
import type { Operation, Resource } from '../../core/definition/operation';
import { signOf } from '../../core/values/decimal';
import { prepareOrder } from './prepare';

/** Zero stands for the market price. */
const priceOrMarket: Field = {
	...executionPrice,
	zero: true,
	placeholder: 'e.g. 0',
	description:
		'Limit price of the closing order that is placed when the trigger fires; 0 closes at the market price',
};

/** Sent always: BitMart's own default was changed from Quantity to Position in 2024 (trap 9). */
const coverage: Field = {
	...planCategory,
	required: true,
	always: true,
	description: 'How much of the position the order closes',
};

const category: Field = {
	displayName: 'Category',
	name: 'category',
	type: 'options',
	kind: 'choice',
	options: [
		{
			name: 'Limit',
			value: 'limit',
			description: 'Closes with a limit order at the execution price',
		},
		{ name: 'Market', value: 'market', description: 'Closes at the market price' },
	],
	default: 'market',
	description: 'How the position is closed when the order fires',
};

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a TP or SL order',
	description:
		'Place a live take profit or stop loss for an open position and return its ID. One call places one of the two.',
	endpoint: 'POST /contract/private/submit-tp-sl-order',
	permission: 'Future-Trade',
	limit: { requests: 24, seconds: 2, per: 'UID' },
	// It carries a client order ID, but no refusal of a second use is documented, and no look-up by it.
	repeat: 'never',
	fields: [
		futuresSymbol,
		sideField(CLOSING_SIDES),
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			kind: 'choice',
			required: true,
			options: [
				{
					name: 'Stop Loss',
					value: 'stop_loss',
					description: 'Closes at a loss: trigger below the price for a long, above it for a short',
				},
				{
					name: 'Take Profit',
					value: 'take_profit',
					description: 'Closes at a gain: trigger above the price for a long, below it for a short',
				},
			],
			default: 'stop_loss',
			description: 'Whether the order limits a loss or takes a gain',
		},
		triggerPrice,
		priceOrMarket,
		triggerPriceType,
		coverage,
		{
			...contracts,
			required: false,
			default: '',
			when: { planCategory: ['quantity'] },
			description: 'Number of contracts to close, a whole number; blank closes the whole position',
		},
	],
	options: [category, { ...clientOrderId, wire: 'client_order_id' }, ...ruleOptions],
	prepare: prepareOrder(
		({ category: how, executionPrice: price }) =>
			how === 'market' || signOf(String(price)) === 0 ? 'market' : 'limit',
		CLOSING_SIDES,
	),
	check: categoryComplaint,
	rows: (answer, values) => {
		const {
			clientOrderId: ownId,
			symbol,
			side,
			type,
			triggerPrice: trigger,
		} = values as IDataObject;
		const id = placedId(objectAt(answer, 'data').order_id);
		return [
			compact({ orderId: id, clientOrderId: ownId, symbol, side, type, triggerPrice: trigger }),
		];
	},
};

const modify: Operation = {
	value: 'modify',
	name: 'Modify',
	action: 'Modify a TP or SL order',
	description:
		'Change trigger and execution of a live take profit or stop loss. Trigger price and price type are stated anew, also when they stay; size and side cannot be changed.',
	endpoint: 'POST /contract/private/modify-tp-sl-order',
	permission: 'Future-Trade',
	limit: { requests: 24, seconds: 2, per: 'UID' },
	repeat: 'never',
	fields: [
		futuresSymbol,
		...orderKeys,
		triggerPrice,
		triggerPriceType,
		{ ...coverage, description: 'How much of the position the order closes, as it was placed' },
		// BitMart asks for it with Quantity and takes it with Position, too.
		{
			...priceOrMarket,
			required: false,
			description:
				'Limit price of the closing order that is placed when the trigger fires; 0 closes at the market price. With Plan Category Position it can be left blank, unless Category is Limit.',
		},
	],
	options: [category],
	check: (values) =>
		categoryComplaint(values) ??
		(values.planCategory === 'quantity' && values.executionPrice === undefined
			? 'Execution Price is needed when Plan Category is Quantity; 0 closes at the market price'
			: undefined),
	withoutOutcome: true,
	rows: (answer, values) => {
		const { symbol, triggerPrice: trigger } = values as IDataObject;
		return [
			{ orderId: placedId(objectAt(answer, 'data').order_id), symbol, triggerPrice: trigger },
		];
	},
};

/** Take profit and stop loss of a position that is open. They are listed and canceled as plan orders. */
export const tpSlOrder: Resource = {
	value: 'tpSlOrder',
	name: 'TP/SL Order',
	description:
		'Take profit and stop loss of an open position; Plan Order lists and cancels them too',
	host: 'futures',
	operations: [create, modify],
};
