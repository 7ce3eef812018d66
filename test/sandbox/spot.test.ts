import { Decimal } from 'decimal.js';

import { useSandbox } from '../support/useSandbox';
import { caller } from './caller';

const START = Date.UTC(2026, 0, 5, 12);
const MINUTE = 60_000;
const DAY = 86_400_000;
let time = START;
let spot: ReturnType<typeof caller>;

const sandbox = useSandbox({ now: () => time }, () => {
	time = START;
});
beforeAll(() => {
	spot = caller(sandbox.spotUrl, () => time);
});

const UID = '80000001';
const AT_START = {
	USDT: { available: '10000.00000000', frozen: '0.00000000' },
	BTC: { available: '0.50000000', frozen: '0.00000000' },
	ETH: { available: '10.00000000', frozen: '0.00000000' },
};
const LIMIT = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', size: '0.01', price: '50000' };

const place = async (order: object, path = '/spot/v2/submit_order') => {
	const reply = await spot.post(path, order);
	expect(reply).toMatchObject({ status: 200, code: 1000 });
	return reply.data.order_id as string;
};
const query = async (name: string, body: object = {}) => {
	const reply = await spot.post(`/spot/v4/query/${name}`, body);
	expect(reply).toMatchObject({ status: 200, code: 1000 });
	return reply.data;
};
/** Best prices as the public book shows them. */
const best = async (symbol = 'BTC_USDT') => {
	const { data } = await spot.get(`/spot/quotation/v3/books?symbol=${symbol}&limit=1`, {});
	return { ask: String(data.asks[0][0]), bid: String(data.bids[0][0]) };
};
const balances = () => sandbox.books.balances(UID);

describe('a limit order', () => {
	test('rests and locks its value, and its cancellation releases exactly that', async () => {
		const id = await place({
			...LIMIT,
			size: '0.01234',
			price: '50000.01',
			client_order_id: 'mine1',
		});
		expect(id).toMatch(/^\d{18,19}$/);
		// 0.01234 * 50000.01 = 617.0001234
		expect(balances().USDT).toEqual({ available: '9382.99987660', frozen: '617.00012340' });
		expect(await query('order', { orderId: id })).toEqual({
			orderId: id,
			clientOrderId: 'mine1',
			symbol: 'BTC_USDT',
			side: 'buy',
			orderMode: 'spot',
			type: 'limit',
			state: 'new',
			cancelSource: '',
			stpMode: 'none',
			price: '50000.01',
			priceAvg: '0.00',
			size: '0.01234',
			filledSize: '0.00000',
			notional: '617.00012340',
			filledNotional: '0.00000000',
			createTime: START,
			updateTime: START,
		});
		time += 1000;
		const cancel = { symbol: 'BTC_USDT', order_id: id };
		expect((await spot.post('/spot/v3/cancel_order', cancel)).data).toEqual({ result: true });
		expect(balances()).toEqual(AT_START);
		expect((await spot.post('/spot/v3/cancel_order', cancel)).data).toEqual({ result: false });
		expect(await query('client-order', { clientOrderId: 'mine1' })).toMatchObject({
			state: 'canceled',
			cancelSource: 'user',
			updateTime: START + 1000,
		});
	});

	test('to sell locks the coin', async () => {
		await place({ ...LIMIT, side: 'sell', price: '70000', size: '0.123' });
		expect(balances().BTC).toEqual({ available: '0.37700000', frozen: '0.12300000' });
	});

	test('that crosses fills at the better price of the book', async () => {
		const { ask } = await best();
		const id = await place({ ...LIMIT, price: '70000' });
		expect(await query('order', { orderId: id })).toMatchObject({ state: 'filled', priceAvg: ask });
		const paid = new Decimal(ask).times('0.01');
		expect(balances()).toMatchObject({
			USDT: { available: new Decimal(10000).minus(paid).toFixed(8), frozen: '0.00000000' },
			BTC: { available: '0.50999000' },
		});
		expect(await query('order-trades', { orderId: id })).toMatchObject([
			{ price: ask, size: '0.01000', fee: '0.00001000', feeCoinName: 'BTC', tradeRole: 'taker' },
		]);
	});

	test('has surplus price decimals cut and surplus size decimals refused', async () => {
		const id = await place({ ...LIMIT, price: '50000.019' });
		expect(sandbox.books.order(id)).toMatchObject({ price: '50000.01', frozen: '500.0001' });
		expect(await spot.post('/spot/v2/submit_order', { ...LIMIT, size: '0.010001' })).toMatchObject({
			status: 400,
			code: 50021,
		});
	});

	test.each([
		['too little money', { ...LIMIT, size: '1' }, 50020],
		['too little of the coin', { ...LIMIT, side: 'sell', price: '70000', size: '0.50001' }, 50020],
		['a value below the minimum', { ...LIMIT, size: '0.00009' }, 51011],
		[
			'a market buy below the minimum',
			{ symbol: 'BTC_USDT', side: 'buy', type: 'market', notional: '4.99' },
			51012,
		],
		[
			'a market sell below the minimum',
			{ symbol: 'BTC_USDT', side: 'sell', type: 'market', size: '0.00005' },
			51011,
		],
	])('is refused without a trace for %s', async (_why, order, code) => {
		expect(await spot.post('/spot/v2/submit_order', order)).toMatchObject({ status: 400, code });
		expect(sandbox.books.orders(UID)).toHaveLength(0);
		expect(balances()).toEqual(AT_START);
	});

	test('may not use a client order id twice, not even after its cancellation', async () => {
		const id = await place({ ...LIMIT, client_order_id: 'once' });
		const again = async () =>
			await spot.post('/spot/v2/submit_order', { ...LIMIT, client_order_id: 'once' });
		expect(await again()).toMatchObject({ status: 400, code: 50042 });
		await spot.post('/spot/v3/cancel_order', { symbol: 'BTC_USDT', order_id: id });
		expect(await again()).toMatchObject({ code: 50042 });
		await place({ ...LIMIT, client_order_id: 'Once' });
		expect(sandbox.books.orders(UID)).toHaveLength(2);
	});
});

describe('the price path', () => {
	/** The lowest ask of the coming hours, seen minute by minute without any order. */
	const lowestAsk = async () => {
		let lowest = new Decimal(Infinity);
		for (time = START; time <= START + 180 * MINUTE; time += MINUTE) {
			lowest = Decimal.min(lowest, (await best()).ask);
		}
		time = START;
		sandbox.reset();
		return lowest;
	};

	test('fills a resting order at its own price when it gets there, whoever looks when', async () => {
		const target = (await lowestAsk()).toFixed(2);
		expect(new Decimal((await best()).ask).gt(target)).toBe(true);
		const id = await place({ ...LIMIT, price: target });
		expect(sandbox.books.order(id)?.state).toBe('new');
		time = START + 180 * MINUTE;
		const order = await query('order', { orderId: id });
		expect(order).toMatchObject({ state: 'filled', priceAvg: target, filledSize: '0.01000' });
		expect(balances()).toMatchObject({
			USDT: {
				available: new Decimal(10000).minus(new Decimal(target).times('0.01')).toFixed(8),
				frozen: '0.00000000',
			},
			BTC: { available: '0.50999000' },
		});
		expect(await query('trades')).toMatchObject([
			{ tradeRole: 'maker', createTime: order.updateTime },
		]);

		// It was the first millisecond at which the book was that low ...
		time = order.updateTime;
		expect(new Decimal((await best()).ask).lte(target)).toBe(true);
		time -= 1;
		expect(new Decimal((await best()).ask).gt(target)).toBe(true);

		// ... and it stays so when somebody asks every minute.
		sandbox.reset();
		time = START;
		sandbox.reset();
		const second = await place({ ...LIMIT, price: target });
		for (; sandbox.books.order(second)?.state === 'new'; time += MINUTE) await best();
		expect(sandbox.books.order(second)?.updateTime).toBe(order.updateTime);
	});

	test('leaves an order alone that it does not reach', async () => {
		const id = await place({ ...LIMIT, price: '60000' });
		time += 30 * DAY;
		expect(await query('order', { orderId: id })).toMatchObject({ state: 'new' });
	});

	test('stays within its bounds and is the same at the same time', async () => {
		for (let n = 0; n < 200; n++) {
			time = START + n * 3_333_333;
			const btc = new Decimal((await best()).ask);
			const eth = new Decimal((await best('ETH_USDT')).ask);
			expect(btc.gte(60000) && btc.lte(64000)).toBe(true);
			expect(eth.gte(2900) && eth.lte(3200)).toBe(true);
		}
		time = START;
		const once = await best();
		time = START + DAY;
		expect(await best()).not.toEqual(once);
		time = START;
		expect(await best()).toEqual(once);
	});
});

describe('market, ioc and post-only orders', () => {
	test('a market buy spends what fits into its notional and pays the fee in coin', async () => {
		const { ask } = await best();
		const id = await place({ symbol: 'BTC_USDT', side: 'buy', type: 'market', notional: '1000' });
		const size = new Decimal(1000).div(ask).toDecimalPlaces(5, Decimal.ROUND_DOWN);
		const value = size.times(ask);
		const fee = size.times('0.001');
		expect(value.lte(1000) && value.gt(999)).toBe(true);
		expect(await query('order', { orderId: id })).toMatchObject({
			type: 'market',
			state: 'filled',
			notional: '1000.00000000',
			filledSize: size.toFixed(5),
			filledNotional: value.toFixed(8),
			priceAvg: ask,
		});
		expect(balances()).toMatchObject({
			USDT: { available: new Decimal(10000).minus(value).toFixed(8), frozen: '0.00000000' },
			BTC: { available: new Decimal('0.5').plus(size).minus(fee).toFixed(8) },
		});
	});

	test('a market sell gets the bid less the fee in money', async () => {
		const { bid } = await best('ETH_USDT');
		await place({ symbol: 'ETH_USDT', side: 'sell', type: 'market', size: '2.5' });
		const value = new Decimal(bid).times('2.5');
		const fee = value.times('0.001').toDecimalPlaces(8, Decimal.ROUND_UP);
		expect(balances()).toMatchObject({
			USDT: { available: value.plus(10000).minus(fee).toFixed(8) },
			ETH: { available: '7.50000000', frozen: '0.00000000' },
		});
	});

	test('a post-only order that would cross is accepted and then cancelled by the system', async () => {
		const { ask } = await best();
		const id = await place({ ...LIMIT, type: 'limit_maker', price: ask });
		expect(await query('order', { orderId: id })).toMatchObject({
			state: 'canceled',
			cancelSource: 'system',
			filledSize: '0.00000',
		});
		expect(balances()).toEqual(AT_START);
		const below = new Decimal(ask).minus('0.01').toFixed(2);
		const resting = await place({ ...LIMIT, type: 'limit_maker', price: below });
		expect(sandbox.books.order(resting)?.state).toBe('new');
	});

	test('an ioc order fills at once or is cancelled', async () => {
		const { ask } = await best();
		const missed = await place({ ...LIMIT, type: 'ioc' });
		const hit = await place({ ...LIMIT, type: 'ioc', price: ask });
		expect(sandbox.books.order(missed)).toMatchObject({
			state: 'canceled',
			cancelSource: 'system',
		});
		expect(sandbox.books.order(hit)).toMatchObject({ state: 'filled' });
	});
});

describe('older calls and batches', () => {
	test('v1 answers with a bare number beyond 2^53 and takes one to cancel', async () => {
		const reply = await spot.post('/spot/v1/submit_order', LIMIT);
		const [, digits] = /"order_id":(\d{18,19})\}/.exec(reply.text) ?? [];
		expect(sandbox.books.order(digits!)).toMatchObject({ state: 'new' });
		const body = `{"symbol":"BTC_USDT","order_id":${digits}}`;
		expect(await spot.post('/spot/v1/cancel_order', body)).toMatchObject({
			data: { result: true },
		});
		expect(sandbox.books.order(digits!)).toMatchObject({ state: 'canceled' });
	});

	test('v4 batches answer twice nested and hide which element failed', async () => {
		const element = { side: 'buy', type: 'limit', size: '0.01', price: '50000' };
		const reply = await spot.post('/spot/v4/batch_orders', {
			symbol: 'BTC_USDT',
			orderParams: [{ ...element, clientOrderId: 'a' }, { ...element, size: '5' }, element],
		});
		const [first, second] = sandbox.books.orders(UID);
		expect(reply).toMatchObject({ code: 1000 });
		expect(reply.data).toEqual({
			code: 0,
			msg: 'success',
			data: { orderIds: [first?.orderId, second?.orderId] },
		});
		expect(first?.clientOrderId).toBe('a');
		const none = await spot.post('/spot/v4/batch_orders', {
			symbol: 'BTC_USDT',
			orderParams: [{ ...element, size: '5' }],
		});
		expect(none).toMatchObject({ code: 1000, data: { code: 50020, data: { orderIds: [] } } });
	});

	test('v2 batches answer element by element', async () => {
		const reply = await spot.post('/spot/v2/batch_orders', {
			order_params: [LIMIT, { ...LIMIT, size: '5' }],
		});
		expect(reply.data.responses).toMatchObject([
			{ code: 0, data: { order_id: sandbox.books.orders(UID)[0]?.orderId } },
			{ code: 50020 },
		]);
		expect(reply.data.responses[1].data).toBeUndefined();
	});

	test('a list of cancellations succeeds in part', async () => {
		const id = await place({ ...LIMIT, client_order_id: 'c1' });
		const other = await place({ ...LIMIT, symbol: 'ETH_USDT', price: '2000', size: '0.1' });
		const reply = await spot.post('/spot/v4/cancel_orders', {
			symbol: 'BTC_USDT',
			orderIds: [id, other, '1'],
		});
		expect(reply.data).toEqual({
			successIds: [id],
			failIds: [other, '1'],
			totalCount: 3,
			successCount: 1,
			failedCount: 2,
		});
	});

	test('cancel all keeps to its pair and side', async () => {
		await place(LIMIT);
		await place({ ...LIMIT, side: 'sell', price: '70000' });
		await place({ ...LIMIT, symbol: 'ETH_USDT', price: '2000', size: '0.1' });
		const states = () => sandbox.books.orders(UID).map((order) => order.state);
		await spot.post('/spot/v4/cancel_all', { symbol: 'BTC_USDT', side: 'sell' });
		expect(states()).toEqual(['new', 'canceled', 'new']);
		await spot.post('/spot/v4/cancel_all', { symbol: 'BTC_USDT' });
		expect(states()).toEqual(['canceled', 'canceled', 'new']);
		expect(await spot.post('/spot/v1/cancel_orders')).toMatchObject({ code: 1000, data: {} });
		expect(states()).toEqual(['canceled', 'canceled', 'canceled']);
		expect(balances()).toEqual(AT_START);
	});
});

describe('the queries', () => {
	const ids = (rows: Array<{ orderId: string }>) => rows.map((row) => row.orderId);

	test('show seven days unless told, newest first, open orders too', async () => {
		const old = await place(LIMIT);
		time += 4 * DAY;
		const middle = await place(LIMIT);
		time += 3 * DAY;
		const young = await place(LIMIT);
		expect(ids(await query('open-orders'))).toEqual([young, middle, old]);
		time += 1;
		expect(ids(await query('open-orders'))).toEqual([young, middle]);
		expect(ids(await query('open-orders', { startTime: START }))).toEqual([young, middle, old]);
		const window = { startTime: START, endTime: START + 4 * DAY };
		expect(ids(await query('open-orders', window))).toEqual([middle, old]);
		expect(ids(await query('open-orders', { startTime: START, limit: 1 }))).toEqual([young]);
		expect(
			await spot.post('/spot/v4/query/open-orders', { startTime: 2, endTime: 1 }),
		).toMatchObject({
			code: 52004,
		});
	});

	test('filter by pair, mode and state', async () => {
		const open = await place(LIMIT);
		const filled = await place({ symbol: 'ETH_USDT', side: 'sell', type: 'market', size: '1' });
		expect(ids(await query('open-orders', { symbol: 'ETH_USDT' }))).toEqual([]);
		expect(ids(await query('open-orders', { orderMode: 'spot' }))).toEqual([open]);
		expect(ids(await query('open-orders', { orderMode: 'iso_margin' }))).toEqual([]);
		expect(ids(await query('history-orders'))).toEqual([filled]);
		expect(ids(await query('trades', { symbol: 'ETH_USDT' }))).toEqual([filled]);
		expect(ids(await query('trades', { symbol: 'BTC_USDT' }))).toEqual([]);
		expect(await query('order', { orderId: open, queryState: 'open' })).toMatchObject({
			orderId: open,
		});
		expect(
			await spot.post('/spot/v4/query/order', { orderId: open, queryState: 'history' }),
		).toMatchObject({
			code: 50005,
		});
		expect(await spot.post('/spot/v4/query/order', { orderId: '1' })).toMatchObject({
			code: 50005,
		});
	});

	test('return at most 200 rows', async () => {
		for (let n = 0; n < 201; n++) {
			sandbox.books.place(UID, { ...LIMIT, side: 'buy', type: 'limit', size: '0.0001' }, time);
		}
		expect(await query('open-orders')).toHaveLength(200);
	});

	test('forget an order cancelled without a fill after 20 minutes', async () => {
		const id = await place(LIMIT);
		await spot.post('/spot/v3/cancel_order', { symbol: 'BTC_USDT', order_id: id });
		time += 20 * MINUTE;
		expect(await query('order', { orderId: id })).toMatchObject({ state: 'canceled' });
		expect(ids(await query('history-orders'))).toEqual([id]);
		time += 1;
		expect(await spot.post('/spot/v4/query/order', { orderId: id })).toMatchObject({ code: 50005 });
		expect(ids(await query('history-orders'))).toEqual([]);
	});

	test('wallets leave zero balances out and name the coin differently', async () => {
		await place({ symbol: 'ETH_USDT', side: 'sell', type: 'market', size: '10' });
		await place(LIMIT);
		const wallet = (await spot.get('/spot/v1/wallet')).data.wallet as Array<{ id: string }>;
		expect(wallet.map((row) => row.id).sort()).toEqual(['BTC', 'USDT']);
		const usdt = (await spot.get('/account/v1/wallet?currency=USDT&needUsdValuation=true')).data
			.wallet;
		const { available } = balances().USDT!;
		expect(usdt).toEqual([
			{
				currency: 'USDT',
				name: 'Tether USD',
				available,
				frozen: '500.00000000',
				unAvailable: '500.00000000',
				available_usd_valuation: new Decimal(available).toFixed(2),
			},
		]);
	});
});

describe('market data', () => {
	const klines = async (query: string) =>
		(await spot.get(`/spot/quotation/v3/klines?symbol=BTC_USDT&${query}`, {})).data as string[][];

	test('candles lie between two exclusive bounds in seconds', async () => {
		const hour = 3600;
		const start = START / 1000;
		const rows = await klines(`step=60&after=${start - 3 * hour}&before=${start}`);
		expect(rows.map(([t]) => t)).toEqual([`${start - 2 * hour}`, `${start - hour}`]);
		const wider = await klines(`step=60&after=${start - 3 * hour - 1}&before=${start + 1}`);
		expect(wider).toHaveLength(4);
		expect(await klines('step=1')).toHaveLength(100);
		expect((await klines('step=60&limit=2')).map(([t]) => t)).toEqual([
			`${start}`,
			`${start - hour}`,
		]);
		expect((await klines(`step=60&limit=2&after=${start - 9 * hour}`)).map(([t]) => t)).toEqual([
			`${start - 8 * hour}`,
			`${start - 7 * hour}`,
		]);
	});

	test('candles agree with the prices that were seen', async () => {
		const [row] = await klines(`step=5&limit=1&before=${START / 1000}`);
		const [t, open, high, low, close] = row!;
		expect(row).toHaveLength(7);
		expect(Number(t)).toBe(START / 1000 - 300);
		const seen: Decimal[] = [];
		for (time = START - 300_000; time <= START; time += 1000) {
			const { data } = await spot.get('/spot/quotation/v3/ticker?symbol=BTC_USDT', {});
			seen.push(new Decimal(data.last));
		}
		expect([open, close]).toEqual([seen[0]!.toFixed(2), seen[seen.length - 1]!.toFixed(2)]);
		expect(Decimal.max(...seen).lte(high!) && Decimal.min(...seen).gte(low!)).toBe(true);
		expect(
			Decimal.max(...seen)
				.plus(5)
				.gte(high!) &&
				Decimal.min(...seen)
					.minus(5)
					.lte(low!),
		).toBe(true);
	});

	test('the book is sorted from the best price and agrees with the ticker', async () => {
		const { data } = await spot.get('/spot/quotation/v3/books?symbol=ETH_USDT', {});
		const ticker = (await spot.get('/spot/quotation/v3/ticker?symbol=ETH_USDT', {})).data;
		const prices = (side: string[][]) => side.map(([price]) => Number(price));
		expect(data.asks).toHaveLength(35);
		expect(prices(data.asks)).toEqual([...prices(data.asks)].sort((a, b) => a - b));
		expect(prices(data.bids)).toEqual([...prices(data.bids)].sort((a, b) => b - a));
		expect(data.asks[0]).toEqual([ticker.ask_px, ticker.ask_sz]);
		expect(data.bids[0]).toEqual([ticker.bid_px, ticker.bid_sz]);
		expect(Number(ticker.bid_px)).toBeLessThan(Number(ticker.ask_px));
	});

	test('tickers list the trading pairs in thirteen columns', async () => {
		const { data } = await spot.get('/spot/quotation/v3/tickers', {});
		expect(data.map(([symbol]: string[]) => symbol)).toEqual([
			'BTC_USDT',
			'ETH_USDT',
			'SOL_USDT',
			'LTC_USDT',
			'BMX_USDT',
		]);
		const one = (await spot.get('/spot/quotation/v3/ticker?symbol=SOL_USDT', {})).data;
		expect(data[2]).toEqual(Object.values(one));
		expect(data[2]).toHaveLength(13);
	});
});
