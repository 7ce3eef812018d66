import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import type { Field } from './field';
import { fieldsOf, idempotencyKey, optionsOf } from './fields';
import type { Operation, Resource } from './operation';
import { callsOf, isSafe } from './operation';

/** n8n's standard switch; shown for the operations that can simplify. */
const simplifySwitch: INodeProperties = {
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
	'always',
	'notBlank',
	'derived',
	'zero',
	'normalize',
	'expects',
	'item',
	'fields',
	'maxItems',
] as const satisfies ReadonlyArray<keyof Field>;

/**
 * A field without our keys. A conditional field is not `required` for n8n: where the controlling
 * field is an expression, n8n takes every dependent field for shown and would refuse to start a limit
 * order because the amount of a market order is blank. The request checks what really applies.
 */
function toProperty(field: Field): INodeProperties {
	const { fields, ...property } = field;
	if (field.when) delete property.required;
	for (const key of OWN_KEYS) delete (property as Partial<Field>)[key];
	if (!fields || field.type !== 'fixedCollection') return property;
	const values = fields.map((inner) => ({
		...toProperty(inner),
		...(inner.when && { displayOptions: { show: toConditions(inner) } }),
	}));
	return {
		...property,
		options: [{ displayName: field.displayName, name: GROUP, values }],
	};
}

/** Name of the one group of a fixed collection. */
const GROUP = 'values';

function toConditions({ when }: Field): NonNullable<IDisplayOptions['show']> {
	return Object.fromEntries(
		Object.entries(when ?? {}).map(([name, allowed]) => [name, [...allowed]]),
	);
}

/**
 * `when` as displayOptions. A sibling that lives in Options is reached by its path; where its default
 * is among the allowed values the condition is turned round, because an option that was not added has
 * no value to compare with.
 */
function toDisplayOptions(field: Field, operation: Operation): IDisplayOptions {
	const show: NonNullable<IDisplayOptions['show']> = {};
	const hide: NonNullable<IDisplayOptions['hide']> = {};
	for (const [name, allowed] of Object.entries(field.when ?? {})) {
		const option = optionsOf(operation).find((one) => one.name === name);
		if (!option) {
			show[name] = [...allowed];
		} else if (allowed.includes(option.default as string)) {
			const others = (option.options ?? []).map(({ value }) => value);
			hide[`/options.${name}`] = others.filter((value) => !allowed.includes(value));
		} else {
			show[`/options.${name}`] = [...allowed];
		}
	}
	return { show, ...(Object.keys(hide).length > 0 && { hide }) };
}

function byDisplayName(a: INodeProperties, b: INodeProperties): number {
	return a.displayName.localeCompare(b.displayName);
}

function optionsCollection(operation: Operation): INodeProperties[] {
	const options = optionsOf(operation);
	const isWrite = callsOf(operation).some(({ repeat = 'safe' }) => !isSafe(repeat));
	if (options.length === 0 && !isWrite) return [];
	// n8n drops what it does not know without a word. A key against double orders that somebody wrote by
	// hand must be refused where it protects nothing, and so it has to arrive.
	if (options.length === 0) {
		return [{ displayName: 'Options', name: 'options', type: 'hidden', default: {} }];
	}
	const isOffered = options.some(({ name }) => name === idempotencyKey.name);
	const unseen =
		isWrite && !isOffered ? [{ ...toProperty(idempotencyKey), type: 'hidden' as const }] : [];
	// Without conditions: n8n drops an option that its conditions hide without a word, and with it a stop
	// loss or a key against double orders. One that does not apply is refused with a sentence.
	const entries = options.map(toProperty);
	return [
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [...entries.sort(byDisplayName), ...unseen],
		},
	];
}

function operationProperties(resource: Resource, operation: Operation): INodeProperties[] {
	const scope = { resource: [resource.value], operation: [operation.value] };
	const fields = fieldsOf(operation).map((field) => {
		const { show, hide } = toDisplayOptions(field, operation);
		const displayOptions = { show: { ...scope, ...show }, ...(hide && { hide }) };
		return { ...toProperty(field), displayOptions };
	});
	const rest = [...(operation.simplify ? [simplifySwitch] : []), ...optionsCollection(operation)];
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
