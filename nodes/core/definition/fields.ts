import type { Field } from './field';
import type { Operation } from './operation';
import { callsOf, canChange, isJob, refusesDuplicates } from './operation';

/** The fields of an operation, with n8n's standard ones. */

/** n8n's standard pair for lists, and a bound for those who ask for all. */
export const returnAll: Field = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	kind: 'boolean',
	local: true,
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limit: Field = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	kind: 'integer',
	when: { returnAll: [false] },
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

/** Enough for years of trading; keeps a mistyped date from filling the memory of the machine. */
export const DEFAULT_CAP = 100_000;

export const maxResults: Field = {
	displayName: 'Max Results',
	name: 'maxResults',
	type: 'number',
	kind: 'integer',
	local: true,
	typeOptions: { minValue: 1 },
	default: DEFAULT_CAP,
	description: 'Where Return All stops',
};

/** For writes that the exchange recognises by a key: protects across executions. */
export const idempotencyKey: Field = {
	displayName: 'Idempotency Key',
	name: 'idempotencyKey',
	type: 'string',
	kind: 'text',
	local: true,
	default: '',
	notBlank:
		'Remove the option if you want no protection across executions. An expression that finds nothing would let the same alert trade twice.',
	placeholder: 'e.g. {{ $json.alertId }}',
	description:
		'What this is done for, such as the ID of an alert. A second execution with the same key finds the first one instead of doing it again.',
};

/** A mode of everything that changes something at the exchange. */
export const dryRun: Field = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	kind: 'boolean',
	local: true,
	noDefault: true,
	default: true,
	description:
		'Whether to check the request and show it, with what it would cost, instead of sending it. Where a model uses this node as a tool, it is on unless you add it here and switch it off.',
};

/** Whether what an operation does can be protected by a key of the user's. */
const takesKey = (operation: Operation): boolean =>
	isJob(operation)
		? operation.keyed === true
		: callsOf(operation).some(({ repeat }) => refusesDuplicates(repeat));

/** The fields of an operation, with those that its paging adds. */
export function fieldsOf({ fields, paging }: Operation): Field[] {
	if (!paging) return fields;
	const { size } = paging;
	return [...fields, returnAll, size ? { ...limit, wire: size } : { ...limit, local: true }];
}

/** The options of an operation, with those that paging and protection add. */
export function optionsOf(operation: Operation): Field[] {
	const { options = [], paging } = operation;
	return [
		...options,
		...(paging ? [maxResults] : []),
		...(takesKey(operation) ? [idempotencyKey] : []),
		...(canChange(operation) ? [dryRun] : []),
	];
}

/** Fields and options of an operation, in the order of the wire. */
export function allFieldsOf(operation: Operation): Field[] {
	return [...fieldsOf(operation), ...optionsOf(operation)];
}

/** The name of a field as the user sees it, also of one in a group of `rows`. */
export function labelOf(operation: Operation, name: string): string {
	const fields = allFieldsOf(operation);
	const all = [...fields, ...fields.flatMap((field) => field.fields ?? [])];
	return all.find((field) => field.name === name)?.displayName ?? name;
}
