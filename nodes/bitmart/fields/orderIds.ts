import type { Field } from '../../core/definition/field';

/** The two IDs of an order, in both markets. */

export const orderId: Field = {
	displayName: 'Order ID',
	name: 'orderId',
	type: 'string',
	kind: 'id',
	required: true,
	default: '',
	placeholder: 'e.g. 1187654321098765432',
	description: 'ID that BitMart gave the order',
	normalize: (text) => (/^[A-Za-z0-9]+$/.test(text) ? text : undefined),
	expects: 'an ID of letters and digits',
};

export const clientOrderId: Field = {
	displayName: 'Client Order ID',
	name: 'clientOrderId',
	type: 'string',
	kind: 'id',
	default: '',
	placeholder: 'e.g. alert20260801a',
	description: 'Your own ID of the order: at most 32 letters and digits, used once',
	normalize: (text) => (/^[A-Za-z0-9]{1,32}$/.test(text) ? text : undefined),
	expects: 'at most 32 letters and digits',
};

/** Chooses between the endpoint for BitMart's ID and the one for the user's own. */
export const findBy: Field = {
	displayName: 'Find By',
	name: 'findBy',
	type: 'options',
	kind: 'choice',
	local: true,
	required: true,
	options: [
		{ name: 'Order ID', value: 'orderId', description: 'The ID that BitMart gave the order' },
		{ name: 'Client Order ID', value: 'clientOrderId', description: 'The ID you gave the order' },
	],
	default: 'orderId',
	description: 'Which ID names the order',
};

/** One order, by either ID. */
export const eitherOrderId: Field[] = [
	findBy,
	{ ...orderId, when: { findBy: ['orderId'] } },
	{ ...clientOrderId, required: true, when: { findBy: ['clientOrderId'] } },
];
