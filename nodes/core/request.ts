import type { Call, Field, Operation, Values } from './operation';
import { applies, callOf } from './operation';
import { Complaint } from './errors';
import { encode, isBlank, readValue } from './values';

/** A request as exact text, before host and headers. */
export interface PlannedRequest {
	method: 'GET' | 'POST';
	/** Path with the query. */
	path: string;
	/** The exact body of a POST; undefined on a GET. */
	body?: string;
	call: Call;
	/** The checked values, for rows and messages. */
	values: Values;
}

/** Reads one parameter of the node; `undefined` where it holds nothing. */
export type Read = (name: string) => unknown;

/** Fields of an operation that apply to these values, options included. */
function applicable(fields: Field[] | undefined, values: Values): Field[] {
	return (fields ?? []).filter((field) => applies(field.when, values));
}

/**
 * The checked values of one item. Fields whose `when` does not match are not read at all: n8n hands
 * over hidden fields whenever the controlling field is an expression, and they must not reach the wire.
 * @throws Complaint for the first field that is missing or cannot be sent
 */
export function readValues(operation: Operation, read: Read, timezone: string): Values {
	const values: Values = {};
	const take = (field: Field, value: unknown) => {
		if (!isBlank(value)) {
			values[field.name] = readValue(field, value, timezone);
		} else if (field.required) {
			throw new Complaint(`${field.displayName} is empty`, field.description);
		}
	};

	// Options first: an Endpoint Version there decides which fields apply.
	const given = operation.options ? read('options') : undefined;
	const options = (typeof given === 'object' && given !== null ? given : {}) as Values;
	for (const field of operation.options ?? []) {
		if (applies(field.when, values)) take(field, options[field.name]);
	}
	for (const field of operation.fields) {
		if (applies(field.when, values)) take(field, read(field.name));
	}

	const complaint = operation.check?.(values);
	if (complaint) throw new Complaint(complaint);
	return values;
}

/** Values to the exact text of a request. */
export function planRequest(operation: Operation, values: Values): PlannedRequest {
	const call = callOf(operation, values);
	const [method, path] = call.endpoint.split(' ') as ['GET' | 'POST', string];
	const entries = [
		...applicable(operation.fields, values),
		...applicable(operation.options, values),
	]
		.filter((field) => !field.local && values[field.name] !== undefined)
		.map((field) => ({ key: field.wire ?? field.name, ...encode(field, values[field.name]) }));

	if (method === 'POST') {
		const members = entries.map(({ key, literal }) => `${JSON.stringify(key)}:${literal}`);
		return { method, path, body: `{${members.join(',')}}`, call, values };
	}
	const query = entries
		.map(({ key, text }) => `${encodeURIComponent(key)}=${encodeURIComponent(text)}`)
		.join('&');
	return { method, path: query ? `${path}?${query}` : path, call, values };
}
