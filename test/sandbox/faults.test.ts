/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import axios from 'axios';

import type { FaultKind, FaultRule } from '../../sandbox';
import errors from '../../sandbox/api/errors.json';
import { useSandbox } from '../support/useSandbox';
import { caller, KEY, sign } from './caller';

const START = Date.UTC(2026, 0, 5, 12);
const UID = '80000001';
const SUBMIT = '/spot/v2/submit_order';
const LOOK_UP = '/spot/v4/query/client-order';
let time = START;
let spot: ReturnType<typeof caller>;

const sandbox = useSandbox({ now: () => time }, () => {
	time = START;
	sandbox.enforceRates = false;
});
beforeAll(() => {
	spot = caller(sandbox.spotUrl, () => time);
});

/** What came over the wire, or the code of the network error. */
interface Seen {
	status?: number;
	text?: string;
	type?: string;
	headers: Record<string, string>;
	error?: string;
}

async function post(path: string, body: unknown, url = sandbox.spotUrl): Promise<Seen> {
	const text = JSON.stringify(body);
	const timestamp = String(time);
	try {
		const response = await axios.request<string>({
			method: 'POST',
			url: url + path,
			data: text,
			headers: {
				'Content-Type': 'application/json',
				'X-BM-KEY': KEY.accessKey,
				'X-BM-TIMESTAMP': timestamp,
				'X-BM-SIGN': sign(KEY.secretKey, timestamp, KEY.memo, text),
			},
			validateStatus: () => true,
			transformRequest: [(data: unknown) => data],
			transformResponse: [(data: unknown) => data],
		});
		const headers = response.headers as Record<string, string>;
		return { status: response.status, text: response.data, type: headers['content-type'], headers };
	} catch (error) {
		return { error: (error as { code?: string }).code ?? String(error), headers: {} };
	}
}

let keys = 0;
const order = (client_order_id = `key${++keys}`) => ({
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '0.001',
	price: '50000',
	client_order_id,
});
const inBooks = () => sandbox.books.orders(UID).length;
const fault = (kind: FaultKind, more: Partial<FaultRule> = {}) =>
	sandbox.faults.push({ on: `POST ${SUBMIT}`, kind, times: 1, ...more });

describe('a fault', () => {
	test.each<[FaultKind, number, { status?: number; text?: RegExp; type?: RegExp }]>([
		['lostRequest', 0, {}],
		['lostAnswer', 1, {}],
		['429', 0, { status: 429, text: /"code":30013/, type: /json/ }],
		['418', 0, { status: 418, text: /"code":30017/, type: /json/ }],
		['500before', 0, { status: 500, text: /^Internal Server Error$/, type: /text/ }],
		['500after', 1, { status: 500, text: /^Internal Server Error$/, type: /text/ }],
		['cloudflare', 0, { status: 503, text: /^<!DOCTYPE html>.*Just a moment/, type: /html/ }],
		['cloudflareAfter', 1, { status: 503, text: /^<!DOCTYPE html>/, type: /html/ }],
		['truncated', 1, { status: 200, text: /^\{"message":"OK"[^}]*$/, type: /json/ }],
		['unknownCodeBefore', 0, { status: 200, text: /"code":98765/, type: /json/ }],
		['unknownCodeAfter', 1, { status: 200, text: /"code":98765/, type: /json/ }],
		['oddCodeBefore', 0, { status: 200, text: /"code":\[1000\]/, type: /json/ }],
		['oddCodeAfter', 1, { status: 200, text: /"code":\[1000\]/, type: /json/ }],
	])('"%s" leaves %i orders in the books', async (kind, orders, expected) => {
		fault(kind);
		const seen = await post(SUBMIT, order());
		expect(inBooks()).toBe(orders);
		if (expected.status === undefined) expect(seen.error).toBe('ECONNRESET');
		else {
			expect(seen.status).toBe(expected.status);
			expect(seen.text).toMatch(expected.text!);
			expect(seen.type).toMatch(expected.type!);
		}
		expect(sandbox.requests).toHaveLength(1);
		expect(sandbox.requests[0]!.fault).toBe(kind);
		// It is used up.
		expect(await spot.post(SUBMIT, order())).toMatchObject({ code: 1000 });
		expect(inBooks()).toBe(orders + 1);
	});

	test('can put anything in the place of the code, and an unknown one is in no table', async () => {
		fault('oddCodeAfter', { code: true });
		expect((await post(SUBMIT, order())).text).toContain('"code":true');
		expect(errors.codes.map(({ code }) => code)).not.toContain(98765);
	});

	test('has the rate headers of BitMart, which count what is used', async () => {
		fault('429');
		const { headers } = await post(SUBMIT, order());
		expect(headers).toMatchObject({
			'x-bm-ratelimit-limit': '40',
			'x-bm-ratelimit-remaining': '40',
			'x-bm-ratelimit-reset': '2',
			'x-bm-ratelimit-mode': 'UID',
		});
	});

	test('takes another status where the rule says so', async () => {
		fault('500after', { status: 504 });
		fault('cloudflare', { status: 403 });
		expect((await post(SUBMIT, order())).status).toBe(504);
		expect((await post(SUBMIT, order())).status).toBe(403);
		expect(inBooks()).toBe(1);
	});

	test('hits what the rule names: a path, a pattern or an answer', async () => {
		sandbox.faults = [
			{ on: /batch_orders$/, kind: 'lostRequest' },
			{ on: ({ body }) => body.includes('"key-hit"'), kind: '500before' },
		];
		expect(await spot.post(SUBMIT, order('keymiss'))).toMatchObject({ code: 1000 });
		expect((await post(SUBMIT, order('key-hit'))).status).toBe(500);
		const batch = { symbol: 'BTC_USDT', orderParams: [] };
		expect((await post('/spot/v4/batch_orders', batch)).error).toBe('ECONNRESET');
		expect((await post('/spot/v4/batch_orders', batch)).error).toBe('ECONNRESET');
	});

	test('may let some requests pass first', async () => {
		fault('500before', { skip: 1 });
		fault('cloudflare', { skip: 1 });
		const seen = [];
		for (let n = 0; n < 4; n++) seen.push((await post(SUBMIT, order())).status);
		expect(seen).toEqual([200, 500, 503, 200]);
	});

	test('comes after the one before it is used up, and goes with a reset', async () => {
		fault('500before', { times: 2 });
		fault('lostAnswer');
		const seen = [];
		for (let n = 0; n < 4; n++) seen.push((await post(SUBMIT, order())).status);
		expect(seen).toEqual([500, 500, undefined, 200]);
		expect(inBooks()).toBe(2);
		fault('lostRequest');
		sandbox.reset();
		expect((await post(SUBMIT, order())).status).toBe(200);
	});

	test('does not make a refused request do anything', async () => {
		for (const kind of ['lostAnswer', 'late', '500after'] as const) fault(kind);
		for (let n = 0; n < 3; n++) await post(SUBMIT, { ...order(), price: 'x' });
		time += 60_000;
		await post(LOOK_UP, { clientOrderId: 'x' });
		expect(inBooks()).toBe(0);
		expect(sandbox.requests.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
	});
});

describe('a late request', () => {
	test('is carried out 30 seconds later by its own clock, before the next request', async () => {
		fault('late');
		const mine = order();
		expect((await post(SUBMIT, mine)).error).toBe('ECONNRESET');
		expect(sandbox.requests[0]).toMatchObject({ fault: 'late', status: 0 });
		time += 29_999;
		expect((await post(LOOK_UP, { clientOrderId: mine.client_order_id })).status).toBe(400);
		expect(inBooks()).toBe(0);
		time += 5_000;
		expect((await post(LOOK_UP, { clientOrderId: mine.client_order_id })).status).toBe(200);
		expect(sandbox.books.orders(UID)[0]!.createTime).toBe(START + 30_000);
		expect(sandbox.requests[0]).toMatchObject({ fault: 'late', status: 200, code: 1000 });
	});

	test('is refused then, where another took its key meanwhile', async () => {
		fault('late', { after: 1000 });
		const mine = order();
		await post(SUBMIT, mine);
		expect((await post(SUBMIT, mine)).status).toBe(200);
		expect(sandbox.settle()).toBe(1);
		expect(inBooks()).toBe(1);
		expect(sandbox.requests[0]).toMatchObject({ status: 400, code: 50042 });
	});

	test('can be carried out at once, and is forgotten with a reset', async () => {
		fault('late', { times: 2 });
		await post(SUBMIT, order());
		expect([sandbox.settle(), sandbox.settle(), inBooks()]).toEqual([1, 0, 1]);
		await post(SUBMIT, order());
		sandbox.reset();
		expect([sandbox.settle(), inBooks()]).toEqual([0, 0]);
	});
});

describe('a look-up that lags', () => {
	test('does not see what is younger than ten seconds, but duplicates are refused', async () => {
		sandbox.faults = [{ on: /query/, kind: 'lookupLag' }];
		const mine = order();
		await post(SUBMIT, mine);
		const lists = async () => {
			const found = await post(LOOK_UP, { clientOrderId: mine.client_order_id });
			const open = await spot.post('/spot/v4/query/open-orders', {});
			return [found.status, open.data.length];
		};
		expect(await lists()).toEqual([400, 0]);
		expect(await spot.post(SUBMIT, mine)).toMatchObject({ code: 50042 });
		time += 9_999;
		expect(await lists()).toEqual([400, 0]);
		time += 1;
		expect(await lists()).toEqual([200, 1]);
	});

	test('hides futures orders, transfers and withdrawals, but no money', async () => {
		const futures = caller(sandbox.futuresUrl, () => time);
		sandbox.faults = [{ on: /./, kind: 'lookupLag', after: 3000 }];
		const write = async (on: typeof spot, path: string, body: unknown) =>
			expect(await on.post(path, body)).toMatchObject({ code: 1000 });
		const { symbol, side, type } = { symbol: 'BTCUSDT', side: 1, type: 'limit' };
		const terms = { size: 1, price: '50000', leverage: '10', open_type: 'cross' };
		await write(futures, '/contract/private/submit-order', { symbol, side, type, ...terms });
		const transfer = { currency: 'USDT', amount: '12.5', type: 'spot_to_contract' };
		await write(futures, '/account/v1/transfer-contract', transfer);
		const address = 'TXexampleAddress0000000000000000000';
		const withdrawal = { currency: 'USDT-TRC20', amount: '20', address };
		await write(spot, '/account/v1/withdraw/apply', withdrawal);
		const counts = async () => [
			(await futures.get('/contract/private/get-open-orders')).data.length,
			(await futures.post('/account/v1/transfer-contract-list', { page: 1, limit: 10 })).data
				.records.length,
			(await spot.get('/account/v2/deposit-withdraw/history?operation_type=withdraw&N=10')).data
				.records.length,
		];
		expect(await counts()).toEqual([0, 0, 0]);
		const { data } = await futures.get('/contract/private/assets-detail');
		const [{ available_balance: before }] = data;
		time += 3000;
		expect(await counts()).toEqual([1, 1, 1]);
		const later = await futures.get('/contract/private/assets-detail');
		expect(later.data[0].available_balance).toBe(before);
	});

	test('goes together with another fault of the same request', async () => {
		sandbox.faults = [{ on: /query/, kind: 'lookupLag' }];
		const mine = order();
		await post(SUBMIT, mine);
		sandbox.faults.push({ on: /query/, kind: 'lostAnswer', times: 1 });
		const question = { clientOrderId: mine.client_order_id };
		expect((await post(LOOK_UP, question)).error).toBe('ECONNRESET');
		expect((await post(LOOK_UP, question)).status).toBe(400);
	});
});

describe('a request that the network delivers twice', () => {
	test('is carried out twice where nothing refuses it, and answered once', async () => {
		const heard: Array<[number, number]> = [];
		fault('doubled', { delivered: (time) => heard.push([time, inBooks()]) });
		const { text } = await post(SUBMIT, order(''));
		const [first, second] = sandbox.books.orders(UID).map(({ orderId }) => orderId);
		expect(text).toContain(`"order_id":"${first}"`);
		expect(sandbox.requests.map(({ response }) => response)).toEqual([
			expect.stringContaining(`"${first}"`),
			expect.stringContaining(`"${second}"`),
		]);
		expect(heard).toEqual([
			[1, 1],
			[2, 2],
		]);
	});

	test('is refused the second time where its key is used', async () => {
		fault('doubled');
		expect((await post(SUBMIT, order())).status).toBe(200);
		expect(sandbox.requests).toMatchObject([{ code: 1000 }, { code: 50042, fault: 'doubled' }]);
		expect(inBooks()).toBe(1);
	});
});

test('an answer can be longer than twenty megabytes', async () => {
	fault('oversized');
	const { text = '' } = await post(SUBMIT, order());
	expect(text.length).toBeGreaterThan(20_000_000);
	expect(text.slice(0, 15)).toBe('{"message":"OK"');
	expect(inBooks()).toBe(1);
});

describe('an answer that trickles', () => {
	test('has begun, goes on without an end, and is cut off when the test has seen enough', async () => {
		let begun = false;
		fault('trickle', { until: () => void (begun = true) });
		const seen = await post(SUBMIT, order());
		expect(seen).toEqual({ error: 'ERR_BAD_RESPONSE', headers: {} });
		expect([begun, inBooks()]).toEqual([true, 1]);
	});
});

describe('an answer that is delayed', () => {
	test('comes after the time, with the work done before', async () => {
		fault('delay', { after: 50 });
		const answer = post(SUBMIT, order());
		const before = Date.now();
		while (inBooks() === 0) await new Promise((resolve) => setTimeout(resolve, 2));
		expect((await answer).status).toBe(200);
		expect(Date.now() - before).toBeGreaterThan(20);
	});

	test('never comes where the rule has a signal', async () => {
		fault('delay', {
			until: () => {
				expect(inBooks()).toBe(1);
				time += 30_000;
			},
		});
		expect((await post(SUBMIT, order())).error).toBe('ECONNRESET');
		expect(time).toBe(START + 30_000);
	});
});

test('a clock that is off refuses timestamps from then on', async () => {
	fault('clockSkew');
	expect(await spot.post(SUBMIT, order())).toMatchObject({ code: 30007 });
	expect(await spot.get('/system/time', {})).toMatchObject({
		data: { server_time: START + 300_000 },
	});
	expect(await spot.post(SUBMIT, order())).toMatchObject({ code: 30007 });
	expect(inBooks()).toBe(0);
});

describe('enforced limits', () => {
	beforeEach(() => {
		sandbox.enforceRates = true;
	});
	const codes = async (count: number) => {
		const seen: number[] = [];
		for (let n = 0; n < count; n++) seen.push((await spot.post(SUBMIT, order())).code);
		return seen;
	};

	test('refuse what is too much, in windows that slide', async () => {
		time += 1500;
		const first = await codes(40);
		expect(new Set(first)).toEqual(new Set([1000]));
		// A window with fixed bounds would have started anew.
		time += 1999;
		const refused = await spot.post(SUBMIT, order());
		expect(refused).toMatchObject({ status: 429, code: 30013 });
		expect(refused.headers).toMatchObject({
			'x-bm-ratelimit-limit': '40',
			'x-bm-ratelimit-remaining': '40',
			'x-bm-ratelimit-reset': '2',
		});
		expect(inBooks()).toBe(40);
		time += 1;
		expect(await codes(1)).toEqual([1000]);
	});

	test('count by endpoint, and all keys of an account together where they are counted by UID', async () => {
		await codes(40);
		expect(await spot.post('/spot/v4/query/open-orders', {})).toMatchObject({ code: 1000 });
		const readOnly = {
			accessKey: 'example-access-key-readonly',
			secretKey: 'example-secret-readonly',
			memo: 'read only',
		};
		const other = caller(sandbox.spotUrl, () => time, readOnly);
		expect(await other.post(SUBMIT, order())).toMatchObject({ code: 30013 });
		for (let n = 0; n < 12; n++) await spot.post('/spot/v4/query/open-orders', {});
		expect(await other.post('/spot/v4/query/open-orders', {})).toMatchObject({ code: 1000 });
	});

	test('shut out who does not stop, with all endpoints, for a minute', async () => {
		await codes(40);
		expect(await codes(11)).toEqual([...Array<number>(10).fill(30013), 30017]);
		expect(await spot.post('/spot/v4/query/open-orders', {})).toMatchObject({ code: 30017 });
		time += 30_000;
		expect(await codes(1)).toEqual([30017]);
		time += 30_000;
		expect(await codes(1)).toEqual([1000]);
	});
});
