import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import type { Field, Operation, Resource } from './operation';

/** n8n's standard switch; shown for the operations that can simplify. */
export const simplifySwitch: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** What only this package reads; n8n gets the rest. */
const OWN_KEYS = [
	'kind',
	'wire',
	'wireType',
	'unit',
	'values',
	'when',
	'local',
	'zero',
	'normalize',
	'expects',
] as const satisfies ReadonlyArray<keyof Field>;

/**
 * A field without our keys. A conditional field is not `required` for n8n: where the controlling
 * field is an expression, n8n takes every dependent field for shown and would refuse to start a limit
 * order because the amount of a market order is blank. The request checks what really applies.
 */
function toProperty(field: Field): INodeProperties {
	const property = { ...field };
	if (field.when) delete property.required;
	for (const key of OWN_KEYS) delete property[key];
	return property;
}

function optionNames(operation: Operation): Set<string> {
	return new Set((operation.options ?? []).map((field) => field.name));
}

/** `when` as displayOptions; a sibling that lives in Options is reached by its path. */
function showWhen(field: Field, operation: Operation): NonNullable<IDisplayOptions['show']> {
	const inOptions = optionNames(operation);
	return Object.fromEntries(
		Object.entries(field.when ?? {}).map(([name, allowed]) => [
			inOptions.has(name) ? `/options.${name}` : name,
			[...allowed],
		]),
	);
}

function byDisplayName(a: INodeProperties, b: INodeProperties): number {
	return a.displayName.localeCompare(b.displayName);
}

function optionsOf(operation: Operation): INodeProperties[] {
	if (!operation.options) return [];
	const entries = operation.options.map((field) => {
		const show = showWhen(field, operation);
		return { ...toProperty(field), ...(field.when && { displayOptions: { show } }) };
	});
	return [
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: entries.sort(byDisplayName),
		},
	];
}

function operationProperties(resource: Resource, operation: Operation): INodeProperties[] {
	const scope = { resource: [resource.value], operation: [operation.value] };
	const fields = operation.fields.map((field) => ({
		...toProperty(field),
		displayOptions: { show: { ...scope, ...showWhen(field, operation) } },
	}));
	const rest = [...(operation.simplify ? [simplifySwitch] : []), ...optionsOf(operation)];
	return [...fields, ...rest.map((property) => ({ ...property, displayOptions: { show: scope } }))];
}

function operationSelector({ value, operations, defaultOperation }: Resource): INodeProperties {
	const preselected = defaultOperation ?? operations[0]?.value ?? '';
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: operations.map((operation) => ({
			name: operation.name,
			value: operation.value,
			action: operation.action,
			description: operation.description,
		})),
		default: preselected,
	};
}

/** Resources and operations as the form of a node. */
export function toProperties(resources: Resource[]): INodeProperties[] {
	const resourceDefault = resources[0]?.value ?? '';
	const selectors: INodeProperties[] = [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ name, value, description }) => ({
				name,
				value,
				...(description && { description }),
			})),
			default: resourceDefault,
		},
		...resources.map(operationSelector),
	];
	const fields = resources.flatMap((resource) =>
		resource.operations.flatMap((operation) => operationProperties(resource, operation)),
	);
	return [...selectors, ...fields];
}
