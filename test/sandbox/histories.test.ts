import { useSandbox } from '../support/useSandbox';
import { caller } from './caller';

const START = Date.UTC(2026, 0, 5, 12);
const SECOND = START / 1000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const UID = '80000001';
let time = START;
let spot: ReturnType<typeof caller>;
let futures: ReturnType<typeof caller>;

const sandbox = useSandbox({ now: () => time }, () => {
	time = START;
});
beforeAll(() => {
	spot = caller(sandbox.spotUrl, () => time);
	futures = caller(sandbox.futuresUrl, () => time);
});

/** Rows of the past, `step` apart, the oldest first; the newest lies one step back. */
const past = (count: number, step: number) =>
	Array.from({ length: count }, (_, index) => START - (count - index) * step);

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads what it expects
type Row = any;

describe.each([
	['history-orders', 'spotOrders', 'orderId'],
	['trades', 'spotTrades', 'tradeId'],
	['algo/history-orders', 'algoOrders', 'orderId'],
] as const)('spot query/%s', (name, area, id) => {
	const rows = async (body: object = {}): Promise<Row[]> => {
		const reply = await spot.post(`/spot/v4/query/${name}`, body);
		expect(reply).toMatchObject({ status: 200, code: 1000 });
		return reply.data;
	};

	test('shows seven days, 200 rows and the newest first unless told otherwise', async () => {
		const times = past(250, HOUR);
		const seeded: Row[] = sandbox.seed[area](
			UID,
			times.map((createTime) => ({ createTime })),
		);
		const found = await rows();
		// 7 * 24 hours, both ends included, the newest one hour back.
		expect(found).toHaveLength(168);
		expect(found.map((row) => row[id])).toEqual(
			seeded
				.slice(-168)
				.reverse()
				.map((row) => row[id]),
		);
		const all = await rows({ startTime: START - 300 * HOUR });
		expect(all).toHaveLength(200);
		expect(all[0].createTime).toBe(START - HOUR);
		expect(await rows({ limit: 3 })).toHaveLength(3);
	});

	test('gives everything once to whoever walks back by endTime', async () => {
		const times = past(450, HOUR);
		sandbox.seed[area](
			UID,
			times.map((createTime) => ({ createTime })),
		);
		const seen: Row[] = [];
		for (let endTime = START; ; ) {
			const page = await rows({ startTime: START - 90 * DAY, endTime });
			seen.push(...page);
			if (page.length < 200) break;
			endTime = Math.min(...page.map(({ createTime }) => createTime)) - 1;
		}
		expect(new Set(seen.map((row) => row[id])).size).toBe(450);
		expect(seen.map(({ createTime }) => createTime)).toEqual([...times].reverse());
	});

	test('both bounds count, and a window that ends before it starts is refused', async () => {
		sandbox.seed[area](UID, [{ createTime: START - 10 }, { createTime: START - 20 }]);
		const window = { startTime: START - 20, endTime: START - 10 };
		expect(await rows(window)).toHaveLength(2);
		expect(await rows({ ...window, startTime: START - 19 })).toHaveLength(1);
		expect(
			await spot.post(`/spot/v4/query/${name}`, { startTime: START, endTime: START - 1 }),
		).toMatchObject({ status: 400, code: 52004 });
	});

	test('is another for another user, and empty after a reset', async () => {
		sandbox.seed[area]('80000009', [{}]);
		expect(await rows()).toEqual([]);
		sandbox.seed[area](UID, [{}]);
		expect(await rows()).toHaveLength(1);
		sandbox.reset();
		expect(await rows()).toEqual([]);
	});
});

test('spot histories are filtered by pair and by kind of account', async () => {
	sandbox.seed.spotOrders(UID, [
		{ symbol: 'ETH_USDT' },
		{ orderMode: 'iso_margin' },
		{ state: 'canceled' },
	]);
	const find = async (body: object) =>
		(await spot.post('/spot/v4/query/history-orders', body)).data as Row[];
	expect(await find({ symbol: 'ETH_USDT' })).toMatchObject([{ symbol: 'ETH_USDT' }]);
	expect(await find({ orderMode: 'iso_margin' })).toMatchObject([{ orderMode: 'iso_margin' }]);
	expect(await find({ orderMode: 'spot' })).toHaveLength(2);
	expect((await find({})).map(({ state }) => state).sort()).toEqual([
		'canceled',
		'filled',
		'filled',
	]);
});

describe('deposit-withdraw/history', () => {
	const path = '/account/v2/deposit-withdraw/history';
	const ask = async (query: string) => await spot.get(`${path}?${query}`);

	test('keeps the two lists apart and shows the newest N', async () => {
		const [first] = sandbox.seed.deposits(UID, [
			{ applyTime: START - DAY, amount: '7.5' },
			...past(5, HOUR).map((applyTime) => ({ applyTime })),
		]);
		sandbox.seed.withdrawals(UID, [{ currency: 'BTC', status: 1 }]);
		const { data } = await ask('operation_type=deposit&N=1000');
		expect(data.records).toHaveLength(6);
		expect(data.records[5]).toEqual({
			withdraw_id: '',
			deposit_id: first?.id,
			operation_type: 'deposit',
			currency: 'USDT-TRC20',
			apply_time: START - DAY,
			arrival_amount: '7.500000000000',
			fee: '0.000000000000',
			status: 3,
			address: 'TXexampleAddress0000000000000000000',
			address_memo: '',
			tx_id: expect.stringMatching(/^9f2c\d{60}$/),
		});
		expect((await ask('operation_type=deposit&N=2')).data.records).toMatchObject([
			{ apply_time: START - HOUR },
			{ apply_time: START - 2 * HOUR },
		]);
		const withdrawals = await ask('operation_type=withdraw&N=10');
		expect(withdrawals.data.records).toMatchObject([{ currency: 'BTC', status: 1, tx_id: '' }]);
		expect((await ask('operation_type=withdraw&N=10&currency=ETH')).data.records).toEqual([]);
	});

	test('reaches 90 days back, and windows of 90 days and more are refused', async () => {
		sandbox.seed.deposits(
			UID,
			[89, 91, 170].map((days) => ({ applyTime: START - days * DAY })),
		);
		const deposits = 'operation_type=deposit&N=10';
		expect((await ask(deposits)).data.records).toHaveLength(1);
		const window = (from: number, to: number) =>
			`${deposits}&startTime=${START - from}&endTime=${START - to}`;
		expect((await ask(window(179 * DAY, 90 * DAY))).data.records).toHaveLength(2);
		expect(await ask(window(180 * DAY, 90 * DAY))).toMatchObject({ status: 400, code: 60067 });
		expect(await ask(window(180 * DAY - 1, 90 * DAY))).toMatchObject({ code: 1000 });
		expect(await ask(`${deposits}&startTime=${START - 90 * DAY}`)).toMatchObject({ code: 60066 });
		expect(await ask(`${deposits}&startTime=${START - 89 * DAY}`)).toMatchObject({ code: 1000 });
	});

	test.each([
		['N=10', 'no kind'],
		['operation_type=deposit', 'no N'],
		['operation_type=deposit&N=0', 'N too small'],
		['operation_type=deposit&N=1001', 'N too large'],
		['operation_type=both&N=10', 'a kind that does not exist'],
	])('refuses %s (%s)', async (query) => {
		expect(await ask(query)).toMatchObject({ status: 400, code: 60000 });
	});
});

describe.each([
	['order-history', 'futuresOrders', 'order_id', 'orderId'],
	['trades', 'futuresTrades', 'trade_id', 'tradeId'],
] as const)('futures %s', (name, area, id, key) => {
	const ask = async (query = '') =>
		await futures.get(`/contract/private/${name}?symbol=BTCUSDT${query}`);
	const rows = async (query?: string): Promise<Row[]> => {
		const reply = await ask(query);
		expect(reply).toMatchObject({ status: 200, code: 1000 });
		return reply.data;
	};

	test('takes seconds, answers in milliseconds, and shows seven days by itself', async () => {
		const times = [8 * DAY, 6 * DAY, DAY].map((back) => START - back);
		const seeded: Row[] = sandbox.seed[area](
			UID,
			times.map((createTime) => ({ createTime })),
		);
		expect((await rows()).map(({ create_time }) => create_time)).toEqual([times[2], times[1]]);
		const window = `&start_time=${SECOND - 9 * 86400}&end_time=${SECOND - 7 * 86400}`;
		expect((await rows(window)).map((row) => row[id])).toEqual([seeded[0][key]]);
		// Milliseconds are seconds of the far future: too wide a window, or an empty one without a word.
		expect(await ask(`&start_time=${START - DAY}&end_time=${START}`)).toMatchObject({
			code: 40039,
		});
		expect(await rows(`&start_time=${START - HOUR}&end_time=${START}`)).toEqual([]);
	});

	test('drops everything beyond the newest 200 without a sign; halves bring it all', async () => {
		sandbox.seed[area](
			UID,
			past(500, HOUR).map((createTime) => ({ createTime })),
		);
		const from = SECOND - 500 * 3600;
		const newest = await rows(`&start_time=${from}&end_time=${SECOND}`);
		expect(newest).toHaveLength(200);
		expect(newest[0].create_time).toBe(START - HOUR);
		expect(newest[199].create_time).toBe(START - 200 * HOUR);
		const walk = async (start: number, end: number): Promise<Row[]> => {
			const page = await rows(`&start_time=${start}&end_time=${end}`);
			if (page.length < 200) return page;
			const middle = Math.floor((start + end) / 2);
			return [...(await walk(start, middle)), ...(await walk(middle + 1, end))];
		};
		const all = await walk(from, SECOND);
		expect(new Set(all.map((row) => row[id])).size).toBe(500);
	});

	test('refuses more than 90 days and an end before the start', async () => {
		const wide = `&start_time=${SECOND - 90 * 86400}&end_time=${SECOND}`;
		expect(await ask(wide)).toMatchObject({ code: 1000 });
		expect(await ask(`&start_time=${SECOND - 91 * 86400}&end_time=${SECOND}`)).toMatchObject({
			status: 400,
			code: 40039,
		});
		expect(await ask(`&start_time=${SECOND}&end_time=${SECOND - 2}`)).toMatchObject({
			code: 40039,
		});
	});

	test('is filtered by id, label and contract', async () => {
		const [, mine]: Row[] = sandbox.seed[area](UID, [
			{},
			{ clientOrderId: 'mine' },
			{ symbol: 'ETHUSDT' },
		]);
		expect(await rows()).toHaveLength(2);
		expect((await rows('&client_order_id=mine')).map((row) => row[id])).toEqual([mine[key]]);
		expect((await rows(`&order_id=${mine.orderId}`)).map((row) => row[id])).toEqual([mine[key]]);
		expect(await rows('&account=copy_trading')).toEqual([]);
	});
});

test('order-history needs a symbol, trades do not', async () => {
	sandbox.seed.futuresTrades(UID, [{}, { symbol: 'ETHUSDT' }]);
	expect(await futures.get('/contract/private/order-history')).toMatchObject({ code: 40034 });
	expect((await futures.get('/contract/private/trades')).data).toHaveLength(2);
});

test('transaction-history takes milliseconds and a page size, and has text for a time', async () => {
	const times = past(150, HOUR);
	sandbox.seed.transactions(
		UID,
		times.map((time_, index) => ({ time: time_, flowType: index % 2 ? 3 : 4 })),
	);
	sandbox.seed.transactions(UID, [
		{ symbol: '', flowType: 1, amount: '25', time: START - 8 * DAY },
	]);
	const rows = async (query: string): Promise<Row[]> =>
		(await futures.get(`/contract/private/transaction-history?${query}`)).data;
	expect(await rows('')).toHaveLength(100);
	expect((await rows(''))[0]).toEqual({
		symbol: 'BTCUSDT',
		flow_type: 3,
		type: 'Funding Fee',
		amount: '-0.366',
		asset: 'USDT',
		account: 'futures',
		time: String(START - HOUR),
		tran_id: expect.stringMatching(/^\d+$/),
	});
	expect(await rows('page_size=1000')).toHaveLength(150);
	expect(await rows('page_size=1000&flow_type=4')).toHaveLength(75);
	const early = `start_time=${START - 9 * DAY}&end_time=${START - 7 * DAY}`;
	expect(await rows(early)).toMatchObject([{ type: 'Transfer', amount: '25', symbol: '' }]);
	expect(await rows(`${early}&symbol=BTCUSDT`)).toEqual([]);
	expect(await futures.get('/contract/private/transaction-history?page_size=1001')).toMatchObject({
		status: 400,
		code: 40044,
	});
});

test('transfer-contract-list has pages and no total', async () => {
	sandbox.seed.transfers(
		UID,
		past(25, HOUR).map((timestamp, index) => ({ timestamp, amount: String(index) })),
	);
	const page = async (body: object) =>
		await futures.post('/account/v1/transfer-contract-list', body);
	const amounts = async (body: object) =>
		((await page(body)).data.records as Row[]).map(({ amount }) => Number(amount));
	expect(await amounts({ page: 1, limit: 10 })).toEqual([24, 23, 22, 21, 20, 19, 18, 17, 16, 15]);
	expect(await amounts({ page: 3, limit: 10 })).toEqual([4, 3, 2, 1, 0]);
	expect(await amounts({ page: 4, limit: 10 })).toEqual([]);
	const window = { time_start: START - 3 * HOUR, time_end: START - 2 * HOUR };
	expect(await amounts({ page: 1, limit: 10, ...window })).toEqual([23, 22]);
	expect(await page({ page: 1, limit: 9 })).toMatchObject({ status: 400, code: 40044 });
	expect(await page({ page: 1 })).toMatchObject({ status: 400, code: 40011 });
	const { data } = await page({ page: 1, limit: 10 });
	expect(data.records[0]).toEqual({
		transfer_id: expect.stringMatching(/^\d{18}$/),
		currency: 'USDT',
		amount: '24',
		type: 'spot_to_contract',
		state: 'FINISHED',
		timestamp: START - HOUR,
	});
});

test('sub-account lists show the newest rows of three months, in seconds', async () => {
	const times = past(120, HOUR);
	for (const host of ['spot', 'futures'] as const) {
		sandbox.seed.subTransfers(UID, '80000002', [
			{ host, time: START - 91 * DAY },
			...times.map((time_) => ({ host, time: time_, amount: '25' })),
		]);
		sandbox.seed.subTransfers('80000003', UID, [{ host, time: START - 1000 }]);
	}
	const row = { currency: 'USDT', amount: '25', submissionTime: (START - HOUR) / 1000 };
	const spotRow = { ...row, fromWalletType: 'spot', toWalletType: 'spot' };
	const list = '/account/sub-account/main/v1/transfer-list?moveType=spot%20to%20spot';
	const all = await spot.get(`${list}&N=100`);
	expect(all.data.total).toBe(121);
	expect(all.data.historyList).toHaveLength(100);
	const desk1 = await spot.get(`${list}&N=1&accountName=desk1%40example.com`);
	expect(desk1.data).toEqual({
		total: 120,
		historyList: [
			{ ...spotRow, fromAccount: 'desk-main@example.com', toAccount: 'desk1@example.com' },
		],
	});
	expect(await spot.get(`${list}&N=1&accountName=nobody`)).toMatchObject({ code: 61003 });
	expect(await spot.get(`${list}&N=101`)).toMatchObject({ code: 60000 });
	expect(await spot.get('/account/sub-account/main/v1/transfer-list?N=1')).toMatchObject({
		code: 60000,
	});

	const future = '/account/contract/sub-account/main/v1/transfer-list?limit=100';
	const ofDesk1 = await futures.get(`${future}&subAccount=desk1%40example.com`);
	expect(ofDesk1.data).toHaveLength(100);
	expect(ofDesk1.data[0]).toEqual({
		...row,
		fromAccount: 'desk-main@example.com',
		toAccount: 'desk1@example.com',
		fromWalletType: 'future',
		toWalletType: 'future',
	});
	expect(await futures.get(future)).toMatchObject({ code: 60000 });
	const own = await futures.get('/account/contract/sub-account/v1/transfer-history?limit=1');
	expect(own.data).toMatchObject([{ fromAccount: 'desk2@example.com' }]);
});

describe('futures candles', () => {
	const bars = async (query: string, path = 'kline') =>
		await futures.get(`/contract/public/${path}?symbol=BTCUSDT${query}`, {});
	const opens = async (query: string): Promise<number[]> =>
		((await bars(query)).data as Row[]).map(({ timestamp }) => timestamp);

	test('open between the start and before the end, oldest first', async () => {
		const from = SECOND - 5 * 3600;
		expect(await opens(`&step=60&start_time=${from}&end_time=${SECOND}`)).toEqual(
			[0, 1, 2, 3, 4].map((hour) => from + hour * 3600),
		);
		expect(await opens(`&step=60&start_time=${from + 1}&end_time=${SECOND + 1}`)).toEqual(
			[1, 2, 3, 4, 5].map((hour) => from + hour * 3600),
		);
	});

	test('hold 500 of a window of 500, and the newest 500 of a wider one', async () => {
		const from = (count: number) => SECOND - count * 60;
		const exact = await opens(`&step=1&start_time=${from(500)}&end_time=${SECOND}`);
		expect(exact).toHaveLength(500);
		expect(exact[0]).toBe(from(500));
		const wide = await opens(`&step=1&start_time=${from(750)}&end_time=${SECOND}`);
		expect(wide).toEqual(exact);
	});

	test('follow the spot price path, cut to the price step', async () => {
		const window = `&step=60&start_time=${SECOND - 3600}&end_time=${SECOND}`;
		const [bar] = (await bars(window)).data as Row[];
		const { data } = await spot.get(
			`/spot/quotation/v3/klines?symbol=BTC_USDT&step=60&before=${SECOND}&after=${SECOND - 3601}`,
			{},
		);
		const cut = (text: string) => String(Math.floor(Number(text) * 10 + 1e-6) / 10);
		const [, open, high, low, close] = data[0] as string[];
		expect(bar).toEqual({
			timestamp: SECOND - 3600,
			open_price: cut(open ?? ''),
			high_price: cut(high ?? ''),
			low_price: cut(low ?? ''),
			close_price: cut(close ?? ''),
			volume: expect.stringMatching(/^\d+$/),
		});
		const [mark] = (await bars(window, 'markprice-kline')).data as Row[];
		expect(mark).toEqual({ ...bar, volume: '0' });
	});

	test('need both times, a known step, and seconds', async () => {
		expect(await bars(`&start_time=${SECOND}`)).toMatchObject({ status: 400, code: 40011 });
		expect(await bars(`&step=2&start_time=1&end_time=${SECOND}`)).toMatchObject({ code: 40038 });
		expect(await bars(`&start_time=${SECOND}&end_time=${SECOND}`)).toMatchObject({ code: 40039 });
		expect(await opens(`&start_time=${START - 1000}&end_time=${START}`)).toEqual([]);
	});
});
