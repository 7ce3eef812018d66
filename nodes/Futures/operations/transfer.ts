import type { IDataObject } from 'n8n-workflow';

import { getSpotWallet } from '../../Account/operations/balance';
import { currency, receiveWindow, timeBound } from '../../bitmart/fields/common';
import {
	howMuch,
	keepAtLeast,
	skipIfMovedSince,
	transferAmount,
} from '../../bitmart/fields/transfers';
import { sameAmountSince } from '../../bitmart/lookups/candidates';
import { movedBetweenWallets } from '../../bitmart/lookups/moved';
import { compact, isoFromMilliseconds, lowerCase, objectAt } from '../../bitmart/records/records';
import {
	fitTransfer,
	howMuchComplaint,
	ownFutures,
	ownSpot,
} from '../../bitmart/rules/transferAmounts';
import type { Operation, Resource } from '../../core/definition/operation';
import { getAssets } from './account';

const DIRECTIONS: Record<string, string> = {
	spotToFutures: 'spot_to_contract',
	futuresToSpot: 'contract_to_spot',
};

/** Also what the export of the history is made of, where a lost transfer is looked for, and an earlier one. */
export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many transfers between spot and futures',
	description:
		'Retrieve transfers between the spot and the futures wallet. The key needs the permission Future-Trade for this, although nothing is changed.',
	// It only reads, but it is a signed POST, and its times have names of their own (traps 6 and 17).
	endpoint: 'POST /account/v1/transfer-contract-list',
	reads: true,
	permission: 'Future-Trade',
	limit: { requests: 1, seconds: 2, per: 'KEY' },
	repeat: 'safe',
	fields: [],
	options: [
		currency,
		timeBound({
			displayName: 'End Time',
			name: 'endTime',
			wire: 'time_end',
			unit: 'ms',
			description: 'Return only transfers up to this time',
		}),
		{
			displayName: 'Page',
			name: 'page',
			type: 'number',
			kind: 'integer',
			typeOptions: { minValue: 1, maxValue: 1000 },
			default: 1,
			description: 'Which page of results to return, where Return All is off',
		},
		receiveWindow,
		timeBound({
			displayName: 'Start Time',
			name: 'startTime',
			wire: 'time_start',
			unit: 'ms',
			description: 'Return only transfers from this time on; without it, all',
		}),
	],
	paging: {
		by: 'page',
		page: 'page',
		size: 'limit',
		max: 100,
		min: 10,
		last: 1000,
		id: (record) => String(record.transfer_id),
	},
	rows: 'data.records',
	simplify: (transfer) =>
		compact({
			transferId: transfer.transfer_id,
			currency: transfer.currency,
			amount: transfer.amount,
			direction:
				Object.keys(DIRECTIONS).find((word) => DIRECTIONS[word] === transfer.type) ?? transfer.type,
			status: lowerCase(transfer.state),
			createdAt: isoFromMilliseconds(transfer.timestamp),
		}),
};

/** Also a step of collecting. */
export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a transfer between spot and futures',
	description:
		'Move USDT between the spot and the futures wallet of the live account. BitMart returns no ID and takes no key that protects against a second transfer; Skip If Moved Since looks at the history first.',
	endpoint: 'POST /account/v1/transfer-contract',
	permission: 'Future-Trade',
	limit: { requests: 1, seconds: 2, per: 'KEY' },
	repeat: sameAmountSince(
		'futures',
		getMany,
		({ currency: coin }) => ({ currency: coin, limit: '100', page: '1' }),
		(record) => ({
			id: record.transfer_id,
			currency: record.currency,
			amount: record.amount,
			time: Number(record.timestamp),
		}),
	),
	fields: [
		{
			displayName: 'Currency',
			name: 'currency',
			type: 'options',
			kind: 'choice',
			required: true,
			options: [{ name: 'USDT', value: 'USDT', description: 'Tether' }],
			default: 'USDT',
			description: 'Currency to move, of which BitMart takes USDT only',
		},
		howMuch,
		transferAmount('How much to move, at least 0.01'),
		{
			displayName: 'Direction',
			name: 'direction',
			wire: 'type',
			type: 'options',
			kind: 'choice',
			required: true,
			options: [
				{
					name: 'Futures to Spot',
					value: 'futuresToSpot',
					description: 'From the futures wallet to the spot wallet',
				},
				{
					name: 'Spot to Futures',
					value: 'spotToFutures',
					description: 'From the spot wallet to the futures wallet',
				},
			],
			values: DIRECTIONS,
			default: 'spotToFutures',
			description: 'From which wallet to which',
		},
	],
	options: [keepAtLeast, receiveWindow, skipIfMovedSince],
	check: howMuchComplaint,
	prepare: fitTransfer({
		source: ({ direction }) =>
			direction === 'spotToFutures' ? ownSpot(getSpotWallet) : ownFutures(getAssets),
		least: '0.01',
		movedSince: movedBetweenWallets(getMany, DIRECTIONS),
	}),
	// What the answer says is better than an echo of the question.
	rows: (answer, values) => {
		const { currency: coin, amount: moved, direction } = values as IDataObject;
		const told = objectAt(answer, 'data');
		return [{ currency: told.currency ?? coin, amount: told.amount ?? moved, direction }];
	},
};

/** Transfers between the wallets of one account. Both calls are on the futures host (trap 17). */
export const transfer: Resource = {
	value: 'transfer',
	name: 'Transfer',
	description: 'Move USDT between the spot and the futures wallet',
	host: 'futures',
	operations: [create, getMany],
};
