import type { IDataObject } from 'n8n-workflow';

import { money } from '../../bitmart/fields/common';
import { contracts, futuresSymbol, orderKeys } from '../../bitmart/fields/futures';
import { acceptedCancel } from '../../bitmart/records/futuresOrders';
import { placedId } from '../../bitmart/records/placed';
import { compact, isoFromSeconds, objectAt } from '../../bitmart/records/records';
import { fitContractOrder } from '../../bitmart/rules/contractRules';
import { ruleOptions } from '../../bitmart/rules/options';
import type { Field } from '../../core/definition/field';
import type { Operation, Resource } from '../../core/definition/operation';
import { getContracts } from './market';
import { create } from './orderCreate';
import { getManyOpen, getManyPast, getTrades } from './orderLists';
import { cancel, get } from './orderOne';
import { wait } from './orderWait';
import { executeSignal } from './signal';

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

/** Also what closes positions. */
export const modify: Operation = {
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
		executeSignal,
		get,
		getManyOpen,
		getManyPast,
		getTrades,
		modify,
		wait,
	],
};
