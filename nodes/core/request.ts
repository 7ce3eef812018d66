import type { Call, Field, Operation, Values } from './operation';
import { applies, callOf } from './operation';
import { fieldsOf, optionsOf } from './pages';
import { Complaint } from './errors';
import { encode, present, takeValue, toBody } from './values';

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

/**
 * The checked values of one item. Fields whose `when` does not match are not read at all: n8n hands
 * over hidden fields whenever the controlling field is an expression, and they must not reach the wire.
 * @throws Complaint for the first field that is missing or cannot be sent
 */
export function readValues(operation: Operation, read: Read, timezone: string): Values {
	const values: Values = {};
	const take = (field: Field, value: unknown) => {
		if (!applies(field.when, values)) return;
		const checked = takeValue(field, value, timezone);
		if (checked !== undefined) values[field.name] = checked;
	};

	// Options first: an Endpoint Version there decides which fields apply.
	const given = optionsOf(operation).length > 0 ? read('options') : undefined;
	const options = (typeof given === 'object' && given !== null ? given : {}) as Values;
	for (const field of optionsOf(operation)) take(field, options[field.name]);
	for (const field of fieldsOf(operation)) {
		if (applies(field.when, values)) take(field, read(field.name));
	}
	if (operation.simplify) values.simplify = read('simplify') !== false;

	const complaint = operation.check?.(values);
	if (complaint) throw new Complaint(complaint);
	return values;
}

/** Values to the exact text of a request. */
export function planRequest(operation: Operation, values: Values): PlannedRequest {
	const call = callOf(operation, values);
	const [method, path] = call.endpoint.split(' ') as ['GET' | 'POST', string];
	const fields = [...fieldsOf(operation), ...optionsOf(operation)];

	if (method === 'POST') return { method, path, body: toBody(fields, values), call, values };
	const query = present(fields, values)
		.map((field) => [field.wire ?? field.name, encode(field, values[field.name]).text] as const)
		.map(([key, text]) => `${encodeURIComponent(key)}=${encodeURIComponent(text)}`)
		.join('&');
	return { method, path: query ? `${path}?${query}` : path, call, values };
}
