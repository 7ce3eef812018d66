import type { IDataObject } from 'n8n-workflow';

import { amount, currency, timeBound } from '../../bitmart/fields/common';
import { isolatedCheck, isolatedCurrency } from '../../bitmart/fields/margin';
import { spotSymbol } from '../../bitmart/fields/spot';
import { sameAmountSince } from '../../bitmart/lookups/candidates';
import { DAY } from '../../bitmart/paging';
import { placedId } from '../../bitmart/records/placed';
import { compact, isoBySize, millisecondsBySize } from '../../bitmart/records/records';
import type { Field, Values } from '../../core/definition/field';
import type { Operation, Resource, WindowPaging } from '../../core/definition/operation';

/** What went through: the ID that BitMart gave it under its name for it, and what was sent. */
function loanItem(answer: IDataObject, values: Values, wire: string, name: string): IDataObject[] {
	const { symbol, currency: coin, amount: size } = values as IDataObject;
	const [what = ''] = wire.split('_');
	const id = placedId((answer.data as IDataObject | null)?.[wire], what);
	return [{ [name]: id, symbol, currency: coin, amount: size }];
}

/** Borrowings and repayments of a pair: at most 100 rows of a window in milliseconds. */
function recordPaging(id: string, time: string): WindowPaging {
	return {
		by: 'window',
		start: 'startTime',
		end: 'endTime',
		size: 'N',
		max: 100,
		span: 30 * DAY,
		lookback: 90 * DAY,
		id: (record) => String(record[id]),
		// In seconds by the documentation, in milliseconds in a recorded answer.
		time: (record) => millisecondsBySize(record[time]),
	};
}

/** The options of both lists; snake_case and in milliseconds. */
const [endTime, startTime] = [
	timeBound({
		displayName: 'End Time',
		name: 'endTime',
		wire: 'end_time',
		unit: 'ms',
		description: 'Return only records up to this time',
	}),
	timeBound({
		displayName: 'Start Time',
		name: 'startTime',
		wire: 'start_time',
		unit: 'ms',
		description: 'Return only records from this time on. Return All goes back 90 days without it.',
	}),
];

function recordId(field: Pick<Field, 'displayName' | 'name' | 'wire'>): Field {
	return {
		type: 'string',
		kind: 'id',
		default: '',
		placeholder: 'e.g. 118724',
		description: 'Return only this record',
		...field,
	};
}

/** Also what the export of the account's history is made of, and where a lost borrowing is looked for. */
export const getBorrowings: Operation = {
	value: 'getBorrowings',
	name: 'Get Borrowings',
	action: 'Get the borrowings of a margin account',
	description: 'Retrieve what was borrowed for a trading pair, newest first',
	endpoint: 'GET /spot/v1/margin/isolated/borrow_record',
	permission: 'Read-Only',
	limit: { requests: 150, seconds: 2, per: 'KEY' },
	fields: [spotSymbol],
	options: [
		recordId({ displayName: 'Borrow ID', name: 'borrowId', wire: 'borrow_id' }),
		endTime,
		startTime,
	],
	paging: recordPaging('borrow_id', 'create_time'),
	rows: 'data.records',
	simplify: (record) =>
		compact({
			borrowId: record.borrow_id,
			symbol: record.symbol,
			currency: record.currency,
			amount: record.borrow_amount,
			dailyInterest: record.daily_interest,
			hourlyInterest: record.hourly_interest,
			interest: record.interest_amount,
			createdAt: isoBySize(record.create_time),
		}),
};

/** Also what the export of the account's history is made of, and where a lost repayment is looked for. */
export const getRepayments: Operation = {
	value: 'getRepayments',
	name: 'Get Repayments',
	action: 'Get the repayments of a margin account',
	description: 'Retrieve what was repaid for a trading pair, newest first',
	endpoint: 'GET /spot/v1/margin/isolated/repay_record',
	permission: 'Read-Only',
	limit: { requests: 150, seconds: 2, per: 'KEY' },
	fields: [spotSymbol],
	options: [
		currency,
		endTime,
		recordId({ displayName: 'Repay ID', name: 'repayId', wire: 'repay_id' }),
		startTime,
	],
	paging: recordPaging('repay_id', 'repay_time'),
	rows: 'data.records',
	simplify: (record) =>
		compact({
			repayId: record.repay_id,
			symbol: record.symbol,
			currency: record.currency,
			amount: record.repaid_amount,
			principal: record.repaid_principal,
			interest: record.repaid_interest,
			createdAt: isoBySize(record.repay_time),
		}),
};

const borrow: Operation = {
	value: 'borrow',
	name: 'Borrow',
	action: 'Borrow for a margin account',
	description:
		'Borrow a currency of a trading pair into its isolated margin account. This is live: interest runs from now on.',
	endpoint: 'POST /spot/v1/margin/isolated/borrow',
	permission: 'Margin-Trade',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	repeat: sameAmountSince(
		'spot',
		getBorrowings,
		({ symbol }) => ({ symbol, limit: '100' }),
		(record) => ({
			id: record.borrow_id,
			currency: record.currency,
			amount: record.borrow_amount,
			time: millisecondsBySize(record.create_time),
		}),
	),
	fields: [
		spotSymbol,
		isolatedCurrency,
		{
			...amount,
			description:
				'How much to borrow, with at most 8 decimals. Margin Account: Get Rates shows the limits.',
		},
	],
	check: isolatedCheck,
	rows: (answer, values) => loanItem(answer, values, 'borrow_id', 'borrowId'),
};

const repay: Operation = {
	value: 'repay',
	name: 'Repay',
	action: 'Repay a loan of a margin account',
	description:
		'Repay a borrowed currency of a trading pair from its isolated margin account. This is live and cannot be undone.',
	endpoint: 'POST /spot/v1/margin/isolated/repay',
	permission: 'Margin-Trade',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	repeat: sameAmountSince(
		'spot',
		getRepayments,
		({ symbol }) => ({ symbol, limit: '100' }),
		(record) => ({
			id: record.repay_id,
			currency: record.currency,
			amount: record.repaid_amount,
			time: millisecondsBySize(record.repay_time),
		}),
	),
	fields: [
		spotSymbol,
		isolatedCurrency,
		{
			...amount,
			description: 'How much to repay, with at most 8 decimals. More than the debt is refused.',
		},
	],
	check: isolatedCheck,
	rows: (answer, values) => loanItem(answer, values, 'repay_id', 'repayId'),
};

/** Loans of the isolated margin accounts. */
export const marginLoan: Resource = {
	value: 'marginLoan',
	name: 'Margin Loan',
	description: 'Borrow and repay in the isolated margin accounts',
	host: 'spot',
	defaultOperation: 'getBorrowings',
	operations: [borrow, getBorrowings, getRepayments, repay],
};
