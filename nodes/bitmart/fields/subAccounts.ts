import type { Field } from '../../core/definition/field';
import { currency, limit } from './common';

/**
 * What the calls about sub-accounts share. Spot and futures wallets have calls of their own, on the two
 * hosts, with other names for the same things.
 */

/** Picks host and endpoint. */
export const wallet: Field = {
	displayName: 'Wallet',
	name: 'wallet',
	type: 'options',
	kind: 'choice',
	noDataExpression: true,
	local: true,
	required: true,
	options: [
		{ name: 'Futures', value: 'futures', description: 'The futures wallets of the accounts' },
		{ name: 'Spot', value: 'spot', description: 'The spot wallets of the accounts' },
	],
	default: 'spot',
	description: 'Which wallets of the accounts to use',
};

/** Picks the endpoint for the key of the main account or for that of a sub-account. */
export const runAs: Field = {
	displayName: 'Run As',
	name: 'as',
	type: 'options',
	kind: 'choice',
	noDataExpression: true,
	local: true,
	required: true,
	options: [
		{
			name: 'Main Account',
			value: 'main',
			description: "The credential holds the main account's key",
		},
		{
			name: 'Sub-Account',
			value: 'sub',
			description: "The credential holds the sub-account's own key",
		},
	],
	default: 'main',
	description: 'Whose API key the credential holds',
};

/** The user name of a sub-account, often an email address. */
export function accountName(
	field: Omit<Field, 'type' | 'kind' | 'default' | 'required'> & { required?: boolean },
): Field {
	return {
		type: 'string',
		kind: 'text',
		required: true,
		default: '',
		placeholder: 'e.g. desk1@example.com',
		...field,
	};
}

/** Futures wallets hold USDT only. */
export const walletCurrency: Field[] = [
	{
		...currency,
		required: true,
		when: { wallet: ['spot'] },
		description: 'Currency to move',
	},
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'options',
		kind: 'choice',
		required: true,
		when: { wallet: ['futures'] },
		options: [{ name: 'USDT', value: 'USDT' }],
		default: 'USDT',
		description: 'Currency to move; futures wallets take USDT only',
	},
];

/** BitMart's key of a transfer: a number that was used before is refused (61004). */
export const requestNumber: Field = {
	displayName: 'Request Number',
	name: 'requestNo',
	type: 'string',
	kind: 'id',
	derived: true,
	default: '',
	placeholder: 'e.g. rebalance20260801a',
	description:
		'Your own ID of the transfer, at most 64 characters, used once. Without it the node makes one, which is the same when n8n retries this item.',
	normalize: (text) => (/^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : undefined),
	expects: 'at most 64 letters, digits, dashes and underscores',
};

/** How many records; the spot host calls it `N`. There is no paging: the newest are all there is. */
export const newestRecords: Field[] = [
	{ ...limit(100), wire: 'N', required: true, when: { wallet: ['spot'] } },
	{ ...limit(100), required: true, when: { wallet: ['futures'] } },
];

/** Kind of the transfers: mandatory on the spot host, and of one value only, so it is sent always. */
export const moveType: Field = {
	displayName: 'Move Type',
	name: 'moveType',
	type: 'options',
	kind: 'choice',
	always: true,
	when: { wallet: ['spot'] },
	options: [{ name: 'Spot to Spot', value: 'spot to spot' }],
	default: 'spot to spot',
	description: 'Which transfers to list, of which there is this kind only',
};
