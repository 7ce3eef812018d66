import Decimal from 'decimal.js';
import fc from 'fast-check';
import { parse as parseLossless } from 'lossless-json';

import { CATALOGUE } from '../../nodes/catalogue';
import type { Field, Values } from '../../nodes/core/definition/field';
import { givenOf } from '../../nodes/core/definition/field';
import { fieldsOf, optionsOf } from '../../nodes/core/definition/fields';
import type { Operation } from '../../nodes/core/definition/operation';
import { callOf, isJob } from '../../nodes/core/definition/operation';
import { planRequest } from '../../nodes/core/exchange/request';
import { Complaint } from '../../nodes/core/values/complaint';
import {
	addDecimals,
	compareDecimals,
	multiplyDecimals,
	plainDecimal,
	subtractDecimals,
} from '../../nodes/core/values/decimal';
import { parseExact } from '../../nodes/core/values/json';
import { readValues } from '../../nodes/core/values/parameters';
import { describedBy } from '../support/description';

Decimal.set({ precision: 400, toExpNeg: -1e9, toExpPos: 1e9 });

const digits = (maxLength: number) =>
	fc
		.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength })
		.map((list) => list.join(''));

/** Decimals as people and programs write them. */
const written = fc
	.tuple(
		fc.constantFrom('', '-', '+'),
		digits(25),
		fc.option(digits(25)),
		fc.option(fc.integer({ min: -40, max: 40 })),
	)
	.map(
		([sign, whole, fraction, exponent]) =>
			`${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`,
	);

const plain = fc
	.tuple(fc.constantFrom('', '-'), digits(25), fc.option(digits(25)))
	.map(([sign, whole, fraction]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}`);

describe('decimals', () => {
	it('are written out with their exact value, without exponent', () => {
		fc.assert(
			fc.property(written, (text) => {
				const result = plainDecimal(text) ?? 'nothing';
				expect(result).toMatch(/^-?\d+(\.\d+)?$/);
				expect(new Decimal(result).equals(new Decimal(text))).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});

	it('are written as they were, where they are plain', () => {
		fc.assert(
			fc.property(digits(20), digits(20), (whole, fraction) => {
				const text = `${BigInt(whole)}.${fraction}`;
				expect(plainDecimal(text)).toBe(text);
			}),
		);
	});

	it('from numbers have the value of the shortest text that JavaScript has for them', () => {
		fc.assert(
			fc.property(
				fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e50, max: 1e50 }),
				(number) => {
					const result = plainDecimal(number);
					// Beyond 60 decimals a number is no price or size.
					if (Math.abs(number) > 0 && Math.abs(number) < 1e-59) return;
					expect(Number(result)).toBe(number === 0 ? 0 : number);
				},
			),
			{ numRuns: 2000 },
		);
	});

	it('are compared, added, subtracted and multiplied exactly', () => {
		fc.assert(
			fc.property(plain, plain, (a, b) => {
				expect(compareDecimals(a, b)).toBe(new Decimal(a).comparedTo(new Decimal(b)));
				expect(new Decimal(multiplyDecimals(a, b)).equals(new Decimal(a).times(b))).toBe(true);
				expect(new Decimal(addDecimals(a, b)).equals(new Decimal(a).plus(b))).toBe(true);
				expect(new Decimal(subtractDecimals(a, b)).equals(new Decimal(a).minus(b))).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('JSON', () => {
	const json = fc.letrec<{ value: unknown }>((tie) => ({
		value: fc.oneof(
			{ maxDepth: 4 },
			fc.string(),
			fc.boolean(),
			fc.constant(null),
			written.map((text) => ({ number: text.replace('+', '').replace(/^(-?)0+(?=\d)/, '$1') })),
			fc.array(tie('value'), { maxLength: 4 }),
			fc.dictionary(
				fc.string().filter((key) => key !== '__proto__' && key !== 'number'),
				tie('value'),
				{ maxKeys: 4 },
			),
		),
	})).value;

	const isNumber = (value: unknown): value is { number: string } =>
		typeof value === 'object' && value !== null && !Array.isArray(value) && 'number' in value;

	function print(value: unknown): string {
		if (isNumber(value)) return value.number;
		if (Array.isArray(value)) return `[${value.map(print).join(',')}]`;
		if (typeof value === 'object' && value !== null) {
			return `{${Object.entries(value)
				.map(([key, inner]) => `${JSON.stringify(key)}:${print(inner)}`)
				.join(',')}}`;
		}
		return JSON.stringify(value);
	}

	/** Every number of the text is in the value, digit for digit. */
	function same(value: unknown, original: unknown): boolean {
		if (isNumber(original)) {
			return new Decimal(String(value)).equals(new Decimal(original.number));
		}
		if (Array.isArray(original)) {
			return Array.isArray(value) && original.every((one, index) => same(value[index], one));
		}
		if (typeof original === 'object' && original !== null) {
			return Object.entries(original).every(([key, one]) => same((value as Values)[key], one));
		}
		return value === original;
	}

	it('is read without losing a digit', () => {
		fc.assert(
			fc.property(json, (value) => {
				const text = print(value);
				expect(() => parseLossless(text)).not.toThrow();
				expect(same(parseExact(text), value)).toBe(true);
			}),
			{ numRuns: 1000 },
		);
	});
});

const OPERATIONS = CATALOGUE.flatMap(({ node, resources }) =>
	resources.flatMap((resource) =>
		resource.operations.map(
			(operation) => [`${node}.${resource.value}.${operation.value}`, operation] as const,
		),
	),
);

/** Anything an expression can give. */
const anything = fc.oneof(
	written,
	fc.string(),
	fc.double(),
	fc.integer(),
	fc.boolean(),
	fc.constantFrom(
		undefined,
		null,
		'',
		'  ',
		0,
		'0',
		false,
		NaN,
		'BTC_USDT',
		'btcusdt',
		'2026-08-01',
		{},
		[],
		[1],
		{ a: 1 },
	),
);

function likely(field: Field): fc.Arbitrary<unknown> {
	const fitting: Record<Field['kind'], fc.Arbitrary<unknown>> = {
		text: fc.constantFrom('BTC_USDT', 'eth/usdt', 'USDT', 'someone'),
		id: fc.constantFrom('1187654321098765432', '42'),
		decimal: fc.oneof(
			{ weight: 5, arbitrary: fc.constantFrom('10', '0.50', '1e-7', 0.5, 3, '25') },
			written,
		),
		integer: fc.integer({ min: 0, max: 300 }),
		time: fc.constantFrom('2026-08-01T00:00:00Z', 1767225600, '1767225600123'),
		choice: fc.constantFrom('', ...(field.options ?? []).map(({ value }) => value)),
		boolean: fc.boolean(),
		list: field.item?.options
			? fc.subarray(field.item.options.map(({ value }) => value))
			: fc.constantFrom('1,2', ['a', 'b']),
		rows: fc.array(
			fc.record(
				Object.fromEntries(givenOf(field.fields ?? []).map((inner) => [inner.name, likely(inner)])),
			),
			{ maxLength: 3 },
		),
		any: anything,
	};
	return fc.oneof(
		{ weight: 6, arbitrary: fitting[field.kind] },
		{ weight: 1, arbitrary: anything },
	);
}

function parametersOf(operation: Operation): fc.Arbitrary<Values> {
	const shape = (fields: Field[]) =>
		fc.record(Object.fromEntries(fields.map((field) => [field.name, likely(field)])), {
			requiredKeys: fields.filter(({ required }) => required).map(({ name }) => name),
		});
	return fc
		.tuple(shape(fieldsOf(operation)), shape(optionsOf(operation)))
		.map(([fields, options]) => ({ ...fields, options }));
}

/** Every number literal of a body. */
const NUMBERS = /"(?:[^"\\]|\\.)*"|(-?\d[\d.eE+-]*)/g;

describe('requests of any values', () => {
	it.each(OPERATIONS)(
		'%s: a sentence, or nothing but described keys and plain numbers',
		(_id, operation) => {
			let sent = 0;
			fc.assert(
				fc.property(parametersOf(operation), (parameters) => {
					let values: Values;
					try {
						values = readValues(operation, (name) => parameters[name], 'UTC');
					} catch (error) {
						expect(error).toBeInstanceOf(Complaint);
						expect((error as Complaint).message).toMatch(/^[A-Z]/);
						return;
					}
					sent++;
					// Its steps are operations of their own, and in this list too.
					if (isJob(operation)) return;
					// A computed size is whole in the end; how it is computed is seen in the tests of sizes.
					const computed = values.size === undefined ? values : { ...values, size: '3' };
					const known = (operation.outline ?? (() => values))(values) ?? computed;
					const { body, path } = planRequest(operation, known);
					const described = describedBy(callOf(operation, values).endpoint)?.params.map(
						({ name }) => name,
					);
					const text = body ?? '{}';
					const keys = Object.keys(JSON.parse(text) as object);
					const query = [...new URLSearchParams(path.split('?')[1])];
					expect(described).toEqual(
						expect.arrayContaining([...keys, ...query.map(([key]) => key)]),
					);
					expect(keys).toEqual([...new Set(keys)]);
					for (const [, number] of text.matchAll(NUMBERS)) {
						if (number !== undefined) expect(number).toMatch(/^-?\d+$/);
					}
					for (const [, value] of query)
						expect(value).not.toMatch(/^(|undefined|null|NaN|\[object .*)$/);
					expect(text).not.toMatch(/undefined|NaN|\[object|:null|:""/);
				}),
				// A batch has more to be right than any other, and an order more than a list.
				{ numRuns: operation.value.startsWith('create') ? 3000 : 300, seed: 1 },
			);
			expect(sent).toBeGreaterThan(0);
		},
	);
});
