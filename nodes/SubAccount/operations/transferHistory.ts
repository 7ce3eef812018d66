import type { IDataObject } from 'n8n-workflow';

import { accountName, moveType, newestRecords, wallet } from '../../bitmart/fields/subAccounts';
import { compact, isoFromSeconds, listAt, objectAt } from '../../bitmart/records/records';
import type { Operation, Resource } from '../../core/definition/operation';

/** The spot host wraps the list, the futures host does not. */
const historyRows = (answer: IDataObject): IDataObject[] =>
	Array.isArray(answer.data)
		? listAt(answer, 'data')
		: listAt(objectAt(answer, 'data'), 'historyList');

const simplifyTransfer = (record: IDataObject): IDataObject =>
	compact({
		fromAccount: record.fromAccount,
		fromWallet: record.fromWalletType,
		toAccount: record.toAccount,
		toWallet: record.toWalletType,
		currency: record.currency,
		amount: record.amount,
		createdAt: isoFromSeconds(record.submissionTime),
	});

/** Also what Skip If Moved Since looks at. */
export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many transfers of sub-accounts',
	description:
		"Retrieve the newest transfers of sub-accounts. Needs the main account's key; older ones than the newest 100 cannot be read.",
	variants: [
		{
			when: { wallet: ['spot'] },
			endpoint: 'GET /account/sub-account/main/v1/transfer-list',
			permission: 'Sub-Account Transfer',
			limit: { requests: 8, seconds: 2, per: 'KEY' },
		},
		{
			when: { wallet: ['futures'] },
			endpoint: 'GET /account/contract/sub-account/main/v1/transfer-list',
			host: 'futures',
			permission: 'Sub-Account Transfer',
			limit: { requests: 8, seconds: 2, per: 'KEY' },
		},
	],
	fields: [
		wallet,
		accountName({
			displayName: 'Sub-Account',
			name: 'subAccount',
			wire: 'accountName',
			required: false,
			when: { wallet: ['spot'] },
			description: 'Return only transfers of this sub-account; without it, of all',
		}),
		accountName({
			displayName: 'Sub-Account',
			name: 'subAccount',
			when: { wallet: ['futures'] },
			description: 'User name of the sub-account whose transfers to return',
		}),
		...newestRecords,
	],
	options: [moveType],
	rows: historyRows,
	simplify: simplifyTransfer,
};

/** Also what the export of the account's history is made of. */
export const getOwn: Operation = {
	value: 'getOwn',
	name: 'Get Own',
	action: 'Get the transfers of the calling account',
	description:
		'Retrieve the newest transfers of the account whose key the credential holds, main or sub-account',
	variants: [
		{
			when: { wallet: ['spot'] },
			endpoint: 'GET /account/sub-account/v1/transfer-history',
			permission: 'Sub-Account Transfer',
			limit: { requests: 8, seconds: 2, per: 'KEY' },
		},
		{
			when: { wallet: ['futures'] },
			endpoint: 'GET /account/contract/sub-account/v1/transfer-history',
			host: 'futures',
			permission: 'Sub-Account Transfer',
			limit: { requests: 8, seconds: 2, per: 'KEY' },
		},
	],
	fields: [wallet, ...newestRecords],
	options: [moveType],
	rows: historyRows,
	simplify: simplifyTransfer,
};

/** Transfers that were made, of the last three months. */
export const transferHistory: Resource = {
	value: 'transferHistory',
	name: 'Transfer History',
	description: 'Transfers that were made, of the last three months',
	host: 'spot',
	operations: [getMany, getOwn],
};
