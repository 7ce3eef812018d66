import { tryToParseDateTime } from 'n8n-workflow';

import type { Field, Values } from '../definition/field';
import { applies, givenOf } from '../definition/field';
import { Complaint } from './complaint';
import { plainDecimal, signOf } from './decimal';
import { parseExact } from './json';

/** Parameters to checked values: what cannot be sent ends here, in a sentence that names the field. */

/** Blank means "not given". Presence is what counts: `0` and `false` are values. */
export function isBlank(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/** What was received, short enough for a sentence. */
function shown(value: unknown): string {
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
	return `Received: ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

function textOf(field: Field, value: unknown): string {
	if (typeof value === 'object') {
		throw new Complaint(
			`${field.displayName} must be a single value, not a list or an object`,
			shown(value),
		);
	}
	return String(value).trim();
}

function readChoice(field: Field, value: unknown): string | number | boolean {
	const wanted = textOf(field, value);
	const options = field.options ?? [];
	const found =
		options.find((option) => String(option.value) === wanted) ??
		options.find((option) =>
			[String(option.value), option.name].some(
				(word) => word.toLowerCase() === wanted.toLowerCase(),
			),
		);
	if (!found) {
		const names = options.map((option) => option.name).join(', ');
		throw new Complaint(`${field.displayName} must be one of: ${names}`, shown(value));
	}
	return found.value;
}

function readBoolean(field: Field, value: unknown): boolean {
	const text = textOf(field, value).toLowerCase();
	if (text !== 'true' && text !== 'false') {
		throw new Complaint(`${field.displayName} must be true or false`, shown(value));
	}
	return text === 'true';
}

function readDecimal(field: Field, value: unknown): string {
	const decimal = plainDecimal(textOf(field, value));
	if (decimal === undefined) {
		throw new Complaint(
			`${field.displayName} must be a plain number such as 0.015, with a point for decimals and no thousands separators`,
			shown(value),
		);
	}
	const lowest = field.zero === true ? 0 : 1;
	if (signOf(decimal) < lowest) {
		const bound = field.zero === true ? 'zero or more' : 'greater than zero';
		throw new Complaint(`${field.displayName} must be ${bound}`, shown(value));
	}
	return decimal;
}

function readInteger(field: Field, value: unknown): string {
	const { minValue, maxValue } = field.typeOptions ?? {};
	const text = plainDecimal(textOf(field, value));
	if (text === undefined || !/^-?\d+$/.test(text)) {
		throw new Complaint(`${field.displayName} must be a whole number`, shown(value));
	}
	const number = BigInt(text);
	if (minValue !== undefined && number < BigInt(minValue)) {
		throw new Complaint(`${field.displayName} must be at least ${minValue}`, shown(value));
	}
	if (maxValue !== undefined && number > BigInt(maxValue)) {
		throw new Complaint(`${field.displayName} must be at most ${maxValue}`, shown(value));
	}
	return text;
}

/** Above this a bare number of a time is taken for milliseconds (as seconds it would be the year 5138). */
const MILLISECONDS_FROM = 100_000_000_000;

function millisecondsOf(text: string, timezone: string): number | undefined {
	try {
		return tryToParseDateTime(text, timezone).toMillis();
	} catch {
		return undefined;
	}
}

/** Milliseconds since 1970, from an ISO date (in the workflow's timezone unless it names one) or a number. */
function readTime(field: Field, value: unknown, timezone: string): number {
	const text = textOf(field, value);
	if (/^\d+$/.test(text)) {
		const number = Number(text);
		return number < MILLISECONDS_FROM ? number * 1000 : number;
	}
	const time = millisecondsOf(text, timezone);
	if (time === undefined) {
		throw new Complaint(
			`${field.displayName} must be a date such as 2026-08-01T12:00:00Z, or a time in seconds or milliseconds`,
			shown(value),
		);
	}
	return time;
}

/** What an expression makes of a missing value when it builds a text. */
const NOTHING_IN_WORDS = /^(undefined|null|NaN|\[object Object\])$/;

function readText(field: Field, value: unknown): string {
	if (field.kind === 'id' && typeof value === 'number' && !Number.isSafeInteger(value)) {
		throw new Complaint(
			`${field.displayName} arrived as a number that has lost digits; hand it over as text`,
			shown(value),
		);
	}
	const text = textOf(field, value);
	if (NOTHING_IN_WORDS.test(text)) {
		throw new Complaint(
			`${field.displayName} is "${text}": the expression found nothing`,
			'Check the name of the field and of the node that the expression reads from.',
		);
	}
	const normal = field.normalize ? field.normalize(text) : text;
	if (normal === undefined) {
		throw new Complaint(
			`${field.displayName} must be ${field.expects ?? 'in another form'}`,
			shown(value),
		);
	}
	return normal;
}

/** A list as the user gives it: comma-separated, a JSON text, or a list from an expression. */
function toList(field: Field, value: unknown): unknown[] {
	if (Array.isArray(value)) return value as unknown[];
	if (typeof value === 'object') {
		throw new Complaint(`${field.displayName} must be a list`, shown(value));
	}
	if (typeof value === 'number') return [value];
	const text = String(value).trim();
	if (!text.startsWith('[')) return text.split(',').filter((one) => !isBlank(one));
	const list = parsed(text);
	if (Array.isArray(list)) return list;
	throw new Complaint(`${field.displayName} is not a list in JSON`, shown(value));
}

function parsed(text: string): unknown {
	try {
		return parseExact(text);
	} catch {
		return undefined;
	}
}

function checkCount(field: Field, count: number): void {
	const { maxItems } = field;
	if (maxItems !== undefined && count > maxItems) {
		throw new Complaint(
			`${field.displayName} takes at most ${maxItems} at once`,
			`Received: ${count}`,
		);
	}
}

function readList(field: Field, value: unknown, timezone: string): unknown[] | undefined {
	const { item = { ...field, kind: 'text' as const } } = field;
	const list = toList(field, value).filter((one) => !isBlank(one));
	checkCount(field, list.length);
	return list.length === 0
		? undefined
		: list.map((one) => readValue({ ...item, displayName: field.displayName }, one, timezone));
}

/** The groups of a fixed collection: its one list, or a list of objects that an expression gives. */
function toGroups(field: Field, value: unknown): unknown[] {
	if (typeof value === 'string') return toList(field, value);
	if (Array.isArray(value)) return value as unknown[];
	const [inner] = Object.values((value ?? {}) as Record<string, unknown>);
	return Array.isArray(inner) ? (inner as unknown[]) : [];
}

/** A misspelt key would be dropped without a word, and with it the price or the key of an order. */
function refuseUnknown(field: Field, group: Values, index: number): void {
	const known = new Set(givenOf(field.fields ?? []).map(({ name }) => name));
	const unknown = Object.keys(group).find((name) => !known.has(name) && !isBlank(group[name]));
	if (unknown === undefined) return;
	throw new Complaint(
		`${field.displayName} ${index + 1} has an unknown key "${unknown}"`,
		`Known keys: ${[...known].join(', ')}`,
	);
}

function readRows(field: Field, value: unknown, timezone: string): Values[] | undefined {
	const groups = toGroups(field, value);
	checkCount(field, groups.length);
	const rows = groups.map((group, index) => {
		if (typeof group !== 'object' || group === null) {
			throw new Complaint(`${field.displayName} must be a list of objects`, shown(group));
		}
		refuseUnknown(field, group as Values, index);
		const values: Values = {};
		for (const inner of givenOf(field.fields ?? [])) {
			if (!applies(inner.when, values)) continue;
			const named = {
				...inner,
				displayName: `${field.displayName} ${index + 1}: ${inner.displayName}`,
			};
			const checked = takeValue(named, (group as Values)[inner.name], timezone);
			if (checked !== undefined) values[inner.name] = checked;
		}
		return values;
	});
	return rows.length === 0 ? undefined : rows;
}

/**
 * The checked value of one field in its exact form: text for decimals, integers, ids and text,
 * milliseconds for times, the form's value for choices.
 * @throws Complaint where it cannot be sent
 */
function readValue(field: Field, value: unknown, timezone: string): unknown {
	switch (field.kind) {
		case 'choice':
			return readChoice(field, value);
		case 'boolean':
			return readBoolean(field, value);
		case 'decimal':
			return readDecimal(field, value);
		case 'integer':
			return readInteger(field, value);
		case 'time':
			return readTime(field, value, timezone);
		case 'list':
			return readList(field, value, timezone);
		case 'rows':
			return readRows(field, value, timezone);
		case 'any':
			return value;
		case 'id':
		case 'text':
			return readText(field, value);
	}
}

/** What was chosen from a list or typed; a workflow from before there was one has the bare text. */
function pickedOf(value: unknown): unknown {
	const isLocator = typeof value === 'object' && value !== null && 'mode' in value;
	return isLocator ? (value as Values).value : value;
}

/**
 * The checked value of a field, or undefined where it is not given. A choice that steers the node has
 * its default then, because conditions look at it; so has a field that is always sent.
 * @throws Complaint where it is required and missing, or cannot be sent
 */
export function takeValue(field: Field, given: unknown, timezone: string): unknown {
	if (field.kind === 'any') return given;
	const value = field.picker ? pickedOf(given) : given;
	const isSwitch = field.kind === 'choice' || field.kind === 'boolean';
	const steers = field.local === true && !field.noDefault && isSwitch;
	const stated = isBlank(value) && (steers || field.always) ? field.default : value;
	const checked = isBlank(stated) ? undefined : readValue(field, stated, timezone);
	if (checked === undefined && field.required) {
		throw new Complaint(`${field.displayName} is empty`, field.description);
	}
	return checked;
}
