import { Decimal } from 'decimal.js';

import { useSandbox } from '../support/useSandbox';
import { caller, type Reply } from './caller';

const START = Date.UTC(2026, 0, 5, 12);
const MINUTE = 60_000;
const UID = '80000001';
let time = START;
let spot: ReturnType<typeof caller>;

const sandbox = useSandbox({ now: () => time }, () => {
	time = START;
});
beforeAll(() => {
	spot = caller(sandbox.spotUrl, () => time);
});

const ok = async (reply: Promise<Reply>) => {
	const { code, message, data } = await reply;
	expect({ code, message }).toMatchObject({ code: 1000 });
	return data;
};
const algo = async (path: string, body: object) => await spot.post(`/spot/v4/algo/${path}`, body);
const submit = async (body: object): Promise<string> =>
	(await ok(algo('submit_order', body))).order_id;
const query = async (path: string, body: object = {}) =>
	await ok(spot.post(`/spot/v4/query/algo/${path}`, body));
const last = async () => {
	const { data } = await spot.get('/spot/quotation/v3/ticker?symbol=BTC_USDT', {});
	return new Decimal(data.last as string);
};
/** The lowest and highest price of the next three hours, minute by minute. */
const extremes = async () => {
	let low = new Decimal(Infinity);
	let high = new Decimal(0);
	for (let minute = 1; minute <= 180; minute++) {
		time = START + minute * MINUTE;
		const price = await last();
		low = Decimal.min(low, price);
		high = Decimal.max(high, price);
	}
	time = START;
	sandbox.reset();
	return { low: low.toFixed(2), high: high.toFixed(2) };
};

const LIMIT = {
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'trigger',
	trigger_price: '50000',
	trigger_type: 'limit',
	price: '49000',
	size: '0.01',
};
const BUY = {
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'trigger',
	trigger_type: 'market',
	notional: '100',
};

test('a waiting order locks nothing and is found by both ids', async () => {
	const id = await submit({ ...LIMIT, client_order_id: 'wait1' });
	expect(sandbox.books.balances(UID).USDT).toEqual({
		available: '10000.00000000',
		frozen: '0.00000000',
	});
	const row = {
		orderId: id,
		clientOrderId: 'wait1',
		symbol: 'BTC_USDT',
		side: 'buy',
		orderMode: 'trigger',
		trigger_type: 'limit',
		state: 'new',
		cancelSource: '',
		price: '49000.00',
		size: '0.01000',
		notional: '490.00000000',
		createTime: START,
		updateTime: START,
	};
	expect(await query('order', { orderId: id })).toEqual(row);
	expect(await query('client-order', { clientOrderId: 'wait1' })).toEqual(row);
	expect(await query('open-orders')).toEqual([row]);
	expect(await query('open-orders', { orderMode: 'tp/sl' })).toEqual([]);
	expect(await query('history-orders')).toEqual([]);
	expect(await spot.post('/spot/v4/query/order', { orderId: id })).toMatchObject({ code: 50005 });
});

test('two orders may have one client order id: no refusal is documented', async () => {
	const first = await submit({ ...LIMIT, client_order_id: 'twice' });
	const second = await submit({ ...LIMIT, client_order_id: 'twice' });
	expect(second).not.toBe(first);
	expect(await query('open-orders')).toHaveLength(2);
	const ordinary = {
		symbol: 'BTC_USDT',
		side: 'buy',
		type: 'limit',
		size: '0.001',
		price: '50000',
	};
	expect(
		await spot.post('/spot/v2/submit_order', { ...ordinary, client_order_id: 'twice' }),
	).toMatchObject({ code: 1000 });
});

test('it starts at the first moment at which the price is there', async () => {
	const { low, high } = await extremes();
	const dip = await submit({ ...BUY, trigger_price: low });
	const stop = await submit({
		...LIMIT,
		type: 'tp/sl',
		side: 'sell',
		trigger_price: high,
		price: '70000',
	});
	time = START + 240 * MINUTE;
	expect(await query('history-orders')).toMatchObject([
		{ orderId: stop, state: 'filled', orderMode: 'tp/sl' },
		{ orderId: dip, state: 'filled', size: '0.00000', notional: '100.00000000' },
	]);
	const started = sandbox.algos.orders(UID)[0];
	const order = sandbox.books.order(started?.startedOrderId ?? '');
	expect(order).toMatchObject({ type: 'market', state: 'filled', notional: '100.00000000' });
	expect(order?.createTime).toBe(started?.updateTime);
	// The sell was started, too, and rests at its own price.
	const second = sandbox.books.order(sandbox.algos.orders(UID)[1]?.startedOrderId ?? '');
	expect(second).toMatchObject({ type: 'limit', side: 'sell', state: 'new', price: '70000.00' });
	expect(sandbox.books.balances(UID).BTC?.frozen).toBe('0.01000000');

	time = started?.updateTime ?? 0;
	expect((await last()).lte(low)).toBe(true);
	time -= 1;
	expect((await last()).gt(low)).toBe(true);
});

test('one that cannot be paid when its time comes is cancelled by the system', async () => {
	const { low } = await extremes();
	const id = await submit({ ...BUY, trigger_price: low, notional: '20000' });
	time = START + 240 * MINUTE;
	expect(await query('order', { orderId: id })).toMatchObject({
		state: 'canceled',
		cancelSource: 'system',
	});
	expect(sandbox.books.orders(UID)).toEqual([]);
});

test('cancelling needs the kind, and reports what was open', async () => {
	const id = await submit(LIMIT);
	const cancel = { symbol: 'BTC_USDT', order_id: id, type: 'trigger' };
	expect(await algo('cancel_order', { ...cancel, type: 'tp/sl' })).toMatchObject({ code: 50005 });
	expect(await algo('cancel_order', { ...cancel, type: undefined })).toMatchObject({ code: 50028 });
	expect(await ok(algo('cancel_order', cancel))).toEqual({ result: true });
	expect(await ok(algo('cancel_order', cancel))).toEqual({ result: false });
	expect(await query('order', { orderId: id, queryState: 'history' })).toMatchObject({
		state: 'canceled',
		cancelSource: 'user',
	});

	await submit(LIMIT);
	await submit({ ...LIMIT, symbol: 'ETH_USDT', price: '2000', trigger_price: '2000' });
	await submit({ ...LIMIT, type: 'tp/sl' });
	const open = async () => ((await query('open-orders')) as unknown[]).length;
	await ok(algo('cancel_all', { type: 'trigger', symbol: 'ETH_USDT' }));
	expect(await open()).toBe(2);
	await ok(algo('cancel_all', { type: 'trigger' }));
	expect(await open()).toBe(1);
	await ok(algo('cancel_all', { type: 'tp/sl' }));
	expect(await open()).toBe(0);
});

test.each([
	['no trigger price', { trigger_price: undefined }, 50028],
	['no trigger type', { trigger_type: undefined }, 50028],
	['no limit price', { price: undefined }, 50011],
	['no size', { size: undefined }, 50010],
	['a market buy without its amount', { trigger_type: 'market', size: undefined }, 50012],
	['a market buy by size', { trigger_type: 'market' }, 50021],
	[
		'a market sell without a size',
		{ trigger_type: 'market', side: 'sell', size: undefined },
		50010,
	],
	['an ordinary type', { type: 'limit' }, 50021],
	['an unknown pair', { symbol: 'NO_USDT' }, 50001],
	['a pair that does not trade', { symbol: 'NEW_USDT' }, 50040],
	['a size between two steps', { size: '0.010001' }, 50021],
	['a value below the minimum', { size: '0.00001' }, 51011],
	['a camelCase key', { triggerPrice: '1' }, 50000],
])('%s is refused', async (_why, change, code) => {
	expect(await algo('submit_order', { ...LIMIT, ...change })).toMatchObject({ status: 400, code });
	expect(sandbox.algos.orders(UID)).toEqual([]);
});
