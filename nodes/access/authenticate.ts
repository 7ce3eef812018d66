import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { USER_AGENT } from '../bitmart/version';
import { signingTime } from '../core/exchange/clock';
import { Complaint } from '../core/values/complaint';
import { guardSigning } from './guard';
import { maySign } from './hosts';
import { refuseDetours } from './route';
import type { Keys } from './signing';
import { authHeaders } from './signing';

/** What n8n's HTTP Request node hands over: the options of the request library that came before. */
interface LegacyOptions {
	uri?: string;
	form?: unknown;
	formData?: unknown;
	followRedirect?: boolean;
	followAllRedirects?: boolean;
}

type AnyOptions = IHttpRequestOptions & LegacyOptions;

/** Pasted keys often end in a blank or a line break. The memo is free text, so it stays as it is. */
function keysOf(credentials: ICredentialDataDecryptedObject, method: 'GET' | 'POST'): Keys {
	const keys: Keys = {
		accessKey: String(credentials.accessKey ?? '').trim(),
		secretKey: String(credentials.secretKey ?? '').trim(),
		memo: String(credentials.memo ?? ''),
	};
	if (keys.accessKey === '') throw new Complaint('Access Key of the credential is empty');
	if (method === 'POST' && keys.secretKey === '') {
		throw new Complaint('Secret Key of the credential is empty');
	}
	return keys;
}

function methodOf(options: AnyOptions): 'GET' | 'POST' {
	const method = String(options.method ?? 'GET').toUpperCase();
	if (method === 'GET' || method === 'POST') return method;
	throw new Complaint(`BitMart has GET and POST only, not ${method}`);
}

function urlOf(options: AnyOptions): URL {
	const address = options.url ?? options.uri ?? '';
	if (URL.canParse(address, options.baseURL)) return new URL(address, options.baseURL);
	throw new Complaint(`"${address}" is not an address that this credential can sign for`);
}

/**
 * What follows the host, exactly as it was written, joined and with the query as n8n's HTTP client does.
 * `URL` would tidy it up, and the guard rails know one spelling of each path only.
 */
function writtenPath({ url, uri, baseURL, qs }: AnyOptions): string {
	const address = url ?? uri ?? '';
	const isWhole = /^([a-z][a-z\d+.-]*:)?\/\//i.test(address);
	const whole =
		isWhole || !baseURL ? address : `${baseURL.replace(/\/+$/, '')}/${address.replace(/^\//, '')}`;
	const query = Object.keys(qs ?? {}).length > 0 ? '?' : '';
	return `${whole.replace(/^https?:\/\/[^/?#\\]*/i, '')}${query}`;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function isPlainObject(value: unknown): value is IDataObject {
	return (
		typeof value === 'object' &&
		value !== null &&
		[Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
	);
}

/**
 * The body as the exact text that will be sent. n8n would not send an empty object and would write
 * another content type for an empty text, so a POST without parameters is `{}`.
 */
function bodyText(options: AnyOptions): string {
	if (options.form !== undefined || options.formData !== undefined) {
		throw new Complaint('BitMart takes JSON, not a form: set Body Content Type to JSON');
	}
	const { body } = options as { body?: unknown };
	if (body === undefined || body === null || body === '') return '{}';
	if (isPlainObject(body)) return JSON.stringify(body);
	// n8n's HTTP client trims a text and quotes what is not JSON; either would break the signature.
	if (typeof body === 'string' && isPlainObject(parsed(body))) return body.trim();
	throw new Complaint('The body of a BitMart request must be a JSON object');
}

/** The caller's headers without those that this credential writes, whatever their case. */
function foreignHeaders(headers: IDataObject | undefined): IDataObject {
	const own = /^(x-bm-(key|timestamp|sign)|content-type)$/i;
	return Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => !own.test(name)));
}

function hasAgent(headers: IDataObject): boolean {
	return Object.keys(headers).some((name) => name.toLowerCase() === 'user-agent');
}

/**
 * Signs a request for BitMart, whoever sends it: the nodes, the credential test, the HTTP Request
 * node. GET carries the key, POST is signed over the exact text that is sent. May be called again for
 * the same options (n8n does after a 401), and judges them again.
 * @throws Complaint where address, way, method or body are not BitMart's, or the guard rails forbid it
 */
export async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	requestOptions: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const options: AnyOptions = requestOptions;
	const method = methodOf(options);
	const url = urlOf(options);
	if (!maySign(credentials, method, url)) {
		throw new Complaint(
			`This BitMart credential does not sign for ${url.origin}`,
			'It signs for the hosts of its environment only. Change Environment or the sandbox addresses in the credential.',
		);
	}
	refuseDetours(credentials, options, url);
	const keys = keysOf(credentials, method);
	const body = method === 'POST' ? bodyText(options) : undefined;
	if (body !== undefined) {
		await guardSigning(credentials, options, { path: writtenPath(options), body });
	}
	const headers = foreignHeaders(options.headers);
	options.headers = {
		...(!hasAgent(headers) && { 'User-Agent': USER_AGENT }),
		...headers,
		...(body !== undefined && { 'Content-Type': 'application/json' }),
		...authHeaders(keys, method, body ?? '', signingTime(url.origin)),
	};
	if (body !== undefined) options.body = body;
	// A redirect would carry the key to another host.
	options.disableFollowRedirect = true;
	options.followRedirect = false;
	options.followAllRedirects = false;
	return options;
}
