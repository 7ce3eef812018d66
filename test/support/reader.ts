import type { IDataObject } from 'n8n-workflow';

import type { Reader } from '../../nodes/core/definition/operation';
import { callOf } from '../../nodes/core/definition/operation';

/** What each endpoint says: its records, or what is thrown instead of them. */
export type Answers = Record<string, IDataObject[] | Error>;

/** A reader that has its answers at hand; what is asked is noted, with its host and values. */
export function readerOf(answers: Answers) {
	const asked: Array<[host: string, endpoint: string, values: object]> = [];
	const read: Reader = async (host, operation, values) => {
		const { endpoint } = callOf(operation, values);
		asked.push([host, endpoint, values]);
		const answer = answers[endpoint];
		if (answer === undefined) throw new Error(`Nobody expected ${endpoint} to be asked`);
		if (answer instanceof Error) throw answer;
		return answer;
	};
	return { read, asked };
}
