import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Operation, Resource } from './definition/operation';
import type { Service } from './definition/service';
import { toErrorItem, toNodeError } from './exchange/errors';
import { runItem } from './item';
import type { Ready } from './ready';
import { readItem } from './ready';
import { Complaint } from './values/complaint';
import type { Read } from './values/parameters';
import { originOf, sharedKeys } from './writes/keys';
import { namesIn } from './writes/references';

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

/** Reads the parameters of an item and checks them. */
async function readyItem(
	context: IExecuteFunctions,
	service: Service,
	resources: Resource[],
	itemIndex: number,
): Promise<Ready> {
	// The fallback matters: without one n8n throws for a parameter that an old workflow does not hold.
	const read: Read = (name) => context.getNodeParameter(name, itemIndex, '') as unknown;
	const { resource, operation } = choose(resources, read('resource'), read('operation'));
	const origin = originOf(context, itemIndex);
	return await readItem({ context, service, host: resource.host, operation, read, origin });
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

	const ready: Array<{ item: Ready } | { error: INodeExecutionData }> = [];
	for (let itemIndex = 0; itemIndex < length; itemIndex++) {
		try {
			ready.push({ item: await readyItem(context, service, resources, itemIndex) });
		} catch (thrown) {
			ready.push({ error: failed(thrown, itemIndex) });
		}
	}
	const identities = ready.map((one) => ('item' in one ? one.item.task.identity : undefined));
	for (const [itemIndex, complaint] of sharedKeys(identities)) {
		ready[itemIndex] = { error: failed(complaint, itemIndex) };
	}
	for (const [itemIndex, one] of ready.entries()) {
		if ('error' in one) {
			output.push(one.error);
			continue;
		}
		const { item } = one;
		const counts = item.isWrite && !item.isDryRun && !item.prepared.nothing;
		try {
			const given: IDataObject[] = [];
			await runItem(item, (json) => {
				given.push(json);
				// What a job has done before it fails counts, and is shown.
				if (counts) done[itemIndex] = given;
				output.push({ json, pairedItem: { item: itemIndex } });
			});
			if (counts) done[itemIndex] = given;
		} catch (thrown) {
			output.push(failed(thrown, itemIndex));
		}
	}
	return [output];
}
