import type { IExecuteFunctions } from 'n8n-workflow';

import type { Values } from './definition/field';
import { labelOf } from './definition/fields';
import type { Operation, Reader, Surroundings } from './definition/operation';
import { callOf, isKeyed } from './definition/operation';
import type { Service } from './definition/service';
import { attempt } from './exchange/attempt';
import { clock, signingTime } from './exchange/clock';
import { readCredential, requireCredential } from './exchange/credential';
import { correctClock } from './exchange/exchangeTime';
import { planRequest } from './exchange/request';
import { recordsOf } from './exchange/response';
import type { Identity } from './writes/keys';
import { readIdentity } from './writes/keys';
import { sendAsAllowed } from './writes/repeat';
import type { Sent } from './writes/sending';
import { isSafe } from './writes/sending';

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
	const known = operation.outline ? operation.outline(identity.values) : identity.values;
	const { call, body } = planRequest(operation, known ?? identity.values);
	if (body === undefined || !credentials) return;
	const open = known ? {} : { amountsOpen: true as const };
	await service.guard({ credentials, endpoint: call.endpoint, body, ...open });
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
		keyLabel: isKeyed(repeat) ? labelOf(operation, repeat.key) : '',
	});
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
