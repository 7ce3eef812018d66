import EXCLUDED from '../../docs/excluded.json';
import { CATALOGUE } from '../../nodes/catalogue';
import type { Field, When } from '../../nodes/core/definition/field';
import { applies } from '../../nodes/core/definition/field';
import { fieldsOf as formFields, optionsOf } from '../../nodes/core/definition/fields';
import type { Operation, Resource } from '../../nodes/core/definition/operation';
import { callsOf } from '../../nodes/core/definition/operation';
import { wireTypeOf } from '../../nodes/core/values/encode';
import type { DescribedParameter } from '../support/description';
import { DESCRIBED, describedBy } from '../support/description';

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

/** The user gives it, or the node does: by its default or by a key of its own. */
const isGiven = ({ required, always, derived }: Field) =>
	required === true || always === true || derived === true;

/** The elements of a list of objects, held to what is described of them. */
function expectRows({ fields = [] }: Field, items: DescribedParameter[], operation: Operation) {
	const sent = fields.filter(({ local }) => !local);
	const names = [...new Set(sent.map((field) => field.wire ?? field.name))].sort();
	expect(names).toEqual(items.map(({ name }) => name).sort());
	for (const field of sent) {
		const item = items.find(({ name }) => name === (field.wire ?? field.name));
		if (!item) throw new Error('not described');
		expect(wireTypeOf(field)).toBe(expectedWireType(item));
		// What an element does not name, it has from a field of the call that is not sent itself.
		const lent = fieldsOf(operation).some(
			({ name, local, required }) => name === field.name && local && required,
		);
		if (item.required === true) expect(isGiven(field) || lent).toBe(true);
		if (item.enum) {
			// A blank choice is one that is not given.
			const values = wireValues(field).filter((value) => value !== '');
			expect(values).toEqual(item.enum.map(({ value }) => String(value)).sort());
		}
		if (item.type === 'decimal') expect(field.kind).toBe('decimal');
	}
}

describe.each(CALLS.map((entry) => [entry.title, entry] as const))('%s', (_title, entry) => {
	const { operation, call, resource } = entry;
	const described = describedBy(call.endpoint);
	const sent = sentTo(operation, 'when' in call ? (call.when as When) : undefined);

	it('is described, on the host that is called', () => {
		expect(described?.host).toBe(call.host ?? resource.host);
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
		const { paging } = operation;
		const isSize = paging?.size !== undefined && field.wire === paging.size;
		const isPage = paging?.by === 'page' && field.name === paging.page;
		it(`sends ${wire} as described`, () => {
			const parameter = described?.params.find(({ name }) => name === wire);
			if (!parameter) throw new Error('not described');
			if (parameter.in === 'body') expect(wireTypeOf(field)).toBe(expectedWireType(parameter));
			// Paging sends page and row count whether the user gives them or not.
			if (parameter.required === true && !isSize && !isPage) expect(isGiven(field)).toBe(true);
			expect(field.maxItems).toBe(parameter.maxItems ?? field.maxItems);
			if (parameter.items) expectRows(field, parameter.items, operation);
			if (parameter.enum) {
				expect(field.kind).toBe('choice');
				// Several words may stand for one value: a side has a word in each position mode.
				const values = [...new Set(wireValues(field))];
				expect(values).toEqual(parameter.enum.map(({ value }) => String(value)).sort());
			}
			if (parameter.type === 'decimal') expect(field.kind).toBe('decimal');
			if (field.kind === 'time') expect(field.unit).toBe(parameter.unit);
			if (field.kind === 'integer') {
				// A paged list may ask for more than one answer holds; its paging knows the bounds, also
				// where the description has none. Pages and rows count from 1, described or not.
				const max = isSize ? paging.max : field.typeOptions?.maxValue;
				if (!isSize || parameter.max !== undefined) expect(max).toBe(parameter.max);
				const lowest = isSize ? 1 : isPage ? (parameter.min ?? 1) : parameter.min;
				expect(field.typeOptions?.minValue).toBe(lowest);
				if (isSize) expect(paging.min ?? 1).toBe(parameter.min ?? 1);
			}
		});
	}
});

/** What the fields of one name, which conditions look at, can be. */
function valuesOf(fields: Field[], name: string): Array<string | number | boolean> {
	const values = fields
		.filter((field) => field.name === name)
		.flatMap(({ kind, options }) =>
			kind === 'boolean' ? [true, false] : (options ?? []).map(({ value }) => value),
		);
	return [...new Set(values)];
}

/** Every combination of values of the fields that conditions look at. */
function combinations(operation: Operation): Array<Record<string, string | number | boolean>> {
	const names = new Set([
		...fieldsOf(operation).flatMap(({ when }) => Object.keys(when ?? {})),
		...(operation.variants ?? []).flatMap(({ when }) => Object.keys(when)),
	]);
	let rows: Array<Record<string, string | number | boolean>> = [{}];
	for (const name of names) {
		const values = valuesOf(fieldsOf(operation), name);
		rows = rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value })));
	}
	return rows;
}

describe.each(ENTRIES.map((entry) => [entry.id, entry] as const))('%s', (_id, { operation }) => {
	it('looks, in every condition, at a field that stands before and at values that it has', () => {
		const fields = formFields(operation);
		// Options are read before the form, except those that look at a field of it.
		const form = new Set(fields.map(({ name }) => name));
		const early = optionsOf(operation).filter(
			({ when }) => !Object.keys(when ?? {}).some((name) => form.has(name)),
		);
		const siblings = (index: number) => [...early, ...fields.slice(0, index)];
		const conditions = [
			...fields.map((field, index) => ({ when: field.when, known: siblings(index) })),
			...(operation.options ?? []).map(({ when }) => ({ when, known: siblings(fields.length) })),
			...(operation.variants ?? []).map(({ when }) => ({ when, known: siblings(fields.length) })),
		];
		for (const { when, known } of conditions) {
			for (const [name, values] of Object.entries(when ?? {})) {
				expect(valuesOf(known, name)).toEqual(expect.arrayContaining([...values]));
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
			any: 'json',
		};
		for (const field of fieldsOf(operation)) {
			// A fixed collection cannot be an expression, so rows can be given as JSON too.
			const isJson = field.kind === 'rows' && field.type === 'json';
			// A list of choices is picked from, as is a choice.
			const isPicked = field.kind === 'list' && field.item?.kind === 'choice';
			if (!isJson) expect(field.type).toBe(isPicked ? 'multiOptions' : types[field.kind]);
			if (isPicked) {
				const values = (choice?: Field) => choice?.options?.map(({ value }) => value);
				expect(values(field.item)).toEqual(values(field));
			}
		}
	});
});

describe('the catalogue', () => {
	const reached = CALLS.map(({ call }) => call.endpoint as string);
	const excluded = EXCLUDED.map(({ endpoint }) => endpoint);

	it('reaches no endpoint twice', () => {
		expect(reached).toEqual([...new Set(reached)]);
	});

	it('reaches every described endpoint, or says why not', () => {
		const described = DESCRIBED.map(({ method, path }) => `${method} ${path}`);
		expect([...reached, ...excluded].sort()).toEqual(described.sort());
		for (const { reason } of EXCLUDED) expect(reason).toMatch(/^[A-Z].+\.$/);
	});

	it('reaches 117 endpoints, among them the 75 of the original list', () => {
		expect(reached).toHaveLength(117);
		const original = DESCRIBED.filter(({ inSeed }) => inSeed).map(
			({ method, path }) => `${method} ${path}`,
		);
		expect(original).toHaveLength(75);
		expect(reached).toEqual(expect.arrayContaining(original));
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
