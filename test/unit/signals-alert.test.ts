import fc from 'fast-check';

import { ALIASES, lacking, readAlert } from '../../nodes/bitmart/signals/alert';
import { sameSecret } from '../../nodes/core/exchange/secret';
import { complaintIn, complaintOf } from '../support/complaint';

const BUY = { action: 'buy', symbol: 'BTCUSDT' };

/** What a credential answers that holds this secret; nothing where it holds none. */
const knows = (secret: string | undefined) =>
	secret === undefined ? undefined : (text: unknown) => sameSecret(secret, text);

const refusedAs = (given: unknown, names?: Record<string, string>, secret?: string) =>
	complaintOf(() => readAlert(given, names, knows(secret)));

describe('an alert', () => {
	const whole = {
		action: 'buy',
		symbol: 'BITMART:BTCUSDT',
		type: 'limit',
		size: '0.010',
		price: '61250.50',
		id: 'a-1',
		time: '2026-08-24T14:30:00Z',
	};

	it.each([
		['an object', { ...whole, secret: 'not shown' }],
		['the JSON text of one', ` ${JSON.stringify({ ...whole, secret: 'not shown' })}\n`],
	])('may be %s, and what is read of it does not hold the secret', (_form, given) => {
		const { keys, sought, present, ...read } = readAlert(given);
		expect(read).toEqual({ ...whole, size: { size: '0.010', percent: false } });
		expect(Object.keys(keys)).toEqual(Object.keys(whole));
		expect(sought.action).toEqual(ALIASES.action);
		expect(present).toContain('action, symbol, type, size');
		expect(JSON.stringify(readAlert(given))).not.toContain('not shown');
	});

	it('need not have more than an action and a symbol, and what is blank or null is not there', () => {
		const read = readAlert({ ...BUY, size: ' ', price: null, id: '', time: undefined });
		expect(Object.keys(read).sort()).toEqual(['action', 'keys', 'present', 'sought', 'symbol']);
	});

	it('is read by the other words that people write', () => {
		const read = readAlert({ side: 'sell', ticker: 'ETHUSDT', contracts: 3, limitPrice: '7' });
		expect(read).toMatchObject({
			action: 'sell',
			symbol: 'ETHUSDT',
			size: { size: '3', percent: false },
			price: '7',
			keys: { action: 'side', symbol: 'ticker', size: 'contracts', price: 'limitPrice' },
		});
	});

	it('may say the same twice, but not two things', () => {
		expect(readAlert({ ...BUY, side: ' buy ' }).action).toBe('buy');
		const { message, reason } = refusedAs({ ...BUY, side: 'sell' });
		expect(message).toBe('"action" and "side" of the alert both stand for its action, and differ');
		expect(reason).toBe('unreadable');
	});

	it('is refused where its text has a key twice, of which JavaScript would take the last', () => {
		const { message } = refusedAs('{"action":"buy","symbol":"BTCUSDT","\\u0061ction":"sell"}');
		expect(message).toBe('The alert has "action" more than once');
		expect(
			readAlert(
				'{"action":"buy","symbol":"A","x":{"action":1,"action":2},"y":["{\\"action\\":1,"]}',
			).action,
		).toBe('buy');
	});

	it('is read by exact keys, and says which ones it has without a value', () => {
		const { message, hint, reason } = refusedAs({ Action: 'buy', Symbol: 'x', 'a b': 1 });
		expect(message).toBe('The alert has no action; it has the keys Action, Symbol and 1 more');
		expect(hint).toBe('Nothing was sent. It may also be called side, strategy.order.action.');
		expect(reason).toBe('incomplete');
	});

	it('inside of a webhook request is not guessed, but named', () => {
		const { message, hint } = refusedAs({ headers: {}, params: {}, query: {}, body: BUY });
		expect(message).toBe('The alert has no action; it has the keys headers, params, query, body');
		expect(hint).toContain('hand over its body, as in {{ $json.body }}');
	});

	it('names no more than ten of its keys', () => {
		const keys = Array.from({ length: 30 }, (_, index) => `k${index}`);
		const { message } = refusedAs(Object.fromEntries(keys.map((key) => [key, 1])));
		expect(message).toMatch(/ k9 and 20 more$/);
	});

	it.each([
		['nothing', undefined, 'Alert is empty'],
		['null', null, 'Alert is empty'],
		['a blank text', ' \n', 'Alert is empty'],
		['no JSON', 'BTCUSDT buy', 'The alert is not JSON'],
		['broken JSON', '{"action":"buy","price":NaN}', 'The alert is not JSON'],
		['a list', [BUY], 'The alert is a list, and must be an object'],
		['the text of a list', '[{"action":"buy"}]', 'The alert is a list, and must be an object'],
		['the text of null', 'null', 'The alert is null, and must be an object'],
		['a text inside of a text', '"{}"', 'The alert is a string, and must be an object'],
		['a number', 5, 'The alert is a number, and must be an object'],
		['no key at all', {}, 'The alert has no action; it has no keys'],
		['too much', `{"action":"${'é'.repeat(33_000)}"}`, 'The alert is longer than 64 kB'],
		['nested without end', '['.repeat(30_000) + ']'.repeat(30_000), expect.any(String)],
	])('that is %s is refused', (_what, given, message) => {
		const complaint = refusedAs(given);
		expect(complaint.message).toEqual(message);
		expect(complaint.hint).toMatch(/^Nothing was sent\./);
		expect(['unreadable', 'incomplete']).toContain(complaint.reason);
	});

	it.each([
		['an object', { ...BUY, size: { value: 1 } }, '"size" of the alert is an object', 'badSize'],
		['a list', { ...BUY, symbol: ['A'] }, '"symbol" of the alert is a list', 'unknownSymbol'],
		['true', { ...BUY, time: true }, '"time" of the alert is a boolean', 'badTime'],
	])('does not hold %s where a text or a number belongs', (_what, given, start, reason) => {
		const complaint = refusedAs(given);
		expect(complaint.message).toBe(`${start}, and must be a text or a number`);
		expect(complaint.reason).toBe(reason);
	});

	it('may hold anything under keys that are not read', () => {
		expect(readAlert({ ...BUY, strategy: { order: { action: 'sell' } }, list: [1] }).action).toBe(
			'buy',
		);
	});

	it.each(['undefined', 'null', 'NaN', '[object Object]'])(
		'whose ID is "%s" has none, as every other alert would have the same',
		(id) => {
			expect(refusedAs({ ...BUY, id }).reason).toBe('incomplete');
		},
	);

	it('with a placeholder that was not filled in is refused', () => {
		const { message, reason } = refusedAs({ ...BUY, action: '{{strategy.order.action}}' });
		expect(message).toBe('"action" of the alert still holds a placeholder');
		expect(reason).toBe('incomplete');
	});

	it('with an endless text is refused without it', () => {
		const { message } = refusedAs({ ...BUY, id: 'x'.repeat(201) });
		expect(message).toBe('"id" of the alert is longer than 200 characters');
	});
});

describe('the table of keys', () => {
	it('replaces the other words of an entry, and no more than those', () => {
		const names = { action: 'order_action', size: ' ' };
		expect(readAlert({ ...BUY, order_action: 'sell', qty: '1' }, names)).toMatchObject({
			action: 'sell',
			size: { size: '1' },
			keys: { action: 'order_action', size: 'qty' },
		});
		const { message, hint } = refusedAs(BUY, names);
		expect(message).toBe('The alert has no order_action; it has the keys action, symbol');
		expect(hint).toBe('Nothing was sent.');
	});

	it('takes a key away from the entry that it would stand for otherwise', () => {
		const alert = { ...BUY, time: '2026-08-24T14:30:00Z', timenow: 'x-1' };
		expect(readAlert(alert, { id: 'timenow' })).toMatchObject({ id: 'x-1', time: alert.time });
	});

	it.each(['__proto__', 'constructor', 'prototype'])('leads to no %s', (name) => {
		const { message } = refusedAs(BUY, { action: name });
		expect(message).toBe('The table of keys has no usable key for "action"');
	});

	it('leads to nothing that an object has by itself', () => {
		expect(refusedAs(BUY, { action: 'toString' }).reason).toBe('incomplete');
		const inherited = Object.create({ action: 'sell' }) as Record<string, unknown>;
		expect(refusedAs(Object.assign(inherited, { symbol: 'A' })).reason).toBe('incomplete');
		expect(refusedAs('{"__proto__":{"action":"sell","symbol":"A"}}').message).toBe(
			'The alert has no action; its keys cannot be named here',
		);
	});

	it('has no entry that is not known', () => {
		const { message } = refusedAs(BUY, { leverage: 'lev' });
		expect(message).toBe('The table of keys names the unknown entry "leverage"');
	});
});

describe('a size or a price', () => {
	it.each([
		['"0.10"', '0.10'],
		['0.00000010', '0.0000001'],
		['1e-7', '0.0000001'],
		['9007199254740993', '9007199254740993'],
		['0.12345678901234567890', '0.12345678901234567890'],
		['0.30000000000000004', '0.30000000000000004'],
	])('that is written as %s keeps its digits', (written, text) => {
		const read = readAlert(`{"action":"buy","symbol":"A","size":${written},"price":${written}}`);
		expect(read.size).toEqual({ size: text, percent: false });
		expect(read.price).toBe(text);
	});

	it.each([0.1 + 0.2, 2 ** 53, 1234567.123456789])(
		'that arrives as the number %p may have lost digits',
		(size) => {
			const { message, reason } = refusedAs({ ...BUY, size });
			expect(message).toBe('"size" of the alert arrived as a number that may have lost digits');
			expect(reason).toBe('badSize');
		},
	);

	it.each([1, 0.1, 1e-7, 123456.789])('that arrives as the number %p is taken', (size) => {
		expect(readAlert({ ...BUY, size }).size?.percent).toBe(false);
	});

	it.each(['50%', ' 50 % '])('may be percent, as in %p, for a size', (size) => {
		expect(readAlert({ ...BUY, size }).size).toEqual({ size: '50', percent: true });
	});

	it.each(['0', '-1', 'NaN', '1e400', '120 %', '0%', '%', '1,5', '0x10', 'all', '100.01%', NaN])(
		'is not %p',
		(value) => {
			const size = refusedAs({ ...BUY, quantity: value });
			expect(size.message).toMatch(/^"quantity" of the alert is "/);
			expect(size.reason).toBe('badSize');
			expect(refusedAs({ ...BUY, price: value }).reason).toBe('badPrice');
		},
	);

	it('that is long is not repeated', () => {
		const { message } = refusedAs({ ...BUY, price: 'x'.repeat(41) });
		expect(message).toMatch(/^"price" of the alert is a text of 41 characters, and must be/);
	});
});

describe('what an alert lacks', () => {
	it('is named with the keys that it has, and what it is needed for', () => {
		const { message, hint } = lacking(readAlert(BUY), 'size', 'A buy needs one.');
		expect(message).toBe('The alert has no size; it has the keys action, symbol');
		expect(hint).toMatch(/^Nothing was sent\. A buy needs one\. It may also be called quantity, /);
	});
});

describe('the secret of an alert', () => {
	const KNOWN = 'correct-horse-battery';

	it('lets it pass', () => {
		expect(readAlert({ ...BUY, passphrase: KNOWN }, {}, knows(KNOWN)).action).toBe('buy');
		expect(readAlert({ ...BUY, pin: KNOWN }, { secret: 'pin' }, knows(KNOWN)).action).toBe('buy');
	});

	it.each([
		['wrong', { ...BUY, secret: 'correct-horse-batterx' }],
		['missing', BUY],
		['blank', { ...BUY, secret: '' }],
		['too long', { ...BUY, secret: 'x'.repeat(1001) }],
		['no text', { ...BUY, secret: { toString: (): string => KNOWN } }],
		['two', { ...BUY, secret: KNOWN, token: 'other' }],
		['wrong, and so is everything else', { secret: 'wrong', size: '-1' }],
	])('is refused in the same sentence where it is %s', (_what, given) => {
		expect(refusedAs(given, {}, KNOWN)).toMatchObject({
			message: 'The secret of the alert is not the Signal Secret of the credential',
			hint: 'Nothing was sent. Compare the two, and give both as text.',
			reason: 'refused',
		});
	});

	it('is nobody’s where the node has an empty one', () => {
		expect(refusedAs({ ...BUY, secret: '' }, {}, '').reason).toBe('refused');
		expect(refusedAs(BUY, {}, '').reason).toBe('refused');
	});

	it('must not stand elsewhere in it, from where it would be shown', () => {
		const given = { ...BUY, id: `${KNOWN.toUpperCase()}-1`, secret: KNOWN };
		const { message, reason } = refusedAs(given);
		expect(message).toBe('"id" of the alert holds its secret');
		expect(reason).toBe('unreadable');
	});

	it('is not named where somebody made a key of it', () => {
		const { message } = refusedAs({ [KNOWN]: 1, secret: KNOWN, x: 1 }, {}, KNOWN);
		expect(message).toBe('The alert has no action; it has the keys secret, x and 1 more');
	});
});

describe('whatever comes in', () => {
	const REASONS = [
		'unreadable',
		'incomplete',
		'unknownAction',
		'unknownSymbol',
		'badSize',
		'badPrice',
		'badTime',
		'refused',
	];
	const KNOWN = 's3cret-0f-the-node';

	/** Values that hold the secret, and others. */
	const value = fc.oneof(
		fc.constantFrom<unknown>(KNOWN, `x ${KNOWN}`, KNOWN.toUpperCase(), [KNOWN], {}, '5%', '-1'),
		fc.string(),
		fc.double(),
		fc.anything(),
	);
	const key = fc.oneof(
		fc.constantFrom(...Object.values(ALIASES).flat(), KNOWN, '__proto__', 'constructor', 'body'),
		fc.string(),
	);
	const alert = fc.dictionary(key, value, { maxKeys: 12 });
	const text = fc.oneof(
		fc.json(),
		fc.string(),
		fc
			.dictionary(key, fc.oneof(fc.jsonValue(), fc.constant(KNOWN)))
			.map((one) => JSON.stringify(one)),
	);
	const expected = fc.constantFrom(undefined, KNOWN);

	const shown = (value: unknown) => (JSON.stringify(value) ?? '').toLowerCase();

	it('only complaints with a known reason come out, and never the secret that the node has', () => {
		fc.assert(
			fc.property(fc.oneof(alert, text, fc.anything()), expected, (given, own) => {
				let read: unknown;
				const complaint = complaintIn(() => (read = readAlert(given, {}, knows(own))));
				if (complaint) expect(REASONS).toContain(complaint.reason);
				if (complaint) expect(complaint.hint).toMatch(/^Nothing was sent\./);
				// Where the node has none, nobody knows which text of an alert is a secret.
				if (own === undefined) return;
				expect(shown(read)).not.toContain(KNOWN);
				expect(shown([complaint?.message, complaint?.hint])).not.toContain(KNOWN);
			}),
			{ numRuns: 3000 },
		);
	});

	it.each([[KNOWN], [undefined]])('an alert never shows its secret, with %p in the node', (own) => {
		fc.assert(
			fc.property(alert, (given) => {
				let read: unknown;
				const held = { ...given, secret: KNOWN, passphrase: null, token: null };
				const complaint = complaintIn(() => (read = readAlert(held, {}, knows(own))));
				expect(complaint?.reason).not.toBe('refused');
				expect(shown(read)).not.toContain(KNOWN);
				expect(shown([complaint?.message, complaint?.hint])).not.toContain(KNOWN);
			}),
			{ numRuns: 3000 },
		);
	});
});
