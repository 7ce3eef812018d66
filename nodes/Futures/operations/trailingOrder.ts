import type { IDataObject } from 'n8n-workflow';

import { money } from '../../bitmart/fields/common';
import {
	futuresAmounts,
	futuresOrderId,
	futuresSymbol,
	leverage,
	marginMode,
	priceType,
	sideField,
} from '../../bitmart/fields/futures';
import { acceptedCancel, sentContracts } from '../../bitmart/records/futuresOrders';
import { placedId } from '../../bitmart/records/placed';
import { compact, objectAt } from '../../bitmart/records/records';
import { sizeComplaint } from '../../bitmart/rules/complaints';
import { outlineContractOrder } from '../../bitmart/rules/contractSizes';
import { ruleOptions } from '../../bitmart/rules/options';
import type { Operation, Resource } from '../../core/definition/operation';
import { prepareOrder } from './prepare';

const cancel: Operation = {
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel a trailing order',
	description:
		'Ask BitMart to cancel one live trailing order. Accepted does not mean canceled yet.',
	endpoint: 'POST /contract/private/cancel-trail-order',
	permission: 'Future-Trade',
	limit: { requests: 24, seconds: 2, per: 'UID' },
	repeat: 'safe',
	// Without an ID BitMart presumably cancels all trailing orders of the contract (trap 1).
	fields: [futuresSymbol, { ...futuresOrderId, wire: 'order_id' }],
	rows: acceptedCancel,
};

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a trailing order',
	description:
		'Place a live trailing order: from an activation price on it follows the price and fires when the price turns back by the callback rate. Returns its ID. It has no Client Order ID, so it is not protected against double orders.',
	endpoint: 'POST /contract/private/submit-trail-order',
	permission: 'Future-Trade',
	limit: { requests: 24, seconds: 2, per: 'UID' },
	repeat: 'never',
	fields: [
		futuresSymbol,
		sideField(),
		...futuresAmounts,
		leverage,
		marginMode,
		money({
			displayName: 'Activation Price',
			name: 'activationPrice',
			wire: 'activation_price',
			required: true,
			placeholder: 'e.g. 63000',
			description: 'Price from which on the order follows the price',
		}),
		priceType({
			displayName: 'Activation Price Type',
			name: 'activationPriceType',
			wire: 'activation_price_type',
			required: true,
			description: 'Which price is compared with the activation price',
		}),
		money({
			displayName: 'Callback Rate',
			name: 'callbackRate',
			wire: 'callback_rate',
			required: true,
			placeholder: 'e.g. 1',
			description: 'How far the price must turn back, in percent from 0.1 to 5; 1 is one percent',
		}),
	],
	options: ruleOptions,
	outline: outlineContractOrder,
	// It fires as a market order.
	prepare: prepareOrder(() => 'market'),
	check: (values) =>
		Number(values.callbackRate) < 0.1 || Number(values.callbackRate) > 5
			? 'Callback Rate must be from 0.1 to 5 percent'
			: sizeComplaint(values),
	rows: (answer, values) => {
		const { symbol, side, activationPrice, callbackRate } = values as IDataObject;
		const orderId = placedId(objectAt(answer, 'data').order_id);
		const sent = sentContracts(values);
		return [compact({ orderId, symbol, side, ...sent, activationPrice, callbackRate })];
	},
};

/** Orders that follow the price. BitMart has no call to change one; Order: Get Many Open lists them. */
export const trailingOrder: Resource = {
	value: 'trailingOrder',
	name: 'Trailing Order',
	description: 'Orders that follow the price and fire when it turns back',
	host: 'futures',
	defaultOperation: 'create',
	operations: [cancel, create],
};
