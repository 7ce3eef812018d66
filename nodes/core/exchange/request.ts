import type { Values } from '../definition/field';
import { allFieldsOf } from '../definition/fields';
import type { Call, Operation } from '../definition/operation';
import { callOf } from '../definition/operation';
import { encode, present, toBody } from '../values/encode';

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

/** Values to the exact text of a request. */
export function planRequest(operation: Operation, values: Values): PlannedRequest {
	const call = callOf(operation, values);
	const [method, path] = call.endpoint.split(' ') as ['GET' | 'POST', string];
	const fields = allFieldsOf(operation);

	if (method === 'POST') return { method, path, body: toBody(fields, values), call, values };
	const query = present(fields, values)
		.map((field) => [field.wire ?? field.name, encode(field, values[field.name]).text] as const)
		.map(([key, text]) => `${encodeURIComponent(key)}=${encodeURIComponent(text)}`)
		.join('&');
	return { method, path: query ? `${path}?${query}` : path, call, values };
}
