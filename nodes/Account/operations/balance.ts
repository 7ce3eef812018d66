import { currency, sourceAccount } from '../../bitmart/fields/common';
import type { Operation, Resource } from '../../core/definition/operation';

/** Also what collecting looks at. */
export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many account balances',
	description:
		'Retrieve the balances of the account; a currency that is missing has a balance of zero',
	endpoint: 'GET /account/v1/wallet',
	permission: 'Read-Only',
	limit: { requests: 12, seconds: 2, per: 'KEY' },
	fields: [],
	options: [
		currency,
		{
			displayName: 'Include Value in US Dollars',
			name: 'needUsdValuation',
			type: 'boolean',
			kind: 'boolean',
			default: false,
			description: 'Whether to add the value of the available balance in US dollars',
		},
		sourceAccount('Which account to read'),
	],
	rows: 'data.wallet',
};

/** Also what a percentage of the spot wallet is taken of. */
export const getSpotWallet: Operation = {
	value: 'getSpotWallet',
	name: 'Get Spot Wallet',
	action: 'Get the spot wallet',
	description: 'Retrieve the free and the locked amount of each currency in the spot wallet',
	endpoint: 'GET /spot/v1/wallet',
	permission: 'Read-Only',
	limit: { requests: 12, seconds: 2, per: 'KEY' },
	fields: [],
	options: [currency],
	rows: 'data.wallet',
	// BitMart may ignore the filter, so it is applied again. The currency is called `id` here.
	keep: (record, values) => values.currency === undefined || record.id === values.currency,
};

/** Balances of the account. */
export const balance: Resource = {
	value: 'balance',
	name: 'Balance',
	description: 'What the account holds',
	host: 'spot',
	operations: [getMany, getSpotWallet],
};
