import type { IDataObject } from 'n8n-workflow';

import type { Values } from './definition/field';
import type { Conductor, JobOperation, Page, Step } from './definition/operation';
import { callOf, changes, isJob } from './definition/operation';
import { clock } from './exchange/clock';
import { asCaught } from './exchange/errors';
import { recordsOf, toItems } from './exchange/response';
import type { Fetch } from './reads/pages';
import { collect, readPages } from './reads/pages';
import type { Ready } from './ready';
import { readItem } from './ready';
import { preview, send, surroundings } from './send';
import type { Outcome } from './writes/ledger';
import { ledger } from './writes/ledger';
import { memo } from './writes/memo';
import type { Sent } from './writes/sending';

/** One thing done: sent, shown in a dry run, or made of steps that take the same path each. */

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
	const { nothing } = ready.prepared;
	if (nothing) return emit({ ...(ready.isDryRun && { dryRun: true }), ...nothing });
	const isShown = ready.isDryRun && changes(callOf(operation, identity.values));
	const items = isShown ? [await shown(ready)] : await sent(ready);
	for (const item of items) emit(item);
}

/** What would be sent, for a dry run. */
async function shown({ task, prepared }: Ready): Promise<IDataObject> {
	const { operation, identity } = task;
	const { values, notes } = prepared;
	const { checks: own = operation.prepare ? ['The rules of the exchange for it allow it'] : [] } =
		prepared;
	const checks = [
		'The parameters are complete, and in the form that the exchange wants',
		...own,
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

/** Shows a sentence above the output. */
const hintIn = ({ context }: Ready['task'], message: string): void =>
	context.addExecutionHints({ message, location: 'outputPane' });

/** Sends what an item asks for and brings back what the user gets. */
async function sent({ task, prepared, isWrite }: Ready): Promise<IDataObject[]> {
	const { service, operation, identity } = task;
	const { values } = prepared;
	let outcome: Outcome | undefined;
	let { notes } = prepared;
	const fetch = fetcher({ task, prepared }, (answer) => {
		outcome = answer.outcome;
		// Of what was carried out before, today's numbers say nothing.
		notes = answer.only ? undefined : (answer.prepared ?? prepared).notes;
	});
	const { records, hint } = await collect(operation, values, fetch, service.name);
	if (hint) hintIn(task, hint);
	const items = toItems(operation, records, values);
	if (!isWrite) return items;
	const told = operation.withoutOutcome
		? items
		: items.map((item) => ({ ...item, ...notes, ...outcomeOf(item, outcome) }));
	ledger.note(identity.id, told);
	return told;
}

/** Sends a request with some of its values replaced, and brings back the records of its answer. */
function fetcher(
	{ task, prepared }: Pick<Ready, 'task' | 'prepared'>,
	settle: (answer: Sent) => void = () => {},
): Fetch {
	const { operation, identity } = task;
	return async (changed) => {
		const values = { ...prepared.values, ...changed };
		const answer = await send({ ...task, identity: { ...identity, values } }, prepared);
		settle(answer);
		if (answer.only) return [answer.only];
		return recordsOf(operation, answer.envelope, { ...values, ...answer.prepared?.values });
	};
}

/** Reads what an item lists, answer by answer. */
async function* paged({ task, prepared }: Ready): AsyncGenerator<Page> {
	const { operation, service } = task;
	const { values } = prepared;
	const answers = readPages(operation, values, fetcher({ task, prepared }), service.name);
	for await (const { records, ...part } of answers) {
		yield { items: toItems(operation, records, values), ...part };
	}
}

/** What became of one record of a write; nothing where it was refused. */
function outcomeOf(item: IDataObject, outcome: Outcome | undefined): IDataObject {
	return 'refused' in item || outcome === undefined ? {} : { outcome: item.outcome ?? outcome };
}

/** The parameters of a step, as if they stood in a form. */
const formOf =
	(values: Values) =>
	(name: string): unknown =>
		values[name] ?? (name === 'options' ? {} : '');

/** Carries out a job, and gives items as its steps are done. */
async function* runJob(operation: JobOperation, job: Ready): AsyncGenerator<IDataObject> {
	const { task, prepared, origin, isDryRun } = job;
	const { context, service, identity } = task;
	/** The writes of its steps, and what was found out for them. */
	const writes: string[] = [];
	const memos: string[] = [];

	const readStep = async (
		name: string,
		step: Step,
		values: Values,
		orElse?: Error,
	): Promise<Ready> => {
		if (!operation.steps.includes(step)) {
			throw new Error(`"${operation.action}" does not name its step "${step.operation.action}"`);
		}
		return await readItem({
			context,
			service,
			...step,
			read: formOf(values),
			origin: { ...origin, steps: [...origin.steps, name] },
			isDryRun,
			orElse,
		});
	};
	const call: Conductor['call'] = async (name, step, values) => {
		const ready = await readStep(name, step, values);
		writes.push(ready.task.identity.id);
		const items: IDataObject[] = [];
		await runItem(ready, (item) => items.push(item));
		return items;
	};
	const pages: Conductor['pages'] = async function* (name, step, values) {
		const ready = await readStep(name, step, values);
		if (ready.isWrite || isJob(step.operation)) {
			throw new Error(`"${step.operation.action}" is no list that can be read page by page`);
		}
		yield* paged(ready);
	};
	const earlier: Conductor['earlier'] = async (name, step, values) => {
		// Thrown by whatever would send it otherwise.
		const absent = new Error('Not carried out before');
		const items: IDataObject[] = [];
		try {
			await runItem(await readStep(name, step, values, absent), (item) => items.push(item));
		} catch (caught) {
			if (caught === absent) return undefined;
			throw asCaught(caught);
		}
		return items;
	};
	const once: Conductor['once'] = async (name, compute) => {
		const id = JSON.stringify([identity.id, name]);
		memos.push(id);
		// A dry run must not settle anything for the real one.
		return isDryRun ? await compute() : await memo.once(id, compute);
	};
	const conductor: Conductor = {
		...(await surroundings(task)),
		call,
		pages,
		earlier,
		once,
		wait: async (milliseconds) =>
			await clock.wait(milliseconds, context.getExecutionCancelSignal()),
		isDryRun,
		hint: (sentence) => hintIn(task, sentence),
	};
	try {
		for await (const item of operation.run(prepared.values, conductor)) {
			yield { ...item, ...prepared.notes };
		}
	} catch (caught) {
		// Where nothing was written, the next try finds everything out anew.
		if (!writes.some((id) => ledger.get(id))) for (const id of memos) memo.forget(id);
		throw asCaught(caught);
	}
}
