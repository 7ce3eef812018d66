/* eslint-disable no-console */
import { RestClient } from 'bitmart-api';

import { startSandbox, type Sandbox } from '../../sandbox';
import { KEY } from './caller';

/**
 * A client written by others must be accepted and understood. It adds recvWindow to every private
 * call and signs GETs too, in a way of its own, which BitMart ignores: hence the lifelike mode.
 */
let sandbox: Sandbox;
let client: RestClient;
const tried: string[] = [];

beforeAll(async () => {
	sandbox = await startSandbox({ mode: 'lifelike' });
	client = new RestClient({
		baseUrl: sandbox.spotUrl,
		apiKey: KEY.accessKey,
		apiSecret: KEY.secretKey,
		apiMemo: KEY.memo,
	});
});
afterAll(async () => {
	const accepted = sandbox.requests.filter((request) => request.code === 1000).length;
	console.log(`bitmart-api: ${tried.length} calls tried, ${accepted} accepted`);
	await sandbox.stop();
});

const UID = '80000001';
const ORDER = {
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '0.01',
	price: '50000',
} as const;

/** Makes one call and hands back its data; the exchange must have understood it as success. */
async function call<T>(name: string, answer: Promise<{ code: number; data: T }>): Promise<T> {
	tried.push(name);
	const { code, data } = await answer;
	expect({ name, code }).toEqual({ name, code: 1000 });
	return data;
}

test('public data', async () => {
	const before = Date.now();
	const time = await call('system time', client.getSystemTime());
	expect(time.server_time).toBeGreaterThanOrEqual(before);
	expect(time.server_time).toBeLessThanOrEqual(Date.now());
	const service = await call('system service', client.getSystemStatus());
	expect(service.service).toMatchObject([{ service_type: 'spot', status: 2 }]);

	const { currencies } = await call('currencies', client.getSpotCurrenciesV1());
	expect(currencies).toContainEqual(expect.objectContaining({ id: 'BTC', name: 'Bitcoin' }));
	const { symbols } = await call('symbols', client.getSpotTradingPairsV1());
	expect(symbols).toContain('BMX_USDT');
	const details = await call('symbol details', client.getSpotTradingPairDetailsV1());
	expect(details.symbols.map(({ symbol }) => symbol)).toEqual(symbols);
	expect(details.symbols[0]).toMatchObject({ quote_increment: '0.00001', price_max_precision: 2 });

	const tickers = await call('tickers', client.getSpotTickersV3());
	expect(tickers.map(([symbol]) => symbol)).toEqual(symbols.filter((name) => name !== 'NEW_USDT'));
	const ticker = await call('ticker', client.getSpotTickerV3({ symbol: 'BTC_USDT' }));
	expect(Number(ticker.last)).toBeGreaterThan(60000);
	expect(Number(ticker.last)).toBeLessThan(64000);

	const query = { symbol: 'BTC_USDT', step: 60, limit: 3 };
	const latest = await call('latest candles', client.getSpotLatestKlineV3(query));
	const now = Math.floor(Date.now() / 1000);
	const history = await call(
		'candles',
		client.getSpotHistoryKlineV3({ ...query, before: now, after: now - 10800 }),
	);
	for (const rows of [latest, history]) {
		expect(rows).toHaveLength(3);
		for (const [t, open, high, low] of rows) {
			expect(Number(t) % 3600).toBe(0);
			expect(Number(low)).toBeLessThanOrEqual(Number(open));
			expect(Number(high)).toBeGreaterThanOrEqual(Number(open));
		}
	}
	expect(
		[...latest]
			.reverse()
			.slice(0, 2)
			.map(([t]) => t),
	).toEqual(history.slice(0, 2).map(([t]) => t));

	const book = await call('book', client.getSpotOrderBookDepthV3({ symbol: 'BTC_USDT', limit: 5 }));
	expect(book.asks).toHaveLength(5);
	expect(Number(book.bids[0]?.[0])).toBeLessThan(Number(book.asks[0]?.[0]));
	const trades = await call('trades', client.getSpotRecentTrades({ symbol: 'BTC_USDT', limit: 5 }));
	expect(trades).toHaveLength(5);
	expect(trades[0]?.[0]).toBe('BTC_USDT');
});

test('orders and balances', async () => {
	const submit = client.submitSpotOrderV2({ ...ORDER, client_order_id: 'third1' });
	const { order_id } = await call('submit order', submit);
	const placed = sandbox.books.order(order_id);
	expect(placed).toMatchObject({
		...ORDER,
		size: '0.01000',
		price: '50000.00',
		state: 'new',
		clientOrderId: 'third1',
	});

	const expected = Object.entries(sandbox.books.balances(UID));
	const account = await call('account balances', client.getAccountBalancesV1());
	expect(
		account.wallet.map(({ currency, available, frozen }) => [currency, { available, frozen }]),
	).toEqual(expected);
	const spot = await call('spot wallet', client.getSpotWalletBalanceV1());
	expect(spot.wallet.map(({ id, available, frozen }) => [id, { available, frozen }])).toEqual(
		expected,
	);
	expect(sandbox.books.balances(UID).USDT).toEqual({
		available: '9500.00000000',
		frozen: '500.00000000',
	});

	const row = {
		orderId: order_id,
		clientOrderId: 'third1',
		state: 'new',
		createTime: placed?.createTime,
	};
	expect(await call('order by id', client.getSpotOrderByIdV4({ orderId: order_id }))).toMatchObject(
		row,
	);
	const byClientId = client.getSpotOrderByClientOrderIdV4({ clientOrderId: 'third1' });
	expect(await call('order by client id', byClientId)).toMatchObject(row);
	expect(await call('open orders', client.getSpotOpenOrdersV4())).toMatchObject([row]);

	const cancel = client.cancelSpotOrderV3({ symbol: 'BTC_USDT', order_id });
	expect(await call('cancel order', cancel)).toEqual({ result: true });
	expect(sandbox.books.order(order_id)).toMatchObject({ state: 'canceled', cancelSource: 'user' });
	const history = await call(
		'history orders',
		client.getSpotHistoricOrdersV4({ symbol: 'BTC_USDT' }),
	);
	expect(history).toMatchObject([{ ...row, state: 'canceled' }]);
});

test('it signed its GETs and sent recvWindow, and the exchange refused nothing', () => {
	const wallet = sandbox.requests.find(({ path }) => path === '/account/v1/wallet');
	expect(wallet?.rawQuery).toBe('recvWindow=5000');
	expect(wallet?.headers['x-bm-sign']).toMatch(/^[0-9a-f]{64}$/);
	expect(sandbox.requests.map(({ refused }) => refused)).toEqual(tried.map(() => undefined));
	expect(tried).toHaveLength(19);
});

test('a wrong secret is refused, so the acceptance above means something', async () => {
	const stranger = new RestClient({
		baseUrl: sandbox.spotUrl,
		apiKey: KEY.accessKey,
		apiSecret: 'example-secret-of-nobody',
		apiMemo: KEY.memo,
	});
	await expect(stranger.submitSpotOrderV2({ ...ORDER })).rejects.toMatchObject({
		code: 401,
		body: { code: 30005 },
	});
});
