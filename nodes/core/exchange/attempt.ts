import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import type { Operation } from '../definition/operation';
import { isKeyed } from '../definition/operation';
import type { Service } from '../definition/service';
import { clock } from './clock';
import { noAnswer, toOptions } from './http';
import { learnRate, pace, rateHeaders } from './pacing';
import type { PlannedRequest } from './request';
import type { RawAnswer } from './response';
import { judge } from './response';

/** One request, in its turn, and its answer. */

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
export async function attempt(one: Dispatch, isWrite: boolean): Promise<IDataObject> {
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
