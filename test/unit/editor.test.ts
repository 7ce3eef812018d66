import type { IDisplayOptions, INodeParameters, INodeProperties } from 'n8n-workflow';
import { displayParameter } from 'n8n-workflow';

import { CATALOGUE } from '../../nodes/catalogue';
import type { Field, When } from '../../nodes/core/definition/field';
import { fieldsOf, optionsOf } from '../../nodes/core/definition/fields';
import type { Operation } from '../../nodes/core/definition/operation';
import { NODE_TYPES } from '../support/engine';

/**
 * The form as n8n's editor shows it. The server takes a condition on an expression for fulfilled; the
 * editor puts the result of the expression in its place, which is an empty text while there is no data.
 * Alerts and agents fill forms through expressions, so every field that can apply must be there then.
 */

/** A value that comes from data, which is not there yet. */
const EXPRESSION = '={{ $json.fromTheAlert }}';

/** Not given: an option that was not added. */
const ABSENT = undefined;

type Value = string | number | boolean | undefined;
type Case = Record<string, Value>;

interface Entry {
	id: string;
	operation: Operation;
	/** Resource and operation, which are never expressions. */
	scope: Record<string, string>;
	properties: INodeProperties[];
}

const ENTRIES: Entry[] = CATALOGUE.flatMap(({ node, resources }) =>
	resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			id: `${node}.${resource.value}.${operation.value}`,
			operation,
			scope: { resource: resource.value, operation: operation.value },
			properties: (NODE_TYPES[node]?.description.properties ?? []).filter(
				({ displayOptions: { show = {} } = {} }) =>
					show.resource?.includes(resource.value) && show.operation?.includes(operation.value),
			),
		})),
	),
);

/** What stands on one level of the form, with the parts of n8n's property that the editor looks at. */
interface Shown {
	field: Field;
	property: INodeProperties;
}

/** Fields that the form has; a computed one is only sent. */
const inForm = (fields: Field[]) => fields.filter(({ computed }) => !computed);

function paired(fields: Field[], properties: INodeProperties[]): Shown[] {
	expect(properties.map(({ name }) => name)).toEqual(fields.map(({ name }) => name));
	return fields.map((field, index) => ({ field, property: properties[index] as INodeProperties }));
}

function levelsOf({ operation, properties }: Entry) {
	const own = properties.filter(({ name }) => !['options', 'simplify'].includes(name));
	const form = paired(inForm(fieldsOf(operation)), own);
	const collection = properties.find(({ name }) => name === 'options');
	// An Idempotency Key that the call does not take is there for n8n's server only, to be refused.
	const entries = ((collection?.options ?? []) as INodeProperties[])
		.filter(({ type }) => type !== 'hidden' || collection?.type !== 'collection')
		.flatMap((property) => {
			const field = optionsOf(operation).find(({ name }) => name === property.name);
			return field ? [{ field, property }] : [];
		});
	const rows = form
		.filter(({ field, property }) => field.fields && property.type === 'fixedCollection')
		.map(({ field, property }) => {
			const [group] = property.options as Array<{ name: string; values: INodeProperties[] }>;
			return paired(inForm(field.fields ?? []), group?.values ?? []);
		});
	return { form, entries, rows };
}

/** The standard pair of n8n: nobody takes Return All from an alert, and Limit has a default. */
const STANDARD = 'returnAll';

const valuesOf = ({ kind, options = [] }: Field): Value[] =>
	kind === 'boolean' ? [true, false] : options.map(({ value }) => value);

/** Every combination of what the fields that conditions look at can hold, expressions included. */
function cases(shown: Shown[], isOption: (name: string) => boolean): Case[] {
	const names = new Set(shown.flatMap(({ field }) => Object.keys(field.when ?? {})));
	let all: Case[] = [{}];
	for (const name of names) {
		const controls = shown.filter(({ field }) => field.name === name);
		const literals = new Set(controls.flatMap(({ field }) => valuesOf(field)));
		const canBeExpression =
			name !== STANDARD && controls.some(({ property }) => property.noDataExpression !== true);
		const values = [
			...literals,
			...(canBeExpression ? [EXPRESSION] : []),
			...(isOption(name) ? [ABSENT] : []),
		];
		all = all.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));
	}
	return all;
}

/** The editor's own resolution: expressions of the level that is drawn, to nothing while there is no data. */
const resolved = (values: INodeParameters): INodeParameters =>
	Object.fromEntries(
		Object.entries(values).map(([name, value]) => [name, value === EXPRESSION ? '' : value]),
	);

/** Whether the editor shows a property. Type `hidden` is never shown, with or without conditions. */
function isShown(property: INodeProperties, level: INodeParameters, root = level): boolean {
	if (property.type === 'hidden') return false;
	const own = resolved(level);
	return displayParameter(own, property, null, null, root === level ? own : root);
}

/** Whether a field applies for sure, can apply, or cannot. */
function applies({ when }: Field, one: Case, defaults: Case): 'always' | 'perhaps' | 'never' {
	let open = false;
	for (const [name, allowed] of Object.entries((when ?? {}) as When)) {
		const value = one[name] ?? defaults[name];
		if (value === EXPRESSION) open = true;
		else if (!allowed.includes(value as string)) return 'never';
	}
	return open ? 'perhaps' : 'always';
}

/** Holds the visible properties of a level to what the fields say. */
function judge(
	shown: Shown[],
	one: Case,
	defaults: Case,
	visible: (property: INodeProperties) => boolean,
) {
	const names: string[] = [];
	for (const { field, property } of shown) {
		if (property.type === 'hidden') continue;
		const isVisible = visible(property);
		if (isVisible) names.push(field.name);
		expect({ name: field.name, one, visible: isVisible }).toEqual({
			name: field.name,
			one,
			visible: applies(field, one, defaults) !== 'never',
		});
	}
	const twice = names.filter((name, index) => names.indexOf(name) !== index);
	expect({ one, twice }).toEqual({ one, twice: [] });
}

describe.each(ENTRIES.map((entry) => [entry.id, entry] as const))(
	'%s in the editor',
	(_id, entry) => {
		const { form, entries, rows } = levelsOf(entry);
		const optionNames = new Set(entries.map(({ field }) => field.name));
		const defaults = Object.fromEntries(
			entries.map(({ field }) => [field.name, field.default as Value]),
		);

		it('shows what can apply, and no name twice', () => {
			for (const one of cases([...form, ...entries], (name) => optionNames.has(name))) {
				const split = (wanted: boolean) =>
					Object.fromEntries(
						Object.entries(one).filter(
							([name, value]) => optionNames.has(name) === wanted && value !== ABSENT,
						),
					) as INodeParameters;
				const options = split(true);
				const root: INodeParameters = { ...entry.scope, ...split(false), options };
				judge(form, one, defaults, (property) => isShown(property, root));
				// Options are always offered: one that does not apply is refused, not dropped by n8n.
				for (const { property } of entries) expect(isShown(property, options, root)).toBe(true);
			}
		});

		for (const [index, level] of rows.entries()) {
			it(`shows what can apply in a row of list ${index + 1}`, () => {
				for (const one of cases(level, () => false)) {
					judge(level, one, {}, (property) => isShown(property, one as INodeParameters, {}));
				}
			});
		}

		it('hides by words only: an empty text is what an expression without data gives', () => {
			const conditions = ({ displayOptions }: INodeProperties): IDisplayOptions =>
				displayOptions ?? {};
			const all = [...form, ...entries, ...rows.flat()].map(({ property }) => conditions(property));
			for (const { hide = {} } of all) {
				for (const values of Object.values(hide)) expect(values).not.toContain('');
			}
		});
	},
);
