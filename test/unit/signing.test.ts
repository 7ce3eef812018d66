import { authHeaders, sign } from '../../nodes/access/signing';
import vectors from './signing-vectors.json';

describe('the signing helper', () => {
	it.each(vectors.map((vector) => [vector.id, vector.case, vector] as const))(
		'gives the known signature of vector %i: %s',
		(_id, _case, { timestamp, memo, secret, body, sign: expected }) => {
			const keys = { accessKey: 'example-key', secretKey: secret, memo };
			expect(sign(keys, timestamp, body)).toBe(expected);
		},
	);

	it('knows all sixteen vectors', () => {
		expect(vectors.map(({ id }) => id)).toEqual([
			1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
		]);
	});

	const keys = { accessKey: 'example-key', secretKey: 'example-secret', memo: 'memo' };

	it('sends the key alone with a GET', () => {
		expect(authHeaders(keys, 'GET', '', 1700000000000)).toEqual({ 'X-BM-KEY': 'example-key' });
	});

	it('signs a POST with the time in the header', () => {
		expect(authHeaders(keys, 'POST', '{}', 1700000000000)).toEqual({
			'X-BM-KEY': 'example-key',
			'X-BM-TIMESTAMP': '1700000000000',
			'X-BM-SIGN': sign(keys, '1700000000000', '{}'),
		});
	});
});
