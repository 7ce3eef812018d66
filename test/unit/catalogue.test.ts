import { CATALOGUE } from '../../nodes/catalogue';
import type { Field, Operation, Resource, When } from '../../nodes/core/operation';
import { applies, callsOf } from '../../nodes/core/operation';
import { fieldsOf as formFields, optionsOf } from '../../nodes/core/pages';
import { wireTypeOf } from '../../nodes/core/values';
import type { DescribedParameter } from '../support/description';
import { describedBy } from '../support/description';

interface Entry {
	id: string;
	node: string;
	resource: Resource;
	operation: Operation;
}

const ENTRIES: Entry[] = CATALOGUE.flatMap(({ node, resources }) =>
	resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			id: `${node}.${resource.value}.${operation.value}`,
			node,
			resource,
			operation,
		})),
	),
);

const CALLS = ENTRIES.flatMap((entry) =>
	callsOf(entry.operation).map((call) => ({
		...entry,
		call,
		title: `${entry.id} ${call.endpoint}`,
	})),
);

const fieldsOf = (operation: Operation): Field[] => [
	...formFields(operation),
	...optionsOf(operation),
];

/** Fields of an operation that can be sent to a call: their condition does not contradict the call's. */
function sentTo(operation: Operation, when: When | undefined): Field[] {
	return fieldsOf(operation).filter(
		(field) =>
			!field.local &&
			Object.entries(when ?? {}).every(([name, values]) => {
				const wanted = field.when?.[name];
				return !wanted || values.some((value) => wanted.includes(value));
			}),
	);
}

const BODY_TYPES: Record<string, string> = {
	long: 'number',
	integer: 'number',
	boolean: 'boolean',
};

function expectedWireType(parameter: DescribedParameter): string {
	return parameter.wire ?? BODY_TYPES[parameter.type] ?? 'string';
}

function wireValues(field: Field): string[] {
	return (field.options ?? [])
		.map(({ value }) => String(field.values?.[String(value)] ?? value))
		.sort();
}

describe.each(CALLS.map((entry) => [entry.title, entry] as const))('%s', (_title, entry) => {
	const { operation, call, resource } = entry;
	const described = describedBy(call.endpoint);
	const sent = sentTo(operation, 'when' in call ? (call.when as When) : undefined);

	it('is described, on the host that is called', () => {
		expect(described?.host).toBe(resource.host);
	});

	it('has the described authentication, permission and limit', () => {
		const auth = operation.public ? 'NONE' : call.endpoint.startsWith('GET') ? 'KEYED' : 'SIGNED';
		expect(auth).toBe(described?.auth);
		expect(call.permission ?? 'none').toBe(described?.permission);
		const limit = described?.rateLimit;
		expect(call.limit).toEqual(
			limit ? { requests: limit.requests, seconds: limit.windowSeconds, per: limit.per } : null,
		);
	});

	it('says what may be repeated if, and only if, it is a POST', () => {
		expect(call.repeat !== undefined).toBe(call.endpoint.startsWith('POST'));
	});

	it('can send every described parameter and no other', () => {
		const names = [...new Set(sent.map((field) => field.wire ?? field.name))].sort();
		expect(names).toEqual(described?.params.map(({ name }) => name).sort());
	});

	for (const field of sent) {
		const wire = field.wire ?? field.name;
		it(`sends ${wire} as described`, () => {
			const parameter = described?.params.find(({ name }) => name === wire);
			if (!parameter) throw new Error('not described');
			if (parameter.in === 'body') expect(wireTypeOf(field)).toBe(expectedWireType(parameter));
			if (parameter.required === true) expect(field.required).toBe(true);
			if (parameter.enum) {
				expect(field.kind).toBe('choice');
				expect(wireValues(field)).toEqual(parameter.enum.map(({ value }) => String(value)).sort());
			}
			if (parameter.type === 'decimal') expect(field.kind).toBe('decimal');
			if (field.kind === 'time') expect(field.unit).toBe(parameter.unit);
			if (field.kind === 'integer') {
				// A paged list may ask for more than one answer holds; its paging knows the bound.
				const max = field.wire === operation.paging?.size ? operation.paging?.max : undefined;
				expect(max ?? field.typeOptions?.maxValue).toBe(parameter.max);
				expect(field.typeOptions?.minValue).toBe(
					max !== undefined && operation.paging?.min ? 1 : parameter.min,
				);
			}
		});
	}
});

/** What a field that conditions look at can be. */
function valuesOf(field: Field | undefined): Array<string | number | boolean> {
	return field?.kind === 'boolean'
		? [true, false]
		: (field?.options ?? []).map(({ value }) => value);
}

/** Every combination of values of the fields that conditions look at. */
function combinations(operation: Operation): Array<Record<string, string | number | boolean>> {
	const names = new Set([
		...fieldsOf(operation).flatMap(({ when }) => Object.keys(when ?? {})),
		...(operation.variants ?? []).flatMap(({ when }) => Object.keys(when)),
	]);
	let rows: Array<Record<string, string | number | boolean>> = [{}];
	for (const name of names) {
		const values = valuesOf(fieldsOf(operation).find((field) => field.name === name));
		rows = rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value })));
	}
	return rows;
}

describe.each(ENTRIES.map((entry) => [entry.id, entry] as const))('%s', (_id, { operation }) => {
	it('looks, in every condition, at a field that stands before and at values that it has', () => {
		const fields = formFields(operation);
		const siblings = (index: number) => [...optionsOf(operation), ...fields.slice(0, index)];
		const conditions = [
			...fields.map((field, index) => ({ when: field.when, known: siblings(index) })),
			...(operation.options ?? []).map(({ when }) => ({ when, known: operation.options ?? [] })),
			...(operation.variants ?? []).map(({ when }) => ({ when, known: siblings(fields.length) })),
		];
		for (const { when, known } of conditions) {
			for (const [name, values] of Object.entries(when ?? {})) {
				expect(valuesOf(known.find((field) => field.name === name))).toEqual(
					expect.arrayContaining([...values]),
				);
			}
		}
	});

	it('has at most one matching field a name, and exactly one endpoint, for all values', () => {
		for (const values of combinations(operation)) {
			const names = fieldsOf(operation)
				.filter(({ when }) => applies(when, values))
				.map(({ name }) => name);
			expect(names).toEqual([...new Set(names)]);
			if (operation.variants) {
				expect(operation.variants.filter(({ when }) => applies(when, values))).toHaveLength(1);
			}
		}
	});

	it('shows choices, times and numbers with the n8n type that fits', () => {
		const types: Record<Field['kind'], string> = {
			text: 'string',
			id: 'string',
			decimal: 'string',
			integer: 'number',
			time: 'dateTime',
			choice: 'options',
			boolean: 'boolean',
			list: 'string',
			rows: 'fixedCollection',
		};
		for (const field of fieldsOf(operation)) expect(field.type).toBe(types[field.kind]);
	});
});

describe('the catalogue', () => {
	it('reaches no endpoint twice', () => {
		const endpoints = CALLS.map(({ call }) => call.endpoint);
		expect(endpoints).toEqual([...new Set(endpoints)]);
	});

	it('lists operations alphabetically within a resource', () => {
		for (const { resources } of CATALOGUE) {
			for (const { operations } of resources) {
				const names = operations.map(({ name }) => name);
				expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
			}
		}
	});
});
