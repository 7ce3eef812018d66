import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { clock, learnTime, signingTime } from './exchange/clock';
import { Complaint, Failure } from './exchange/errors';
import type { Identity } from './writes/keys';
import { readIdentity } from './writes/keys';
import type { Call, Operation, Reader, Repeat, Service, Surroundings, Values } from './definition/operation';
import { callOf, isKeyed } from './definition/operation';
import { learnRate, pace, rateHeaders } from './exchange/pacing';
import { allFieldsOf } from './reads/pages';
import type { Sent } from './writes/repeat';
import { isSafe, sendAsAllowed } from './writes/repeat';
import type { PlannedRequest } from './exchange/request';
import { planRequest } from './exchange/request';
import type { RawAnswer } from './exchange/response';
import { judge, LOOK_FIRST, recordsOf } from './exchange/response';

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

/** Private operations say themselves that they need a credential: n8n's own sentence would mislead. */
export function requireCredential(context: IExecuteFunctions, service: Service): void {
	if (hasCredential(context, service)) return;
	throw new Complaint(
		`This operation needs a credential: choose one under "Credential to connect with"`,
		`Create a "${service.credentialName}" credential with access key, secret key and memo.`,
	);
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

/** A failure before an answer arrived. The caught error itself holds the headers: only its code is kept. */
function noAnswer(
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

/** A request with everything that sending it takes. */
interface Dispatch {
	context: IExecuteFunctions;
	service: Service;
	operation: Operation;
	request: PlannedRequest;
	baseURL: string;
	credentials: ICredentialDataDecryptedObject | undefined;
}

async function dispatch({
	context,
	service,
	operation,
	request,
	baseURL,
}: Dispatch): Promise<RawAnswer> {
	const signal = context.getExecutionCancelSignal();
	const options = toOptions(request, baseURL, service);
	service.vouch(options);
	const response = (
		operation.public
			? // The plain helper does not attach the signal by itself, and gets no key.
				await context.helpers.httpRequest({ ...options, ...(signal && { abortSignal: signal }) })
			: await context.helpers.httpRequestWithAuthentication.call(
					context,
					service.credential,
					options,
				)
	) as IN8nHttpFullResponse;
	return {
		status: response.statusCode,
		body: String(response.body ?? ''),
		headers: response.headers,
	};
}

/** One window for each credential, host and endpoint; what is counted by IP is shared by all. */
function rateKey({ request, baseURL, credentials }: Dispatch): string {
	const { endpoint, limit } = request.call;
	const who = limit?.per === 'IP' ? 'ip' : String(credentials?.accessKey ?? '');
	return JSON.stringify([baseURL, who, endpoint]);
}

/** Sends one request, once, in its turn. @returns the envelope of a success */
async function attempt(one: Dispatch, isWrite: boolean): Promise<IDataObject> {
	const { context, service, operation, request } = one;
	const signal = context.getExecutionCancelSignal();
	const key = rateKey(one);
	await pace(key, request.call.limit, signal);
	const sentAt = new Date(clock.now()).toISOString();
	let answer: RawAnswer;
	try {
		answer = await dispatch(one);
	} catch (caught) {
		if (isWrite && signal?.aborted) {
			// Nobody will see the result of this one, so that it is written down at least. The facts stand in
			// the text as well, because n8n's plain log leaves out what goes along with it.
			const { endpoint } = request.call;
			const facts = { endpoint, sentAt, ...keysIn(request) };
			context.logger.warn(
				`${service.name}: stopped with a write on its way; its outcome is unknown (${Object.values(facts).join(', ')})`,
				facts,
			);
		}
		throw noAnswer(service, caught, isWrite, signal?.aborted === true);
	}
	const refused = answer.status === 429 || answer.status === 418;
	learnRate(key, rateHeaders(answer.headers), refused);
	return judge(service, answer, isWrite, operation.bare === true);
}

/** The key of a keyed write, for the log; never anything of the credential. */
function keysIn({ call, values }: PlannedRequest): Record<string, unknown> {
	const { repeat } = call;
	return isKeyed(repeat) && values[repeat.key] !== undefined
		? { [repeat.key]: values[repeat.key] }
		: {};
}

/** Reads the exchange's clock and signs with it from now on, on all hosts of the environment. */
async function correctClock(
	context: IExecuteFunctions,
	service: Service,
	credentials: ICredentialDataDecryptedObject | undefined,
): Promise<void> {
	const { host, path, read } = service.time;
	const origin = service.baseUrl(host, credentials, true);
	const call: Call = { endpoint: `GET /${path.slice(1)}`, limit: null };
	const request: PlannedRequest = { method: 'GET', path, call, values: {} };
	const before = clock.now();
	const response = (await context.helpers.httpRequest(
		toOptions(request, origin, service),
	)) as IN8nHttpFullResponse;
	const answer = {
		status: response.statusCode,
		body: String(response.body ?? ''),
		headers: response.headers,
	};
	const halfWay = (clock.now() - before) / 2;
	const origins = service.hosts.map((name) => service.baseUrl(name, credentials, true));
	learnTime(origins, read(judge(service, answer, false, false)) + halfWay);
}

/** What is sent, and by whom. */
export interface Job {
	context: IExecuteFunctions;
	service: Service;
	host: string;
	operation: Operation;
	identity: Identity;
}

/** What a check before sending may look at. */
export async function surroundings({
	context,
	service,
	host,
	operation,
	identity,
}: Job): Promise<Surroundings> {
	const credentials = await readCredential(context, service);
	const { call, path } = planRequest(operation, identity.values);
	const baseUrl = service.baseUrl(call.host ?? host, credentials, operation.public === true, path);
	return { read: reader(context, service), baseUrl };
}

/** Lets the guard rails judge a write as it was asked for, before its checks read anything. */
export async function guardFirst({ context, service, operation, identity }: Job): Promise<void> {
	const credentials = await readCredential(context, service);
	const { call, body } = planRequest(operation, identity.values);
	if (body === undefined || !credentials) return;
	await service.guard({ credentials, endpoint: call.endpoint, body });
}

/** Name of the key as the user sees it. */
function labelOf(operation: Operation, name: string | undefined): string {
	const fields = allFieldsOf(operation);
	const all = [...fields, ...fields.flatMap((field) => field.fields ?? [])];
	return all.find((field) => field.name === name)?.displayName ?? '';
}

/**
 * Sends the request of an operation, as often as its definition allows, and returns the envelope of a
 * success. The only place that sends.
 * @throws Complaint before anything was sent, Failure after
 */
export async function send(job: Job): Promise<Sent> {
	const { context, service, host, operation, identity } = job;
	const isPublic = operation.public === true;
	if (!isPublic) requireCredential(context, service);
	const credentials = await readCredential(context, service);
	const { repeat = 'safe' } = callOf(operation, identity.values);
	const isWrite = !isSafe(repeat);
	const read = reader(context, service);
	const aheadOfUs = () => {
		const { call, path } = planRequest(operation, identity.values);
		const origin = service.baseUrl(call.host ?? host, credentials, isPublic, path);
		return signingTime(origin) - clock.now();
	};
	return await sendAsAllowed({
		repeat,
		values: identity.values,
		signal: context.getExecutionCancelSignal(),
		action: operation.action,
		attempt: async (values) => {
			const request = planRequest(operation, values);
			const baseURL = service.baseUrl(
				request.call.host ?? host,
				credentials,
				isPublic,
				request.path,
			);
			const one = { context, service, operation, request, baseURL, credentials };
			if (request.body !== undefined && credentials) {
				const { endpoint } = request.call;
				await service.guard({ credentials, endpoint, body: request.body, read });
			}
			const envelope = await attempt(one, isWrite);
			// A success that lacks what was promised must be looked up like a lost answer, so it is read here.
			if (isWrite) recordsOf(operation, envelope, values);
			return envelope;
		},
		read,
		correctClock: async () => await correctClock(context, service, credentials),
		id: identity.id,
		content: identity.content,
		execution: identity.execution,
		derived: identity.derived,
		// The exchange's clock may be corrected on the way; the earlier of both readings is the safe one.
		notBefore: () => identity.notBefore + Math.min(0, aheadOfUs()),
		lookFirst: identity.lookFirst,
		keyLabel: labelOf(operation, keyName(repeat)),
	});
}

function keyName(repeat: Repeat): string | undefined {
	return isKeyed(repeat) ? repeat.key : undefined;
}

/** Reads by another definition: look-ups and histories. */
export function reader(context: IExecuteFunctions, service: Service): Reader {
	return async (host: string, operation: Operation, question: Values) => {
		const values = { returnAll: false, ...question };
		const identity = readIdentity(values);
		const { envelope } = await send({ context, service, host, operation, identity });
		return recordsOf(operation, envelope, values);
	};
}
