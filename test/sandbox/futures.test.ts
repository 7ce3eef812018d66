import { Decimal } from 'decimal.js';

import { useSandbox } from '../support/useSandbox';
import { caller, type Reply } from './caller';

const START = Date.UTC(2026, 0, 5, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const UID = '80000001';
let time = START;
let futures: ReturnType<typeof caller>;

const sandbox = useSandbox({ now: () => time }, () => {
	time = START;
});
beforeAll(() => {
	futures = caller(sandbox.futuresUrl, () => time);
});

const at = '/contract/private';
const ok = async (reply: Promise<Reply>) => {
	const { code, message, data } = await reply;
	expect({ code, message }).toMatchObject({ code: 1000 });
	return data;
};
const read = async (path: string) => await ok(futures.get(`${at}/${path}`));
const act = async (path: string, body: object) => await ok(futures.post(`${at}/${path}`, body));
const refused = async (path: string, body: object, code: number) =>
	expect(await futures.post(`${at}/${path}`, body)).toMatchObject({ code });
const best = async (symbol = 'BTCUSDT') => {
	const { data } = await futures.get(`/contract/public/depth?symbol=${symbol}`, {});
	return { ask: String(data.asks[0][0]), bid: String(data.bids[0][0]) };
};
const usdt = async () => (await read('assets-detail'))[0];
/** The id as it stands in the text of the answer: JavaScript cannot hold it as a number. */
const idIn = ({ text }: Reply) => /"order_id":(\d+)[,}]/.exec(text)?.[1] ?? '';
const live = () => sandbox.futures.orders(UID).filter(({ state }) => state === 2);

const TERMS = { leverage: '10', open_type: 'cross' };
const LIMIT = { symbol: 'BTCUSDT', side: 1, size: 10, price: '50000', ...TERMS };
const MARKET = { symbol: 'BTCUSDT', side: 1, size: 10, type: 'market', ...TERMS };

/** The highest and lowest last price of the coming hours, minute by minute. */
const extremes = async (hours: number) => {
	let high = new Decimal(0);
	let low = new Decimal(Infinity);
	for (let minute = 1; minute <= hours * 60; minute++) {
		time = START + minute * MINUTE;
		const { data } = await futures.get('/contract/public/details?symbol=BTCUSDT', {});
		const last = data.symbols[0].last_price as string;
		high = Decimal.max(high, last);
		low = Decimal.min(low, last);
	}
	time = START;
	sandbox.reset();
	return { high: high.toFixed(), low: low.toFixed() };
};

describe('an order', () => {
	test('that rests sets margin and fee aside, and a cancellation releases exactly that', async () => {
		const reply = await futures.post(`${at}/submit-order`, { ...LIMIT, client_order_id: 'mine1' });
		expect(reply).toMatchObject({ status: 200, code: 1000, data: { price: '50000' } });
		const id = idIn(reply);
		expect(id).toMatch(/^\d{17}$/);
		expect(String(Number(id))).not.toBe(id);
		// 10 * 0.001 * 50000 = 500; a tenth of it and 0.06 % of it
		expect(await usdt()).toEqual({
			currency: 'USDT',
			position_deposit: '0',
			frozen_balance: '50.3',
			available_balance: '4949.7',
			equity: '5000',
			unrealized: '0',
		});
		const row = {
			order_id: id,
			client_order_id: 'mine1',
			price: '50000',
			size: '10',
			symbol: 'BTCUSDT',
			state: 2,
			side: 1,
			type: 'limit',
			position_mode: 'hedge_mode',
			leverage: '10',
			open_type: 'cross',
			deal_avg_price: '0',
			deal_size: '0',
			activation_price: '',
			callback_rate: '',
			activation_price_type: 0,
			preset_take_profit_price_type: 0,
			preset_stop_loss_price_type: 0,
			preset_take_profit_price: '',
			preset_stop_loss_price: '',
			create_time: START,
			update_time: START,
		};
		expect(await read('get-open-orders')).toEqual([row]);
		expect(await read(`order?symbol=BTCUSDT&order_id=${id}`)).toEqual({
			...row,
			account: 'futures',
		});
		time += 1000;
		await act('cancel-order', { symbol: 'BTCUSDT', order_id: id });
		expect(await usdt()).toMatchObject({ available_balance: '5000', frozen_balance: '0' });
		expect(await read('order-history?symbol=BTCUSDT')).toMatchObject([
			{ order_id: id, state: 4, deal_size: '0', update_time: START + 1000, trigger_price: '0' },
		]);
		await refused('cancel-order', { symbol: 'BTCUSDT', order_id: id }, 40036);
		await refused('cancel-order', { symbol: 'BTCUSDT', order_id: String(Number(id)) }, 40035);
		await refused('cancel-order', { symbol: 'ETHUSDT', order_id: id }, 40035);
	});

	test('at market opens at the best price, closes at the other, and every cent is booked', async () => {
		const { ask } = await best();
		expect(await act('submit-order', MARKET)).toMatchObject({ price: 'market price' });
		const value = new Decimal(ask).times('0.01');
		const fee = value.times('0.0006');
		const margin = value.div(10).toDecimalPlaces(8, Decimal.ROUND_UP);
		expect(await usdt()).toMatchObject({
			position_deposit: margin.toFixed(),
			available_balance: new Decimal(5000).minus(fee).minus(margin).toFixed(),
		});
		const [position] = await read('position-v2');
		expect(position).toMatchObject({
			symbol: 'BTCUSDT',
			position_side: 'long',
			current_amount: '10',
			position_amount: '10',
			entry_price: ask,
			open_type: 'cross',
			leverage: '10',
			realized_value: fee.negated().toFixed(),
		});
		expect(await read('position')).toMatchObject([
			{ margin_type: 'Cross', position_type: 1, position_mode: 'hedge_mode' },
		]);
		expect(await read('position-risk')).toMatchObject([
			{ position_side: 'Long', margin_type: 'Cross', position_amt: '10' },
		]);

		time += HOUR;
		const { bid } = await best();
		await act('submit-order', { symbol: 'BTCUSDT', side: 3, size: 4, type: 'market' });
		const profit = new Decimal(bid).minus(ask).times('0.004');
		const second = new Decimal(bid).times('0.004').times('0.0006');
		await act('submit-order', { symbol: 'BTCUSDT', side: 3, size: 6, type: 'market' });
		const rest = new Decimal(bid).minus(ask).times('0.006');
		const third = new Decimal(bid).times('0.006').times('0.0006');
		const round = (amount: Decimal) => amount.toDecimalPlaces(8, Decimal.ROUND_UP);
		const left = new Decimal(5000)
			.plus(profit)
			.plus(rest)
			.minus(round(fee))
			.minus(round(second))
			.minus(round(third));
		expect(await usdt()).toMatchObject({
			position_deposit: '0',
			available_balance: left.toFixed(),
			equity: left.toFixed(),
		});
		expect(await read('position-v2')).toEqual([]);
		const flow = (await read('transaction-history')) as Array<{ amount: string; type: string }>;
		expect(flow.map(({ type }) => type)).toEqual([
			'Commission Fee',
			'Realized PNL',
			'Commission Fee',
			'Realized PNL',
			'Commission Fee',
		]);
		const booked = flow.reduce((sum, { amount }) => sum.plus(amount), new Decimal(5000));
		expect(booked.toFixed()).toBe(left.toFixed());
		expect(await read('trades')).toMatchObject([
			{ side: 3, vol: '6', exec_type: 'Taker', realised_profit: rest.toFixed() },
			{ side: 3, vol: '4', realised_profit: profit.toFixed(), profit: profit.gt(0) },
			{ side: 1, vol: '10', price: ask, realised_profit: '0', profit: false },
		]);
	});

	test('fills at its own price when the path gets there, whoever looks when', async () => {
		const { low } = await extremes(3);
		const reply = await futures.post(`${at}/submit-order`, { ...LIMIT, price: low });
		time = START + 4 * HOUR;
		const [trade] = await read('trades');
		expect(trade).toMatchObject({ order_id: idIn(reply), price: low, exec_type: 'Maker' });
		expect(trade.paid_fees).toBe(new Decimal(low).times('0.01').times('0.0002').toFixed());
		const filled = trade.create_time as number;
		time = filled;
		expect(new Decimal((await best()).ask).lte(low)).toBe(true);
		time = filled - 1;
		expect(new Decimal((await best()).ask).gt(low)).toBe(true);
		time = START;
		sandbox.reset();
		await act('submit-order', { ...LIMIT, price: low });
		for (; live().length > 0; time += MINUTE) await best();
		expect(sandbox.futures.trades(UID)).toMatchObject([{ createTime: filled, price: low }]);
	});

	test.each([
		['FOK that does not match', { mode: 2 }, '0'],
		['IOC that does not match', { mode: 3 }, '0'],
		['maker-only that would match', { mode: 4, price: '70000' }, '0'],
		['FOK that matches', { mode: 2, price: '70000' }, '10'],
	])('in mode %s is settled at once', async (_why, change, size) => {
		await act('submit-order', { ...LIMIT, ...change });
		expect(live()).toEqual([]);
		expect(await read('order-history?symbol=BTCUSDT')).toMatchObject([
			{ state: 4, deal_size: size },
		]);
	});

	test.each([
		['an unknown contract', { symbol: 'DOGEUSDT' }, 40034],
		['a delisted contract', { symbol: 'NEWUSDT' }, 40034],
		['the spot name of the pair', { symbol: 'BTC_USDT' }, 40034],
		['no leverage', { leverage: undefined }, 40011],
		['no margin mode', { open_type: undefined }, 40011],
		['no price and no type', { price: undefined }, 40011],
		['a price between two steps', { price: '50000.05' }, 40043],
		['a price of 0', { price: '0' }, 40044],
		['a size above the largest', { size: 500001 }, 40044],
		['a broken size', { size: 1.5 }, 40007],
		['leverage beyond the contract', { leverage: '201' }, 40029],
		['leverage beyond the bracket', { leverage: '150', size: 2000 }, 40029],
		['leverage below one', { leverage: '0.5' }, 40030],
		['a word for a leverage', { leverage: 'ten' }, 40040],
		['leverage as a number', { leverage: 10 }, 40007],
		['too little money', { size: 5000 }, 40027],
		['a maker-only market order', { type: 'market', mode: 4 }, 40011],
		['closing what is not there', { side: 3 }, 40021],
		['dashes in the label', { client_order_id: 'a-b' }, 40048],
		['a label of 33 characters', { client_order_id: 'a'.repeat(33) }, 40049],
	])('is refused without a trace for %s', async (_why, change, code) => {
		await refused('submit-order', { ...LIMIT, ...change }, code);
		expect(sandbox.futures.orders(UID)).toEqual([]);
		expect(await usdt()).toMatchObject({ available_balance: '5000' });
	});

	test('keeps the terms of an open position and closes no more than is held', async () => {
		await act('submit-order', MARKET);
		await refused('submit-order', { ...MARKET, leverage: '20' }, 40040);
		await refused('submit-order', { ...MARKET, open_type: 'isolated' }, 40012);
		const close = { symbol: 'BTCUSDT', side: 3, size: 11, type: 'market' };
		await refused('submit-order', close, 40020);
		await act('submit-order', { symbol: 'BTCUSDT', side: 3, size: 6, price: '70000' });
		await refused('submit-order', { ...close, size: 5 }, 40020);
		await act('submit-order', { ...close, size: 4 });
		await refused('submit-order', { ...close, side: 2, size: 1 }, 40021);
	});

	test('has a label that nobody has used before', async () => {
		await act('submit-order', { ...LIMIT, client_order_id: 'once' });
		await refused('submit-order', { ...LIMIT, client_order_id: 'once' }, 40050);
		await act('cancel-order', { symbol: 'BTCUSDT', client_order_id: 'once' });
		await refused('submit-order', { ...LIMIT, client_order_id: 'once' }, 40050);
	});

	test('can be changed by its bare id or its label', async () => {
		const id = idIn(
			await futures.post(`${at}/submit-order`, { ...LIMIT, client_order_id: 'mine' }),
		);
		const modify = async (text: string) =>
			await futures.post(`${at}/modify-limit-order`, `{"symbol":"BTCUSDT",${text}}`);
		const changed = await modify(`"order_id":${id},"price":"49000"`);
		expect(idIn(changed)).toBe(id);
		expect(changed.data.client_order_id).toBe('mine');
		expect(await usdt()).toMatchObject({ frozen_balance: '49.294' });
		await ok(modify('"client_order_id":"mine","size":20'));
		expect(live()).toMatchObject([{ orderId: id, price: '49000', size: 20 }]);
		// A program that reads the id as a number sends another one.
		expect(await modify(`"order_id":${Number(id)},"price":"49000"`)).toMatchObject({ code: 40035 });
		expect(await modify(`"order_id":"${id}","price":"49000"`)).toMatchObject({ code: 40007 });
		expect(await modify(`"order_id":${id}`)).toMatchObject({ code: 40011 });
		expect(await modify(`"order_id":${id},"size":400000`)).toMatchObject({ code: 40027 });
		expect(live()).toMatchObject([{ price: '49000', size: 20, frozen: '98.588' }]);
		await ok(modify(`"order_id":${id},"price":"70000"`));
		expect(await modify(`"order_id":${id},"price":"1"`)).toMatchObject({ code: 40036 });
		expect(sandbox.futures.trades(UID)).toMatchObject([{ vol: 20, execType: 'Taker' }]);
	});
});

describe('cancelling', () => {
	const place = async () => {
		await act('submit-order', LIMIT);
		await act('submit-order', { ...LIMIT, symbol: 'ETHUSDT', price: '2000' });
		await act('submit-plan-order', {
			...LIMIT,
			price: undefined,
			trigger_price: '50000',
			executive_price: '50000',
			price_way: 2,
			price_type: 1,
		});
	};
	const kinds = () => live().map(({ symbol, type }) => `${symbol} ${type}`);

	test('without an id cancels every order of the contract, and only those', async () => {
		await place();
		await act('submit-order', LIMIT);
		await act('cancel-order', { symbol: 'BTCUSDT' });
		expect(kinds()).toEqual(['ETHUSDT limit', 'BTCUSDT plan']);
		await act('cancel-plan-order', { symbol: 'BTCUSDT' });
		expect(kinds()).toEqual(['ETHUSDT limit']);
	});

	test('by cancel-orders needs a contract', async () => {
		await place();
		await refused('cancel-orders', {}, 40034);
		await act('cancel-orders', { symbol: 'ETHUSDT' });
		expect(kinds()).toEqual(['BTCUSDT limit', 'BTCUSDT plan']);
	});

	test('by a countdown happens in its second, and the countdown can be moved and stopped', async () => {
		await place();
		const after = async (timeout: number) =>
			await futures.post(`${at}/cancel-all-after`, { symbol: 'BTCUSDT', timeout });
		expect((await after(60)).data).toEqual({
			result: true,
			set_time: START / 1000,
			cancel_time: START / 1000 + 60,
		});
		for (const timeout of [1, 4]) expect(await after(timeout)).toMatchObject({ code: 40011 });
		time += 59_000;
		await best();
		expect(kinds()).toContain('BTCUSDT limit');
		await ok(after(10));
		time += 11_000;
		await best();
		expect(kinds()).toEqual(['ETHUSDT limit', 'BTCUSDT plan']);
		expect(sandbox.futures.orders(UID)[0]).toMatchObject({ updateTime: START + 69_000 });
		await act('submit-order', LIMIT);
		await ok(after(5));
		await ok(after(0));
		time += MINUTE;
		await best();
		expect(kinds()).toContain('BTCUSDT limit');
	});
});

describe('positions', () => {
	test('with a symbol have a row for every direction, full of zeros', async () => {
		await act('submit-leverage', { symbol: 'BTCUSDT', leverage: '25', open_type: 'isolated' });
		const rows = await read('position-v2?symbol=BTCUSDT');
		expect(rows).toMatchObject([
			{ position_side: 'long', current_amount: '0', leverage: '25', open_type: 'isolated' },
			{ position_side: 'short', current_amount: '0', open_timestamp: 0 },
		]);
		expect(await read('position-v2')).toEqual([]);
		await act('submit-order', { ...MARKET, side: 4 });
		expect(await read('position-v2?symbol=BTCUSDT')).toMatchObject([
			{ position_side: 'long', current_amount: '0' },
			{ position_side: 'short', current_amount: '10', position_amount: '10' },
		]);
		expect(await read('position-v2?account=copy_trading')).toEqual([]);
	});

	test('of one-way mode are one net position with a sign', async () => {
		await act('set-position-mode', { position_mode: 'one_way_mode' });
		expect(await read('get-position-mode')).toEqual({ position_mode: 'one_way_mode' });
		expect(await read('position-v2?symbol=BTCUSDT')).toMatchObject([{ position_side: 'both' }]);
		await act('submit-order', { ...MARKET, side: 4 });
		expect(await read('position-v2?symbol=BTCUSDT')).toMatchObject([
			{ position_side: 'both', current_amount: '10', position_amount: '-10' },
		]);
		await refused('submit-order', { symbol: 'BTCUSDT', side: 3, size: 1, type: 'market' }, 40021);
		await act('submit-order', { ...MARKET, side: 1, size: 15 });
		expect(await read('position-v2')).toMatchObject([
			{ current_amount: '5', position_amount: '5', position_side: 'both' },
		]);
		expect(sandbox.futures.positions(UID)).toHaveLength(1);
		await act('submit-order', { symbol: 'BTCUSDT', side: 3, size: 5, type: 'market' });
		expect(await read('position-v2')).toEqual([]);
	});

	test('and orders fix mode, leverage and margin mode', async () => {
		const mode = { position_mode: 'one_way_mode' };
		await act('submit-order', LIMIT);
		await refused('set-position-mode', mode, 40059);
		const leverage = { symbol: 'BTCUSDT', leverage: '10', open_type: 'cross' };
		expect(await act('submit-leverage', leverage)).toEqual({ ...leverage, max_value: '200' });
		await refused('submit-leverage', { ...leverage, leverage: '20' }, 40040);
		await refused('submit-leverage', { ...leverage, open_type: 'isolated' }, 40012);
		await act('cancel-orders', { symbol: 'BTCUSDT' });
		await act('submit-leverage', { ...leverage, leverage: '20' });
		await refused('submit-leverage', { ...leverage, leverage: '201' }, 40029);
		await refused('submit-leverage', { ...leverage, leverage: '0' }, 40030);
		await act('set-position-mode', mode);
	});

	test('of a coin-margined contract are counted in the coin', async () => {
		const { ask } = await best('BTCUSD');
		await act('submit-order', { ...MARKET, symbol: 'BTCUSD', size: 5 });
		const value = new Decimal(500).div(ask).toDecimalPlaces(8);
		const round = (amount: Decimal) => amount.toDecimalPlaces(8, Decimal.ROUND_UP);
		const coin = (await read('assets-detail')).find(
			({ currency }: { currency: string }) => currency === 'BTC',
		);
		expect(coin).toMatchObject({
			position_deposit: round(value.div(10)).toFixed(),
			available_balance: new Decimal('0.1')
				.minus(round(value.div(10)))
				.minus(round(value.times('0.0006')))
				.toFixed(),
		});
		expect(await usdt()).toMatchObject({ available_balance: '5000' });
		// A long loses as the price falls: now it is one step below what was paid.
		expect(new Decimal(coin.unrealized).lte(0)).toBe(true);
	});
});

describe('orders that wait for a price', () => {
	const PLAN = {
		symbol: 'BTCUSDT',
		side: 1,
		size: 10,
		type: 'market',
		price_way: 2,
		price_type: 1,
		...TERMS,
	};

	test('fire at the first moment at which the path crosses the trigger', async () => {
		const { high, low } = await extremes(3);
		const dip = idIn(
			await futures.post(`${at}/submit-plan-order`, { ...PLAN, trigger_price: low }),
		);
		expect(dip).toMatch(/^\d{17}$/);
		const rise = idIn(
			await futures.post(`${at}/submit-plan-order`, {
				...PLAN,
				type: 'limit',
				trigger_price: high,
				executive_price: '50000',
				price_way: 1,
			}),
		);
		expect(await read('current-plan-order?plan_type=plan')).toMatchObject([
			{ order_id: rise, type: 'plan', executive_price: '50000', price_way: 1, state: 2 },
			{ order_id: dip, type: 'plan', executive_price: '0', price_way: 2 },
		]);
		expect(await read('current-plan-order?type=limit')).toHaveLength(1);
		expect(await usdt()).toMatchObject({ available_balance: '5000' });
		time = START + 4 * HOUR;
		expect(await read('current-plan-order')).toEqual([]);
		const trade = sandbox.futures.trades(UID)[0];
		expect(trade).toMatchObject({ clientOrderId: `PLAN_${dip}`, vol: 10, execType: 'Taker' });
		const [history] = await read(`order-history?symbol=BTCUSDT&order_id=${dip}`);
		expect(history).toMatchObject({
			type: 'planorder',
			state: 4,
			trigger_price: low,
			execution_price: 'Market',
			executive_order_id: trade?.orderId,
			update_time: trade?.createTime,
		});
		// The other one has placed a limit order that rests under the terms of the position.
		expect(await read('get-open-orders')).toMatchObject([
			{ client_order_id: `PLAN_${rise}`, price: '50000', type: 'limit' },
		]);
		const last = async () =>
			(await futures.get('/contract/public/details?symbol=BTCUSDT', {})).data.symbols[0]
				.last_price as string;
		time = trade?.createTime ?? 0;
		expect(new Decimal(await last()).lte(low)).toBe(true);
		time -= 1;
		expect(new Decimal(await last()).gt(low)).toBe(true);
	});

	test('with the wrong way of the price fire at once', async () => {
		await act('submit-plan-order', { ...PLAN, trigger_price: '50000', price_way: 1 });
		expect(sandbox.futures.positions(UID)).toMatchObject([{ amount: 10, side: 'long' }]);
	});

	test('can be changed; what is not restated is refused', async () => {
		const id = idIn(
			await futures.post(`${at}/submit-plan-order`, { ...PLAN, trigger_price: '50000' }),
		);
		const change = {
			symbol: 'BTCUSDT',
			order_id: id,
			trigger_price: '51000',
			executive_price: '50900',
			price_type: 2,
			type: 'limit',
		};
		expect(await act('modify-plan-order', change)).toEqual({ order_id: id });
		expect(live()).toMatchObject([
			{ triggerPrice: '51000', execution: 'limit', executivePrice: '50900', priceType: 2 },
		]);
		for (const name of ['trigger_price', 'price_type', 'type', 'executive_price']) {
			await refused('modify-plan-order', { ...change, [name]: undefined }, 40011);
		}
		await refused('modify-plan-order', { ...change, order_id: '1' }, 40035);
		await refused('modify-tp-sl-order', { ...change, type: undefined }, 40035);
		expect(await futures.get(`${at}/order?symbol=BTCUSDT&order_id=${id}`)).toMatchObject({
			code: 40035,
		});
		await act('cancel-plan-order', { symbol: 'BTCUSDT', order_id: id });
		await refused('cancel-plan-order', { symbol: 'BTCUSDT', order_id: id }, 40036);
	});

	test('protect a position: one fires, the other goes with the position', async () => {
		const { high } = await extremes(3);
		const protect = {
			symbol: 'BTCUSDT',
			type: 'take_profit',
			side: 3,
			trigger_price: high,
			executive_price: '0',
			price_type: 1,
			plan_category: 2,
		};
		await refused('submit-tp-sl-order', protect, 40021);
		await act('submit-order', MARKET);
		await refused('submit-tp-sl-order', { ...protect, size: 11 }, 40020);
		await refused('submit-tp-sl-order', { ...protect, side: 1 }, 40041);
		const { order_id: profit } = await act('submit-tp-sl-order', {
			...protect,
			client_order_id: 'profit',
		});
		expect(profit).toMatch(/^\d{17}$/);
		const { order_id: loss } = await act('submit-tp-sl-order', {
			...protect,
			type: 'stop_loss',
			trigger_price: '40000',
		});
		expect(await read('current-plan-order?plan_type=profit_loss')).toMatchObject([
			{ order_id: loss, type: 'stop_loss', price_way: 2, plan_category: 2 },
			{ order_id: profit, type: 'take_profit', price_way: 1, client_order_id: 'profit' },
		]);
		const changed = { symbol: 'BTCUSDT', trigger_price: '41000', price_type: 1 };
		expect(await act('modify-tp-sl-order', { ...changed, order_id: loss })).toEqual({
			order_id: loss,
		});
		time = START + 4 * HOUR;
		expect(await read('position-v2')).toEqual([]);
		expect(await read('current-plan-order')).toEqual([]);
		const [trade] = await read('trades');
		expect(trade).toMatchObject({ side: 3, vol: '10', profit: true });
		const history = await read(`order-history?symbol=BTCUSDT&order_id=${profit}`);
		expect(history).toMatchObject([{ executive_order_id: trade.order_id }]);
		const [gone] = await read(`order-history?symbol=BTCUSDT&order_id=${loss}`);
		expect(gone).not.toHaveProperty('executive_order_id');
	});

	test('may share a client order id: a refusal is documented for ordinary orders only', async () => {
		await act('submit-order', MARKET);
		const protect = {
			symbol: 'BTCUSDT',
			type: 'stop_loss',
			side: 3,
			trigger_price: '40000',
			executive_price: '0',
			price_type: 1,
			plan_category: 2,
			client_order_id: 'shared',
		};
		const first = await act('submit-tp-sl-order', protect);
		expect((await act('submit-tp-sl-order', protect)).order_id).not.toBe(first.order_id);
		await act('submit-order', { ...LIMIT, client_order_id: 'shared' });
		await refused('submit-order', { ...LIMIT, client_order_id: 'shared' }, 40050);
	});

	test('come along with an opening order and can be changed while it rests', async () => {
		const presets = { preset_take_profit_price: '70000', preset_stop_loss_price: '40000' };
		const id = idIn(await futures.post(`${at}/submit-order`, { ...LIMIT, ...presets }));
		await act('modify-preset-plan-order', {
			symbol: 'BTCUSDT',
			order_id: id,
			preset_stop_loss_price: '41000',
			preset_stop_loss_price_type: 2,
		});
		expect(await read('get-open-orders')).toMatchObject([
			{
				preset_take_profit_price: '70000',
				preset_take_profit_price_type: 1,
				preset_stop_loss_price: '41000',
				preset_stop_loss_price_type: 2,
			},
		]);
		await ok(
			futures.post(
				`${at}/modify-limit-order`,
				`{"symbol":"BTCUSDT","order_id":${id},"price":"70000"}`,
			),
		);
		expect(await read('current-plan-order')).toMatchObject([
			{ type: 'stop_loss', side: 3, trigger_price: '41000', size: '10', price_type: 2 },
			{ type: 'take_profit', side: 3, trigger_price: '70000', size: '10', price_type: 1 },
		]);
		await refused(
			'modify-preset-plan-order',
			{ symbol: 'BTCUSDT', order_id: id, preset_stop_loss_price: '1' },
			40036,
		);
	});

	test('trail the best price and fire when it comes back by the rate', async () => {
		await act('submit-order', MARKET);
		const { ask } = await best();
		const trail = {
			symbol: 'BTCUSDT',
			side: 3,
			size: 10,
			activation_price: ask,
			activation_price_type: 1,
			callback_rate: '0.5',
			...TERMS,
		};
		await refused('submit-trail-order', { ...trail, callback_rate: '0.01' }, 40044);
		await refused('submit-trail-order', { ...trail, leverage: undefined }, 40011);
		const id = idIn(await futures.post(`${at}/submit-trail-order`, trail));
		expect(id).toMatch(/^\d{17}$/);
		expect(await read('get-open-orders?type=trailing')).toMatchObject([
			{ order_id: id, type: 'trailing', activation_price: ask, callback_rate: '0.5' },
		]);
		time = START + 12 * HOUR;
		await best();
		const fired = sandbox.futures.orders(UID).find(({ orderId }) => orderId === id);
		expect(fired?.state).toBe(4);
		expect(await read(`order-history?symbol=BTCUSDT&order_id=${id}`)).toMatchObject([
			{ type: 'trailing', executive_order_id: sandbox.futures.trades(UID)[1]?.orderId },
		]);
		// Seen from outside, second by second: the best price since the activation, less half a percent.
		const until = fired?.updateTime ?? 0;
		let active = false;
		let high = new Decimal(0);
		let last = new Decimal(0);
		for (time = START; time < until; time += 10_000) {
			const { data } = await futures.get('/contract/public/details?symbol=BTCUSDT', {});
			last = new Decimal(data.symbols[0].last_price);
			active ||= last.gte(ask);
			if (active) high = Decimal.max(high, last);
			expect(last.gt(high.times('0.9949'))).toBe(true);
		}
		time = until;
		const { data } = await futures.get('/contract/public/details?symbol=BTCUSDT', {});
		expect(new Decimal(data.symbols[0].last_price).lte(high.times('0.9951'))).toBe(true);
	});

	test('that are trailing are cancelled by id, or all of a contract without one', async () => {
		const trail = {
			symbol: 'BTCUSDT',
			side: 1,
			size: 1,
			activation_price: '50000',
			activation_price_type: 1,
			callback_rate: '1',
			...TERMS,
		};
		const [first] = [
			idIn(await futures.post(`${at}/submit-trail-order`, trail)),
			await act('submit-trail-order', trail),
			await act('submit-trail-order', trail),
		];
		await act('cancel-trail-order', { symbol: 'BTCUSDT', order_id: first });
		expect(live()).toHaveLength(2);
		await act('cancel-trail-order', { symbol: 'BTCUSDT' });
		expect(live()).toEqual([]);
	});
});

describe('public data', () => {
	const get = async (path: string) => await futures.get(`/contract/public/${path}`, {});

	test('lists linear, coin-margined and delisted contracts', async () => {
		const { symbols } = (await get('details')).data;
		expect(
			symbols.map(({ symbol, contract_size, status }: Record<string, string>) => [
				symbol,
				contract_size,
				status,
			]),
		).toEqual([
			['BTCUSDT', '0.001', 'Trading'],
			['ETHUSDT', '0.01', 'Trading'],
			['BTCUSD', '100', 'Trading'],
			['NEWUSDT', '1', 'Delisted'],
		]);
		expect(await get('details?symbol=NO')).toMatchObject({ status: 400, code: 40012 });
		for (const path of ['depth', 'funding-rate', 'open-interest', 'market-trade']) {
			expect(await get(`${path}?symbol=NO`)).toMatchObject({ status: 400, code: 40034 });
		}
	});

	test('has a book of 50 levels with running totals around the last price', async () => {
		const { data } = await get('depth?symbol=BTCUSDT');
		const { last_price: last } = (await get('details?symbol=BTCUSDT')).data.symbols[0];
		expect([data.asks.length, data.bids.length]).toEqual([50, 50]);
		expect(new Decimal(data.asks[0][0]).minus(last).toFixed()).toBe('0.1');
		expect(new Decimal(last).minus(data.bids[0][0]).toFixed()).toBe('0.1');
		expect(Number(data.asks[1][2])).toBe(Number(data.asks[0][1]) + Number(data.asks[1][1]));
	});

	test('has rates every eight hours, as text where BitMart has text', async () => {
		const { data } = await get('funding-rate?symbol=BTCUSDT');
		const { list } = (await get('funding-rate-history?symbol=BTCUSDT&limit=2')).data;
		expect(data.funding_time % (8 * HOUR)).toBe(0);
		expect(list).toMatchObject([
			{ funding_time: String(data.funding_time - 8 * HOUR), funding_rate: data.rate_value },
			{ funding_time: String(data.funding_time - 16 * HOUR) },
		]);
		const all = (await get('funding-rate-v2')).data.list as Array<{ symbol: string }>;
		expect(all.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
		expect((await get('funding-rate-v2?symbol=BTCUSD')).data.list).toHaveLength(1);
	});
});

test('play money adds up, and fees are known', async () => {
	expect(await act('claim', {})).toEqual({ currency: 'USDT', amount: '15000' });
	expect(await usdt()).toMatchObject({ available_balance: '15000' });
	expect(await read('trade-fee-rate?symbol=BTCUSDT')).toEqual({
		symbol: 'BTCUSDT',
		taker_fee_rate: '0.0006',
		maker_fee_rate: '0.0002',
	});
});

test('everything comes out the same, however often somebody looks', async () => {
	const run = async (step: number) => {
		time = START;
		sandbox.reset();
		const price = new Decimal((await best()).ask);
		const near = (percent: number) => price.times(1 + percent / 100).toFixed(0);
		await act('submit-order', MARKET);
		for (const percent of [-0.3, -0.8]) {
			await act('submit-order', {
				...LIMIT,
				price: near(percent),
				preset_take_profit_price: near(percent + 0.4),
				preset_stop_loss_price: near(percent - 0.4),
			});
		}
		const wait = { symbol: 'BTCUSDT', size: 3, ...TERMS };
		await act('submit-trail-order', {
			...wait,
			side: 3,
			activation_price: near(0.2),
			activation_price_type: 1,
			callback_rate: '0.3',
		});
		await act('submit-plan-order', {
			...wait,
			type: 'market',
			side: 4,
			trigger_price: near(0.5),
			price_way: 1,
			price_type: 1,
		});
		await act('submit-order', { ...LIMIT, symbol: 'ETHUSDT', price: '2950' });
		await act('cancel-all-after', { symbol: 'ETHUSDT', timeout: 3600 });
		for (; time < START + 24 * HOUR; time += step) await best();
		time = START + 24 * HOUR;
		return {
			assets: await read('assets-detail'),
			trades: sandbox.futures.trades(UID),
			orders: sandbox.futures.orders(UID),
			flow: sandbox.futures.transactions(UID),
		};
	};
	const once = await run(24 * HOUR);
	expect(once.trades.length).toBeGreaterThan(4);
	expect(await run(7 * MINUTE)).toEqual(once);
	const booked = once.flow.reduce((sum, { amount }) => sum.plus(amount), new Decimal(5000));
	const { equity, unrealized } = once.assets[0];
	expect(new Decimal(equity).minus(unrealized).toFixed()).toBe(booked.toFixed());
});
