import { BitmartApi } from '../../credentials/BitmartApi.credentials';
import { ERROR_CODES } from '../../nodes/bitmart/errorCodes';
import { codes } from '../../sandbox/api/errors.json';

describe('the table of refusal codes', () => {
	it('knows every described code, and no other', () => {
		expect(Object.keys(ERROR_CODES).sort()).toEqual(codes.map(({ code }) => String(code)).sort());
	});

	it.each(codes.map(({ code, effect }) => [code, effect] as const))(
		'says for %s what a refused write has done: %s',
		(code, effect) => {
			expect(ERROR_CODES[String(code)]?.effect).toBe(effect);
		},
	);

	it('gives every code a hint in whole sentences', () => {
		for (const { hint } of Object.values(ERROR_CODES)) expect(hint).toMatch(/^[A-Z].{10,}\.$/s);
	});
});

describe('the credential test', () => {
	const { rules = [], request } = new BitmartApi().test;

	it('is a signed read that needs key, secret and memo', () => {
		expect(request).toMatchObject({ method: 'POST', url: '/spot/v4/query/open-orders' });
	});

	/** The message n8n would show for an answer, judged as n8n does: the first rule whose value is equal. */
	function verdict(answer: Record<string, unknown>): string {
		for (const { properties } of rules as Array<{
			properties: { key: string; value: unknown; message: string };
		}>) {
			const value = properties.key
				.split('.')
				.reduce<unknown>(
					(inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
					answer,
				);
			if (value === properties.value) return properties.message;
		}
		return 'ok';
	}

	it.each([
		['a success', { code: 1000, data: [] }, /^ok$/],
		['a wrong key', { code: 30002, data: {} }, /Access Key/],
		['a wrong secret or memo', { code: 30005 }, /Secret Key and Memo/],
		['a wrong clock', { code: 30007 }, /clock/],
		['a refused address', { code: 30010 }, /IP address/],
		['a missing permission', { code: 30012 }, /permission/],
		['an unlisted code', { code: 12345, data: {} }, /unexpected reason/],
		['an unlisted code without data', { code: 12345, data: null }, /unexpected reason/],
		['something that is not from BitMart', { data: '<html>' }, /did not come from BitMart/],
	])('judges %s', (_what, answer, message) => {
		expect(verdict(answer)).toMatch(message);
	});
});
