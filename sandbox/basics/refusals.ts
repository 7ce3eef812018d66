/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
/** What is refused: the codes of BitMart, their texts and HTTP statuses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readData } from './json';

interface ErrorEntry {
	code: number;
	side: string;
	httpStatus?: number;
	meaning: string;
}

const entries = new Map<number, ErrorEntry>(
	(
		readData(readFileSync(join(__dirname, '..', 'api', 'errors.json'), 'utf8')) as {
			codes: ErrorEntry[];
		}
	).codes.map((entry) => [entry.code, entry]),
);

/** Short texts in BitMart's manner; every other code answers with its meaning. */
const texts: Record<number, string> = {
	30000: 'Not found',
	30001: 'Header X-BM-KEY is empty',
	30002: 'Header X-BM-KEY not found',
	30003: 'Header X-BM-KEY has frozen',
	30004: 'Header X-BM-SIGN is empty',
	30005: 'Header X-BM-SIGN is wrong',
	30006: 'Header X-BM-TIMESTAMP is empty',
	30007: 'Header X-BM-TIMESTAMP range. Within a minute',
	30008: 'Header X-BM-TIMESTAMP invalid format',
	30010: 'IP is forbidden',
	30011: 'Header X-BM-KEY over expire time',
	30012: 'Header X-BM-KEY is forbidden to request it',
	30013: 'Request too many requests',
	30014: 'Service unavailable',
	30018: 'Body is not valid JSON',
	50000: 'Bad Request',
	50001: 'Symbol not found',
	50005: 'Order Id not found',
	50010: 'Size is empty',
	50011: 'Price is empty',
	50012: 'Notional is empty',
	50020: 'Balance not enough',
	50028: 'Missing parameters',
	50037: 'Client order ID exceeds 32 characters',
	50038: 'Client order ID only allows a combination of numbers and letters',
	50039: 'order_id and client_order_id cannot be empty at the same time',
	50040: 'Symbol is not available',
	50042: 'Client order ID duplicate',
};

/** An answer other than success: the code that goes out, and the reason for the reader of the log. */
export class Refusal extends Error {
	readonly status: number;

	constructor(
		readonly code: number,
		message: string,
		/** Why, in the sandbox's own words; never sent, only recorded and logged. */
		readonly reason: string,
		/** Further lines for the log: what to look at. */
		readonly detail: string[] = [],
		status?: number,
	) {
		super(message);
		this.status = status ?? entries.get(code)?.httpStatus ?? 400;
	}
}

/** The refusal for a code of `errors.json`. Without a message of its own it says what BitMart would say. */
export function refusal(
	code: number,
	more: { message?: string; reason?: string; detail?: string[]; status?: number } = {},
): Refusal {
	const message = more.message ?? texts[code] ?? entries.get(code)?.meaning ?? 'Bad Request';
	return new Refusal(code, message, more.reason ?? message, more.detail, more.status);
}
