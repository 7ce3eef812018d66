import type { IDataObject } from 'n8n-workflow';

import { currency, timeBound } from '../../bitmart/fields/common';
import { DAY } from '../../bitmart/paging';
import { compact, isoFromMilliseconds, wordFor } from '../../bitmart/records/records';
import type { Operation } from '../../core/definition/operation';

/** Deposits and withdrawals, one or many. */

const STATUS = ['created', 'submitted', 'processing', 'done', 'canceled', 'failed'];

/** A record has two IDs, one of which is empty. */
function idOf({ withdraw_id: withdrawal, deposit_id: deposit }: IDataObject) {
	return withdrawal === undefined || withdrawal === null || withdrawal === ''
		? deposit
		: withdrawal;
}

/** A deposit or withdrawal in words; also what Withdrawal: Wait gives. */
export const simplifyRecord = (record: IDataObject): IDataObject =>
	compact({
		id: idOf(record),
		type: record.operation_type === 'withdraw' ? 'withdrawal' : record.operation_type,
		currency: record.currency,
		amount: record.arrival_amount,
		fee: record.fee,
		status: wordFor(STATUS, record.status),
		address: record.address,
		addressMemo: record.address_memo,
		transactionId: record.tx_id,
		createdAt: isoFromMilliseconds(record.apply_time),
	});

/** Of the resource History. */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a deposit or withdrawal',
	description: 'Retrieve one deposit or withdrawal by its ID',
	endpoint: 'GET /account/v1/deposit-withdraw/detail',
	permission: 'Read-Only',
	limit: { requests: 8, seconds: 2, per: 'KEY' },
	fields: [
		{
			displayName: 'Record ID',
			name: 'id',
			type: 'string',
			kind: 'id',
			required: true,
			default: '',
			placeholder: 'e.g. 2319042',
			description: 'ID of the deposit or withdrawal',
		},
	],
	rows: 'data.record',
	simplify: simplifyRecord,
};

/** Of the resource History; also what its export is made of. */
export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many deposits and withdrawals',
	description: 'Retrieve deposits or withdrawals, newest first. Does not work for sub-accounts.',
	endpoint: 'GET /account/v2/deposit-withdraw/history',
	permission: 'Read-Only',
	limit: { requests: 8, seconds: 2, per: 'KEY' },
	fields: [
		{
			displayName: 'Record Type',
			name: 'operationType',
			wire: 'operation_type',
			type: 'options',
			kind: 'choice',
			required: true,
			options: [
				{ name: 'Deposits', value: 'deposit', description: 'Money that came in' },
				{ name: 'Withdrawals', value: 'withdraw', description: 'Money that went out' },
			],
			default: 'deposit',
			description: 'Which records to return. BitMart lists one kind at a time.',
		},
	],
	options: [
		currency,
		// camelCase, although operation_type stands in the same query.
		timeBound({
			displayName: 'Start Time',
			name: 'startTime',
			unit: 'ms',
			description:
				'Return only records from this time on. Without it: of the last 90 days, with Return All of the last year.',
		}),
		timeBound({
			displayName: 'End Time',
			name: 'endTime',
			unit: 'ms',
			description:
				'Return only records up to this time, less than 90 days after the start unless Return All is on',
		}),
	],
	// Start and end must lie less than 90 days apart (code 60067).
	paging: {
		by: 'window',
		start: 'startTime',
		end: 'endTime',
		size: 'N',
		max: 1000,
		span: 89 * DAY,
		lookback: 365 * DAY,
		id: (record) => String(idOf(record)),
		time: (record) => Number(record.apply_time),
	},
	rows: 'data.records',
	simplify: simplifyRecord,
};
