import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Service } from '../definition/service';
import { Complaint } from '../values/complaint';
import { Failure } from './errors';
import type { PlannedRequest } from './request';
import { LOOK_FIRST } from './response';

/** A request as n8n's HTTP helper takes it, and what a failure of the network means. */

/** Milliseconds; n8n's own default is five minutes, too long to leave a trader in the dark. */
const TIMEOUT = 30_000;

/** The connection was never made, so nothing can have been carried out. */
const NEVER_CONNECTED =
	/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

/** n8n replaces a message that holds a network code by a sentence of its own, so messages use words. */
const NETWORK_WORDS: Array<[RegExp, string]> = [
	[/^ECONNREFUSED/, 'the connection was refused'],
	[/^(ENOTFOUND|EAI_AGAIN)/, 'the host name was not found'],
	[/^(EHOSTUNREACH|ENETUNREACH)/, 'no route to the host'],
	[/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/, 'the certificate was not accepted'],
	[/^(ECONNABORTED|ETIMEDOUT|ESOCKETTIMEDOUT)/, 'no answer in time'],
	[/^(ECONNRESET|EPIPE)/, 'the connection was closed'],
];

/**
 * Host and options of a request. Redirects are off, because n8n would carry the key to the host they
 * point to; failures are judged here, because n8n sends a request again after a 401 that throws.
 */
export function toOptions(
	request: PlannedRequest,
	baseURL: string,
	service: Service,
): IHttpRequestOptions {
	return {
		method: request.method,
		url: `${baseURL}${request.path}`,
		headers: {
			Accept: 'application/json',
			'User-Agent': service.userAgent,
			...(request.body !== undefined && { 'Content-Type': 'application/json' }),
		},
		...(request.body !== undefined && { body: request.body }),
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: TIMEOUT,
	};
}

/** A failure before an answer arrived. The caught error itself holds the headers: only its code is kept. */
export function noAnswer(
	service: Service,
	caught: unknown,
	isWrite: boolean,
	stopped: boolean,
): Failure | Complaint {
	const { httpCode, code, cause } = caught as {
		httpCode?: string | null;
		code?: string;
		cause?: Error & { code?: string };
	};
	// The credential refused to sign; n8n has wrapped its sentence.
	if (cause instanceof Complaint) return cause;
	const network = String(cause?.code ?? code ?? httpCode ?? 'unknown');
	const why = stopped
		? 'the execution was stopped'
		: (NETWORK_WORDS.find(([pattern]) => pattern.test(network))?.[1] ?? 'the connection failed');
	if (NEVER_CONNECTED.test(network)) {
		return new Failure({
			message: `${service.name} could not be reached: ${why}`,
			hint: 'Nothing was sent. Check the network of the machine that runs n8n, and the addresses in the credential.',
			code: network,
			effect: 'none',
			remedy: 'connect',
		});
	}
	return new Failure({
		message: `${service.name} did not answer: ${why}`,
		hint: isWrite ? LOOK_FIRST : 'Try again in a minute.',
		code: network,
		effect: isWrite ? 'unknown' : 'none',
		remedy: 'lost',
	});
}
