import type { IDataObject } from 'n8n-workflow';

import { money } from '../../bitmart/fields/common';
import {
	futuresAmounts,
	futuresSymbol,
	leverage,
	marginMode,
	orderModeField,
	presetFields,
	sideField,
} from '../../bitmart/fields/futures';
import { clientOrderId } from '../../bitmart/fields/orderIds';
import { findFuturesOrder } from '../../bitmart/lookups/futures';
import { sentContracts } from '../../bitmart/records/futuresOrders';
import { placedId } from '../../bitmart/records/placed';
import { compact, objectAt } from '../../bitmart/records/records';
import { postOnlyComplaint, presetComplaint, sizeComplaint } from '../../bitmart/rules/complaints';
import { outlineContractOrder } from '../../bitmart/rules/contractSizes';
import { ruleOptions } from '../../bitmart/rules/options';
import { OPENING_SIDES } from '../../bitmart/words';
import type { Field } from '../../core/definition/field';
import type { Operation } from '../../core/definition/operation';
import { getManyOpen, getManyPast } from './orderLists';
import { prepareOrder } from './prepare';

/** Placing a futures order: also the step of operations that are made of others. */

const stpMode: Field = {
	displayName: 'Self-Trade Prevention',
	name: 'stpMode',
	wire: 'stp_mode',
	type: 'options',
	kind: 'choice',
	options: [
		{ name: 'Cancel Both', value: 'cancel_both', description: 'Both orders are canceled' },
		{
			name: 'Cancel Maker',
			value: 'cancel_maker',
			description: 'The order that is already on the book is canceled',
		},
		{ name: 'Cancel Taker', value: 'cancel_taker', description: 'The incoming order is canceled' },
	],
	values: { cancel_maker: 1, cancel_taker: 2, cancel_both: 3 },
	default: 'cancel_maker',
	description: 'What happens when the order would trade with another order of yours',
};

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a futures order',
	description:
		'Place a live futures order that opens, enlarges, reduces or closes a position, and return its ID',
	endpoint: 'POST /contract/private/submit-order',
	permission: 'Future-Trade',
	limit: { requests: 24, seconds: 2, per: 'KEY' },
	repeat: {
		key: 'clientOrderId',
		find: findFuturesOrder(getManyOpen, getManyPast),
		duplicate: [40050],
	},
	fields: [
		futuresSymbol,
		sideField(),
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			kind: 'choice',
			required: true,
			options: [
				{
					name: 'Limit',
					value: 'limit',
					description: 'Rests on the book at a fixed price until it fills',
				},
				{
					name: 'Market',
					value: 'market',
					description: 'Fills at once at the best available prices',
				},
			],
			default: 'limit',
			description: 'How the order is executed',
		},
		money({
			displayName: 'Price',
			name: 'price',
			required: true,
			when: { type: ['limit'] },
			placeholder: 'e.g. 61250.5',
			description: 'Limit price, a multiple of the price step that Market: Get Contracts shows',
		}),
		...futuresAmounts,
		// Belong to orders that open or enlarge a position; when closing they must stay away (trap 8).
		{ ...leverage, when: { side: OPENING_SIDES } },
		{ ...marginMode, when: { side: OPENING_SIDES } },
	],
	options: [
		{ ...clientOrderId, wire: 'client_order_id' },
		orderModeField,
		...presetFields({ side: OPENING_SIDES }),
		stpMode,
		...ruleOptions,
	],
	outline: outlineContractOrder,
	prepare: prepareOrder(({ type }) => (type === 'market' ? 'market' : 'limit')),
	check: (values) => sizeComplaint(values) ?? postOnlyComplaint(values) ?? presetComplaint(values),
	rows: (answer, values) => {
		const { clientOrderId: ownId, symbol, side, type, price } = values as IDataObject;
		const data = objectAt(answer, 'data');
		const orderId = placedId(data.order_id);
		const sent = sentContracts(values, data);
		// A limit price as BitMart took it; of a market order it says "market price".
		const at = price === undefined ? undefined : (data.price ?? price);
		return [compact({ orderId, clientOrderId: ownId, symbol, side, type, ...sent, price: at })];
	},
};
