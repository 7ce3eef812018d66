import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import type { Field } from './field';
import { givenOf } from './field';
import { fieldsOf, idempotencyKey, optionsOf, returnAll } from './fields';
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
	'computed',
	'always',
	'noDefault',
	'notBlank',
	'derived',
	'zero',
	'normalize',
	'expects',
	'item',
	'fields',
	'maxItems',
	'picker',
	'blankWhen',
] as const satisfies ReadonlyArray<keyof Field>;

/**
 * A field without our keys. A conditional field is not `required` for n8n: where the controlling
 * field is an expression, every dependent field is shown, and n8n would refuse to start a market order
 * because the price of a limit order is blank. The request checks what really applies.
 */
function toProperty(field: Field): INodeProperties {
	const { fields, ...property } = field;
	if (field.when || field.blankWhen) delete property.required;
	if (field.picker) Object.assign(property, toLocator(field, field.picker));
	for (const key of OWN_KEYS) delete (property as Partial<Field>)[key];
	if (!fields || field.type !== 'fixedCollection') return property;
	// Inside a row n8n looks for plain names among those of the row.
	const values = givenOf(fields).map((inner) => {
		const { show, hide } = toConditions(inner, fields);
		return { ...toProperty(inner), ...(inner.when && { displayOptions: pruned({ show, hide }) }) };
	});
	return {
		...property,
		options: [{ displayName: field.displayName, name: GROUP, values }],
	};
}

/** What n8n calls a resource locator: a list that can be searched, or what somebody types. */
const toLocator = (
	{ placeholder }: Field,
	{ list, typed }: NonNullable<Field['picker']>,
): Partial<INodeProperties> => ({
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: list, searchable: true },
		},
		{ displayName: `By ${typed}`, name: 'id', type: 'string', ...(placeholder && { placeholder }) },
	],
	placeholder: undefined,
});

/** Name of the one group of a fixed collection. */
const GROUP = 'values';

type Shown = NonNullable<IDisplayOptions['show']>;
type Hidden = NonNullable<IDisplayOptions['hide']>;

/** Display options without empty parts. */
function pruned({ show = {}, hide = {} }: { show?: Shown; hide?: Hidden }): IDisplayOptions {
	return {
		...(Object.keys(show).length > 0 && { show }),
		...(Object.keys(hide).length > 0 && { hide }),
	};
}

/** Everything that a choice or switch can be; undefined for a field that can be anything. */
function valuesOf(fields: Field[], name: string): Array<string | number | boolean> | undefined {
	const controls = fields.filter((field) => field.name === name);
	if (!controls.every(({ kind }) => kind === 'choice' || kind === 'boolean')) return undefined;
	const values = controls.flatMap(({ kind, options = [] }) =>
		kind === 'boolean' ? [true, false] : options.map(({ value }) => value),
	);
	return [...new Set(values)];
}

/**
 * `when` as conditions of n8n, turned round: hidden by each value that is not allowed. For values that
 * were chosen in the form this is the same as shown by those that are. Where the controlling field is an
 * expression it is not: n8n's server takes `show` for fulfilled then, but its editor puts an empty text in
 * the place of an expression without data (a webhook before its first call, an AI tool), and a field that
 * is shown by `show` would be gone when it is to be filled in. An empty text is no value to hide by.
 */
function toConditions(
	{ when }: Field,
	siblings: Field[],
	options: Field[] = [],
): { show: Shown; hide: Hidden } {
	const show: Shown = {};
	const hide: Hidden = {};
	for (const [name, allowed] of Object.entries(when ?? {})) {
		const option = options.find((one) => one.name === name);
		const path = option ? `/options.${name}` : name;
		const values = valuesOf(option ? [option] : siblings, name);
		// An option that was not added has no value to hide by. n8n's standard pair stays as it is everywhere.
		const byShow = option ? !allowed.includes(option.default as string) : name === returnAll.name;
		if (byShow || !values) show[path] = [...allowed];
		else hide[path] = values.filter((value) => !allowed.includes(value));
	}
	return { show, hide };
}

/** `when` as displayOptions; a sibling that lives in Options is reached by its path. */
function toDisplayOptions(field: Field, operation: Operation) {
	return toConditions(field, fieldsOf(operation), optionsOf(operation));
}

function byDisplayName(a: INodeProperties, b: INodeProperties): number {
	return a.displayName.localeCompare(b.displayName);
}

function optionsCollection(operation: Operation): INodeProperties[] {
	const options = optionsOf(operation);
	if (options.length === 0) return [];
	const isWrite = callsOf(operation).some(({ repeat = 'safe' }) => !isSafe(repeat));
	const isOffered = options.some(({ name }) => name === idempotencyKey.name);
	// n8n drops what it does not know without a word. A key against double orders that somebody wrote by
	// hand must be refused where it protects nothing, and so it has to arrive.
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
	const fields = givenOf(fieldsOf(operation)).map((field) => {
		const { show, hide } = toDisplayOptions(field, operation);
		const displayOptions = pruned({ show: { ...scope, ...show }, hide });
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

/** What a node does, under its name on the canvas: the action in words, as the list of actions has it. */
export function subtitleOf(resources: Resource[]): string {
	const actions = resources.flatMap(({ value, operations }) =>
		operations.map((operation) => [`${value}.${operation.value}`, operation.action]),
	);
	const words = JSON.stringify(Object.fromEntries(actions));
	return `={{ (${words})[$parameter["resource"] + "." + $parameter["operation"]] }}`;
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
