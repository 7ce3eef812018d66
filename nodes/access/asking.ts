import type { IDataObject } from 'n8n-workflow';

import { CATALOGUE } from '../catalogue';
import type { Values } from '../core/definition/field';
import type { Endpoint, Reader } from '../core/definition/operation';
import { callsOf } from '../core/definition/operation';
import { Failure } from '../core/exchange/errors';
import { Complaint } from '../core/values/complaint';

/** Reads by endpoint, for whoever has a request before him and not an operation. */

/** The records of an endpoint. Values have the names of its operation's fields. */
export type Ask = (endpoint: Endpoint, values?: Values) => Promise<IDataObject[]>;

/** Whether it says why something could not be read. Anything else is a mistake of ours, and is thrown on. */
export const isTold = (caught: unknown): caught is Failure | Complaint =>
	caught instanceof Failure || caught instanceof Complaint;

/** The operation that reaches an endpoint, its host, and the choices by which it does. */
function reaching(endpoint: Endpoint) {
	const resources = CATALOGUE.flatMap((entry) => entry.resources);
	for (const { host, operations } of resources) {
		for (const operation of operations) {
			const call = callsOf(operation).find((one) => one.endpoint === endpoint);
			const choices = Object.entries(call?.when ?? {}).map(([name, [first]]) => [name, first]);
			if (call) return { host, operation, choices: Object.fromEntries(choices) as Values };
		}
	}
	throw new Error(`No operation has the endpoint ${endpoint}`);
}

/** Asks every question once, however many want to know. */
export function askOnce(read: Reader): Ask {
	const known = new Map<string, Promise<IDataObject[]>>();
	return async (endpoint, values = {}) => {
		const key = JSON.stringify([endpoint, values]);
		const { host, operation, choices } = reaching(endpoint);
		const answer = known.get(key) ?? read(host, operation, { ...choices, ...values });
		known.set(key, answer);
		return await answer;
	};
}
