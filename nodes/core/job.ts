import type { IDataObject } from 'n8n-workflow';

import type { Values } from './definition/field';
import type { Conductor, JobOperation, Step } from './definition/operation';
import { clock } from './exchange/clock';
import { asCaught } from './exchange/errors';
import type { Ready } from './item';
import { readItem, runItem } from './item';
import { surroundings } from './send';
import { ledger } from './writes/ledger';
import { memo } from './writes/memo';

/** Operations made of others: every step takes the path of an operation that stands by itself. */

/** The parameters of a step, as if they stood in a form. */
const formOf =
	(values: Values) =>
	(name: string): unknown =>
		values[name] ?? (name === 'options' ? {} : '');

/** Carries out a job, and gives items as its steps are done. */
export async function* runJob(operation: JobOperation, job: Ready): AsyncGenerator<IDataObject> {
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
		earlier,
		once,
		wait: async (milliseconds) =>
			await clock.wait(milliseconds, context.getExecutionCancelSignal()),
		isDryRun,
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
