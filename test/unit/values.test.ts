import type { Field, Values } from '../../nodes/core/definition/field';
import type { Operation } from '../../nodes/core/definition/operation';
import { planRequest } from '../../nodes/core/exchange/request';
import { readValues } from '../../nodes/core/values/parameters';

function operationOf(fields: Field[], endpoint: Operation['endpoint'] = 'POST /x'): Operation {
	return {
		value: 'x',
		name: 'X',
		action: 'X',
		description: '',
		endpoint: endpoint ?? 'POST /x',
		limit: null,
		fields,
		rows: 'data',
	};
}

function bodyOf(fields: Field[], parameters: Values): string | undefined {
	const operation = operationOf(fields);
	return planRequest(
		operation,
		readValues(operation, (name) => parameters[name], 'Europe/Berlin'),
	).body;
}

const text = (changes: Partial<Field> = {}): Field => ({
	displayName: 'Thing',
	name: 'thing',
	type: 'string',
	kind: 'text',
	default: '',
	...changes,
});

describe('a value', () => {
	it.each([
		['zero is a value', text({ kind: 'integer' }), 0, '{"thing":0}'],
		['false is a value', text({ kind: 'boolean' }), false, '{"thing":false}'],
		['"0" is a value', text(), '0', '{"thing":"0"}'],
		['a blank is not given', text(), '  ', '{}'],
		['null is not given', text({ kind: 'decimal' }), null, '{}'],
		['a zero amount can be allowed', text({ kind: 'decimal', zero: true }), '0', '{"thing":"0"}'],
		[
			'an ID may be a bare number, digit for digit',
			text({ kind: 'id', wireType: 'number' }),
			'23456789012345678',
			'{"thing":23456789012345678}',
		],
		[
			'a whole number beyond 2^53 keeps its digits',
			text({ kind: 'integer' }),
			'9007199254740993',
			'{"thing":9007199254740993}',
		],
		[
			'a choice is written as the wire has it',
			text({ kind: 'choice', options: [{ name: 'One', value: 'one' }], values: { one: 1 } }),
			'One',
			'{"thing":1}',
		],
		['text is written as JSON', text(), 'é"\\🔑', '{"thing":"é\\"\\\\🔑"}'],
		[
			'a field that is always sent has its default',
			text({ always: true, default: 'x' }),
			'',
			'{"thing":"x"}',
		],
	])('%s', (_fact, field, value, body) => {
		expect(bodyOf([field], { thing: value })).toBe(body);
	});

	it.each([
		['an ISO date with an offset', '2026-01-01T00:00:00+08:00', 1767196800000],
		["an ISO date without one, in the workflow's timezone", '2026-01-01T00:00:00', 1767222000000],
		['seconds', 1767225600, 1767225600000],
		['milliseconds as text', '1767225600123', 1767225600123],
	])('a time may be %s', (_form, value, milliseconds) => {
		expect(bodyOf([text({ kind: 'time', unit: 'ms' })], { thing: value })).toBe(
			`{"thing":${milliseconds}}`,
		);
		expect(bodyOf([text({ kind: 'time', unit: 's' })], { thing: value })).toBe(
			`{"thing":${Math.floor(milliseconds / 1000)}}`,
		);
	});
});

it.each(['undefined', 'null', NaN, '[object Object]'])(
	'an expression that found nothing (%p) is not taken for a value',
	(value) => {
		expect(() => bodyOf([text()], { thing: value })).toThrow('the expression found nothing');
	},
);

describe('a list', () => {
	const ids = text({ kind: 'list', maxItems: 3, item: text({ kind: 'id' }) });

	it.each([
		['comma-separated', 'a1, b2,,c3 ', '{"thing":["a1","b2","c3"]}'],
		['from an expression', ['a1', 'b2'], '{"thing":["a1","b2"]}'],
		[
			'as JSON text, without losing digits',
			'[1187654321098765432]',
			'{"thing":["1187654321098765432"]}',
		],
		['of one', 'a1', '{"thing":["a1"]}'],
		['empty, which is not given', ' , ', '{}'],
		['empty from an expression', [], '{}'],
	])('may be %s', (_form, value, body) => {
		expect(bodyOf([ids], { thing: value })).toBe(body);
	});

	it.each([
		['too many', 'a,b,c,d', 'Thing takes at most 3 at once'],
		['an object', { a: 1 }, 'Thing must be a list'],
		['broken JSON', '[1,', 'Thing is not a list in JSON'],
		['an ID that lost digits', [2 ** 60], 'Thing arrived as a number that has lost digits'],
	])('refuses %s', (_form, value, sentence) => {
		expect(() => bodyOf([ids], { thing: value })).toThrow(sentence);
	});

	it('that is required may not be empty', () => {
		expect(() => bodyOf([{ ...ids, required: true }], { thing: ',' })).toThrow('Thing is empty');
	});

	it('is joined by commas in a query', () => {
		const operation = operationOf([ids], 'GET /x');
		const values = readValues(operation, () => 'a,b', 'UTC');
		expect(planRequest(operation, values).path).toBe('/x?thing=a%2Cb');
	});
});

describe('rows', () => {
	const rows: Field = {
		displayName: 'Orders',
		name: 'orders',
		wire: 'orderParams',
		type: 'fixedCollection',
		kind: 'rows',
		default: {},
		maxItems: 2,
		fields: [
			text({
				displayName: 'Type',
				name: 'type',
				kind: 'choice',
				required: true,
				options: [
					{ name: 'Limit', value: 'limit' },
					{ name: 'Market', value: 'market' },
				],
			}),
			text({
				displayName: 'Price',
				name: 'price',
				kind: 'decimal',
				required: true,
				when: { type: ['limit'] },
			}),
			text({ displayName: 'Own ID', name: 'ownId', wire: 'client_id' }),
		],
	};

	it('come from the form or from an expression, with the same text', () => {
		const orders = [
			{ type: 'limit', price: '1e-7', ownId: 'a' },
			{ type: 'MARKET', price: '5', ownId: '' },
		];
		const body =
			'{"orderParams":[{"type":"limit","price":"0.0000001","client_id":"a"},{"type":"market"}]}';
		expect(bodyOf([rows], { orders: { values: orders } })).toBe(body);
		expect(bodyOf([rows], { orders })).toBe(body);
		expect(bodyOf([rows], { orders: JSON.stringify(orders) })).toBe(body);
	});

	it.each([
		['too many', [{}, {}, {}], 'Orders takes at most 2 at once'],
		[
			'a bad value, naming the row and the field',
			[{ type: 'market' }, { type: 'limit', price: 'x' }],
			'Orders 2: Price must be a plain number',
		],
		['a missing value', [{ type: 'limit' }], 'Orders 1: Price is empty'],
		['something that is no row', ['x'], 'Orders must be a list of objects'],
	])('refuse %s', (_form, orders, sentence) => {
		expect(() => bodyOf([rows], { orders })).toThrow(sentence);
	});
});
