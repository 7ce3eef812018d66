import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Values } from './definition/field';
import type { Operation, Prepared, Resource } from './definition/operation';
import { callOf, isSafe } from './definition/operation';
import type { Service } from './definition/service';
import { requireCredential } from './exchange/credential';
import { toErrorItem, toNodeError } from './exchange/errors';
import { recordsOf, toItems } from './exchange/response';
import { collect } from './reads/pages';
import type { Job } from './send';
import { destination, guardFirst, send, surroundings } from './send';
import { Complaint } from './values/complaint';
import type { Read } from './values/parameters';
import { readValues } from './values/parameters';
import { identify, readIdentity, sharedKeys } from './writes/keys';
import type { Outcome } from './writes/ledger';
import { ledger } from './writes/ledger';
import { namesIn } from './writes/references';
import { refuseChanged } from './writes/repeat';

/** The chosen resource and operation. An expression can name one that does not exist. */
function choose(
	resources: Resource[],
	resourceValue: unknown,
	operationValue: unknown,
): { resource: Resource; operation: Operation } {
	const resource = resources.find(({ value }) => value === resourceValue);
	if (!resource) {
		const known = resources.map(({ value }) => value).join(', ');
		throw new Complaint(`Resource "${String(resourceValue)}" is not known`, `Use one of: ${known}`);
	}
	const operation = resource.operations.find(({ value }) => value === operationValue);
	if (!operation) {
		const known = resource.operations.map(({ value }) => value).join(', ');
		throw new Complaint(
			`Operation "${String(operationValue)}" is not known for ${resource.name}`,
			`Use one of: ${known}`,
		);
	}
	return { resource, operation };
}

/** One item, read and checked: ready to be sent. */
interface ReadyItem {
	job: Job;
	prepared: Prepared;
	isWrite: boolean;
}

/** Reads the parameters of an item and checks them; each expression is evaluated here and nowhere else. */
async function readItem(
	context: IExecuteFunctions,
	service: Service,
	resources: Resource[],
	itemIndex: number,
): Promise<ReadyItem> {
	// The fallback matters: without one n8n throws for a parameter that an old workflow does not hold.
	const read: Read = (name) => context.getNodeParameter(name, itemIndex, '') as unknown;
	const { resource, operation } = choose(resources, read('resource'), read('operation'));
	const values = readValues(operation, read, context.getTimezone());
	if (!operation.public) requireCredential(context, service);
	const { repeat = 'safe' } = callOf(operation, values);
	const isWrite = !isSafe(repeat);
	const plain = {
		context,
		service,
		host: resource.host,
		operation,
		identity: readIdentity(values),
	};
	if (!isWrite) return { job: plain, prepared: await checked(plain), isWrite };
	refuseRetriedTool(context);
	const { account } = await destination(plain);
	const identity = identify(context, operation, values, itemIndex, account);
	refuseChanged(identity);
	const job = { ...plain, identity };
	return { job, prepared: await checked(job), isWrite };
}

/**
 * The values after the checks before sending. A write that this process knows already has been checked:
 * other rules, or none that can be read, must not stand between it and its look-up. Its identity is that
 * of what the user asked for: it must not change with the rules of the day.
 */
async function checked(job: Job): Promise<Prepared> {
	const { operation, identity } = job;
	const { values, id } = identity;
	const known = ledger.get(id)?.prepared;
	if (!operation.prepare || known) return known ?? { values };
	await guardFirst(job);
	return await operation.prepare(values, await surroundings(job));
}

/** Sends what an item asks for and brings back what the user gets. */
async function runItem({ job, prepared, isWrite }: ReadyItem): Promise<IDataObject[]> {
	const { context, service, operation, identity } = job;
	const { values, notes } = prepared;
	let outcome: Outcome | undefined;
	const fetch = async (changes: Values) => {
		const all = { ...values, ...changes };
		const sent = await send({ ...job, identity: { ...identity, values: all } }, prepared);
		outcome = sent.outcome;
		return sent.only ? [sent.only] : recordsOf(operation, sent.envelope, all);
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

/** In the tool variant of a node every try has another run index, so that no key survives a retry. */
function refuseRetriedTool(context: IExecuteFunctions): void {
	const { type, retryOnFail } = context.getNode();
	if (type.endsWith('Tool') && retryOnFail) {
		throw new Complaint(
			'Switch Retry On Fail off: as a tool, a repeated order could be placed twice',
			'The setting is under Settings of this node. Reading works with it.',
		);
	}
}

/** What was carried out before a failure, for the person who has to go on from there. */
function carriedOut(done: Array<IDataObject[] | undefined>): string {
	const lines = done.flatMap((items, index) => {
		const names = namesIn(items ?? []);
		return items ? [`item ${index}${names ? ` (${names})` : ''}`] : [];
	});
	return lines.length === 0 ? '' : `Carried out before that: ${lines.join(', ')}.`;
}

/**
 * The one item loop of all nodes. All items are read and checked before the first is sent; then they run
 * one after the other. Without Continue On Fail nothing is sent where one item is wrong, nor after the
 * item that fails; with it the others go on.
 */
export async function executeOperations(
	context: IExecuteFunctions,
	service: Service,
	resources: Resource[],
): Promise<INodeExecutionData[][]> {
	const { length } = context.getInputData();
	const output: INodeExecutionData[] = [];
	const done: Array<IDataObject[] | undefined> = [];
	/** @returns the item of an error, where the workflow goes on after it */
	const failed = (thrown: unknown, itemIndex: number): INodeExecutionData => {
		const error = toNodeError(context.getNode(), thrown, itemIndex, length, carriedOut(done));
		const stopped = context.getExecutionCancelSignal()?.aborted === true;
		if (stopped || !context.continueOnFail()) throw error;
		return { json: toErrorItem(thrown, error), pairedItem: { item: itemIndex } };
	};

	const ready: Array<{ item: ReadyItem } | { error: INodeExecutionData }> = [];
	for (let itemIndex = 0; itemIndex < length; itemIndex++) {
		try {
			ready.push({ item: await readItem(context, service, resources, itemIndex) });
		} catch (thrown) {
			ready.push({ error: failed(thrown, itemIndex) });
		}
	}
	const identities = ready.map((one) => ('item' in one ? one.item.job.identity : undefined));
	for (const [itemIndex, complaint] of sharedKeys(identities)) {
		ready[itemIndex] = { error: failed(complaint, itemIndex) };
	}
	for (const [itemIndex, one] of ready.entries()) {
		if ('error' in one) {
			output.push(one.error);
			continue;
		}
		const { item } = one;
		try {
			const items = await runItem(item);
			if (item.isWrite) done[itemIndex] = items;
			for (const json of items) output.push({ json, pairedItem: { item: itemIndex } });
		} catch (thrown) {
			output.push(failed(thrown, itemIndex));
		}
	}
	return [output];
}
