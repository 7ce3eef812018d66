import type { Estimate } from '../../nodes/access/estimate';
import { estimate } from '../../nodes/access/estimate';
import { changesSomething } from '../../nodes/access/callRules';
import { Failure } from '../../nodes/core/exchange/errors';
import { Complaint } from '../../nodes/core/values/complaint';
import { POSTS } from '../support/posts';
import type { Answers } from '../support/reader';
import { readerOf } from '../support/reader';

/** Answers as BitMart's documentation describes them. */
const ANSWERS: Answers = {
	'GET /spot/quotation/v3/ticker': [{ symbol: 'ETH_USDT', last: '3120.45' }],
	'GET /spot/v1/trade_fee': [
		{
			symbol: 'ETH_USDT',
			buy_taker_fee_rate: '0.0010',
			sell_taker_fee_rate: '0.0012',
			buy_maker_fee_rate: '0.0008',
			sell_maker_fee_rate: '0.0009',
		},
	],
	'GET /spot/v1/wallet': [
		{ id: 'USDT', name: 'Tether USD', available: '1520.50000000', frozen: '0.00000000' },
		{ id: 'ETH', name: 'Ethereum', available: '0.42000000', frozen: '0.01000000' },
	],
	'GET /account/v1/wallet': [
		{ currency: 'USDT', name: 'Tether USD', available: '1520.50000000', frozen: '100.00000000' },
	],
	'GET /account/v1/withdraw/charge': [
		{ min_withdraw: '10.00000000', withdraw_precision: 6, withdraw_fee: '1.50000000' },
	],
	'GET /spot/v1/margin/isolated/account': [
		{
			symbol: 'ETH_USDT',
			base: { currency: 'ETH', available: '1.00000000' },
			quote: { currency: 'USDT', available: '600.00000000' },
		},
	],
	'GET /spot/v1/margin/isolated/pairs': [
		{
			symbol: 'ETH_USDT',
			base: { currency: 'ETH', borrowable_amount: '4.00000000' },
			quote: { currency: 'USDT', borrowable_amount: '2400.00000000' },
		},
	],
	'GET /account/sub-account/main/v1/wallet': [
		{ currency: 'USDT', name: 'Tether USD', available: '800.00000000', frozen: '0.00000000' },
	],
	'GET /account/contract/sub-account/main/v1/wallet': [
		{ currency: 'USDT', name: 'USDT', available: '204.15216696', frozen: '0.00000000' },
	],
	'GET /contract/public/details': [
		{
			symbol: 'BTCUSDT',
			base_currency: 'BTC',
			quote_currency: 'USDT',
			last_price: '61000',
			contract_size: '0.001',
		},
		{
			symbol: 'BTCUSD',
			base_currency: 'BTC',
			quote_currency: 'USD',
			last_price: '60000',
			contract_size: '100',
		},
	],
	'GET /contract/private/trade-fee-rate': [
		{ symbol: 'BTCUSDT', taker_fee_rate: '0.0006', maker_fee_rate: '0.0002' },
	],
	'GET /contract/private/assets-detail': [
		{ currency: 'USDT', available_balance: '826.55', equity: '1002.35' },
		{ currency: 'BTC', available_balance: '0', equity: '0' },
	],
	'GET /contract/private/get-open-orders': [
		{ order_id: '3000417725906318', symbol: 'BTCUSDT', side: 1, size: '25', price: '61250.5' },
	],
	'GET /contract/private/current-plan-order': [
		{ order_id: '3000417725900001', symbol: 'BTCUSDT', side: 1, size: '25' },
	],
};

const of = (path: string, body: object, answers: Answers = {}) => {
	const { read, asked } = readerOf({ ...ANSWERS, ...answers });
	const write = { endpoint: `POST ${path}`, body: JSON.stringify(body), read };
	return { asked, estimate: estimate(write) };
};

const estimated = async (...given: Parameters<typeof of>): Promise<Estimate> =>
	await of(...given).estimate;

const usdt = (amount: string) => ({ amount, currency: 'USDT' });
const eth = (amount: string) => ({ amount, currency: 'ETH' });
const btc = (amount: string) => ({ amount, currency: 'BTC' });

const LIMIT = { symbol: 'ETH_USDT', side: 'buy', type: 'limit', size: '0.5', price: '3000.10' };
const MARKET_BUY = { symbol: 'ETH_USDT', side: 'buy', type: 'market', notional: '50.00' };
const MARKET_SELL = { symbol: 'ETH_USDT', side: 'sell', type: 'market', size: '0.5' };
const SPOT = '/spot/v2/submit_order';
const FUTURES = '/contract/private/submit-order';
const OPEN_LONG = {
	symbol: 'BTCUSDT',
	side: 1,
	type: 'limit',
	size: 25,
	price: '61250.5',
	leverage: '10',
	open_type: 'cross',
};

const refused = (message: string) => new Failure({ message, hint: 'Wait.', effect: 'none' });

describe('a spot order', () => {
	it('is worth its size at its price, and a buy needs that much of the quote currency', async () => {
		const { asked, estimate: found } = of(SPOT, LIMIT);
		expect(await found).toEqual({
			worth: usdt('1500.05'),
			fee: usdt('1.50005'),
			needs: usdt('1500.05'),
			available: usdt('1520.50000000'),
			enough: true,
		});
		expect(asked).toEqual([
			['spot', 'GET /spot/v1/trade_fee', { symbol: 'ETH_USDT' }],
			['spot', 'GET /spot/v1/wallet', {}],
		]);
	});

	it('at the market is worth what it spends, or its size at the last price', async () => {
		expect(await estimated(SPOT, MARKET_BUY)).toEqual({
			worth: usdt('50.00'),
			fee: usdt('0.05'),
			needs: usdt('50.00'),
			available: usdt('1520.50000000'),
			enough: true,
		});
		expect(await estimated(SPOT, MARKET_SELL)).toEqual({
			worth: usdt('1560.225'),
			fee: usdt('1.87227'),
			needs: eth('0.5'),
			available: eth('0.42000000'),
			enough: false,
		});
	});

	it('that is a maker for certain pays what makers pay', async () => {
		const { fee } = await estimated(SPOT, { ...LIMIT, type: 'limit_maker' });
		expect(fee).toEqual(usdt('1.20004'));
		const sell = { ...LIMIT, side: 'sell', type: 'ioc' };
		expect((await estimated(SPOT, sell)).fee).toEqual(usdt('1.80006'));
	});

	it('of a currency that the wallet does not list finds nothing there', async () => {
		const { available, enough } = await estimated(SPOT, LIMIT, { 'GET /spot/v1/wallet': [] });
		expect({ available, enough }).toEqual({ available: usdt('0'), enough: false });
	});

	it('that waits for a trigger is worth its limit, or its size at the trigger', async () => {
		const trigger = { type: 'trigger', trigger_price: '3500', trigger_type: 'limit' };
		const path = '/spot/v4/algo/submit_order';
		expect((await estimated(path, { ...LIMIT, ...trigger })).worth).toEqual(usdt('1500.05'));
		const market = { ...MARKET_SELL, ...trigger, trigger_type: 'market' };
		const { asked, estimate: found } = of(path, market);
		expect((await found).worth).toEqual(usdt('1750'));
		expect(asked.map(([, endpoint]) => endpoint)).not.toContain('GET /spot/quotation/v3/ticker');
		const spends = { ...MARKET_BUY, ...trigger, trigger_type: 'market' };
		expect((await estimated(path, spends)).worth).toEqual(usdt('50.00'));
	});

	it('on margin takes its money out of the account of the pair', async () => {
		const path = '/spot/v1/margin/submit_order';
		expect(await estimated(path, LIMIT)).toMatchObject({
			needs: usdt('1500.05'),
			available: usdt('600.00000000'),
			enough: false,
		});
		expect(await estimated(path, MARKET_SELL)).toMatchObject({
			needs: eth('0.5'),
			available: eth('1.00000000'),
			enough: true,
		});
	});
});

describe('spot orders together', () => {
	const [buy, sell] = [
		{ side: 'buy', type: 'limit', size: '0.3', price: '3000' },
		{ side: 'sell', type: 'limit', size: '0.2', price: '3500' },
	];

	it('are added up, and share what is in the wallet', async () => {
		const body = { symbol: 'ETH_USDT', orderParams: [buy, buy] };
		const { asked, estimate: found } = of('/spot/v4/batch_orders', body);
		expect(await found).toEqual({
			worth: usdt('1800'),
			fee: usdt('1.8'),
			needs: usdt('1800'),
			available: usdt('1520.50000000'),
			enough: false,
		});
		expect(asked).toHaveLength(2);
	});

	it('that need two currencies say so of each', async () => {
		const body = { symbol: 'ETH_USDT', orderParams: [buy, sell] };
		const { asked, estimate: found } = of('/spot/v4/batch_orders', body);
		expect(await found).toEqual({
			worth: usdt('1600'),
			fee: usdt('1.74'),
			needsEach: [
				{ needs: usdt('900'), available: usdt('1520.50000000'), enough: true },
				{ needs: eth('0.2'), available: eth('0.42000000'), enough: true },
			],
			enough: true,
		});
		expect(asked).toHaveLength(2);
	});

	it.each(['/spot/v1/batch_orders', '/spot/v2/batch_orders'])(
		'of %s that are worth different currencies are told and not added up',
		async (path) => {
			const other = { ...sell, symbol: 'ETH_BTC', price: '0.05' };
			const list = path.includes('v1') ? 'orderParams' : 'order_params';
			const found = await estimated(path, { [list]: [{ ...buy, symbol: 'ETH_USDT' }, other] });
			expect(found).not.toHaveProperty('worth');
			expect(found.notKnown).toEqual([
				'What the orders are worth is 900 USDT and 0.01 BTC: different currencies are not added up',
				'The fee is 0.9 USDT and 0.000012 BTC: different currencies are not added up',
			]);
		},
	);

	it('of which one is not understood have no sum', async () => {
		const body = { symbol: 'ETH_USDT', orderParams: [buy, { ...sell, size: 'all' }] };
		expect(await estimated('/spot/v4/batch_orders', body)).toEqual({
			notKnown: ['The value of order 2 is not clear: size must be a number above zero'],
		});
	});
});

describe('a futures order', () => {
	it('that opens a position needs its margin and the fee', async () => {
		const { asked, estimate: found } = of(FUTURES, OPEN_LONG);
		expect(await found).toEqual({
			worth: usdt('1531.2625'),
			fee: usdt('0.9187575'),
			needs: usdt('154.0450075'),
			available: usdt('826.55'),
			enough: true,
		});
		expect(asked).toEqual([
			['futures', 'GET /contract/public/details', { symbol: 'BTCUSDT' }],
			['futures', 'GET /contract/private/trade-fee-rate', { symbol: 'BTCUSDT' }],
			['futures', 'GET /contract/private/assets-detail', {}],
		]);
	});

	it('that does not come out even needs rather more than less', async () => {
		const { needs } = await estimated(FUTURES, { ...OPEN_LONG, leverage: '7', mode: 4 });
		// 1531.2625 / 7 is 218.7517857142…, and the maker fee is 0.3062525.
		expect(needs).toEqual(usdt('219.05803822'));
	});

	it('that closes a position needs nothing', async () => {
		const body = { symbol: 'BTCUSDT', side: 3, type: 'market', size: 25 };
		expect(await estimated(FUTURES, body)).toEqual({ worth: usdt('1525'), fee: usdt('0.915') });
	});

	it('of a coin-margined contract is worth dollars and needs coins', async () => {
		const body = { ...OPEN_LONG, symbol: 'BTCUSD', type: 'market', price: undefined };
		expect(await estimated(FUTURES, body)).toEqual({
			worth: { amount: '2500', currency: 'USD' },
			// 2500 / 60000 is 0.04166667, rounded up, and a tenth of it 0.00416667.
			fee: btc('0.000025000002'),
			needs: btc('0.004191670002'),
			available: btc('0'),
			enough: false,
		});
	});

	it.each([
		[
			'submit-plan-order',
			{ type: 'limit', executive_price: '60000', trigger_price: '59000' },
			'1500',
		],
		['submit-plan-order', { type: 'market', trigger_price: '59000' }, '1475'],
		['submit-plan-order', { type: 'take_profit', trigger_price: '66000' }, '1650'],
		['submit-trail-order', { type: undefined, activation_price: '63000' }, '1575'],
	])('of %s with %j is worth %s USDT', async (call, changes, worth) => {
		const body = { ...OPEN_LONG, price: undefined, ...changes };
		const found = await estimated(`/contract/private/${call}`, body);
		expect(found.worth).toEqual(usdt(worth));
		expect(found.enough).toBe(true);
	});

	it.each([
		[{ executive_price: '58000' }, '1450'],
		[{ executive_price: '0' }, '1475'],
		[{ executive_price: '58000', category: 'market' }, '1475'],
	])('that stops a loss with %j is worth %s USDT', async (changes, worth) => {
		const body = {
			symbol: 'BTCUSDT',
			side: 3,
			type: 'stop_loss',
			size: 25,
			trigger_price: '59000',
		};
		const found = await estimated('/contract/private/submit-tp-sl-order', { ...body, ...changes });
		expect(found.worth).toEqual(usdt(worth));
		expect(found).not.toHaveProperty('needs');
	});

	it('that closes a whole position has no worth of its own', async () => {
		const body = { symbol: 'BTCUSDT', side: 3, type: 'stop_loss', trigger_price: '59000' };
		const { asked, estimate: found } = of('/contract/private/submit-tp-sl-order', body);
		expect((await found).notKnown).toEqual([expect.stringContaining('closes the whole position')]);
		expect(asked).toEqual([]);
	});
});

describe('a changed order', () => {
	it.each([
		['modify-limit-order', { order_id: '3000417725906318', price: '62000' }, '1550'],
		['modify-limit-order', { order_id: '3000417725906318', size: 50 }, '3062.525'],
		[
			'modify-plan-order',
			{ order_id: '3000417725900001', type: 'market', trigger_price: '58000' },
			'1450',
		],
		[
			'modify-tp-sl-order',
			{
				order_id: '3000417725900001',
				plan_category: 1,
				trigger_price: '58000',
				executive_price: '57000',
			},
			'1425',
		],
	])('of %s with %j is worth %s USDT after it', async (call, change, worth) => {
		const body = { symbol: 'BTCUSDT', ...change };
		expect(await estimated(`/contract/private/${call}`, body)).toEqual({ worth: usdt(worth) });
	});

	it('that is not open any more is not known', async () => {
		const body = { symbol: 'BTCUSDT', order_id: '1', price: '62000' };
		expect(await estimated('/contract/private/modify-limit-order', body)).toEqual({
			notKnown: [expect.stringContaining('not among the first 100 open orders')],
		});
	});
});

describe('money that is moved', () => {
	const CASES: Array<[path: string, body: object, available: string, asked: object]> = [
		['/account/v1/transfer-contract', { type: 'spot_to_contract' }, '1520.50000000', {}],
		['/account/v1/transfer-contract', { type: 'contract_to_spot' }, '826.55', {}],
		['/account/sub-account/main/v1/main-to-sub', { subAccount: 'desk' }, '1520.50000000', {}],
		[
			'/account/sub-account/main/v1/sub-to-main',
			{ subAccount: 'desk' },
			'800.00000000',
			{ wallet: 'spot', subAccount: 'desk' },
		],
		[
			'/account/sub-account/main/v1/sub-to-sub',
			{ fromAccount: 'desk', toAccount: 'other' },
			'800.00000000',
			{ wallet: 'spot', subAccount: 'desk' },
		],
		['/account/sub-account/sub/v1/sub-to-main', {}, '1520.50000000', {}],
		['/account/sub-account/sub/v1/sub-to-sub', { subAccount: 'other' }, '1520.50000000', {}],
		['/account/contract/sub-account/main/v1/main-to-sub', { subAccount: 'desk' }, '826.55', {}],
		[
			'/account/contract/sub-account/main/v1/sub-to-main',
			{ subAccount: 'desk' },
			'204.15216696',
			{ wallet: 'futures', subAccount: 'desk' },
		],
		['/account/contract/sub-account/sub/v1/sub-to-main', {}, '826.55', {}],
		['/spot/v1/margin/isolated/transfer', { symbol: 'ETH_USDT', side: 'in' }, '1520.50000000', {}],
		[
			'/spot/v1/margin/isolated/transfer',
			{ symbol: 'ETH_USDT', side: 'out' },
			'600.00000000',
			{ symbol: 'ETH_USDT' },
		],
		[
			'/spot/v1/margin/isolated/repay',
			{ symbol: 'ETH_USDT' },
			'600.00000000',
			{ symbol: 'ETH_USDT' },
		],
	];

	it.each(CASES)(
		'by %s with %j leaves a wallet with %s USDT',
		async (path, body, available, values) => {
			const { asked, estimate: found } = of(path, { currency: 'USDT', amount: '700.50', ...body });
			expect(await found).toEqual({
				worth: usdt('700.50'),
				needs: usdt('700.50'),
				available: usdt(available),
				enough: Number(available) >= 700.5,
			});
			expect(asked.map(([, , question]) => question)).toEqual([values]);
		},
	);

	it('as a loan needs nothing, and is held against what may be borrowed', async () => {
		const body = { symbol: 'ETH_USDT', currency: 'ETH', amount: '5' };
		const { asked, estimate: found } = of('/spot/v1/margin/isolated/borrow', body);
		expect(await found).toEqual({
			worth: eth('5'),
			available: eth('4.00000000'),
			enough: false,
		});
		// This call takes several pairs.
		expect(asked.map(([, , values]) => values)).toEqual([{ symbol: ['ETH_USDT'] }]);
	});

	it('for good has a fee, which is taken off the amount', async () => {
		const body = { currency: 'USDT-TRC20', amount: '1520.5', address: 'TX0' };
		const { asked, estimate: found } = of('/account/v1/withdraw/apply', body);
		expect(await found).toEqual({
			worth: usdt('1520.5'),
			fee: usdt('1.50000000'),
			needs: usdt('1520.5'),
			available: usdt('1520.50000000'),
			enough: true,
		});
		expect(asked).toEqual([
			['spot', 'GET /account/v1/withdraw/charge', { currency: 'USDT-TRC20' }],
			['spot', 'GET /account/v1/wallet', {}],
		]);
	});

	it('to another user of BitMart has a fee that nobody names', async () => {
		const body = { currency: 'USDT', amount: '25', type: 1, value: '48251907' };
		const found = await estimated('/account/v1/withdraw/apply', body);
		expect(found).toMatchObject({ needs: usdt('25'), enough: true });
		expect(found).not.toHaveProperty('fee');
		expect(found.notKnown).toEqual([expect.stringContaining('The fee is not known')]);
	});

	it('out of the funding account counts only what is named after it', async () => {
		const body = { currency: 'USDT', amount: '25', address: 'TX0', sourceAccount: 'FUND' };
		const path = '/account/v1/withdraw/apply';
		expect(await estimated(path, body)).toEqual({
			worth: usdt('25'),
			fee: usdt('1.50000000'),
			needs: usdt('25'),
			notKnown: [
				'The balance of the funding account could not be read: BitMart names no such number',
			],
		});
		const wallet = [{ currency: 'USDT', available: '1520.5', fundAvailable: '20' }];
		expect(await estimated(path, body, { 'GET /account/v1/wallet': wallet })).toMatchObject({
			available: usdt('20'),
			enough: false,
		});
	});
});

describe('what cannot be read', () => {
	it('is left out and named', async () => {
		const found = await estimated(SPOT, LIMIT, {
			'GET /spot/v1/trade_fee': new Complaint('Futures Demo has no spot'),
			'GET /spot/v1/wallet': refused('BitMart refused the key'),
		});
		expect(found).toEqual({
			worth: usdt('1500.05'),
			needs: usdt('1500.05'),
			notKnown: [
				'The fee rate of ETH_USDT could not be read: Futures Demo has no spot',
				'The balance could not be read: BitMart refused the key',
			],
		});
	});

	it('is not needed for what does not depend on it', async () => {
		const found = await estimated(SPOT, MARKET_SELL, {
			'GET /spot/quotation/v3/ticker': refused('Too many requests'),
		});
		expect(found).toEqual({
			needs: eth('0.5'),
			available: eth('0.42000000'),
			enough: false,
			notKnown: ['The current price of ETH_USDT could not be read: Too many requests'],
		});
	});

	it.each([
		['GET /contract/public/details', 'The current price of BTCUSDT'],
		['GET /contract/private/trade-fee-rate', 'The fee rate of BTCUSDT'],
		['GET /contract/private/assets-detail', 'The balance'],
	])('of a futures order is named, too: %s', async (endpoint, what) => {
		const { notKnown } = await estimated(FUTURES, OPEN_LONG, { [endpoint]: refused('Gone') });
		expect(notKnown).toEqual([`${what} could not be read: Gone`]);
	});

	it('for a margin that has no leverage is named', async () => {
		const found = await estimated(FUTURES, { ...OPEN_LONG, leverage: undefined });
		expect(found).toEqual({
			worth: usdt('1531.2625'),
			fee: usdt('0.9187575'),
			notKnown: ['The value of the order is not clear: leverage is missing'],
		});
	});

	it.each([
		['GET /spot/v1/trade_fee', { buy_taker_fee_rate: 'low' }],
		['GET /spot/v1/wallet', { id: 'USDT', available: null }],
		['GET /spot/v1/wallet', { id: 'USDT' }],
	])('as a number counts as not read: %s', async (endpoint, record) => {
		const { notKnown } = await estimated(SPOT, LIMIT, { [endpoint]: [record] });
		expect(notKnown).toEqual([expect.stringMatching(/could not be read: BitMart names no such/)]);
	});

	it('because of a mistake of ours is thrown on', async () => {
		const mistake = new TypeError('undefined is not a function');
		for (const endpoint of ['GET /spot/v1/trade_fee', 'GET /spot/v1/wallet']) {
			await expect(estimated(SPOT, LIMIT, { [endpoint]: mistake })).rejects.toBe(mistake);
		}
		const price = { 'GET /spot/quotation/v3/ticker': mistake };
		await expect(estimated(SPOT, MARKET_SELL, price)).rejects.toBe(mistake);
	});
});

describe('the calls', () => {
	const KNOWN = POSTS.filter(({ known }) => known);

	/** Writes that move nothing. */
	const STILL = [
		'/contract/private/cancel-all-after',
		'/contract/private/cancel-order',
		'/contract/private/cancel-orders',
		'/contract/private/cancel-plan-order',
		'/contract/private/cancel-trail-order',
		'/contract/private/claim',
		'/contract/private/modify-preset-plan-order',
		'/contract/private/set-position-mode',
		'/contract/private/submit-leverage',
		'/spot/v1/cancel_order',
		'/spot/v1/cancel_orders',
		'/spot/v3/cancel_order',
		'/spot/v4/algo/cancel_all',
		'/spot/v4/algo/cancel_order',
		'/spot/v4/cancel_all',
		'/spot/v4/cancel_orders',
	];

	it.each(KNOWN)('$path is told from a query', ({ path, action }) => {
		expect(changesSomething(`POST ${path}`)).toBe(action !== 'read');
	});

	it('that read are no writes, and neither is one that nobody knows', () => {
		expect(changesSomething('GET /spot/v1/wallet')).toBe(false);
		expect(changesSomething('POST /nowhere')).toBe(false);
	});

	it('have nothing to estimate where they move nothing, and something in all other cases', async () => {
		const silent: string[] = [];
		for (const { path, bodies, action } of KNOWN.filter((post) => post.action !== 'read')) {
			expect([path, action]).not.toContain(undefined);
			const found = await estimated(path, bodies[0] as object);
			if (Object.keys(found).length === 0) silent.push(path);
		}
		expect(silent.sort()).toEqual(STILL);
	});

	it.each(KNOWN.filter(({ action }) => action === 'read'))(
		'$path moves nothing',
		async ({ path, bodies }) => {
			expect(await estimated(path, bodies[0] as object)).toEqual({});
		},
	);
});
