import type { IAllExecuteFunctions, IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import type { Service } from '../definition/service';
import { Complaint } from '../values/complaint';
import type { Caller } from './caller';
import { clock, Overdue } from './clock';
import { Failure } from './errors';
import type { PlannedRequest } from './request';
import type { RawAnswer } from './response';
import { LOOK_FIRST } from './response';

/** One call of n8n's HTTP helper, bounded in time and size, and what a failure of the network means. */

/** Milliseconds of silence; n8n's own default is five minutes, too long to leave a trader in the dark. */
const SILENCE = 30_000;

/** Milliseconds for a whole call: an answer that trickles is never silent. */
const DEADLINE = 40_000;

/** Bytes of an answer. Far more than the longest list of symbols that an exchange sends. */
const MOST = 20_000_000;

/** The handshake failed, so nothing can have been sent. Only these codes are said before it is over. */
const HANDSHAKE = /^(CERT_|ERR_TLS_CERT_ALTNAME_INVALID|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Steps of the operating system before anything is sent. */
const BEFORE_SENDING = ['connect', 'getaddrinfo'];

/** n8n replaces a message that holds a network code by a sentence of its own, so messages use words. */
const NETWORK_WORDS: Array<[RegExp, string]> = [
	[/^ECONNREFUSED/, 'the connection was refused'],
	[/^(ENOTFOUND|EAI_AGAIN)/, 'the host name was not found'],
	[/^(EHOSTUNREACH|ENETUNREACH)/, 'no route to the host'],
	[HANDSHAKE, 'the certificate was not accepted'],
	[/^(ECONNABORTED|ETIMEDOUT|ESOCKETTIMEDOUT)/, 'no answer in time'],
	[/^(ECONNRESET|EPIPE)/, 'the connection was closed'],
];

/**
 * Host and options of a request. Redirects are off, because n8n would carry the key to the host they
 * point to; failures are judged here, because n8n sends a request again after a 401 that throws. The
 * answer comes as a stream, so that one without an end can be cut off.
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
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: SILENCE,
	};
}

/** The answer is longer than any that the exchange sends. */
class TooLong extends Error {}

/** A body as it arrives. */
type Chunks = AsyncIterable<Uint8Array> & { destroy?: () => void };

/** What n8n's helper gives, with `returnFullResponse` and a stream. */
interface Streamed {
	statusCode: number;
	headers: IDataObject;
	body: Chunks | string | undefined;
}

async function textOf(body: Chunks): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of body) {
		size += chunk.length;
		if (size > MOST) throw new TooLong();
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

/**
 * Makes a call and reads its answer to the end.
 * @param deadline milliseconds for all of it
 * @throws whatever went wrong; `noAnswer` says what that means
 */
export async function call(
	context: Caller,
	options: IHttpRequestOptions,
	credential: string | undefined,
	deadline = DEADLINE,
): Promise<RawAnswer> {
	const signal = context.getExecutionCancelSignal?.();
	let body: Chunks | undefined;
	let isOver = false;
	const work = async (): Promise<RawAnswer> => {
		const response = (
			credential === undefined
				? // The plain helper does not attach the signal by itself, and gets no key.
					await context.helpers.httpRequest({ ...options, ...(signal && { abortSignal: signal }) })
				: await context.helpers.httpRequestWithAuthentication.call(
						// It asks no more of it than a caller has.
						context as IAllExecuteFunctions,
						credential,
						options,
					)
		) as Streamed;
		const { statusCode: status, headers } = response;
		if (typeof response.body !== 'object') {
			return { status, headers, body: String(response.body ?? '') };
		}
		body = response.body;
		// It came too late: nobody reads it any more.
		if (isOver) body.destroy?.();
		return { status, headers, body: await textOf(body) };
	};
	try {
		return await clock.within(deadline, work());
	} finally {
		// Of an answer that is read to the end there is nothing left; any other would go on arriving.
		isOver = true;
		body?.destroy?.();
	}
}

/** An error of the network, as far as it says what happened. Node.js tries several addresses of a host at once. */
interface NetworkError {
	code?: unknown;
	syscall?: unknown;
	cause?: unknown;
	errors?: unknown;
}

/** An error with all that it wraps. */
function chain(caught: unknown, depth = 0): NetworkError[] {
	if (typeof caught !== 'object' || caught === null || depth > 5) return [];
	const error = caught as NetworkError;
	const several = Array.isArray(error.errors) ? (error.errors as unknown[]) : [];
	return [error, ...[error.cause, ...several].flatMap((inner) => chain(inner, depth + 1))];
}

/** Whether nothing can have been sent: every system call that failed comes before the first byte. */
function neverLeft(errors: NetworkError[]): boolean {
	const calls = errors.flatMap(({ syscall }) => (typeof syscall === 'string' ? [syscall] : []));
	if (calls.length > 0) return calls.every((name) => BEFORE_SENDING.includes(name));
	return errors.some(({ code }) => typeof code === 'string' && HANDSHAKE.test(code));
}

function codeOf(errors: NetworkError[], httpCode: unknown): string {
	const codes = errors.map(({ code }) => code).filter((code) => typeof code === 'string');
	const known = codes.find((code) => NETWORK_WORDS.some(([pattern]) => pattern.test(code)));
	return String(known ?? codes[0] ?? httpCode ?? 'unknown');
}

/** A failure before a whole answer arrived. The caught error itself holds the headers: only its code is kept. */
export function noAnswer(
	service: Service,
	caught: unknown,
	isWrite: boolean,
	stopped: boolean,
): Failure | Complaint {
	const errors = chain(caught);
	// The credential refused to sign; n8n has wrapped its sentence.
	const complaint = errors.find((error) => error instanceof Complaint);
	if (complaint) return complaint as unknown as Complaint;
	const effect = isWrite ? 'unknown' : 'none';
	if (caught instanceof TooLong) {
		return new Failure({
			message: `The answer of ${service.name} is too long: more than ${MOST / 1_000_000} megabytes`,
			hint: isWrite ? LOOK_FIRST : 'It was cut off. Ask for less at once, or try again later.',
			effect,
		});
	}
	const network = codeOf(errors, (caught as { httpCode?: unknown }).httpCode);
	const why = stopped
		? 'the execution was stopped'
		: caught instanceof Overdue
			? `no whole answer within ${Math.round(caught.milliseconds / 1000)} seconds`
			: (NETWORK_WORDS.find(([pattern]) => pattern.test(network))?.[1] ?? 'the connection failed');
	if (neverLeft(errors)) {
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
		effect,
		remedy: 'lost',
	});
}
