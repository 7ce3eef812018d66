import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type { Operation, Reader } from '../definition/operation';
import { isKeyed } from '../definition/operation';
import type { Service } from '../definition/service';
import type { Caller } from './caller';
import { clock } from './clock';
import { asCaught } from './errors';
import { call, noAnswer, toOptions } from './http';
import { learnRate, pace, rateHeaders } from './pacing';
import type { PlannedRequest } from './request';
import type { RawAnswer } from './response';
import { judge } from './response';
import { scrubText, secretsIn } from './scrub';

/** One request, in its turn, and its answer. */

/** A request with everything that sending it takes. */
interface Dispatch {
	context: Caller;
	service: Service;
	operation: Operation;
	request: PlannedRequest;
	baseURL: string;
	credentials: ICredentialDataDecryptedObject | undefined;
	/** Where the guard rails find the current price. */
	read: Reader;
	/** Milliseconds for the call; absent: the usual. */
	deadline?: number | undefined;
}

async function dispatch(one: Dispatch): Promise<RawAnswer> {
	const { context, service, operation, request, baseURL, credentials, read, deadline } = one;
	const options = toOptions(request, baseURL, service);
	if (request.body !== undefined && credentials) {
		// Here and not earlier: a request can have waited for its turn, and the price has gone on.
		const { endpoint } = request.call;
		await service.guard({ credentials, endpoint, body: request.body, read });
	}
	service.vouch(options);
	const given = { ...options.headers };
	let answer: RawAnswer;
	try {
		const credential = operation.public ? undefined : service.credential;
		answer = await call(context, options, credential, deadline);
	} catch (caught) {
		throw unanswered(caught);
	}
	// The credential has signed this very object.
	const secrets = secretsIn(credentials, service.secrets, given, { ...options.headers });
	return { ...answer, body: scrubText(answer.body, secrets), secrets };
}

/** A call that was made and brought no answer; what is thrown before is a refusal of ours. */
class Unanswered extends Error {
	constructor(readonly caught: unknown) {
		super();
	}
}

/** One window for each credential, host and endpoint; what is counted by IP is shared by all. */
function rateKey({ service, request, baseURL, credentials }: Dispatch): string {
	const { endpoint, limit } = request.call;
	const who = limit?.per === 'IP' ? 'ip' : String(credentials?.[service.keyName] ?? '');
	return JSON.stringify([baseURL, who, endpoint]);
}

/** Lint wants an n8n error where something is caught; those are made at the end only. */
const unanswered = (caught: unknown): Unanswered => new Unanswered(caught);

/** Sends one request, once, in its turn. @returns the envelope of a success */
export async function attempt(one: Dispatch, isWrite: boolean): Promise<IDataObject> {
	const { context, service, operation, request } = one;
	const signal = context.getExecutionCancelSignal?.();
	const key = rateKey(one);
	await pace(key, request.call.limit, signal);
	const sentAt = new Date(clock.now()).toISOString();
	let answer: RawAnswer;
	try {
		answer = await dispatch(one);
	} catch (thrown) {
		if (!(thrown instanceof Unanswered)) throw asCaught(thrown);
		const { caught } = thrown;
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
	learnRate(key, rateHeaders(service, answer.headers), refused);
	return judge(service, answer, isWrite, operation.bare === true);
}

/** The key of a keyed write, for the log; never anything of the credential. */
function keysIn({ call, values }: PlannedRequest): Record<string, unknown> {
	const { repeat } = call;
	return isKeyed(repeat) && values[repeat.key] !== undefined
		? { [repeat.key]: values[repeat.key] }
		: {};
}
