import type { Field, Values } from '../definition/field';
import { applies, givenOf } from '../definition/field';
import { fieldsOf, optionsOf } from '../definition/fields';
import type { Operation } from '../definition/operation';
import { Complaint } from './complaint';
import { isBlank, takeValue } from './read';

/** The parameters of one item, read from the node and checked. */

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
	const fields = givenOf(fieldsOf(operation));
	const form = new Set(fields.map(({ name }) => name));
	const late = options.filter(({ when }) => Object.keys(when ?? {}).some((name) => form.has(name)));
	refuseBlank(options, added);
	for (const field of options) if (!late.includes(field)) take(field, added[field.name]);
	for (const field of fields) {
		if (applies(field.when, values)) take(field, read(field.name));
	}
	for (const field of late) take(field, added[field.name]);
	if (operation.simplify) values.simplify = read('simplify') !== false;

	const complaint = operation.check?.(values);
	if (complaint) throw new Complaint(complaint);
	return values;
}
