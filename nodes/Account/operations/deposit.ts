import { networkCurrency } from '../../bitmart/fields/common';
import type { Operation, Resource } from '../../core/definition/operation';

const getAddress: Operation = {
	value: 'getAddress',
	name: 'Get Address',
	action: 'Get a deposit address',
	description:
		'Retrieve the address to which a currency can be sent. Does not work for sub-accounts.',
	endpoint: 'GET /account/v1/deposit/address',
	permission: 'Read-Only',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	fields: [networkCurrency],
	rows: 'data',
};

/** Deposits. */
export const deposit: Resource = {
	value: 'deposit',
	name: 'Deposit',
	description: 'Where to send money to',
	host: 'spot',
	operations: [getAddress],
};
