import type { Call, Field, Operation, Values } from '../definition/operation';
import { applies, callOf } from '../definition/operation';
import { allFieldsOf, fieldsOf, optionsOf } from '../reads/pages';
import { Complaint } from './errors';
import { encode, isBlank, present, takeValue, toBody } from '../values/values';

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

/** An option that narrows a destructive call and is left blank would widen it without a word. */
function refuseBlank(options: Field[], added: Values): void {
	for (const { name, displayName, notBlank } of options) {
		if (notBlank && name in added && isBlank(added[name])) {
			throw new Complaint(
				`${displayName} is empty`,
				'Remove the option if you mean all of them. An empty expression is not taken for "all".',
			);
		}
	}
}

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

	// Options first: an Endpoint Version there decides which fields apply. Options that look at a field
	// of the form come after the form.
	const options = optionsOf(operation);
	const given = options.length > 0 ? read('options') : undefined;
	const added = (typeof given === 'object' && given !== null ? given : {}) as Values;
	const form = new Set(fieldsOf(operation).map(({ name }) => name));
	const late = options.filter(({ when }) => Object.keys(when ?? {}).some((name) => form.has(name)));
	refuseBlank(options, added);
	for (const field of options) if (!late.includes(field)) take(field, added[field.name]);
	for (const field of fieldsOf(operation)) {
		if (applies(field.when, values)) take(field, read(field.name));
	}
	for (const field of late) take(field, added[field.name]);
	if (operation.simplify) values.simplify = read('simplify') !== false;

	const complaint = operation.check?.(values);
	if (complaint) throw new Complaint(complaint);
	return values;
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
