import { parseExact } from '../core/values/json';
import { Refusal } from './guardSettings';

/** The body of a request as the exchange will read it. */

/** A parsed JSON object. */
export type Body = Record<string, unknown>;

/** A string of JSON text, and whether it is the key of an object. */
const STRINGS = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** All objects of a JSON value, from the outside in. */
export function objectsIn(value: unknown): Body[] {
	if (typeof value !== 'object' || value === null) return [];
	const inner = Object.values(value).flatMap(objectsIn);
	return Array.isArray(value) ? inner : [value as Body, ...inner];
}

/** A key without its case and its separators. */
const letters = (key: string) => key.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');

/**
 * The body as the exchange will read it. Where a key stands twice, or once more in another case, nobody
 * knows which of them that is.
 */
export function readBody(text: string): Body {
	const body = parseExact(text) as Body;
	const objects = objectsIn(body);
	const inText = [...text.matchAll(STRINGS)].filter(([, colon]) => colon !== undefined).length;
	const parsed = objects.reduce((count, object) => count + Object.keys(object).length, 0);
	const isAmbiguous = objects.some((object) => {
		const keys = Object.keys(object).map(letters);
		return new Set(keys).size < keys.length;
	});
	if (inText !== parsed || isAmbiguous) {
		throw new Refusal(
			'The body of this request has a key twice, so that it is not clear which one counts',
			'Write every key once. The guard rails of this credential are held against the body.',
		);
	}
	return body;
}

/** Whether a key stands there without a value. */
export const isNothing = (value: unknown) => value === undefined || value === null || value === '';

/** Every symbol that the body names, wherever it stands and however its key is written. */
export const symbolsIn = (body: Body): unknown[] =>
	objectsIn(body).flatMap((object) =>
		Object.entries(object).flatMap(([key, value]) => (letters(key) === 'SYMBOL' ? [value] : [])),
	);
