import { startSandbox } from '../../sandbox';
import { useSandbox } from '../support/useSandbox';
import { caller, KEY, send, sign } from './caller';

let time = Date.UTC(2026, 0, 5, 12);
let spot: ReturnType<typeof caller>;
let futures: ReturnType<typeof caller>;

const sandbox = useSandbox({ now: () => time }, () => {
	time = Date.UTC(2026, 0, 5, 12);
	sandbox.mode = 'strict';
	sandbox.accounts[0]!.frozen = false;
});
beforeAll(() => {
	spot = caller(sandbox.spotUrl, () => time);
	futures = caller(sandbox.futuresUrl, () => time);
});

const OPEN = '/spot/v4/query/open-orders';
const SUBMIT = '/spot/v2/submit_order';
const ORDER = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', size: '0.001', price: '50000' };
const last = () => sandbox.requests[sandbox.requests.length - 1]!;
const stamped = (timestamp: string) => ({ 'X-BM-TIMESTAMP': timestamp });

describe('the gate', () => {
	test('lets a signed order through', async () => {
		expect(await spot.post(SUBMIT, ORDER)).toMatchObject({ status: 200, code: 1000 });
		expect(last().refused).toBeUndefined();
	});

	test('needs nothing for public data', async () => {
		expect(await spot.get('/system/time', {})).toMatchObject({
			status: 200,
			code: 1000,
			data: { server_time: time },
		});
	});

	test('refuses a path that does not exist, on both hosts', async () => {
		expect(await spot.get('/spot/v9/nothing')).toMatchObject({ status: 404, code: 30000 });
		expect(await futures.get('/spot/v9/nothing')).toMatchObject({ status: 404, code: 30000 });
		expect(await spot.get('/system//time')).toMatchObject({ status: 404, code: 30000 });
		expect(await spot.get('/system/%74ime')).toMatchObject({ status: 404, code: 30000 });
	});

	test('refuses the paths of the other host', async () => {
		expect(await futures.get('/system/time')).toMatchObject({ status: 404, code: 30000 });
		expect(await spot.get('/contract/public/details')).toMatchObject({ status: 404, code: 30000 });
		expect(await futures.get('/contract/public/details')).toMatchObject({ code: 1000 });
		expect(last().host).toBe('futures');
	});

	test('refuses the other method and retired paths', async () => {
		expect(await spot.get(SUBMIT)).toMatchObject({ status: 405, code: 57001 });
		expect(await spot.post('/account/v1/wallet')).toMatchObject({ status: 405, code: 60030 });
		expect(await spot.get('/spot/v2/orders')).toMatchObject({ status: 200, code: 30031 });
	});

	test('refuses a missing, an unknown and a frozen key', async () => {
		expect(await spot.get('/spot/v1/wallet', {})).toMatchObject({ status: 401, code: 30001 });
		expect(await spot.get('/spot/v1/wallet', { 'X-BM-KEY': 'nobody' })).toMatchObject({
			status: 401,
			code: 30002,
		});
		sandbox.accounts[0]!.frozen = true;
		expect(await spot.get('/spot/v1/wallet')).toMatchObject({ status: 401, code: 30003 });
	});

	test('asks for the key only on a private GET and ignores a signature there', async () => {
		expect(await spot.get('/spot/v1/wallet')).toMatchObject({ code: 1000 });
		const signed = { 'X-BM-KEY': KEY.accessKey, 'X-BM-TIMESTAMP': '1', 'X-BM-SIGN': 'nonsense' };
		expect(await spot.get('/spot/v1/wallet', signed)).toMatchObject({ code: 1000 });
	});

	test('refuses a missing, malformed or old timestamp', async () => {
		expect(await spot.post(SUBMIT, ORDER, stamped(''))).toMatchObject({ status: 401, code: 30006 });
		expect(await spot.post(SUBMIT, ORDER, stamped('1767614400000.5'))).toMatchObject({
			code: 30006,
		});
		expect(await spot.post(SUBMIT, ORDER, stamped('yesterday'))).toMatchObject({ code: 30008 });
		expect(await spot.post(SUBMIT, ORDER, stamped(String(time / 1000)))).toMatchObject({
			code: 30007,
		});
	});

	test('accepts 60 seconds either way in general', async () => {
		for (const [off, code] of [
			[-60000, 1000],
			[-60001, 30007],
			[60000, 1000],
			[60001, 30007],
		] as const) {
			expect(await spot.post(SUBMIT, ORDER, stamped(String(time + off)))).toMatchObject({ code });
		}
	});

	test('applies recvWindow where there is one, with 5 seconds unless told', async () => {
		for (const [body, off, code] of [
			[{}, -5000, 1000],
			[{}, -5001, 30007],
			[{}, 999, 1000],
			[{}, 1000, 30007],
			[{ recvWindow: 60000 }, -60000, 1000],
			[{ recvWindow: 100 }, -101, 30007],
			[{ recvWindow: 0 }, 0, 30007],
			[{ recvWindow: 60001 }, 0, 30007],
			[{ recvWindow: '5000' }, 0, 30007],
		] as const) {
			expect(await spot.post(OPEN, body, stamped(String(time + off)))).toMatchObject({ code });
		}
	});

	test('has a clock that can be off', async () => {
		sandbox.clockOffset = 120000;
		expect(await spot.post(SUBMIT, ORDER)).toMatchObject({ code: 30007 });
		expect((await spot.get('/system/time', {})).data.server_time).toBe(time + 120000);
	});

	test('refuses a missing signature', async () => {
		expect(await spot.post(SUBMIT, ORDER, { 'X-BM-SIGN': '' })).toMatchObject({
			status: 401,
			code: 30004,
		});
	});

	test('refuses a signature over other bytes and says so in the record', async () => {
		const sent = JSON.stringify(ORDER, null, 1);
		const headers = {
			'X-BM-SIGN': sign(KEY.secretKey, String(time), KEY.memo, JSON.stringify(ORDER)),
		};
		expect(await spot.post(SUBMIT, sent, headers)).toMatchObject({ status: 401, code: 30005 });
		expect(last().refused).toContain('other bytes were signed');
		expect(sandbox.books.orders(sandbox.accounts[0]!)).toHaveLength(0);
	});

	test.each([
		['the memo is missing', KEY.secretKey, '', '{}'],
		['secret belongs to another key', 'example-secret-readonly', KEY.memo, '{}'],
		['memo belongs to another key', KEY.secretKey, 'read only', '{}'],
		['an empty text was signed', KEY.secretKey, KEY.memo, ''],
		['most likely the secret or the memo', 'example-other', KEY.memo, '{}'],
	])('names what is wrong with a signature: %s', async (why, secret, memo, payload) => {
		const wrong = { 'X-BM-SIGN': sign(secret, String(time), memo, payload) };
		expect(await spot.post(OPEN, {}, wrong)).toMatchObject({ code: 30005 });
		expect(last().refused).toContain(why);
		expect(last().response).not.toContain(why);
	});

	test('signs UTF-8 memos and bodies byte by byte', async () => {
		const memo = 'mémo-交易-🔑';
		sandbox.accounts[0]!.memo = memo;
		try {
			const accented = caller(sandbox.spotUrl, () => time, { ...KEY, memo });
			expect(await accented.post(OPEN)).toMatchObject({ code: 1000 });
			expect(await spot.post(OPEN)).toMatchObject({ code: 30005 });
		} finally {
			sandbox.accounts[0]!.memo = KEY.memo;
		}
	});

	test('counts every blank of body and memo', async () => {
		const body = '{"limit":1}\n';
		const trimmed = sign(KEY.secretKey, String(time), KEY.memo, body.trim());
		expect(await spot.post(OPEN, body)).toMatchObject({ code: 1000 });
		expect(await spot.post(OPEN, body, { 'X-BM-SIGN': trimmed })).toMatchObject({ code: 30005 });
		sandbox.accounts[0]!.memo = `${KEY.memo} `;
		try {
			expect(await spot.post(OPEN)).toMatchObject({ code: 30005 });
			expect(last().refused).toContain('blanks');
		} finally {
			sandbox.accounts[0]!.memo = KEY.memo;
		}
	});

	test('knows the published vector of the signature', () => {
		const published = '6c6c98544461bbe71db2bca4c6d7fd0021e0ba9efc215f9c6ad41852df9d9df9';
		const body = '{"symbol":"BTC_USDT","price":"8600","count":"100"}';
		expect(sign(published, '1589793796145', 'test001', body)).toBe(
			'c31dc326bf87f38bfb49a3f8494961abfa291bd549d0d98d9578e87516cee46d',
		);
	});

	test('refuses a lacking permission, another address and an expired key', async () => {
		const as = (name: string, memo: string) =>
			caller(sandbox.spotUrl, () => time, {
				accessKey: `example-access-key-${name}`,
				secretKey: `example-secret-${name}`,
				memo,
			});
		const readOnly = as('readonly', 'read only');
		expect(await readOnly.post(OPEN)).toMatchObject({ code: 1000 });
		expect(await readOnly.post(SUBMIT, ORDER)).toMatchObject({ status: 403, code: 30012 });
		expect(await as('otherip', 'other ip').post(OPEN)).toMatchObject({ status: 403, code: 30010 });
		expect(await as('expired', 'expired').post(OPEN)).toMatchObject({ status: 403, code: 30011 });
	});

	test('looks at key, time and signature before the body', async () => {
		const nonsense = '{"symbol":';
		const wrong = { 'X-BM-SIGN': 'wrong' };
		expect(await spot.post(SUBMIT, nonsense, wrong)).toMatchObject({ code: 30005 });
		expect(await spot.post(SUBMIT, nonsense)).toMatchObject({ status: 503, code: 30018 });
		expect(await spot.post(SUBMIT, '')).toMatchObject({ code: 30018 });
		expect(await spot.post(SUBMIT, '[]')).toMatchObject({ status: 400, code: 50000 });
		expect(await spot.post('/account/v1/withdraw/apply', '[]')).toMatchObject({ code: 60000 });
	});

	test('refuses a body that is not declared as JSON', async () => {
		const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
		expect(await spot.post(SUBMIT, ORDER, form)).toMatchObject({ status: 415, code: 58001 });
		expect(await spot.post('/account/v1/withdraw/apply', {}, form)).toMatchObject({
			status: 415,
			code: 60031,
		});
		const charset = { 'Content-Type': 'application/json; charset=UTF-8' };
		expect(await spot.post(SUBMIT, ORDER, charset)).toMatchObject({ code: 1000 });
	});

	test('counts calls upwards in the rate headers', async () => {
		const first = await spot.get('/spot/v1/wallet');
		const second = await spot.get('/spot/v1/wallet');
		expect(first.headers).toMatchObject({
			'x-bm-ratelimit-limit': '12',
			'x-bm-ratelimit-remaining': '1',
			'x-bm-ratelimit-reset': '2',
			'x-bm-ratelimit-mode': 'KEY',
		});
		expect(second.headers['x-bm-ratelimit-remaining']).toBe('2');
	});

	test('records the exact bytes and starts over on reset', async () => {
		const text = '{ "limit" : 1 }';
		await spot.post(OPEN, text);
		expect(last()).toMatchObject({
			host: 'spot',
			method: 'POST',
			path: OPEN,
			body: text,
			code: 1000,
		});
		await spot.get('/spot/quotation/v3/books?symbol=BTC%5FUSDT');
		expect(last()).toMatchObject({
			rawQuery: 'symbol=BTC%5FUSDT',
			query: [['symbol', 'BTC_USDT']],
		});
		sandbox.reset();
		expect(sandbox.requests).toHaveLength(0);
	});

	test('stops although a client keeps its connection', async () => {
		const other = await startSandbox();
		expect(await send('GET', `${other.spotUrl}/system/time`)).toMatchObject({ code: 1000 });
		await other.stop();
		await expect(send('GET', `${other.spotUrl}/system/time`)).rejects.toMatchObject({
			code: expect.stringMatching(/^ECONN(REFUSED|RESET)$/),
		});
	});
});

describe('the parameters', () => {
	const without = (name: string) =>
		Object.fromEntries(Object.entries(ORDER).filter(([key]) => key !== name));

	test.each([
		['symbol', 50028],
		['side', 50028],
		['size', 50010],
		['price', 50011],
	])('refuses an order without %s', async (name, code) => {
		expect(await spot.post(SUBMIT, without(name))).toMatchObject({ status: 400, code });
		expect(last().refused).toContain(name);
	});

	test.each([
		['a number as size', { ...ORDER, size: 0.001 }, 50000],
		['an exponent', { ...ORDER, size: '1e-3' }, 50021],
		['a sign', { ...ORDER, price: '-50000' }, 50021],
		['a comma', { ...ORDER, price: '50000,5' }, 50021],
		['an unknown side', { ...ORDER, side: 'BUY' }, 50021],
		['an unknown pair', { ...ORDER, symbol: 'BTCUSDT' }, 50001],
		['a pair that does not trade yet', { ...ORDER, symbol: 'NEW_USDT' }, 50040],
		['a client order id of 33 letters', { ...ORDER, client_order_id: 'a'.repeat(33) }, 50037],
		['a client order id with a dash', { ...ORDER, client_order_id: 'a-b' }, 50038],
		['a market buy by size', { symbol: 'BTC_USDT', side: 'buy', type: 'market', size: '1' }, 50021],
		['a market buy without notional', { symbol: 'BTC_USDT', side: 'buy', type: 'market' }, 50012],
		[
			'a market sell by notional',
			{ symbol: 'BTC_USDT', side: 'sell', type: 'market', notional: '9' },
			50010,
		],
	])('refuses %s', async (_what, body, code) => {
		expect(await spot.post(SUBMIT, body)).toMatchObject({ status: 400, code });
		expect(sandbox.books.orders('80000001')).toHaveLength(0);
	});

	test.each([
		['limit 0', OPEN, { limit: 0 }, 50015],
		['limit 201', OPEN, { limit: 201 }, 50016],
		['limit as text', OPEN, { limit: '5' }, 50000],
		['a wrong orderMode', OPEN, { orderMode: 'margin' }, 52000],
		['a wrong queryState', '/spot/v4/query/order', { orderId: '1', queryState: 'x' }, 52003],
		['a cancellation without id', '/spot/v3/cancel_order', { symbol: 'BTC_USDT' }, 50039],
		['a blank id', '/spot/v3/cancel_order', { symbol: 'BTC_USDT', order_id: '' }, 50039],
		[
			'a text as v1 order id',
			'/spot/v1/cancel_order',
			{ symbol: 'BTC_USDT', order_id: '1' },
			50000,
		],
		['an empty list', '/spot/v4/cancel_orders', { symbol: 'BTC_USDT', orderIds: [] }, 50021],
		['numbers as ids', '/spot/v4/cancel_orders', { symbol: 'BTC_USDT', orderIds: [1] }, 50000],
		[
			'a batch of eleven',
			'/spot/v4/batch_orders',
			{
				symbol: 'BTC_USDT',
				orderParams: Array(11).fill({ side: 'buy', type: 'limit', size: '1', price: '1' }),
			},
			50033,
		],
		[
			'a batch element without price',
			'/spot/v4/batch_orders',
			{ symbol: 'BTC_USDT', orderParams: [{ side: 'buy', type: 'limit', size: '1' }] },
			50011,
		],
	])('refuses %s', async (_what, path, body, code) => {
		expect(await spot.post(path, body)).toMatchObject({ status: 400, code });
	});

	test.each([
		['/ticker', 70001],
		['/ticker?symbol=BTCUSDT', 70002],
		['/klines?symbol=BTC_USDT&step=2', 71005],
		['/klines?symbol=BTC_USDT&limit=201', 71004],
		['/klines?symbol=BTC_USDT&after=x', 71001],
		['/klines?symbol=BTC_USDT&before=1.5', 71002],
		['/klines?symbol=BTC_USDT&before=100&after=100', 71003],
		['/books?symbol=NEW_USDT', 70000],
	])('answers %s with HTTP 200 and a code', async (query, code) => {
		expect(await spot.get(`/spot/quotation/v3${query}`, {})).toMatchObject({ status: 200, code });
	});

	test('has futures codes on the futures side', async () => {
		const submit = '/contract/private/submit-order';
		const terms = { leverage: '10', open_type: 'cross' };
		const order = { symbol: 'BTCUSDT', side: 1, size: 1, type: 'market', ...terms };
		expect(await futures.post(submit, order)).toMatchObject({ code: 1000 });
		expect(await futures.post(submit, { ...order, side: '1' })).toMatchObject({ code: 40007 });
		expect(await futures.post(submit, { ...order, side: 5 })).toMatchObject({ code: 40041 });
		expect(await futures.post(submit, { ...order, size: 0 })).toMatchObject({ code: 40044 });
		expect(await futures.post(submit, { ...order, size: 1.5 })).toMatchObject({ code: 40007 });
		expect(await futures.post(submit, { side: 1, size: 1 })).toMatchObject({ code: 40034 });
		expect(await futures.post(submit, { ...order, client_order_id: 'a-b' })).toMatchObject({
			status: 403,
			code: 40048,
		});
		const transfer = { currency: 'USDT', amount: 5, type: 'spot_to_contract' };
		expect(await futures.post('/account/v1/transfer-contract', transfer)).toMatchObject({
			code: 40007,
		});
	});

	test('answers what has no state with the documented example', async () => {
		const fee = await spot.get('/spot/v1/user_fee');
		expect(fee).toMatchObject({ code: 1000, data: { level: 'LV1', maker_fee_rate_D: '0.0060' } });
	});
});

describe('strict and lifelike', () => {
	const wrong = { ...ORDER, clientOrderId: 'a1' };

	test('strict mode names a key that is only spelled another way, and the right one', async () => {
		const reply = await spot.post(SUBMIT, wrong);
		expect(reply).toMatchObject({ status: 400, code: 50000 });
		expect(reply.message).toMatch(/^Sandbox \(strict\): .*"clientOrderId".*"client_order_id"/);
		expect((await spot.post(SUBMIT, { ...ORDER, stpmode: 'none' })).message).toContain('"stpMode"');
		expect(sandbox.books.orders('80000001')).toHaveLength(0);
	});

	test('lifelike mode ignores it, and with it the client order id', async () => {
		sandbox.mode = 'lifelike';
		expect(await spot.post(SUBMIT, wrong)).toMatchObject({ code: 1000 });
		expect(sandbox.books.orders('80000001')).toMatchObject([{ clientOrderId: '' }]);
	});

	test.each([
		['an unknown key of the body', async () => await spot.post(OPEN, { sort: 'asc' })],
		[
			'a key inside a batch element',
			async () =>
				await spot.post('/spot/v4/batch_orders', {
					symbol: 'BTC_USDT',
					orderParams: [
						{ side: 'buy', type: 'limit', size: '0.001', price: '50000', client_order_id: 'a1' },
					],
				}),
		],
		['a key that stands twice', async () => await spot.post(OPEN, '{"limit":1,"limit":1}')],
		['null', async () => await spot.post(OPEN, { symbol: null })],
		['a query on a POST', async () => await spot.post(`${OPEN}?limit=1`, {})],
		[
			'an unknown key of a query',
			async () => await spot.get('/spot/quotation/v3/books?symbol=BTC_USDT&depth=5'),
		],
		[
			'a query key that stands twice',
			async () => await spot.get('/spot/quotation/v3/books?symbol=BTC_USDT&symbol=BTC_USDT'),
		],
	])('strict mode refuses %s, lifelike mode does not', async (_what, request) => {
		const refused = await request();
		expect(refused.status).toBe(400);
		expect(refused.message).toMatch(/^Sandbox \(strict\): /);
		sandbox.mode = 'lifelike';
		expect(await request()).toMatchObject({ status: 200, code: 1000 });
	});

	test('a wrongly cased symbol cancels everything in lifelike mode, as on BitMart', async () => {
		sandbox.mode = 'lifelike';
		await spot.post(SUBMIT, ORDER);
		await spot.post('/spot/v4/cancel_all', { Symbol: 'ETH_USDT' });
		expect(sandbox.books.orders('80000001')).toMatchObject([{ state: 'canceled' }]);
	});
});
