import type { Field, Values } from '../definition/field';
import { applies } from '../definition/field';

/** Checked values to the exact text of the wire. */

/** One value as it goes over the wire. */
export interface Encoded {
	/** For a query, before percent-encoding. */
	text: string;
	/** For a body: a JSON literal. */
	literal: string;
}

const BARE: Partial<Record<Field['kind'], Field['wireType']>> = {
	integer: 'number',
	time: 'number',
	boolean: 'boolean',
};

/** How a field's value stands in a JSON body. */
export function wireTypeOf(field: Field): 'string' | 'number' | 'boolean' {
	const first = field.values && Object.values(field.values)[0];
	return field.wireType ?? BARE[field.kind] ?? (typeof first === 'number' ? 'number' : 'string');
}

/** The fields that are sent: they apply, have a value, and are not for the node alone. */
export function present(fields: Field[], values: Values): Field[] {
	return fields.filter(
		(field) => !field.local && applies(field.when, values) && values[field.name] !== undefined,
	);
}

/** Fields as the text of a JSON object. */
export function toBody(fields: Field[], values: Values): string {
	const members = present(fields, values).map(
		(field) =>
			`${JSON.stringify(field.wire ?? field.name)}:${encode(field, values[field.name]).literal}`,
	);
	return `{${members.join(',')}}`;
}

function encodeList(field: Field, value: unknown[]): Encoded {
	const { item = { ...field, kind: 'text' as const } } = field;
	const encoded = value.map((one) => encode(item, one));
	return {
		text: encoded.map(({ text }) => text).join(','),
		literal: `[${encoded.map(({ literal }) => literal).join(',')}]`,
	};
}

/** A value that `takeValue` returned, as wire text and JSON literal. */
export function encode(field: Field, value: unknown): Encoded {
	if (field.kind === 'list') return encodeList(field, value as unknown[]);
	if (field.kind === 'rows') {
		const objects = (value as Values[]).map((row) => toBody(field.fields ?? [], row));
		const literal = `[${objects.join(',')}]`;
		return { text: literal, literal };
	}
	const mapped = field.values?.[String(value)] ?? value;
	const text =
		field.kind === 'time' && field.unit === 's'
			? String(Math.floor(Number(mapped) / 1000))
			: String(mapped);
	return { text, literal: wireTypeOf(field) === 'string' ? JSON.stringify(text) : text };
}
