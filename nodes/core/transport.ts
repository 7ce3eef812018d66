import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { Complaint, Failure } from './errors';
import type { Operation, Service } from './operation';
import type { PlannedRequest } from './request';
import type { RawAnswer } from './response';
import { judge, LOOK_FIRST } from './response';

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

function hasCredential(context: IExecuteFunctions, service: Service): boolean {
	return context.getNode().credentials?.[service.credential] !== undefined;
}

async function readCredential(
	context: IExecuteFunctions,
	service: Service,
): Promise<ICredentialDataDecryptedObject | undefined> {
	return hasCredential(context, service)
		? await context.getCredentials<ICredentialDataDecryptedObject>(service.credential)
		: undefined;
}

/**
 * Host and options of a request. Redirects are off, because n8n would carry the key to the host they
 * point to; failures are judged here, because n8n sends a request again after a 401 that throws.
 */
function toOptions(
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

async function dispatch(
	context: IExecuteFunctions,
	service: Service,
	isPublic: boolean,
	options: IHttpRequestOptions,
): Promise<RawAnswer> {
	const signal = context.getExecutionCancelSignal();
	const response = (
		isPublic
			? // The plain helper does not attach the signal by itself, and gets no key.
				await context.helpers.httpRequest({ ...options, ...(signal && { abortSignal: signal }) })
			: await context.helpers.httpRequestWithAuthentication.call(
					context,
					service.credential,
					options,
				)
	) as IN8nHttpFullResponse;
	return { status: response.statusCode, body: String(response.body ?? '') };
}

/** A failure before an answer arrived. The caught error itself holds the headers: only its code is kept. */
function noAnswer(service: Service, caught: unknown, isWrite: boolean): Failure | Complaint {
	const { httpCode, code, cause } = caught as {
		httpCode?: string | null;
		code?: string;
		cause?: Error & { code?: string };
	};
	// The credential refused to sign; n8n has wrapped its sentence.
	if (cause instanceof Complaint) return cause;
	const network = String(cause?.code ?? code ?? httpCode ?? 'unknown');
	const why =
		NETWORK_WORDS.find(([pattern]) => pattern.test(network))?.[1] ?? 'the connection failed';
	if (NEVER_CONNECTED.test(network)) {
		return new Failure({
			message: `${service.name} could not be reached: ${why}`,
			hint: 'Nothing was sent. Check the network of the machine that runs n8n, and the addresses in the credential.',
			code: network,
			effect: 'none',
		});
	}
	return new Failure({
		message: `${service.name} did not answer: ${why}`,
		hint: isWrite ? LOOK_FIRST : 'Try again in a minute.',
		code: network,
		effect: isWrite ? 'unknown' : 'none',
	});
}

/**
 * Sends one request and returns the envelope of a success. The only place that sends.
 * Nothing is repeated here yet: repetition by `repeat`, pacing and the guard rails join between
 * `toOptions` and `dispatch`.
 * @throws Complaint before anything was sent, Failure after
 */
export async function send(
	context: IExecuteFunctions,
	service: Service,
	host: string,
	operation: Operation,
	request: PlannedRequest,
): Promise<IDataObject> {
	const isPublic = operation.public === true;
	if (!isPublic && !hasCredential(context, service)) {
		throw new Complaint(
			`This operation needs a credential: choose one under "Credential to connect with"`,
			`Create a "${service.credentialName}" credential with access key, secret key and memo.`,
		);
	}
	const credentials = await readCredential(context, service);
	const options = toOptions(
		request,
		service.baseUrl(request.call.host ?? host, credentials, isPublic),
		service,
	);
	const isWrite = request.method === 'POST' && request.call.repeat !== 'safe';

	let answer: RawAnswer;
	try {
		answer = await dispatch(context, service, isPublic, options);
	} catch (caught) {
		throw noAnswer(service, caught, isWrite);
	}
	return judge(service, answer, isWrite, operation.bare === true);
}
