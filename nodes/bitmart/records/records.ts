import type { IDataObject } from 'n8n-workflow';

/** Drops what is not there, so that items hold no `undefined`. */
export function compact(record: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** Milliseconds (number or digits) as ISO 8601; undefined where there is none. */
export function isoFromMilliseconds(value: unknown): string | undefined {
	const time = Number(value);
	return value === undefined ||
		value === null ||
		value === '' ||
		!Number.isFinite(time) ||
		time === 0
		? undefined
		: new Date(time).toISOString();
}

/** Seconds (number or digits) as ISO 8601; undefined where there is none. */
export function isoFromSeconds(value: unknown): string | undefined {
	return isoFromMilliseconds(value === undefined || value === '' ? value : Number(value) * 1000);
}

/** Below this a time is in seconds: in milliseconds it would lie in 1973. */
const MILLISECONDS_FROM = 100_000_000_000;

/** Milliseconds of a time whose unit is known by its size only, as in the margin records. */
export function millisecondsBySize(value: unknown): number {
	const time = Number(value);
	return time < MILLISECONDS_FROM ? time * 1000 : time;
}

/** A time whose unit is known by its size only as ISO 8601; undefined where there is none. */
export function isoBySize(value: unknown): string | undefined {
	return isoFromMilliseconds(
		value === undefined || value === null || value === '' ? undefined : millisecondsBySize(value),
	);
}

/** A field of an answer that is an object; empty where BitMart sent null. */
export function objectAt(record: IDataObject, name: string): IDataObject {
	const value = record[name];
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as IDataObject)
		: {};
}

/** A field of an answer that is a list; empty where BitMart sent null. */
export function listAt(record: IDataObject, name: string): IDataObject[] {
	const value = record[name];
	return Array.isArray(value) ? (value as IDataObject[]) : [];
}

/** `Cross` and `cross`, `Long` and `long`: the case differs between the endpoints (trap 16). */
export function lowerCase(value: unknown): string | undefined {
	return value === undefined || value === null ? undefined : String(value).toLowerCase();
}

/** A text with its full stop, so that another sentence can follow. */
export const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The word for a number of BitMart's, as a number or as text; anything else stays what it is. */
export const wordFor = (words: readonly string[], stated: IDataObject[string]) =>
	words.find((_word, number) => String(number) === String(stated)) ?? stated;
