import type { CatalogueEntry } from '../../nodes/catalogue';
import type {
	Call,
	JobOperation,
	Operation,
	RateLimit,
	Repeat,
	Resource,
} from '../../nodes/core/definition/operation';
import type { Field, Kind, When } from '../../nodes/core/definition/field';
import {
	callsOf,
	isJob,
	isKeyed,
	isSafe,
	refusesDuplicates,
} from '../../nodes/core/definition/operation';
import { fieldsOf, optionsOf } from '../../nodes/core/definition/fields';
import { wireTypeOf } from '../../nodes/core/values/encode';

/** One parameter of an endpoint, as a program needs it to turn a documented request into node parameters. */
export interface ParameterDoc {
	name: string;
	/** Name on the wire; null where the parameter is not sent. */
	wire: string | null;
	in: 'query' | 'body' | 'node';
	/** How the value stands on the wire; everything in a query is text. */
	wireType: 'string' | 'number' | 'boolean' | null;
	required: boolean;
	/** The n8n collection it lives in. */
	collection?: 'options';
	/** What it means: see `Kind` in nodes/core/definition/field.ts. */
	kind: Kind;
	/** Of a list: what one value is, and how many one request takes. */
	list?: { of: Kind; most?: number };
	/** The values that a choice allows, as the form has them. */
	choices?: Array<string | number | boolean>;
	/** What the form starts with; absent where that is nothing. */
	default?: unknown;
	/** Form value to wire value. */
	values?: Record<string, string | number>;
	/** Not a parameter: the node computes it. It is sent as it is given in the field `from`, with these siblings. */
	computed?: Field['computed'];
	/** Unit of a time on the wire. */
	unit?: 's' | 'ms';
	when?: When;
	/** The parameters of one group of a nested list. */
	items?: ParameterDoc[];
}

/** What may be repeated: at will, not at all, or a write that BitMart recognises by `key`. */
export type RepeatDoc =
	| 'safe'
	| 'never'
	| { key: string; lookUp: boolean; duplicate: Array<number | string> };

/** One endpoint that an operation can reach. */
export interface OperationDoc {
	node: string;
	resource: string;
	operation: string;
	name: string;
	action: string;
	endpoint: string;
	host: string;
	auth: 'NONE' | 'KEYED' | 'SIGNED';
	permission: string | null;
	limit: RateLimit | null;
	repeat: RepeatDoc;
	when?: When;
	/** Whether the endpoint takes an Idempotency Key; null where nothing is written. */
	idempotencyKey: 'taken' | 'refused' | null;
	parameters: ParameterDoc[];
}

function authOf(operation: Operation, call: Call): OperationDoc['auth'] {
	if (operation.public) return 'NONE';
	return call.endpoint.startsWith('GET ') ? 'KEYED' : 'SIGNED';
}

function repeatDoc(repeat: Repeat): RepeatDoc {
	if (isSafe(repeat)) return 'safe';
	if (!isKeyed(repeat)) return 'never';
	const { key, find, duplicate } = repeat;
	return { key, lookUp: find !== undefined, duplicate };
}

/** A field that the endpoint's own condition rules out does not belong to it. */
function belongs(field: Field, callWhen: When | undefined): boolean {
	return Object.entries(callWhen ?? {}).every(([name, values]) => {
		const wanted = field.when?.[name];
		return !wanted || values.some((value) => wanted.includes(value));
	});
}

/** The switch that n8n's form adds where an operation can simplify. */
const SIMPLIFY: ParameterDoc = {
	name: 'simplify',
	wire: null,
	in: 'node',
	wireType: null,
	required: false,
	kind: 'boolean',
	default: true,
};

/** A default that says something. */
const saysNothing = (value: unknown): boolean =>
	value === undefined || value === '' || JSON.stringify(value) === '{}';

function listDoc({ kind, item, maxItems }: Field): ParameterDoc['list'] {
	if (kind !== 'list') return undefined;
	return { of: item?.kind ?? 'text', ...(maxItems !== undefined && { most: maxItems }) };
}

function idempotencyDoc({ repeat = 'safe' }: Call): OperationDoc['idempotencyKey'] {
	if (isSafe(repeat)) return null;
	return refusesDuplicates(repeat) ? 'taken' : 'refused';
}

/** @param call undefined where nothing of it is sent as it is given */
function parameterDoc(field: Field, call: Call | undefined, collection?: 'options'): ParameterDoc {
	const list = listDoc(field);
	const where = call?.endpoint.startsWith('GET ') ? 'query' : 'body';
	const local = field.local || !call;
	return {
		name: field.name,
		wire: local ? null : (field.wire ?? field.name),
		in: local ? 'node' : where,
		wireType: local ? null : where === 'query' ? 'string' : wireTypeOf(field),
		required: field.required === true,
		...(collection && { collection }),
		kind: field.kind,
		...(list && { list }),
		...(field.options && { choices: field.options.map(({ value }) => value) }),
		...(!saysNothing(field.default) && { default: field.default }),
		...(field.values && { values: field.values }),
		...(field.computed && { computed: field.computed }),
		...(field.unit && { unit: field.unit }),
		...(field.when && { when: field.when }),
		...(field.fields && { items: field.fields.map((inner) => parameterDoc(inner, call)) }),
	};
}

function describeCall(
	node: string,
	resource: Resource,
	operation: Operation,
	call: Call & { when?: When },
): OperationDoc {
	const own = (fields: Field[]) => fields.filter((field) => belongs(field, call.when));
	return {
		node,
		resource: resource.value,
		operation: operation.value,
		name: operation.name,
		action: operation.action,
		endpoint: call.endpoint,
		host: call.host ?? resource.host,
		auth: authOf(operation, call),
		permission: call.permission ?? null,
		limit: call.limit,
		repeat: repeatDoc(call.repeat ?? 'safe'),
		...(call.when && { when: call.when }),
		idempotencyKey: idempotencyDoc(call),
		parameters: [
			...own(fieldsOf(operation)).map((field) => parameterDoc(field, call)),
			...(operation.simplify ? [SIMPLIFY] : []),
			...own(optionsOf(operation)).map((field) => parameterDoc(field, call, 'options')),
		],
	};
}

/** docs/operations.json: one entry an endpoint that an operation can reach. */
export function describeOperations(catalogue: CatalogueEntry[]): OperationDoc[] {
	return catalogue.flatMap(({ node, resources }) =>
		resources.flatMap((resource) =>
			resource.operations.flatMap((operation) =>
				callsOf(operation).map((call) => describeCall(node, resource, operation, call)),
			),
		),
	);
}

function limitText(limit: RateLimit | null): string {
	return limit ? `${limit.requests} in ${limit.seconds} s per ${limit.per}` : 'not stated';
}

function repeatText(repeat: RepeatDoc): string {
	if (repeat === 'safe') return 'safe to repeat';
	if (repeat === 'never') return 'never repeated';
	return `protected by \`${repeat.key}\``;
}

function whenText(when: When | undefined): string {
	return Object.entries(when ?? {})
		.map(([name, values]) => `${name} is ${values.join(' or ')}`)
		.join(' and ');
}

function computedText({ from, with: siblings }: NonNullable<Field['computed']>): string {
	const conditions = Object.entries(siblings).map(([name, value]) => `${name} is ${value}`);
	return `no parameter: computed from ${from}, as it stands where ${conditions.join(' and ')}`;
}

function notesOf(parameter: ParameterDoc): string[] {
	return [
		...(parameter.required ? ['required'] : []),
		...(parameter.collection ? ['in Options'] : []),
		...(parameter.when ? [`if ${whenText(parameter.when)}`] : []),
		...(parameter.computed ? [computedText(parameter.computed)] : []),
		...(parameter.unit ? [`sent in ${parameter.unit}`] : []),
	];
}

function parameterRow(parameter: ParameterDoc): string {
	const wire =
		parameter.wire === null ? 'not sent' : `\`${parameter.wire}\` (${parameter.wireType})`;
	return `| \`${parameter.name}\` | ${wire} | ${notesOf(parameter).join('; ')} |`;
}

function endpointSection(entry: OperationDoc): string {
	const facts = [
		entry.auth === 'NONE' ? 'no credential' : entry.auth === 'KEYED' ? 'access key' : 'signed',
		...(entry.permission ? [`permission ${entry.permission}`] : []),
		`limit ${limitText(entry.limit)}`,
		repeatText(entry.repeat),
	];
	const condition = entry.when ? ` (if ${whenText(entry.when)})` : '';
	const table = entry.parameters.length
		? ['', ...tableOf('On the wire', entry.parameters.map(parameterRow))]
		: [];
	return [`\`${entry.endpoint}\`${condition}: ${facts.join(', ')}.`, ...table, ''].join('\n');
}

const tableOf = (second: string, rows: string[]): string[] => [
	`| Parameter | ${second} | |`,
	'| --- | --- | --- |',
	...rows,
];

/** What an operation made of others is made of, and what it takes. */
function jobSection(operation: JobOperation): string {
	const steps = operation.steps.map(({ operation: { action } }) => action);
	const parameters = [
		...fieldsOf(operation).map((field) => parameterDoc(field, undefined)),
		...optionsOf(operation).map((field) => parameterDoc(field, undefined, 'options')),
	];
	const rows = parameters.map(
		(parameter) =>
			`| \`${parameter.name}\` | ${parameter.kind} | ${notesOf(parameter).join('; ')} |`,
	);
	return [`Made of: ${steps.join(', ')}.`, '', ...tableOf('Kind', rows), ''].join('\n');
}

/** docs/operations.md: every operation with its endpoints and parameters. */
export function toMarkdown(catalogue: CatalogueEntry[], entries: OperationDoc[]): string {
	const lines = [
		'# Operations',
		'',
		'Every operation of every node, the endpoint it calls and how its parameters stand on the wire.',
		'Generated by `npm run docs`; do not edit.',
		'',
	];
	for (const { node, displayName, resources } of catalogue) {
		lines.push(`## ${displayName}`, '');
		for (const resource of resources) {
			for (const operation of resource.operations) {
				lines.push(
					`### ${resource.name}: ${operation.name}`,
					'',
					`${operation.description}.`.replace(/\.\.$/, '.'),
					'',
				);
				const own = entries.filter(
					(entry) =>
						entry.node === node &&
						entry.resource === resource.value &&
						entry.operation === operation.value,
				);
				lines.push(...own.map(endpointSection));
				if (isJob(operation)) lines.push(jobSection(operation));
			}
		}
	}
	return `${lines.join('\n').trimEnd()}\n`;
}

/** The README's table: one row a resource. */
export function toReadmeTable(catalogue: CatalogueEntry[]): string {
	const rows = catalogue.flatMap(({ displayName, resources }) =>
		resources.map(
			(resource) =>
				`| ${displayName} | ${resource.name} | ${resource.operations.map(({ name }) => name).join(', ')} |`,
		),
	);
	return ['| Node | Resource | Operations |', '| --- | --- | --- |', ...rows, ''].join('\n');
}
