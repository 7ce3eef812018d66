import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Field, Operation, Values } from './operation';
import { applies, callOf } from './operation';
import { fieldsOf, optionsOf } from './pages';
import { toBody } from './values';

/** The longest key that BitMart takes everywhere; letters and digits only. */
const LENGTH = 32;

function digest(parts: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, LENGTH);
}

/**
 * What makes a write of this item unique and repeatable: n8n's Retry On Fail runs a node again with the
 * same execution, run and item, so the same key comes out; another item or execution gets another.
 */
function place(context: IExecuteFunctions, itemIndex: number): unknown[] {
	return [
		context.getInstanceId(),
		context.getWorkflow().id,
		context.getNode().id,
		context.getExecutionId(),
		context.getWorkflowDataProxy(itemIndex).$runIndex,
		itemIndex,
	];
}

/**
 * The values with a derived key in every field that wants one and has none. The content is part of the
 * key: other content under the same key would be taken for the first write.
 */
export function withDerivedKeys(
	context: IExecuteFunctions,
	operation: Operation,
	values: Values,
	itemIndex: number,
): Values {
	const fields: Field[] = [...fieldsOf(operation), ...optionsOf(operation)];
	const missing = fields.filter(
		(field) => field.derived && applies(field.when, values) && values[field.name] === undefined,
	);
	if (missing.length === 0) return values;
	const content = [callOf(operation, values).endpoint, toBody(fields, values)];
	const key = digest([...place(context, itemIndex), ...content]);
	return { ...values, ...Object.fromEntries(missing.map(({ name }) => [name, key])) };
}
