import type { IDataObject } from 'n8n-workflow';

import { timeBound } from '../../bitmart/fields/common';
import { futuresAccount, futuresSymbol, symbolFilter } from '../../bitmart/fields/futures';
import { DAY } from '../../bitmart/paging';
import { compact, isoFromMilliseconds } from '../../bitmart/records/records';
import type { Field } from '../../core/definition/field';
import type { Operation, Resource } from '../../core/definition/operation';

const FLOW_TYPES: Record<string, number> = {
	all: 0,
	transfer: 1,
	realizedPnl: 2,
	fundingFee: 3,
	commissionFee: 4,
	liquidation: 5,
};

const flowType: Field = {
	displayName: 'Flow Type',
	name: 'flowType',
	wire: 'flow_type',
	type: 'options',
	kind: 'choice',
	options: [
		{ name: 'All', value: 'all', description: 'Everything that moved the balance' },
		{ name: 'Commission Fee', value: 'commissionFee', description: 'Fees of trades' },
		{
			name: 'Funding Fee',
			value: 'fundingFee',
			description: 'Funding paid or received for positions',
		},
		{ name: 'Liquidation', value: 'liquidation', description: 'Clearance of liquidations' },
		{ name: 'Realized PnL', value: 'realizedPnl', description: 'Gains and losses of positions' },
		{ name: 'Transfer', value: 'transfer', description: 'Transfers in and out' },
	],
	values: FLOW_TYPES,
	default: 'all',
	description: 'Return only entries of this kind',
};

/** BitMart's texts for the flow types. */
const FLOW_TEXTS: Record<string, string> = {
	Transfer: 'transfer',
	'Realized PNL': 'realizedPnl',
	'Funding Fee': 'fundingFee',
	'Commission Fee': 'commissionFee',
	'Liquidation Clearance': 'liquidation',
};

/**
 * The same words as in the form. BitMart's own sample lacks the number, and then its text tells. What
 * neither tells is kept as it is.
 */
function flowWord({ flow_type: number, type: text }: IDataObject): IDataObject[string] {
	const word = Object.keys(FLOW_TYPES).find((one) => String(FLOW_TYPES[one]) === String(number));
	// Zero asks for all of them and names none.
	if (word !== undefined && word !== 'all') return word;
	return FLOW_TEXTS[String(text)] ?? text ?? number;
}

/** Also what a percentage of the wallet is taken of. */
export const getAssets: Operation = {
	value: 'getAssets',
	name: 'Get Assets',
	action: 'Get the futures balances',
	description:
		'Retrieve balance, margin in use, equity and unrealized result of each margin currency of the futures account; zero balances are included',
	endpoint: 'GET /contract/private/assets-detail',
	permission: 'Read-Only',
	limit: { requests: 12, seconds: 2, per: 'KEY' },
	fields: [],
	rows: 'data',
};

/** Also what must be left for the fee where a percentage of the wallet is used. */
export const getFeeRate: Operation = {
	value: 'getFeeRate',
	name: 'Get Fee Rate',
	action: 'Get your fee rate of a futures contract',
	description: 'Retrieve your maker and taker fee rates of a contract as fractions',
	endpoint: 'GET /contract/private/trade-fee-rate',
	permission: 'Read-Only',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	fields: [futuresSymbol],
	rows: 'data',
};

/** Also what the export of the account's history is made of. */
export const getTransactions: Operation = {
	value: 'getTransactions',
	name: 'Get Transactions',
	action: 'Get the transactions of the futures account',
	description:
		'Retrieve what moved the futures balance: transfers, results, funding, fees and liquidations; a negative amount left the account',
	endpoint: 'GET /contract/private/transaction-history',
	permission: 'Read-Only',
	limit: { requests: 6, seconds: 2, per: 'KEY' },
	fields: [],
	options: [
		futuresAccount,
		// Milliseconds here, while the other futures lists count in seconds (trap 6).
		timeBound({
			displayName: 'End Time',
			name: 'endTime',
			wire: 'end_time',
			unit: 'ms',
			description: 'Return only entries up to this time',
		}),
		flowType,
		timeBound({
			displayName: 'Start Time',
			name: 'startTime',
			wire: 'start_time',
			unit: 'ms',
			description:
				'Return only entries from this time on. Without it: of the last 7 days, with Return All of the last 90.',
		}),
		symbolFilter,
	],
	paging: {
		by: 'window',
		start: 'startTime',
		end: 'endTime',
		size: 'page_size',
		max: 1000,
		span: 30 * DAY,
		lookback: 90 * DAY,
		// In BitMart's sample several rows share one tran_id, so only the whole row tells rows apart; two fees
		// of one moment can be alike, and both count.
		id: () => '',
		time: (record) => Number(record.time),
	},
	rows: 'data',
	simplify: (entry) =>
		compact({
			transactionId: entry.tran_id,
			symbol: entry.symbol,
			type: flowWord(entry),
			amount: entry.amount,
			currency: entry.asset,
			account: entry.account,
			createdAt: isoFromMilliseconds(entry.time),
		}),
};

/** The futures account. */
export const account: Resource = {
	value: 'account',
	name: 'Account',
	description: 'Balances, fee rates and transactions of the futures account',
	host: 'futures',
	operations: [getAssets, getFeeRate, getTransactions],
};
