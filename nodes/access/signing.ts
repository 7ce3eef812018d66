import { createHmac } from 'crypto';

/** What a person gets when creating an API key. */
export interface Keys {
	accessKey: string;
	secretKey: string;
	/** The text chosen for the key; used as it is, blanks included. */
	memo: string;
}

/**
 * The signature of a request: lower-case hex of HMAC-SHA256 over `timestamp#memo#payload`.
 * @param timestamp milliseconds since 1970, the same text as in the header
 * @param payload the body, byte for byte as it is sent
 */
export function sign(keys: Keys, timestamp: string, payload: string): string {
	return createHmac('sha256', keys.secretKey)
		.update(`${timestamp}#${keys.memo}#${payload}`, 'utf8')
		.digest('hex');
}

/**
 * The headers of a private request. A GET is KEYED (the key alone), a POST is SIGNED.
 * @param now milliseconds since 1970, taken right before sending
 */
export function authHeaders(
	keys: Keys,
	method: 'GET' | 'POST',
	payload: string,
	now: number,
): Record<string, string> {
	if (method === 'GET') return { 'X-BM-KEY': keys.accessKey };
	const timestamp = String(now);
	return {
		'X-BM-KEY': keys.accessKey,
		'X-BM-TIMESTAMP': timestamp,
		'X-BM-SIGN': sign(keys, timestamp, payload),
	};
}
