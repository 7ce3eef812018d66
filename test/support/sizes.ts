import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../nodes/core/definition/field';
import type { Operation, Reader, Resource } from '../../nodes/core/definition/operation';
import { callsOf } from '../../nodes/core/definition/operation';
import { Failure } from '../../nodes/core/exchange/errors';
import { Complaint } from '../../nodes/core/values/complaint';

/** What orders are made of and held against, for tests of their sizes. */

/** What BitMart answers, by endpoint; undefined is not answered, and what is missing not to be read. */
export type Answers = Record<string, IDataObject[] | undefined>;

/** An operation of a resource. */
export const operationOf = ({ operations }: Resource, value = 'create') =>
	operations.find((one) => one.value === value) as Operation;

/** What is sent, or the sentence. */
export async function sent(operation: Operation, values: Values, answers: Answers) {
	const read: Reader = async (_host, reading) => {
		const found = callsOf(reading).find(({ endpoint }) => endpoint in answers)?.endpoint;
		if (!found) throw new Error(`Nothing was to be read with ${reading.action}`);
		const records = answers[found];
		if (records) return records;
		throw new Failure({ message: 'no answer', hint: 'Try again.', effect: 'none' });
	};
	try {
		const complaint = operation.check?.(values);
		if (complaint) return complaint;
		const around = {
			read,
			baseUrl: 'http://127.0.0.1:1',
			account: 'a',
			now: () => 0,
			isSecret: () => undefined,
			secretLength: () => 0,
		};
		return (await operation.prepare?.(values, around))?.values ?? values;
	} catch (caught) {
		if (!(caught instanceof Complaint)) throw caught as Error;
		expect(String(caught.hint)).toMatch(/Nothing was sent|Size In asks/);
		return caught.message;
	}
}

const withPoint = (digits: bigint, decimals: number) => {
	const text = digits.toString().padStart(decimals + 1, '0');
	return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
};

/** A decimal of so many digits, with up to twelve decimals. */
export const decimal = (most: bigint, least = 1n) =>
	fc
		.tuple(fc.bigInt({ min: least, max: most }), fc.integer({ min: 0, max: 12 }))
		.map(([digits, decimals]) => withPoint(digits, decimals));

/** Percentages, also of more than all. */
export const percent = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom('100', '50', '99.9999', '33.333333', '0.01', '100.00') },
	{ weight: 3, arbitrary: fc.integer({ min: 1, max: 100 }).map(String) },
	{ weight: 1, arbitrary: decimal(200_000_000_000_000n) },
);
/** Prices of any size. */
export const price = decimal(10n ** 12n);
/** What is available, nothing included. */
export const money = fc.oneof(
	{ weight: 8, arbitrary: decimal(10n ** 16n) },
	{ weight: 1, arbitrary: fc.constantFrom('0', '0.00000000') },
);
/** Steps are powers of ten, but need not be. */
export const step = fc
	.tuple(fc.constantFrom(1n, 1n, 1n, 5n, 25n), fc.integer({ min: 0, max: 8 }))
	.map(([digits, decimals]) => withPoint(digits, decimals));

/** Whether it is a sentence, which must be a whole one. */
export const isSentence = (result: Values | string): result is string => {
	if (typeof result === 'string') expect(result).toMatch(/^[A-Z\d].*[^.]$/);
	return typeof result === 'string';
};
