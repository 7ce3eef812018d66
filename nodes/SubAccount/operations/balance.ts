import { currency } from '../../bitmart/fields/common';
import { accountName, wallet } from '../../bitmart/fields/subAccounts';
import type { Operation, Resource } from '../../core/definition/operation';

/** Also what a transfer computes its amount of. */
export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many balances of a sub-account',
	description:
		"Retrieve the balances of one sub-account; a currency that is missing has a balance of zero. Needs the main account's key.",
	variants: [
		{
			when: { wallet: ['spot'] },
			endpoint: 'GET /account/sub-account/main/v1/wallet',
			permission: 'Sub-Account Transfer',
			limit: { requests: 12, seconds: 2, per: 'KEY' },
		},
		{
			when: { wallet: ['futures'] },
			endpoint: 'GET /account/contract/sub-account/main/v1/wallet',
			host: 'futures',
			permission: 'Sub-Account Transfer',
			limit: { requests: 12, seconds: 2, per: 'KEY' },
		},
	],
	fields: [
		wallet,
		accountName({
			displayName: 'Sub-Account',
			name: 'subAccount',
			description: 'User name of the sub-account, as Account: Get Many lists it',
		}),
	],
	options: [currency],
	rows: 'data.wallet',
};

/** What sub-accounts hold. */
export const balance: Resource = {
	value: 'balance',
	name: 'Balance',
	description: 'What the sub-accounts hold',
	host: 'spot',
	operations: [getMany],
};
