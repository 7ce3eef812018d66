/** The JSON of requests and answers, to the digit. */
import { isLosslessNumber, LosslessNumber, parse, stringify } from 'lossless-json';

/** A JSON value whose numbers still know the digits they were written with. */
export type Wire = null | boolean | string | LosslessNumber | Wire[] | { [key: string]: Wire };

/** Reads JSON without losing a digit: every number stays the literal it was. Throws on anything that is not JSON. */
export function readWire(text: string): Wire {
	return parse(text, null, {
		parseNumber: (literal) => new LosslessNumber(literal),
		// Duplicates are found by `duplicateKeys`; here the last one wins, as with most parsers.
		onDuplicateKey: ({ newValue }) => newValue,
	}) as Wire;
}

/** Writes an answer; literals come out digit by digit. */
export function writeJson(value: unknown): string {
	return stringify(value) ?? 'null';
}

/** True for a JSON object, false for null, arrays and number literals. */
export function isObject(value: unknown): value is { [key: string]: Wire } {
	return (
		typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value)
	);
}

/** Names the JSON type of a literal in an error message. */
export function wireType(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	if (isLosslessNumber(value)) return 'number';
	return typeof value;
}

/**
 * The keys that stand twice in one object, anywhere in the text (which must be valid JSON).
 * A parser cannot tell: it has already dropped one of them.
 */
export function duplicateKeys(text: string): string[] {
	const found: string[] = [];
	const stack: Array<Set<string> | undefined> = [];
	const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g;
	for (let match = token.exec(text); match; match = token.exec(text)) {
		const [word, colon] = match;
		if (word === '{') stack.push(new Set());
		else if (word === '[') stack.push(undefined);
		else if (word === '}' || word === ']') stack.pop();
		else if (colon !== undefined) {
			const key = JSON.parse(word.slice(0, word.length - colon.length)) as string;
			const keys = stack[stack.length - 1];
			if (keys?.has(key)) found.push(key);
			keys?.add(key);
		}
	}
	return found;
}
