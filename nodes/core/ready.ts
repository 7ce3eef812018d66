import type { IExecuteFunctions } from 'n8n-workflow';

import type { Values } from './definition/field';
import { dryRun } from './definition/fields';
import type { Operation, Prepared } from './definition/operation';
import { callOf, canChange, isJob, isSafe, mayDouble } from './definition/operation';
import type { Service } from './definition/service';
import { requireCredential } from './exchange/credential';
import { asCaught, Failure } from './exchange/errors';
import type { Task } from './send';
import { destination, guardFirst, isThere, surroundings } from './send';
import { Complaint } from './values/complaint';
import type { Read } from './values/parameters';
import { readValues } from './values/parameters';
import type { Origin } from './writes/keys';
import { identify, jobIdentity, readIdentity } from './writes/keys';
import { ledger } from './writes/ledger';
import { refuseChanged } from './writes/repeat';
import { notLookedUp } from './writes/unknown';

/** One thing to do, as an item or a step of a job asks for it: its parameters read, and checked. */

/** What is asked for. */
export interface Asked {
	context: IExecuteFunctions;
	service: Service;
	host: string;
	operation: Operation;
	/** Reads the parameters, each once. */
	read: Read;
	origin: Origin;
	/** Of a step: whether its job only shows what it would do. */
	isDryRun?: boolean;
	/** Of a step that is only looked up: what is thrown where it was not carried out before. */
	orElse?: Error;
}

/** Read and checked: ready to be sent. */
export interface Ready {
	task: Task<IExecuteFunctions>;
	prepared: Prepared;
	origin: Origin;
	/** It may not be carried out twice. */
	isWrite: boolean;
	/** Only shown. */
	isDryRun: boolean;
}

/** Whether a node is used as a tool by a model. */
const isTool = (context: IExecuteFunctions): boolean => context.getNode().type.endsWith('Tool');

/**
 * Whether something is only shown. A model may be talked into anything, so that it trades only where the
 * author of the workflow says so.
 */
function onlyShows({ context, operation, isDryRun }: Asked, values: Values): boolean {
	if (!canChange(operation)) return false;
	const chosen = values[dryRun.name] as boolean | undefined;
	return isDryRun ?? chosen ?? isTool(context);
}

/** Reads the parameters and checks them; each expression is evaluated here and nowhere else. */
export async function readItem(asked: Asked): Promise<Ready> {
	const { context, service, host, operation, read, origin } = asked;
	const values = readValues(operation, read, context.getTimezone());
	if (!operation.public) requireCredential(context, service);
	const isDryRun = onlyShows(asked, values);
	const plain = { context, service, host, operation, identity: readIdentity(values) };
	// A job whose steps may be repeated, such as a wait that cancels in the end, may be repeated itself.
	const isWrite = isJob(operation)
		? mayDouble(operation)
		: !isSafe(callOf(operation, values).repeat ?? 'safe');
	if (isWrite && !isDryRun) refuseRetriedTool(context);
	if (isJob(operation)) {
		const prepared = operation.prepare
			? await operation.prepare(values, await surroundings(plain))
			: { values };
		const { account } = await destination(plain);
		const identity = jobIdentity(operation, prepared.values, origin, account);
		return { task: { ...plain, identity }, prepared, origin, isWrite, isDryRun };
	}
	if (!isWrite) return { task: plain, prepared: await checked(plain), origin, isWrite, isDryRun };
	const { account } = await destination(plain);
	const identity = identify(operation, values, origin, account);
	if (!isDryRun) refuseChanged(identity);
	const task = { ...plain, identity };
	const prepared = asked.orElse
		? (ledger.get(identity.id)?.prepared ?? { values: identity.values, refused: asked.orElse })
		: await checked(task);
	return { task, prepared, origin, isWrite, isDryRun };
}

/**
 * The values after the checks before sending. A write that this process knows already has been checked:
 * other rules, or none that can be read, must not stand between it and its look-up. Its identity is that
 * of what the user asked for: it must not change with the rules of the day.
 */
async function checked(task: Task): Promise<Prepared> {
	const { operation, identity } = task;
	const { values, id } = identity;
	const known = () => ledger.get(id)?.prepared;
	if (!operation.prepare || known()) return known() ?? { values };
	await guardFirst(task);
	try {
		return await operation.prepare(values, await surroundings(task));
	} catch (caught) {
		if (!(caught instanceof Complaint)) throw asCaught(caught);
		// Another execution with its key has begun it meanwhile, and what it changes makes it impossible now.
		const begun = known();
		if (begun) return begun;
		if (!(await wasDone(task, caught))) throw asCaught(caught);
		return { values, refused: caught };
	}
}

/**
 * Whether what cannot be done now was done before.
 * @throws Failure where that cannot be read: then nobody knows, and the refusal alone would deny it
 */
async function wasDone(task: Task, refused: Complaint): Promise<boolean> {
	try {
		return await isThere(task);
	} catch (caught) {
		if (!(caught instanceof Failure)) throw asCaught(caught);
		throw notLookedUp(task.operation.action, refused, caught);
	}
}

/** In the tool variant of a node every try has another run index, so that no key survives a retry. */
function refuseRetriedTool(context: IExecuteFunctions): void {
	if (isTool(context) && context.getNode().retryOnFail) {
		throw new Complaint(
			'Switch Retry On Fail off: as a tool, a repeated order could be placed twice',
			'The setting is under Settings of this node. Reading works with it.',
		);
	}
}
