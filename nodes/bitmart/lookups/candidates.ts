import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { NeverRepeat, Operation } from '../../core/definition/operation';
import { sameDecimal } from './compare';

/** What a history has that may be a write without a key. */

/** What a history record says about one movement of money. */
export interface Candidate {
	id: unknown;
	currency: unknown;
	amount: unknown;
	/** Milliseconds since 1970. */
	time: number;
}

/** Candidates of a write without a key are looked for from a little before it was sent: clocks differ. */
const BEFORE = 60_000;

/**
 * Names the records of a history that could be a write whose outcome is unknown: same currency and
 * amount, not older than the write. It claims none of them.
 * @param fits whether the amount of a record may be that of the write; equal, unless it says otherwise
 */
export function sameAmountSince(
	host: string,
	history: Operation,
	question: (values: Values) => Values,
	facts: (record: IDataObject) => Candidate,
	fits: (amount: string, wanted: string) => boolean = sameDecimal,
): NeverRepeat {
	return {
		candidates: async (values, since, read) => {
			const records = await read(host, history, question(values));
			return records
				.map(facts)
				.filter(
					({ currency, amount, time }) =>
						currency === values.currency &&
						time >= since - BEFORE &&
						fits(String(amount), String(values.amount)),
				)
				.map(
					({ id, currency, amount, time }) =>
						`ID ${String(id)}: ${String(amount)} ${String(currency)} at ${new Date(time).toISOString()}.`,
				);
		},
	};
}
