import { parseExact } from '../../nodes/core/values/json';

describe('parseExact', () => {
	it.each([
		['{"size":9007199254740993}', { size: '9007199254740993' }],
		['{"size":-9007199254740993}', { size: '-9007199254740993' }],
		['{"n":9007199254740992}', { n: 9007199254740992 }],
		['{"n":0.1}', { n: 0.1 }],
		['{"n":0.10}', { n: 0.1 }],
		['{"n":0.12345678901234567890123}', { n: '0.12345678901234567890123' }],
		['{"n":1e400}', { n: '1e400' }],
		['{"n":1.5e3}', { n: 1500 }],
		['{"n":0}', { n: 0 }],
		['{"n":-0.0}', { n: -0 }],
	])('keeps every digit of %s', (text, value) => {
		expect(parseExact(text)).toEqual(value);
	});

	it('returns identifiers as text', () => {
		expect(
			parseExact(
				'{"order_id":23456789012345678,"orderId":5,"id":7,"trade_id":9,"cid":3,"parentCid":4,"paid":1,"orderIds":[1,"2"],"side":1}',
			),
		).toEqual({
			order_id: '23456789012345678',
			orderId: '5',
			id: '7',
			trade_id: '9',
			cid: '3',
			parentCid: '4',
			paid: 1,
			orderIds: ['1', '2'],
			side: 1,
		});
	});

	it('leaves digits inside text alone', () => {
		const text = '{"a":"12345678901234567890","b":"\\"order_id\\":12345678901234567890"}';
		expect(parseExact(text)).toEqual(JSON.parse(text));
	});

	it.each(['', '<html>', '{"a":01}', '{"a":', '{"a":1e}', '{a:1}'])('refuses %p', (text) => {
		expect(() => parseExact(text)).toThrow(SyntaxError);
	});
});
