import type { IDataObject } from 'n8n-workflow';

import { money } from '../../bitmart/fields/common';
import {
	contracts,
	futuresAmounts,
	futuresSymbol,
	leverage,
	marginMode,
	orderKeys,
	orderModeField,
	presetFields,
	sideField,
} from '../../bitmart/fields/futures';
import { clientOrderId } from '../../bitmart/fields/orderIds';
import { findFuturesOrder } from '../../bitmart/lookups/futures';
import { acceptedCancel, sentContracts } from '../../bitmart/records/futuresOrders';
import { placedId } from '../../bitmart/records/placed';
import { compact, isoFromSeconds, objectAt } from '../../bitmart/records/records';
import { postOnlyComplaint, presetComplaint, sizeComplaint } from '../../bitmart/rules/complaints';
import { fitContractOrder } from '../../bitmart/rules/contractRules';
import { outlineContractOrder } from '../../bitmart/rules/contractSizes';
import { ruleOptions } from '../../bitmart/rules/options';
import { OPENING_SIDES } from '../../bitmart/words';
import type { Field } from '../../core/definition/field';
import type { Operation, Resource } from '../../core/definition/operation';
import { getContracts } from './market';
import { getManyOpen, getManyPast, getTrades } from './orderLists';
import { cancel, get } from './orderOne';
import { wait } from './orderWait';
import { prepareOrder } from './prepare';

const cancelAll: Operation = {
	value: 'cancelAll',
	name: 'Cancel All',
	action: 'Cancel all futures orders of a contract',
	description:
		'Ask BitMart to cancel every live order of one contract. Plan, TP/SL and trailing orders stay; cancel them one by one.',
	endpoint: 'POST /contract/private/cancel-orders',
	permission: 'Future-Trade',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	repeat: 'never',
	fields: [futuresSymbol],
	withoutOutcome: true,
	rows: acceptedCancel,
};

const cancelAllAfter: Operation = {
	value: 'cancelAllAfter',
	name: 'Cancel All After',
	action: 'Cancel all futures orders of a contract after a time',
	description:
		'Start, renew or stop a countdown after which BitMart cancels every live order of the contract. Run it again before the time is over to keep the orders; a workflow that stops lets them be canceled.',
	endpoint: 'POST /contract/private/cancel-all-after',
	permission: 'Future-Trade',
	limit: { requests: 4, seconds: 2, per: 'UID' },
	repeat: 'safe',
	fields: [
		futuresSymbol,
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			kind: 'integer',
			required: true,
			typeOptions: { minValue: 0 },
			default: 60,
			description: 'Seconds until the orders are canceled, at least 5; 0 stops the countdown',
		},
	],
	check: ({ timeout }) =>
		Number(timeout) > 0 && Number(timeout) < 5
			? 'Timeout must be 0, which stops the countdown, or at least 5 seconds'
			: undefined,
	// A countdown that was stopped may have nothing to say.
	rows: (answer) => [objectAt(answer, 'data')],
	simplify: (answer, { symbol }) =>
		compact({
			symbol: symbol as string,
			active: answer.result !== false && Number(answer.cancel_time ?? 0) > 0,
			setAt: isoFromSeconds(answer.set_time),
			cancelAt: isoFromSeconds(answer.cancel_time),
		}),
};

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

/** Also what closes positions. */
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

const modify: Operation = {
	value: 'modify',
	name: 'Modify',
	action: 'Modify a futures order',
	description: 'Change price or size, or both, of a live limit order',
	endpoint: 'POST /contract/private/modify-limit-order',
	permission: 'Future-Trade',
	limit: { requests: 24, seconds: 2, per: 'UID' },
	repeat: 'never',
	fields: [
		futuresSymbol,
		// The one call that takes the ID as a bare number; the digits are written as they are (traps 4, 5).
		...orderKeys.map(
			(field): Field => (field.name === 'orderId' ? { ...field, wireType: 'number' } : field),
		),
		money({
			displayName: 'Price',
			name: 'price',
			placeholder: 'e.g. 61250.5',
			description: 'New limit price; blank leaves it as it is',
		}),
		{
			...contracts,
			required: false,
			default: '',
			description: 'New number of contracts, a whole number; blank leaves it as it is',
		},
	],
	options: ruleOptions,
	prepare: fitContractOrder(getContracts, () => 'limit'),
	check: ({ price, size }) =>
		price === undefined && size === undefined ? 'Price or Size is needed to modify' : undefined,
	withoutOutcome: true,
	rows: (answer, values) => {
		const { clientOrderId: ownId, symbol, price, size } = values as IDataObject;
		const { order_id: id, client_order_id: told } = objectAt(answer, 'data');
		const clientId = told === undefined || told === '' ? ownId : told;
		return [compact({ orderId: placedId(id), clientOrderId: clientId, symbol, price, size })];
	},
};

/** Limit and market orders of futures. */
export const order: Resource = {
	value: 'order',
	name: 'Order',
	description: 'Place, change, cancel, read and await futures orders; read trades',
	host: 'futures',
	defaultOperation: 'create',
	operations: [
		cancel,
		cancelAll,
		cancelAllAfter,
		create,
		get,
		getManyOpen,
		getManyPast,
		getTrades,
		modify,
		wait,
	],
};
