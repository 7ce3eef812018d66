import { compact, wordFor } from '../../bitmart/records/records';
import type { Operation, Resource } from '../../core/definition/operation';

const STATUS = ['disabled', 'normal', 'frozen'];

/** Also what collecting looks at. */
export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many sub-accounts',
	description: "Retrieve names and status of all sub-accounts. Needs the main account's key.",
	endpoint: 'GET /account/sub-account/main/v1/subaccount-list',
	permission: 'Sub-Account Transfer',
	limit: { requests: 8, seconds: 2, per: 'KEY' },
	fields: [],
	rows: 'data.subAccountList',
	simplify: (record) =>
		compact({
			subAccount: record.accountName,
			status: wordFor(STATUS, record.status),
		}),
};

/** The sub-accounts themselves. */
export const account: Resource = {
	value: 'account',
	name: 'Account',
	description: 'The sub-accounts themselves',
	host: 'spot',
	operations: [getMany],
};
