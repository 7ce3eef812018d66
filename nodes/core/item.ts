import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Values } from './definition/field';
import { dryRun } from './definition/fields';
import type { Operation, Prepared } from './definition/operation';
import { callOf, canChange, changes, isJob, isSafe, mayDouble } from './definition/operation';
import type { Service } from './definition/service';
import { requireCredential } from './exchange/credential';
import { asCaught, Failure } from './exchange/errors';
import { recordsOf, toItems } from './exchange/response';
import { runJob } from './job';
import { collect } from './reads/pages';
import type { Task } from './send';
import { destination, guardFirst, isThere, preview, send, surroundings } from './send';
import { Complaint } from './values/complaint';
import type { Read } from './values/parameters';
import { readValues } from './values/parameters';
import type { Origin } from './writes/keys';
import { identify, jobIdentity, readIdentity } from './writes/keys';
import type { Outcome } from './writes/ledger';
import { ledger } from './writes/ledger';
import { refuseChanged } from './writes/repeat';

/** One thing to do, as an item or a step of a job asks for it: read, checked, and carried out. */

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
	task: Task;
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
		const identity = jobIdentity(prepared.values, origin, account);
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
		if (!(await isSurelyThere(task))) throw asCaught(caught);
		return { values, refused: caught };
	}
}

/** Whether it was done before, as far as that can be read: a look-up that fails says nothing. */
async function isSurelyThere(task: Task): Promise<boolean> {
	try {
		return await isThere(task);
	} catch (caught) {
		if (caught instanceof Failure) return false;
		throw asCaught(caught);
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

/**
 * Carries out what was read, and hands over what the user gets, as it comes.
 * @param emit takes an item; a job gives them one after the other
 */
export async function runItem(ready: Ready, emit: (item: IDataObject) => void): Promise<void> {
	const { operation, identity } = ready.task;
	if (isJob(operation)) {
		for await (const item of runJob(operation, ready)) emit(item);
		return;
	}
	const isShown = ready.isDryRun && changes(callOf(operation, identity.values));
	const items = isShown ? [await shown(ready)] : await sent(ready);
	for (const item of items) emit(item);
}

/** What would be sent, for a dry run. */
async function shown({ task, prepared: { values, notes } }: Ready): Promise<IDataObject> {
	const { operation, identity } = task;
	const checks = [
		'The parameters are complete, and in the form that the exchange wants',
		...(operation.prepare ? ['The rules of the exchange for it allow it'] : []),
		'The guard rails of the credential allow it',
	];
	return {
		dryRun: true,
		message: 'Nothing was sent. To carry it out, switch Dry Run off in the options.',
		...(await preview({ ...task, identity: { ...identity, values } })),
		...notes,
		checks,
	};
}

/** Sends what an item asks for and brings back what the user gets. */
async function sent({ task, prepared, isWrite }: Ready): Promise<IDataObject[]> {
	const { context, service, operation, identity } = task;
	const { values, notes } = prepared;
	let outcome: Outcome | undefined;
	const fetch = async (changed: Values) => {
		const all = { ...values, ...changed };
		const answer = await send({ ...task, identity: { ...identity, values: all } }, prepared);
		outcome = answer.outcome;
		return answer.only ? [answer.only] : recordsOf(operation, answer.envelope, all);
	};
	const { records, hint } = await collect(operation, values, fetch, service.name);
	if (hint) context.addExecutionHints({ message: hint, location: 'outputPane' });
	const items = toItems(operation, records, values);
	if (!isWrite) return items;
	const told = operation.withoutOutcome
		? items
		: items.map((item) => ({ ...item, ...notes, ...outcomeOf(item, outcome) }));
	ledger.note(identity.id, told);
	return told;
}

/** What became of one record of a write; nothing where it was refused. */
function outcomeOf(item: IDataObject, outcome: Outcome | undefined): IDataObject {
	return 'refused' in item || outcome === undefined ? {} : { outcome: item.outcome ?? outcome };
}
