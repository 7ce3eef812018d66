import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Complaint, toErrorItem, toNodeError } from './errors';
import type { Operation, Resource, Service } from './operation';
import { withDerivedKeys } from './keys';
import { collect } from './pages';
import type { Read } from './request';
import { planRequest, readValues } from './request';
import { recordsOf, toItems } from './response';
import { send } from './transport';

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
	const values = withDerivedKeys(context, operation, given, itemIndex);
	const { records, hint } = await collect(operation, values, async (changes) => {
		const all = { ...values, ...changes };
		const request = planRequest(operation, all);
		const envelope = await send(context, service, resource.host, operation, request);
		return recordsOf(operation, envelope, all);
	});
	if (hint) context.addExecutionHints({ message: hint, location: 'outputPane' });
	return toItems(operation, records, values);
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
