import type { IDataObject } from 'n8n-workflow';

import { endpointVersion } from '../../bitmart/fields/common';
import { clientOrderId, findBy, orderId } from '../../bitmart/fields/orderIds';
import { spotSymbol } from '../../bitmart/fields/spot';
import { settleSpotCancel } from '../../bitmart/lookups/spot';
import { compact } from '../../bitmart/records/records';
import type { Operation } from '../../core/definition/operation';
import { get } from './orderGet';

/** Of the resource Order. In a file of its own, because what waits for an order cancels with it. */
export const cancel: Operation = {
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel a spot order',
	description:
		'Cancel one open order and return whether it was canceled; one already filled or canceled was not',
	variants: [
		{
			when: { endpointVersion: ['v3'] },
			endpoint: 'POST /spot/v3/cancel_order',
			permission: 'Spot-Trade',
			limit: { requests: 40, seconds: 2, per: 'UID' },
			repeat: settleSpotCancel(get),
		},
		{
			when: { endpointVersion: ['v1'] },
			endpoint: 'POST /spot/v1/cancel_order',
			permission: 'Spot-Trade',
			limit: null,
			repeat: 'safe',
		},
	],
	fields: [
		spotSymbol,
		findBy,
		{
			...orderId,
			wire: 'order_id',
			when: { findBy: ['orderId'], endpointVersion: ['v3'] },
		},
		{
			...orderId,
			wire: 'order_id',
			// A bare number here. It is written from its text, so that no digit is lost beyond 2^53.
			wireType: 'number',
			when: { findBy: ['orderId'], endpointVersion: ['v1'] },
			normalize: (text) => (/^[1-9]\d*$/.test(text) ? text : undefined),
			expects: 'an ID of digits with Endpoint Version V1',
		},
		{
			...clientOrderId,
			wire: 'client_order_id',
			required: true,
			when: { findBy: ['clientOrderId'], endpointVersion: ['v3'] },
		},
	],
	options: [
		endpointVersion(
			"Which of BitMart's endpoints to use. V1 finds orders by Order ID only.",
			'v3',
			'v1',
		),
	],
	check: (values) =>
		values.endpointVersion === 'v1' && values.findBy !== 'orderId'
			? 'Endpoint Version V1 cancels by Order ID only; choose V3, or Order ID in Find By'
			: undefined,
	rows: (answer, values) => {
		const { symbol, orderId: id, clientOrderId: ownId } = values as IDataObject;
		const canceled = (answer.data as IDataObject | null)?.result === true;
		return [compact({ orderId: id, clientOrderId: ownId, symbol, canceled })];
	},
};
