import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Operation, Prepared, Resource } from './definition/operation';
import { callOf } from './definition/operation';
import type { Service } from './definition/service';
import { requireCredential } from './exchange/credential';
import { toErrorItem, toNodeError } from './exchange/errors';
import { recordsOf, toItems } from './exchange/response';
import { collect } from './reads/pages';
import type { Job } from './send';
import { guardFirst, send, surroundings } from './send';
import { Complaint } from './values/complaint';
import type { Read } from './values/parameters';
import { readValues } from './values/parameters';
import { identify, readIdentity, refuseSharedKeys } from './writes/keys';
import type { Outcome } from './writes/ledger';
import { ledger } from './writes/ledger';
import { isSafe } from './writes/sending';

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

async function runItem(
	context: IExecuteFunctions,
	service: Service,
	resources: Resource[],
	itemIndex: number,
): Promise<IDataObject[]> {
	// The fallback matters: without one n8n throws for a parameter that an old workflow does not hold.
	const read: Read = (name) => context.getNodeParameter(name, itemIndex, '') as unknown;
	const { resource, operation } = choose(resources, read('resource'), read('operation'));
	const given = readValues(operation, read, context.getTimezone());
	const { repeat = 'safe' } = callOf(operation, given);
	const isWrite = !isSafe(repeat);
	if (isWrite) refuseRetriedTool(context);
	const identity = isWrite ? identify(context, operation, given, itemIndex) : readIdentity(given);
	const job = { context, service, host: resource.host, operation, identity };
	// The identity is that of what the user asked for: it must not change with the rules of the day.
	const checked = await prepared(job);
	const { values, notes } = checked;
	let outcome: Outcome | undefined;
	const { records, hint } = await collect(operation, values, async (changes) => {
		const all = { ...values, ...changes };
		try {
			const sent = await send({ ...job, identity: { ...identity, values: all } });
			outcome = sent.outcome;
			return recordsOf(operation, sent.envelope, all);
		} finally {
			ledger.keep(identity.id, checked);
		}
	});
	if (hint) context.addExecutionHints({ message: hint, location: 'outputPane' });
	const items = toItems(operation, records, values);
	return outcome ? items.map((item) => ({ ...item, ...notes, outcome })) : items;
}

/**
 * The values after the checks before sending. A write that this process knows already has been checked:
 * other rules, or none that can be read, must not stand between it and its look-up.
 */
async function prepared(job: Job): Promise<Prepared> {
	const { context, service, operation, identity } = job;
	const { values, id } = identity;
	if (!operation.public) requireCredential(context, service);
	const known = ledger.get(id)?.prepared;
	if (!operation.prepare || known) return known ?? { values };
	await guardFirst(job);
	return await operation.prepare(values, await surroundings(job));
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

/**
 * The one item loop of all nodes. Items run one after the other; without Continue On Fail nothing is
 * sent after the item that fails, with it the later items go on.
 */
export async function executeOperations(
	context: IExecuteFunctions,
	service: Service,
	resources: Resource[],
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const output: INodeExecutionData[] = [];
	try {
		refuseSharedKeys(context, items.length);
	} catch (thrown) {
		throw toNodeError(context.getNode(), thrown, 0, 1);
	}
	for (let itemIndex = 0; itemIndex < items.length; itemIndex++) {
		const pairedItem = { item: itemIndex };
		try {
			for (const json of await runItem(context, service, resources, itemIndex)) {
				output.push({ json, pairedItem });
			}
		} catch (thrown) {
			const error = toNodeError(context.getNode(), thrown, itemIndex, items.length);
			const stopped = context.getExecutionCancelSignal()?.aborted === true;
			if (stopped || !context.continueOnFail()) throw error;
			output.push({ json: toErrorItem(thrown, error), pairedItem });
		}
	}
	return [output];
}
