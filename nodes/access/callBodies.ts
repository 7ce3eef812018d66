import type { Field, Values, When } from '../core/definition/field';
import { applies } from '../core/definition/field';
import { allFieldsOf } from '../core/definition/fields';
import type { Call, Operation } from '../core/definition/operation';
import type { Body } from './body';
import { isNothing, objectsIn } from './body';

/** What the body of a call looks like on the wire, from the definitions of the operations. */

/** Keys of an object, each with those of the objects in its list. */
interface Keys {
	own: Map<string, Keys>;
}

/** The body of one call. */
export interface CallBody {
	keys: Keys;
	/** In the order of the form, without those that are never sent. */
	fields: Field[];
	/** Every choice between fields that only the form knows, such as by which ID an order is found. */
	settings: Values[];
	/** Keys without which no request of this call is complete. */
	always: string[];
	/** It is complete without any key. */
	needsNothing: boolean;
	/** Spot pairs have an underscore, contracts have none. */
	symbols: 'spot' | 'futures';
}

const wireOf = ({ wire, name }: Field): string => wire ?? name;

/** BitMart wants it, or we do, where the user may leave it to us. */
const isNeeded = ({ required, derived }: Field): boolean => required === true || derived === true;

/** Whether two conditions can hold at the same time. */
const agree = (one: When = {}, other: When = {}): boolean =>
	Object.entries(one).every(([name, values]) => {
		const others = other[name];
		return others === undefined || values.some((value) => others.includes(value));
	});

function keysOf(fields: Field[]): Keys {
	const own: Keys['own'] = new Map();
	for (const field of fields) {
		const inner = keysOf((field.fields ?? []).filter(({ local }) => !local));
		const before = own.get(wireOf(field))?.own ?? [];
		own.set(wireOf(field), { own: new Map([...before, ...inner.own]) });
	}
	return { own };
}

/**
 * Every combination of what the form alone decides, as far as fields of this call depend on it. A choice
 * whose fields only another endpoint of the operation has is none of this call: V1 cancels by order ID.
 */
function settingsOf(all: Field[], fields: Field[], when: When = {}): Values[] {
	const depend = (some: Field[], name: string, value: unknown) =>
		some.some((field) => field.when?.[name]?.includes(value as string));
	const deciding = all.filter(
		({ local, name }) => local === true && fields.some((field) => field.when?.[name]),
	);
	return deciding.reduce<Values[]>(
		(settings, { name, options }) => {
			const values = when[name] ?? options?.map(({ value }) => value) ?? [true, false];
			const own = values.filter(
				(value) => depend(fields, name, value) || !depend(all, name, value),
			);
			return settings.flatMap((setting) => own.map((value) => ({ ...setting, [name]: value })));
		},
		[{}],
	);
}

/** The body of a call that an operation can reach, on this host. */
export function callBody(
	operation: Operation,
	call: Call & { when?: When },
	host: string,
): CallBody {
	const all = allFieldsOf(operation);
	const fields = all.filter(({ local, when }) => !local && agree(when, call.when));
	const always = fields.filter((field) => isNeeded(field) && !field.when).map(wireOf);
	return {
		keys: keysOf(fields),
		fields,
		settings: settingsOf(all, fields, call.when),
		always,
		needsNothing: !fields.some(isNeeded),
		symbols: host === 'spot' ? 'spot' : 'futures',
	};
}

/** The first key of a body, or of an object in it, that is not one of the call's. */
export function strangeKey(keys: Keys, body: Body): string | undefined {
	for (const [key, value] of Object.entries(body)) {
		const inner = keys.own.get(key);
		if (!inner) return key;
		// An object straight in an object is nowhere in BitMart's calls; its keys are looked at all the same.
		for (const object of objectsIn(value)) {
			const strange = strangeKey(inner, object);
			if (strange !== undefined) return strange;
		}
	}
	return undefined;
}

/** A symbol as this market would not write it. What is no text is not judged here. */
export const isForeignSymbol = ({ symbols }: CallBody, symbol: unknown): boolean =>
	typeof symbol === 'string' && symbol !== '' && symbol.includes('_') !== (symbols === 'spot');

/** What a value of the wire is in the form; undefined where it is none of the choices. */
function understood({ kind, options = [], values }: Field, given: unknown): unknown {
	if (kind !== 'choice') return given;
	const text = String(given).toLowerCase();
	return options.find(
		({ value }) => String(values?.[String(value)] ?? value).toLowerCase() === text,
	)?.value;
}

function holdsRows(field: Field, given: unknown): boolean {
	if (field.kind !== 'rows') return true;
	const isRow = (row: unknown): row is Body =>
		typeof row === 'object' && row !== null && !Array.isArray(row);
	return (
		Array.isArray(given) &&
		given.length > 0 &&
		given.every((row) => isRow(row) && isComplete(field.fields ?? [], row, {}))
	);
}

/** Whether everything is there that these fields need. More may be there: BitMart may overlook it. */
function isComplete(fields: Field[], body: Body, setting: Values): boolean {
	const values: Values = { ...setting };
	for (const field of fields) {
		if (!applies(field.when, values)) continue;
		const given = body[wireOf(field)];
		const value = isNothing(given) ? undefined : understood(field, given);
		const isThere = value !== undefined && holdsRows(field, given);
		if (isThere) values[field.name] = value;
		else if (isNeeded(field)) return false;
	}
	return true;
}

/**
 * Whether BitMart might take this body for that call. A call that needs nothing would take any body, if
 * BitMart overlooks the keys that it does not know; that cannot be told apart, and would leave nothing
 * that may be signed. So such a call is meant only by a body that holds no other keys than its own.
 */
export function fits(call: CallBody, body: Body): boolean {
	if (call.needsNothing && strangeKey(call.keys, body) !== undefined) return false;
	if (call.always.some((key) => isNothing(body[key]))) return false;
	if (call.keys.own.has('symbol') && isForeignSymbol(call, body.symbol)) return false;
	return call.settings.some((setting) => isComplete(call.fields, body, setting));
}
