import type { IDataObject } from 'n8n-workflow';

import { getSpotWallet } from '../../Account/operations/balance';
import { isolatedCheck, isolatedCurrency } from '../../bitmart/fields/margin';
import { spotSymbol } from '../../bitmart/fields/spot';
import { howMuch, keepAtLeast, transferAmount } from '../../bitmart/fields/transfers';
import { placedId } from '../../bitmart/records/placed';
import {
	fitTransfer,
	howMuchComplaint,
	ofMargin,
	ownSpot,
} from '../../bitmart/rules/transferAmounts';
import type { Field } from '../../core/definition/field';
import type { Operation, Resource } from '../../core/definition/operation';

const symbolFilter: Field = {
	...spotSymbol,
	required: false,
	description: 'Return only this trading pair; without it, all pairs',
};

/** This list takes several pairs at once. */
const symbolsFilter: Field = {
	...symbolFilter,
	kind: 'list',
	item: spotSymbol,
	placeholder: 'e.g. BTC_USDT, ETH_USDT',
	description: 'Return only these trading pairs, separated by commas; without it, all pairs',
};

/** Also what a percentage of a margin account is taken of. */
export const getMarginAccounts: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get the margin accounts',
	description:
		'Retrieve balances, debts and risk of the isolated margin accounts, one item for each trading pair',
	endpoint: 'GET /spot/v1/margin/isolated/account',
	permission: 'Read-Only',
	limit: { requests: 12, seconds: 2, per: 'KEY' },
	fields: [],
	options: [symbolFilter],
	rows: 'data.symbols',
};

const getRates: Operation = {
	value: 'getRates',
	name: 'Get Rates',
	action: 'Get the rates of margin loans',
	description:
		'Retrieve interest rates, borrowing limits and the highest leverage of each margin pair',
	endpoint: 'GET /spot/v1/margin/isolated/pairs',
	permission: 'Read-Only',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	fields: [],
	options: [symbolsFilter],
	rows: 'data.symbols',
};

/** Also a step of collecting. */
export const transfer: Operation = {
	value: 'transfer',
	name: 'Transfer',
	action: 'Transfer between spot and margin account',
	description:
		'Move money between the spot account and the isolated margin account of a trading pair. This is live. Nothing protects against a second transfer: BitMart takes no key for it and lists none.',
	endpoint: 'POST /spot/v1/margin/isolated/transfer',
	permission: 'Margin-Trade',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	repeat: 'never',
	fields: [
		spotSymbol,
		isolatedCurrency,
		howMuch,
		transferAmount('How much to move, with at most 8 decimals'),
		// `side` means in or out here, not buy or sell.
		{
			displayName: 'Direction',
			name: 'direction',
			wire: 'side',
			type: 'options',
			kind: 'choice',
			required: true,
			options: [
				{ name: 'Margin to Spot', value: 'out', description: 'Out of the margin account' },
				{ name: 'Spot to Margin', value: 'in', description: 'Into the margin account' },
			],
			default: 'in',
			description: 'Which way the money goes',
		},
	],
	options: [keepAtLeast],
	check: (values) => isolatedCheck(values) ?? howMuchComplaint(values),
	prepare: fitTransfer({
		source: ({ direction, symbol }) =>
			direction === 'in' ? ownSpot(getSpotWallet) : ofMargin(getMarginAccounts, symbol),
	}),
	rows: (answer, values) => {
		const { symbol, currency, amount: size, direction } = values as IDataObject;
		const id = placedId((answer.data as IDataObject | null)?.transfer_id, 'transfer');
		return [{ transferId: id, symbol, currency, amount: size, direction }];
	},
};

/** Isolated margin accounts, one a trading pair. */
export const marginAccount: Resource = {
	value: 'marginAccount',
	name: 'Margin Account',
	description: 'Balances, rates and transfers of the isolated margin accounts',
	host: 'spot',
	defaultOperation: 'get',
	operations: [getMarginAccounts, getRates, transfer],
};
