import type { IDataObject } from 'n8n-workflow';

import { getSpotWallet } from '../../Account/operations/balance';
import { currency } from '../../bitmart/fields/common';
import {
	accountName,
	requestNumber,
	runAs,
	wallet,
	walletCurrency,
} from '../../bitmart/fields/subAccounts';
import {
	howMuch,
	keepAtLeast,
	skipIfMovedSince,
	transferAmount,
} from '../../bitmart/fields/transfers';
import { movedToOrFrom } from '../../bitmart/lookups/moved';
import { compact } from '../../bitmart/records/records';
import type { Source } from '../../bitmart/rules/transferAmounts';
import {
	fitTransfer,
	howMuchComplaint,
	ofSubAccount,
	ownFutures,
	ownSpot,
} from '../../bitmart/rules/transferAmounts';
import type { Field, Values } from '../../core/definition/field';
import type { Call, KeyedRepeat, Operation, Resource } from '../../core/definition/operation';
import { getAssets } from '../../Futures/operations/account';
import { getMany as getBalances } from './balance';
import { getMany as getTransfers } from './transferHistory';

/** BitMart refuses a request number that was used before, so a lost transfer may be sent again under it. */
const spotRepeat: KeyedRepeat = { key: 'requestNo', duplicate: [61004] };

/** On the futures host no source says that; a lost transfer is not sent again. */
const futuresRepeat: KeyedRepeat = { key: 'requestNo', duplicate: [] };

const spotCall: Omit<Call, 'endpoint'> = {
	permission: 'Sub-Account Transfer',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	repeat: spotRepeat,
};

const futuresCall: Omit<Call, 'endpoint'> = {
	host: 'futures',
	permission: 'Sub-Account Transfer',
	limit: { requests: 8, seconds: 2, per: 'KEY' },
	repeat: futuresRepeat,
};

/** The wallet of the account whose key the credential holds. */
const ownWallet = ({ wallet: wallets }: Values): Source =>
	wallets === 'futures' ? ownFutures(getAssets) : ownSpot(getSpotWallet);

/** Where no source documents that BitMart refuses a second transfer. */
const skipFutures: Field = { ...skipIfMovedSince, when: { wallet: ['futures'] } };

/** The answer is empty: code 1000 is the sign of success, and the request number the reference. */
function transferItem(_answer: IDataObject, values: Values): IDataObject[] {
	const {
		requestNo,
		currency: coin,
		amount: size,
		fromAccount,
		toAccount,
		subAccount,
		wallet: wallets,
	} = values as IDataObject;
	return [
		compact({
			requestNo,
			currency: coin,
			amount: size,
			fromAccount,
			toAccount,
			subAccount,
			wallet: wallets,
		}),
	];
}

const mainToSub: Operation = {
	value: 'mainToSub',
	name: 'Main to Sub-Account',
	action: 'Transfer from the main account to a sub-account',
	description:
		"Move money from the main account to a sub-account. This is live and needs the main account's key.",
	variants: [
		{
			when: { wallet: ['spot'] },
			endpoint: 'POST /account/sub-account/main/v1/main-to-sub',
			...spotCall,
		},
		{
			when: { wallet: ['futures'] },
			endpoint: 'POST /account/contract/sub-account/main/v1/main-to-sub',
			...futuresCall,
		},
	],
	fields: [
		wallet,
		...walletCurrency,
		howMuch,
		transferAmount(),
		accountName({
			displayName: 'Sub-Account',
			name: 'subAccount',
			description: 'User name of the sub-account that receives the money',
		}),
	],
	options: [keepAtLeast, requestNumber, skipFutures],
	check: howMuchComplaint,
	prepare: fitTransfer({
		source: ownWallet,
		movedSince: movedToOrFrom(getTransfers, 'toAccount'),
	}),
	rows: transferItem,
};

/** Also a step of collecting. */
export const subToMain: Operation = {
	value: 'subToMain',
	name: 'Sub-Account to Main',
	action: 'Transfer from a sub-account to the main account',
	description:
		'Move money from a sub-account to the main account, with the key of either. This is live.',
	variants: [
		{
			when: { as: ['main'], wallet: ['spot'] },
			endpoint: 'POST /account/sub-account/main/v1/sub-to-main',
			...spotCall,
		},
		{
			when: { as: ['main'], wallet: ['futures'] },
			endpoint: 'POST /account/contract/sub-account/main/v1/sub-to-main',
			...futuresCall,
		},
		{
			when: { as: ['sub'], wallet: ['spot'] },
			endpoint: 'POST /account/sub-account/sub/v1/sub-to-main',
			...spotCall,
		},
		{
			when: { as: ['sub'], wallet: ['futures'] },
			endpoint: 'POST /account/contract/sub-account/sub/v1/sub-to-main',
			...futuresCall,
		},
	],
	fields: [
		runAs,
		wallet,
		...walletCurrency,
		howMuch,
		transferAmount(),
		// The key of a sub-account says itself who pays.
		accountName({
			displayName: 'Sub-Account',
			name: 'subAccount',
			when: { as: ['main'] },
			description: 'User name of the sub-account that pays',
		}),
	],
	// The list that the key of a sub-account can read does not say on which side it stands.
	options: [
		keepAtLeast,
		requestNumber,
		{ ...skipFutures, when: { as: ['main'], ...skipFutures.when } },
	],
	check: howMuchComplaint,
	prepare: fitTransfer({
		source: (values) =>
			values.as === 'main'
				? ofSubAccount(getBalances, values.wallet, values.subAccount)
				: ownWallet(values),
		movedSince: movedToOrFrom(getTransfers, 'fromAccount'),
	}),
	rows: transferItem,
};

const subToSub: Operation = {
	value: 'subToSub',
	name: 'Sub-Account to Sub-Account',
	action: 'Transfer between two sub-accounts',
	description:
		'Move money between the spot wallets of two sub-accounts. This is live. As a sub-account it uses a call that BitMart lists but does not describe any more.',
	variants: [
		{
			when: { as: ['main'] },
			endpoint: 'POST /account/sub-account/main/v1/sub-to-sub',
			...spotCall,
		},
		{
			when: { as: ['sub'] },
			endpoint: 'POST /account/sub-account/sub/v1/sub-to-sub',
			...spotCall,
		},
	],
	fields: [
		runAs,
		{ ...currency, required: true, description: 'Currency to move' },
		howMuch,
		transferAmount(),
		// Two names with the main account's key, one with the key of the account that pays.
		accountName({
			displayName: 'From Account',
			name: 'fromAccount',
			when: { as: ['main'] },
			description: 'User name of the sub-account that pays',
		}),
		accountName({
			displayName: 'To Account',
			name: 'toAccount',
			when: { as: ['main'] },
			description: 'User name of the sub-account that receives the money',
		}),
		accountName({
			displayName: 'Sub-Account',
			name: 'subAccount',
			when: { as: ['sub'] },
			description: 'User name of the sub-account that receives the money',
		}),
	],
	options: [keepAtLeast, requestNumber],
	check: howMuchComplaint,
	prepare: fitTransfer({
		source: ({ as, fromAccount }) =>
			as === 'main' ? ofSubAccount(getBalances, 'spot', fromAccount) : ownSpot(getSpotWallet),
	}),
	rows: transferItem,
};

/** Transfers between the main account and its sub-accounts. */
export const transfer: Resource = {
	value: 'transfer',
	name: 'Transfer',
	description: 'Move money between main account and sub-accounts',
	host: 'spot',
	defaultOperation: 'mainToSub',
	operations: [mainToSub, subToMain, subToSub],
};
