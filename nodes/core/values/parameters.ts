import type { Field, Values } from '../definition/field';
import { applies, givenOf } from '../definition/field';
import { allFieldsOf, fieldsOf, idempotencyKey, optionsOf } from '../definition/fields';
import type { Operation } from '../definition/operation';
import { callsOf, isKeyed } from '../definition/operation';
import { Complaint } from './complaint';
import { isBlank, takeValue } from './read';

/** The parameters of one item, read from the node and checked. */

/** Reads one parameter of the node; `undefined` where it holds nothing. */
export type Read = (name: string) => unknown;

/** Said of a blank key, for which the node would make one of its own without a word. */
const BLANK_KEY =
	'Remove the option, and the node makes one of its own. An expression that finds nothing is not taken for none.';

/** An option that narrows a call or protects it, and is left blank, would do neither without a word. */
function refuseBlank(operation: Operation, added: Values): void {
	const keys = callsOf(operation).flatMap(({ repeat }) => (isKeyed(repeat) ? [repeat.key] : []));
	for (const { name, displayName, notBlank } of optionsOf(operation)) {
		const advice = notBlank ?? (keys.includes(name) ? BLANK_KEY : undefined);
		if (advice && name in added && isBlank(added[name])) {
			throw new Complaint(`${displayName} is empty`, `Nothing was sent. ${advice}`);
		}
	}
}

/** The names of a field's values as the user sees them. */
function wordsFor({ options = [] }: Field, allowed: ReadonlyArray<unknown>): string {
	const names = options.filter(({ value }) => allowed.includes(value)).map(({ name }) => name);
	return (names.length > 0 ? names : allowed.map(String)).join(' or ');
}

/** Under which choices a field applies: `Endpoint Version V2`. */
function conditionsOf(operation: Operation, { when = {} }: Field, values: Values): string {
	const fields = allFieldsOf(operation);
	const missing = Object.entries(when).filter(
		([name, allowed]) => !applies({ [name]: allowed }, values),
	);
	return missing
		.map(([name, allowed]) => {
			const field = fields.find((one) => one.name === name);
			return field ? `${field.displayName} ${wordsFor(field, allowed)}` : name;
		})
		.join(' and ');
}

/** Said of an Idempotency Key where two at once would both be carried out. */
export const cannotProtect = (): Complaint =>
	new Complaint(
		'Idempotency Key cannot protect this call',
		'The exchange is not documented to refuse a second request with the same key here, so two at once would both be carried out. Leave it empty, or choose the newest Endpoint Version.',
	);

/**
 * What is given and does not apply is refused: an option is there because somebody added it, and one that
 * is dropped without a word (a stop loss, a key against double orders) costs money.
 */
function refuseIdle(operation: Operation, added: Values, values: Values): void {
	const options = optionsOf(operation);
	for (const [name, value] of Object.entries(added)) {
		if (isBlank(value)) continue;
		const known = options.filter((option) => option.name === name);
		const [first] = known;
		if (!first && name === idempotencyKey.name) throw cannotProtect();
		if (!first) {
			throw new Complaint(
				`Options hold "${name}", which this operation does not have`,
				'Nothing was sent. Remove it, or correct its name.',
			);
		}
		// One that is always sent where it applies has one value only: nothing is lost with it.
		if (first.always || known.some(({ when }) => applies(when, values))) continue;
		throw new Complaint(
			`${first.displayName} does not apply here: it goes with ${conditionsOf(operation, first, values)} only`,
			'Nothing was sent. Remove the option, or change what it depends on.',
		);
	}
}

/** A field whose siblings decide whether it may be zero or blank, with what they decide. */
function amongSiblings(field: Field, values: Values): Field {
	const { zero, blankWhen } = field;
	// Nearly every field, of every item.
	if (typeof zero !== 'object' && !blankWhen) return field;
	return {
		...field,
		...(typeof zero === 'object' && applies(zero, values) && { zero: true }),
		...(blankWhen && applies(blankWhen, values) && { required: false }),
	};
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
		const checked = takeValue(amongSiblings(field, values), value, timezone);
		if (checked !== undefined) values[field.name] = checked;
	};

	// Options first: an Endpoint Version there decides which fields apply. Options that look at a field
	// of the form come after the form.
	const options = optionsOf(operation);
	const given = read('options');
	const added = (typeof given === 'object' && given !== null ? given : {}) as Values;
	const fields = givenOf(fieldsOf(operation));
	const form = new Set(fields.map(({ name }) => name));
	const late = options.filter(({ when }) => Object.keys(when ?? {}).some((name) => form.has(name)));
	refuseBlank(operation, added);
	for (const field of options) if (!late.includes(field)) take(field, added[field.name]);
	for (const field of fields) {
		if (applies(field.when, values)) take(field, read(field.name));
	}
	for (const field of late) take(field, added[field.name]);
	refuseIdle(operation, added, values);
	if (operation.simplify) values.simplify = read('simplify') !== false;

	const complaint = operation.check?.(values);
	if (complaint) throw new Complaint(complaint);
	return values;
}
