import { createHash, timingSafeEqual } from 'crypto';

/** Whether somebody who calls knows a secret. */

/** The longest text that is looked at: hashing megabytes would be work for whoever asks for it. */
const MAX_LENGTH = 1000;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Whether a text is the secret, in the same time wherever the two differ, and whatever their lengths: of
 * texts as long as each other only their hashes are. An empty secret is nobody's.
 */
export function sameSecret(expected: string, given: unknown): boolean {
	if (typeof given !== 'string' || given.length > MAX_LENGTH) return false;
	const same = timingSafeEqual(digest(expected), digest(given));
	return same && expected !== '';
}
