/** Who is let in: key, time, signature and permission. */
import { createHmac, timingSafeEqual } from 'node:crypto';

import { refusal } from '../basics/refusals';
import type { SandboxAccount } from '../books/accounts';
import type { Endpoint } from './description';
import { isObject, readWire } from './wire';

/** What the gate looks at. */
export interface GateRequest {
	headers: Record<string, string>;
	body: Buffer;
	ip: string;
}

const hmac = (secret: string, timestamp: string, memo: string, payload: Buffer | string) =>
	createHmac('sha256', Buffer.from(secret, 'utf8'))
		.update(`${timestamp}#${memo}#`, 'utf8')
		.update(payload)
		.digest();

function equal(given: string, expected: Buffer): boolean {
	const left = Buffer.from(given, 'utf8');
	const right = Buffer.from(expected.toString('hex'), 'utf8');
	return left.length === right.length && timingSafeEqual(left, right);
}

/** The body as it would look after another program has parsed and written it again. */
function rewritten(body: string): string[] {
	try {
		const value: unknown = JSON.parse(body);
		const sorted = isObject(value)
			? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
			: value;
		return [JSON.stringify(value), JSON.stringify(sorted), JSON.stringify(value, null, 2)];
	} catch {
		return [];
	}
}

/** Finds out what was signed instead; the secret itself is never shown. */
function diagnose(
	account: SandboxAccount,
	accounts: SandboxAccount[],
	timestamp: string,
	sign: string,
	body: Buffer,
): { reason: string; detail: string[] } {
	const text = body.toString('utf8');
	const fits = (secret: string, memo: string, payload: Buffer | string) =>
		equal(sign.toLowerCase(), hmac(secret, timestamp, memo, payload));
	const { secretKey, memo } = account;
	const others = accounts.filter((other) => other !== account);
	const own = hmac(secretKey, timestamp, memo, body);
	let reason =
		'most likely the secret or the memo is another one, or the body changed after signing';
	if (equal(sign.toLowerCase(), own)) reason = 'the signature is right but not in lower case';
	else if (sign === own.toString('base64')) reason = 'the signature is base64 instead of hex';
	else if (fits(secretKey, memo, '')) reason = 'an empty text was signed instead of the body';
	else if (rewritten(text).some((payload) => fits(secretKey, memo, payload))) {
		reason = 'other bytes were signed than sent: the body was written again after signing';
	} else if (fits(secretKey, '', body)) reason = 'the memo is missing: an empty one was signed';
	else if (fits(secretKey, 'undefined', body))
		reason = 'the memo is missing: "undefined" was signed';
	else if ([memo.trim(), `${memo} `, `${memo}\n`].some((other) => fits(secretKey, other, body))) {
		reason = 'the memo differs in blanks at its ends';
	} else if (others.some((other) => fits(secretKey, other.memo, body))) {
		reason = 'the memo belongs to another key';
	} else if (others.some((other) => fits(other.secretKey, memo, body))) {
		reason = 'the secret belongs to another key';
	} else if (others.some((other) => fits(other.secretKey, other.memo, body))) {
		reason = 'secret and memo belong to another key';
	} else if (!/^[0-9a-f]{64}$/.test(sign)) {
		reason = 'the signature is not 64 hex digits in lower case';
	}
	return {
		reason: `wrong signature: ${reason}`,
		detail: ['the text to sign is, between the bars:', `|${timestamp}#${memo}#${text}|`],
	};
}

/** The window of a request: what was sent as recvWindow if it is usable, else the default. */
function recvWindow(endpoint: Endpoint, body: Buffer): number | undefined {
	if (!endpoint.params.some((param) => param.name === 'recvWindow')) return undefined;
	try {
		const value = readWire(body.toString('utf8'));
		const text = isObject(value) ? String(value.recvWindow) : '';
		const given = /^\d+$/.test(text) ? Number(text) : 0;
		// An unusable value is refused later, by the check of the parameters.
		return given >= 1 && given <= 60000 ? given : 5000;
	} catch {
		return 5000;
	}
}

function checkTime(endpoint: Endpoint, timestamp: string | undefined, body: Buffer, now: number) {
	if (timestamp === undefined || timestamp === '') throw refusal(30006);
	if (/^\d+\.\d+$/.test(timestamp)) {
		throw refusal(30006, { reason: `the timestamp "${timestamp}" is not a whole number` });
	}
	if (!/^\d+$/.test(timestamp)) {
		throw refusal(30008, { reason: `the timestamp "${timestamp}" is not made of digits` });
	}
	const age = now - Number(timestamp);
	const window = recvWindow(endpoint, body);
	if (window === undefined ? Math.abs(age) > 60000 : age > window || age <= -1000) {
		const off = age >= 0 ? `${age} ms behind` : `${-age} ms ahead of`;
		throw refusal(30007, {
			message:
				window === undefined
					? undefined
					: `Timestamp for this request is outside of the recvWindow (${window} ms)`,
			reason: `the timestamp is ${off} the exchange's clock, allowed are ${window ?? 60000} ms`,
		});
	}
}

/**
 * Lets a request in or throws what BitMart answers: key, (POST) timestamp, signature, then expiry,
 * address and permission of the key. A private GET needs its key only; whatever is signed there is ignored.
 */
export function admit(
	endpoint: Endpoint,
	request: GateRequest,
	accounts: SandboxAccount[],
	now: number,
): SandboxAccount | undefined {
	if (endpoint.auth === 'NONE') return undefined;
	const { headers, body } = request;
	const key = headers['x-bm-key'];
	if (key === undefined || key === '') throw refusal(30001);
	const account = accounts.find((candidate) => candidate.accessKey === key);
	if (!account) throw refusal(30002, { reason: `no account has the key "${key}"` });
	if (account.frozen) throw refusal(30003);
	if (endpoint.method === 'POST') {
		const timestamp = headers['x-bm-timestamp'];
		checkTime(endpoint, timestamp, body, now);
		const sign = headers['x-bm-sign'];
		if (sign === undefined || sign === '') throw refusal(30004);
		if (!equal(sign, hmac(account.secretKey, timestamp ?? '', account.memo, body))) {
			throw refusal(30005, diagnose(account, accounts, timestamp ?? '', sign, body));
		}
	}
	if (account.expired) throw refusal(30011);
	if (account.allowedIps?.length && !account.allowedIps.includes(request.ip)) {
		throw refusal(30010, {
			reason: `the key may be used from ${account.allowedIps.join(', ')} only, not from ${request.ip}`,
		});
	}
	const { permission } = endpoint;
	const free = permission === 'none' || permission === 'unknown';
	if (!free && !account.permissions.includes(permission)) {
		throw refusal(30012, { reason: `the key lacks the permission ${permission}` });
	}
	return account;
}
