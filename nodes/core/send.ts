import type { IDataObject } from 'n8n-workflow';

import type { Values } from './definition/field';
import { labelOf } from './definition/fields';
import type { Operation, Prepared, Reader, JobSurroundings } from './definition/operation';
import { callOf, isJob, isKeyed, isSafe } from './definition/operation';
import type { Service } from './definition/service';
import { attempt } from './exchange/attempt';
import type { Caller } from './exchange/caller';
import { clock, signingTime } from './exchange/clock';
import { accountAt, readCredential, requireCredential } from './exchange/credential';
import { asCaught, Failure } from './exchange/errors';
import { correctClock } from './exchange/exchangeTime';
import type { PlannedRequest } from './exchange/request';
import { planRequest } from './exchange/request';
import { LOOK_FIRST, recordsOf } from './exchange/response';
import { sameSecret } from './exchange/secret';
import type { Identity } from './writes/keys';
import { readIdentity } from './writes/keys';
import { sendAsAllowed } from './writes/repeat';
import type { Sent } from './writes/sending';

/** An operation with its values, and by whom it is carried out. */
export interface Task<C extends Caller = Caller> {
	context: C;
	service: Service;
	host: string;
	operation: Operation;
	identity: Identity;
}

/** Bounds of a request. */
interface Bounds {
	/** How often it is tried where trying again changes nothing. */
	tries?: number;
	/** Milliseconds for one call. */
	deadline?: number;
}

/** A look-up after a lost answer is one of several, and the user waits for the last of them. */
const BRIEFLY: Bounds = { tries: 1, deadline: 10_000 };

/** Where a job goes and who answers there. */
export async function destination({ context, service, host, operation, identity }: Task) {
	const isPublic = operation.public === true;
	const credentials = await readCredential(context, service);
	const planned = isJob(operation) ? undefined : planRequest(operation, identity.values);
	const at = planned?.call.host ?? host;
	const baseUrl = service.baseUrl(at, credentials, isPublic, planned?.path);
	return { baseUrl, account: accountAt(service, baseUrl, credentials) };
}

/** What a check before sending may look at. */
export async function surroundings(task: Task): Promise<JobSurroundings> {
	const { context, service } = task;
	const credentials = await readCredential(context, service);
	return {
		...(await destination(task)),
		read: reader(context, service),
		now: () => clock.now(),
		isSecret: (property, text) => {
			const secret = credentials?.[property];
			return typeof secret === 'string' && secret !== '' ? sameSecret(secret, text) : undefined;
		},
		secretLength: (property) => String(credentials?.[property] ?? '').length,
	};
}

/** Lets the guard rails judge a write as it was asked for, before its checks read anything. */
export async function guardFirst({ context, service, operation, identity }: Task): Promise<void> {
	const credentials = await readCredential(context, service);
	const known = operation.outline ? operation.outline(identity.values) : identity.values;
	const { call, body } = planRequest(operation, known ?? identity.values);
	if (body === undefined || !credentials) return;
	const open = known ? {} : { amountsOpen: true as const };
	await service.guard({ credentials, endpoint: call.endpoint, body, ...open });
}

const unreadable = (): Failure =>
	new Failure({
		message: 'The request was accepted, but its answer is in a form that is not known',
		hint: LOOK_FIRST,
		effect: 'unknown',
		accepted: true,
	});

/**
 * A success of a write that lacks what was promised, or has it in a form that nobody knows, is looked up
 * like a lost answer.
 */
function promised(operation: Operation, envelope: IDataObject, values: Values): void {
	try {
		recordsOf(operation, envelope, values);
	} catch (caught) {
		throw caught instanceof Failure ? asCaught(caught) : unreadable();
	}
}

/**
 * Sends the request of an operation, as often as its definition allows, and returns the envelope of a
 * success. The only place that sends.
 * @param prepared what the checks before sending made of a write
 * @throws Complaint before anything was sent, Failure after
 */
export async function send(task: Task, prepared?: Prepared, bounds: Bounds = {}): Promise<Sent> {
	const { context, service, host, operation, identity } = task;
	const isPublic = operation.public === true;
	if (!isPublic) requireCredential(context, service);
	const credentials = await readCredential(context, service);
	const { repeat = 'safe' } = callOf(operation, identity.values);
	const isWrite = !isSafe(repeat);
	const read = reader(context, service);
	const originOf = ({ call, path }: PlannedRequest) =>
		service.baseUrl(call.host ?? host, credentials, isPublic, path);
	return await sendAsAllowed({
		repeat,
		identity,
		prepared: prepared ?? { values: identity.values },
		signal: context.getExecutionCancelSignal?.(),
		tries: bounds.tries,
		exchange: service.name,
		action: operation.action,
		attempt: async (values) => {
			const request = planRequest(operation, values);
			const baseURL = originOf(request);
			const { deadline } = bounds;
			const one = { context, service, operation, request, baseURL, credentials, read, deadline };
			const envelope = await attempt(one, isWrite);
			if (isWrite) promised(operation, envelope, values);
			return envelope;
		},
		read,
		glance: reader(context, service, BRIEFLY),
		correctClock: async () => await correctClock(context, service, credentials),
		aheadOfUs: () => signingTime(originOf(planRequest(operation, identity.values))) - clock.now(),
		keyLabel: isKeyed(repeat) ? labelOf(operation, repeat.key) : '',
	});
}

/**
 * Whether what is to be done under a key of the user's is there already. What the account can do has
 * changed with it, so that the checks before sending may refuse now what they passed then.
 */
export async function isThere({ context, service, operation, identity }: Task): Promise<boolean> {
	const { repeat } = callOf(operation, identity.values);
	if (!identity.lookFirst || !isKeyed(repeat) || !repeat.find) return false;
	const finding = await repeat.find(identity.values, reader(context, service));
	return finding.kind !== 'absent';
}

/**
 * The exact request of a write, judged by the guard rails as the real one will be, and what it would take.
 * Sends nothing but reads.
 * @throws Complaint where a guard rail refuses it
 */
export async function preview({
	context,
	service,
	host,
	operation,
	identity,
}: Task): Promise<IDataObject> {
	const isPublic = operation.public === true;
	const credentials = await readCredential(context, service);
	const { call, path, body = '', method } = planRequest(operation, identity.values);
	const url = service.baseUrl(call.host ?? host, credentials, isPublic, path) + path;
	const { endpoint } = call;
	const read = reader(context, service);
	if (credentials) await service.guard({ credentials, endpoint, body, read });
	const estimated = await service.estimate?.({ endpoint, body, read });
	return { request: { method, url, body }, ...(estimated as IDataObject | undefined) };
}

/** Reads by another definition: look-ups and histories. */
export function reader(context: Caller, service: Service, bounds?: Bounds): Reader {
	return async (host: string, operation: Operation, question: Values) => {
		const values = { returnAll: false, ...question };
		const identity = readIdentity(values);
		const { envelope } = await send(
			{ context, service, host, operation, identity },
			undefined,
			bounds,
		);
		return recordsOf(operation, envelope, values);
	};
}
