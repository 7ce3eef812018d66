import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

/** Keeps what belongs to a credential out of everything that a server says: one that echoes a request would show it. */

/** Keys and signatures. Other texts, such as a memo, may stand in an answer by chance: in a name, say. */
const TELLING = /^(?=.*\d)[\w+/=-]{16,}$/;

/** What stands in the place of a secret. */
const HIDDEN = '***';

/** Names of the keys that hold sentences, in answers of any depth. */
const SENTENCES = new Set(['message', 'msg', 'trace', 'error', 'reason']);

/**
 * The texts that nobody may see: the named values of the credential, and what it has added to the headers
 * of the request (a signature).
 */
export function secretsIn(
	credentials: ICredentialDataDecryptedObject | undefined,
	names: string[],
	given: IDataObject,
	sent: IDataObject,
): string[] {
	const own = names.map((name) => String(credentials?.[name] ?? ''));
	const added = Object.entries(sent)
		.filter(([name]) => given[name] === undefined)
		.map(([, value]) => String(value))
		// A time is no secret, and stands in answers.
		.filter((value) => !/^\d+$/.test(value));
	const all = [...own, ...own.map((value) => value.trim()), ...added];
	return [...new Set(all)].filter((value) => value.length > 1).sort((a, b) => b.length - a.length);
}

const without = (text: string, secrets: string[]): string =>
	secrets.reduce((rest, secret) => rest.split(secret).join(HIDDEN), text);

/** The text of an answer without keys and signatures. */
export function scrubText(text: string, secrets: string[]): string {
	return without(
		text,
		secrets.filter((secret) => TELLING.test(secret)),
	);
}

/** A parsed answer whose sentences hold no secret, however short. */
export function scrubSentences(value: unknown, secrets: string[]): unknown {
	if (Array.isArray(value)) return value.map((one) => scrubSentences(one, secrets));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [
			key,
			typeof inner === 'string' && SENTENCES.has(key)
				? without(inner, secrets)
				: scrubSentences(inner, secrets),
		]),
	);
}
