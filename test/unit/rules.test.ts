import type { IDataObject } from 'n8n-workflow';

import { fitContractOrder } from '../../nodes/bitmart/rules/contractRules';
import { spotWallet } from '../../nodes/bitmart/rules/available';
import { assumeRules, forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { fitSpotOrder, fitSpotOrders } from '../../nodes/bitmart/rules/spotRules';
import type { Values } from '../../nodes/core/definition/field';
import type { Operation, Prepared, Reader } from '../../nodes/core/definition/operation';
import { Failure } from '../../nodes/core/exchange/errors';
import { Complaint } from '../../nodes/core/values/complaint';
import { getContracts } from '../../nodes/Futures/operations/market';
import { getSpotWallet } from '../../nodes/Account/operations/balance';
import { getSymbolRules, getTicker } from '../../nodes/Spot/operations/market';
import { VirtualClock } from '../support/virtualClock';

const HERE = 'http://127.0.0.1:1';

const BTC = {
	symbol: 'BTC_USDT',
	quote_increment: '0.00001',
	base_min_size: '0.00010',
	base_max_size: '1000.00',
	price_max_precision: 2,
	min_buy_amount: '5.00',
	min_sell_amount: '7.50',
	trade_status: 'trading',
};
/** A step that is no power of ten, and a minimum that is no multiple of it. */
const ODD = {
	symbol: 'ODD_BTC',
	quote_increment: '0.5',
	base_min_size: '1.2',
	price_max_precision: 0,
	min_buy_amount: '3',
	trade_status: 'trading',
};
const NEW = { ...BTC, symbol: 'NEW_USDT', trade_status: 'pre-trade' };
const FREE = { symbol: 'FREE_USDT' };

const CONTRACT = {
	symbol: 'BTCUSDT',
	contract_size: '0.001',
	price_precision: '0.5',
	vol_precision: '10',
	min_volume: '10',
	max_volume: '5000',
	market_max_volume: '1000',
	min_leverage: '2',
	max_leverage: '100',
	status: 'Trading',
};
const GONE = { ...CONTRACT, symbol: 'GONEUSDT', status: 'Delisted' };

const read: Reader = async () => {
	throw new Error('nothing is read here');
};

beforeEach(() => {
	forgetRules();
	assumeRules(HERE, [BTC, ODD, NEW, FREE, CONTRACT, GONE]);
});
afterEach(() => jest.restoreAllMocks());

const around = { read, baseUrl: HERE, account: 'a' };

/** What comes of an order: the complaint in full, or what is sent and noted. */
async function outcome(run: Promise<Prepared>): Promise<Prepared | string> {
	try {
		return await run;
	} catch (caught) {
		if (!(caught instanceof Complaint)) throw caught as Error;
		expect(caught.hint).toMatch(/^Nothing was sent\.|switch Send Unchecked/);
		return caught.message;
	}
}

const limit = (changes: Values): Values => ({
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '0.001',
	price: '55000',
	...changes,
});
const spot = async (order: Values) =>
	await outcome(fitSpotOrder(getSymbolRules, getTicker, spotWallet(getSpotWallet))(order, around));

const FITS: Array<[string, Values]> = [
	['as typed, with its zeros', { size: '0.00100', price: '55000.50' }],
	['with zeros beyond the step', { size: '0.0010000000', price: '55000.50000' }],
	['of the smallest size', { size: '0.0001', price: '50000' }],
	['of the largest size', { size: '1000', price: '0.01' }],
	['worth exactly the minimum', { size: '0.0005', price: '10000' }],
	[
		'of a market sell, whose worth nobody knows',
		{ type: 'market', side: 'sell', size: '0.0001', price: undefined },
	],
	['without stated rules', { symbol: 'FREE_USDT', size: '0.000000001', price: '0.000000001' }],
	[
		'of digits beyond those of a float',
		{ symbol: 'FREE_USDT', size: '123456789012345678901.000000000000000001' },
	],
];

const UNFIT: Array<[Values, string]> = [
	[
		{ size: '0.0015678' },
		'Size 0.0015678 has too many decimals for BTC_USDT: the step is 0.00001. The nearest below is 0.00156',
	],
	[
		{ size: '0.000109999999999999999999' },
		'Size 0.000109999999999999999999 has too many decimals for BTC_USDT: the step is 0.00001. The nearest below is 0.00010',
	],
	[{ size: '0.00009' }, 'Size 0.00009 is below the minimum of BTC_USDT, which is 0.0001'],
	[{ size: '1000.00001' }, 'Size 1000.00001 is above the maximum of BTC_USDT, which is 1000'],
	[
		{ price: '55000.505' },
		'Price 55000.505 has too many decimals for BTC_USDT: the step is 0.01. The nearest below is 55000.50',
	],
	[
		{ price: '0.001' },
		'Price 0.001 has too many decimals for BTC_USDT: the step is 0.01. The smallest is 0.01',
	],
	[
		{ triggerPrice: '60000.001' },
		'Trigger Price 60000.001 has too many decimals for BTC_USDT: the step is 0.01. The nearest below is 60000.00',
	],
	[
		{ size: '0.0001', price: '49999.99' },
		'The order is worth 4.999999 USDT, below the minimum of 5 USDT for buying BTC_USDT. At this Price the smallest Size is 0.00011',
	],
	[
		{ side: 'sell', size: '0.0001', price: '50000' },
		'The order is worth 5 USDT, below the minimum of 7.5 USDT for selling BTC_USDT. At this Price the smallest Size is 0.00015',
	],
	[
		{ type: 'market', price: undefined, sizeIn: 'quote', size: '4.99' },
		'Size 4.99 USDT is below the minimum of BTC_USDT for market buys, which is 5 USDT',
	],
	[{ symbol: 'NEW_USDT' }, 'NEW_USDT does not trade: its status is "pre-trade"'],
	[
		{ symbol: 'ODD_BTC', size: '1.7', price: '9' },
		'Size 1.7 does not fit ODD_BTC: it must be a multiple of 0.5. The nearest below is 1.5',
	],
	[
		{ symbol: 'ODD_BTC', size: '1.3', price: '9' },
		'Size 1.3 does not fit ODD_BTC: it must be a multiple of 0.5. The smallest is 1.5',
	],
	[
		{ symbol: 'ODD_BTC', size: '1.5', price: '9.9' },
		'Price 9.9 has too many decimals for ODD_BTC: the step is 1. The nearest below is 9',
	],
	[
		{ symbol: 'ODD_BTC', size: '1.5', price: '1' },
		'The order is worth 1.5 BTC, below the minimum of 3 BTC for buying ODD_BTC. At this Price the smallest Size is 3',
	],
];

describe('a spot order', () => {
	it.each(FITS)('%s is sent as it is', async (_name, changes) => {
		for (const ifAmountDoesNotFit of ['stop', 'roundDown']) {
			const order = limit({ ...changes, ifAmountDoesNotFit });
			expect(await spot(order)).toEqual({ values: order });
		}
	});

	it.each(['5', '5.123456789'])('of a market buy for %s is sent as an amount', async (size) => {
		const order = limit({ type: 'market', price: undefined, sizeIn: 'quote', size });
		const sent = { ...order, size: undefined, notional: size };
		expect(await spot(order)).toEqual({ values: sent });
	});

	it.each(UNFIT)('%j is refused in words', async (changes, sentence) => {
		expect(await spot(limit({ ...changes, ifAmountDoesNotFit: 'stop' }))).toBe(sentence);
	});

	it.each<[Values, Values, IDataObject]>([
		[{ size: '0.0015678' }, { size: '0.00156' }, { size: { from: '0.0015678', to: '0.00156' } }],
		[
			{ size: '0.0019999', price: '55000.999', triggerPrice: '1.239' },
			{ size: '0.00199', price: '55000.99', triggerPrice: '1.23' },
			{
				size: { from: '0.0019999', to: '0.00199' },
				price: { from: '55000.999', to: '55000.99' },
				triggerPrice: { from: '1.239', to: '1.23' },
			},
		],
		[
			{ size: '1000.000009', price: '1' },
			{ size: '1000.00000', price: '1' },
			{ size: { from: '1000.000009', to: '1000.00000' } },
		],
		[
			{ symbol: 'ODD_BTC', size: '1.7', price: '9.9' },
			{ symbol: 'ODD_BTC', size: '1.5', price: '9' },
			{ size: { from: '1.7', to: '1.5' }, price: { from: '9.9', to: '9' } },
		],
	])('%j is cut down where the user wants that', async (changes, sent, adjusted) => {
		const options = { ifAmountDoesNotFit: 'roundDown' };
		expect(await spot(limit({ ...changes, ...options }))).toEqual({
			values: limit({ ...sent, ...options }),
			notes: { adjusted },
		});
	});

	it.each<[Values, string]>([
		[{ size: '0.000099999' }, 'Size 0.000099999 is below the minimum of BTC_USDT, which is 0.0001'],
		[
			{ price: '0.001' },
			'Price 0.001 has too many decimals for BTC_USDT: the step is 0.01. The smallest is 0.01',
		],
		[
			{ symbol: 'ODD_BTC', size: '1.3', price: '9' },
			'Size 1.3 does not fit ODD_BTC: it must be a multiple of 0.5. The smallest is 1.5',
		],
		[
			{ size: '0.00010999', price: '49999.99' },
			'Rounded down, the order is worth 4.999999 USDT, below the minimum of 5 USDT for buying BTC_USDT. At this Price the smallest Size is 0.00011',
		],
	])('%j is not cut down to less than the minimum', async (changes, sentence) => {
		expect(await spot(limit({ ...changes, ifAmountDoesNotFit: 'roundDown' }))).toBe(sentence);
	});
});

describe('a batch', () => {
	const fit = async (values: Values) =>
		await outcome(
			fitSpotOrders(getSymbolRules, getTicker, spotWallet(getSpotWallet))(values, around),
		);

	it('names the order that does not fit', async () => {
		const orders = [limit({}), limit({ size: '0.0015678' })];
		expect(await fit({ orders, ifAmountDoesNotFit: 'stop' })).toBe(
			'Orders 2: Size 0.0015678 has too many decimals for BTC_USDT: the step is 0.00001. The nearest below is 0.00156',
		);
	});

	it('notes in each order what was cut down in it', async () => {
		const orders = [limit({}), limit({ size: '0.0015678' })];
		const [fits] = orders;
		expect(await fit({ orders, ifAmountDoesNotFit: 'roundDown' })).toEqual({
			values: {
				ifAmountDoesNotFit: 'roundDown',
				orders: [
					fits,
					limit({
						size: '0.00156',
						adjusted: { size: { from: '0.0015678', to: '0.00156' } },
					}),
				],
			},
		});
	});

	it('holds each order to the rules of its own pair', async () => {
		const orders = [limit({}), limit({ symbol: 'NEW_USDT' })];
		expect(await fit({ orders })).toBe(
			'Orders 2: NEW_USDT does not trade: its status is "pre-trade"',
		);
	});
});

const futures = (changes: Values): Values => ({
	symbol: 'BTCUSDT',
	type: 'limit',
	size: '100',
	price: '61000.5',
	leverage: '10',
	...changes,
});
const contract = async (order: Values) =>
	await outcome(
		fitContractOrder(getContracts, ({ type }) => (type === 'market' ? 'market' : 'limit'))(
			order,
			around,
		),
	);

describe('a futures order', () => {
	it.each<[string, Values]>([
		['on its steps', {}],
		['of the smallest size and leverage', { size: '10', leverage: '2' }],
		['of the largest size and leverage', { size: '5000', leverage: '100.00' }],
		['of the largest size at the market', { type: 'market', price: undefined, size: '1000' }],
		['without a size, as a change of the price', { size: undefined, leverage: undefined }],
		['with zero for the market price', { executionPrice: '0' }],
		['with every price on the step', { triggerPrice: '1.5', presetStopLossPrice: '60000' }],
	])('%s is sent as it is', async (_name, changes) => {
		const order = futures({ ...changes, ifAmountDoesNotFit: 'stop' });
		expect(await contract(order)).toEqual({ values: order });
	});

	it.each<[Values, string]>([
		[
			{ price: '61000.7' },
			'Price 61000.7 does not fit BTCUSDT: it must be a multiple of 0.5. The nearest below is 61000.5',
		],
		[
			{ presetTakeProfitPrice: '0.4' },
			'Preset Take Profit Price 0.4 does not fit BTCUSDT: it must be a multiple of 0.5. The smallest is 0.5',
		],
		[
			{ activationPrice: '63000.25' },
			'Activation Price 63000.25 does not fit BTCUSDT: it must be a multiple of 0.5. The nearest below is 63000.0',
		],
		[
			{ size: '105' },
			'Size 105 does not fit BTCUSDT: it must be a multiple of 10. The nearest below is 100',
		],
		[{ size: '9' }, 'Size 9 is below the minimum of BTCUSDT, which is 10'],
		[{ size: '5010' }, 'Size 5010 is above the maximum of BTCUSDT for limit orders, which is 5000'],
		[
			{ type: 'market', price: undefined, size: '1010' },
			'Size 1010 is above the maximum of BTCUSDT for market orders, which is 1000',
		],
		[{ leverage: '101' }, 'Leverage 101 is above the maximum of BTCUSDT, which is 100'],
		[{ leverage: '1.5' }, 'Leverage 1.5 is below the minimum of BTCUSDT, which is 2'],
		[{ symbol: 'GONEUSDT' }, 'GONEUSDT does not trade: its status is "Delisted"'],
	])('%j is refused in words', async (changes, sentence) => {
		expect(await contract(futures({ ...changes, ifAmountDoesNotFit: 'stop' }))).toBe(sentence);
	});

	it('is cut down where the user wants that', async () => {
		const options = { ifAmountDoesNotFit: 'roundDown' };
		const order = futures({ size: '105', price: '61000.7', triggerPrice: '7.9', ...options });
		expect(await contract(order)).toEqual({
			values: futures({ size: '100', price: '61000.5', triggerPrice: '7.5', ...options }),
			notes: {
				adjusted: {
					price: { from: '61000.7', to: '61000.5' },
					triggerPrice: { from: '7.9', to: '7.5' },
					size: { from: '105', to: '100' },
				},
			},
		});
	});
});

describe('the rules', () => {
	/** Every reading, and what comes of it. */
	let asked: Array<[string, string, Values]>;
	let answer: () => Promise<IDataObject[]>;
	const counting: Reader = async (host: string, { endpoint }: Operation, values: Values) => {
		asked.push([host, String(endpoint), values]);
		return await answer();
	};
	const check = async (changes: Values = {}, baseUrl = HERE) =>
		await outcome(
			fitSpotOrder(
				getSymbolRules,
				getTicker,
				spotWallet(getSpotWallet),
			)(limit(changes), {
				read: counting,
				baseUrl,
				account: 'a',
			}),
		);
	const lost = new Failure({
		message: 'BitMart did not answer: no answer in time',
		hint: 'Try again in a minute.',
		effect: 'none',
	});

	beforeEach(() => {
		forgetRules();
		asked = [];
		answer = async () => [BTC];
	});

	it('of all pairs are read once', async () => {
		answer = async () => [BTC, ODD];
		await check();
		await check({ symbol: 'ODD_BTC', size: '3', price: '2' });
		await check();
		expect(asked).toEqual([['spot', 'GET /spot/v1/symbols/details', {}]]);
	});

	it('of contracts are read one by one', async () => {
		answer = async () => [CONTRACT];
		const fit = fitContractOrder(getContracts, () => 'limit');
		for (let i = 0; i < 2; i++)
			await fit(futures({}), { read: counting, baseUrl: HERE, account: 'a' });
		expect(asked).toEqual([['futures', 'GET /contract/public/details', { symbol: 'BTCUSDT' }]]);
	});

	it('are read once for orders that ask at the same time', async () => {
		await Promise.all([check(), check(), check({ size: '0.002' })]);
		expect(asked).toHaveLength(1);
	});

	it('are read by those who waited, once, when the first reading fails', async () => {
		answer = async () => {
			answer = async () => [BTC];
			throw lost;
		};
		const outcomes = await Promise.all([check(), check(), check()]);
		expect(outcomes.map((one) => typeof one)).toEqual(['string', 'object', 'object']);
		expect(asked).toHaveLength(2);
	});

	it('are read again after ten minutes', async () => {
		const time = new VirtualClock();
		await check();
		time.time += 599_999;
		await check();
		expect(asked).toHaveLength(1);
		time.time += 1;
		await check();
		expect(asked).toHaveLength(2);
	});

	it('of one environment are not those of another', async () => {
		await check();
		await check({}, 'http://127.0.0.1:2');
		expect(asked).toHaveLength(2);
	});

	it('are read afresh for a pair that is missing, but once a minute only', async () => {
		const time = new VirtualClock();
		await check();
		const unknown = 'XYZ_USDT is not a trading pair of BitMart';
		for (let i = 0; i < 5; i++) expect(await check({ symbol: 'XYZ_USDT' })).toBe(unknown);
		expect(asked).toHaveLength(2);
		time.time += 60_000;
		answer = async () => [BTC, { ...BTC, symbol: 'XYZ_USDT' }];
		expect(await check({ symbol: 'XYZ_USDT' })).toMatchObject({ values: { symbol: 'XYZ_USDT' } });
		expect(asked).toHaveLength(3);
	});

	it('that cannot be read keep the order back, unless the user wants it sent', async () => {
		answer = async () => {
			throw lost;
		};
		const fit = fitSpotOrder(getSymbolRules, getTicker, spotWallet(getSpotWallet));
		const surroundings = { read: counting, baseUrl: HERE, account: 'a' };
		const order = limit({ sendUnchecked: false });
		await expect(fit(order, surroundings)).rejects.toMatchObject({
			message:
				'The trading rules could not be read, so nothing was sent: BitMart did not answer: no answer in time',
			hint: 'Try again in a minute. To send orders unchecked in such a case, switch Send Unchecked in the options on.',
		});
		const sent = limit({ sendUnchecked: true, size: '0.0015678' });
		expect(await fit(sent, surroundings)).toEqual({ values: sent });
		expect(asked).toHaveLength(2);
	});

	it('of no pair at all count as unreadable, not as an unknown pair', async () => {
		answer = async () => [];
		await expect(
			fitSpotOrder(
				getSymbolRules,
				getTicker,
				spotWallet(getSpotWallet),
			)(limit({}), {
				read: counting,
				baseUrl: HERE,
				account: 'a',
			}),
		).rejects.toThrow('The trading rules could not be read, so nothing was sent');
	});

	it('do not make an unknown pair pass where unchecked orders are allowed', async () => {
		expect(await check({ symbol: 'XYZ_USDT', sendUnchecked: true })).toBe(
			'XYZ_USDT is not a trading pair of BitMart',
		);
	});

	it('tell an unknown contract from rules that cannot be read', async () => {
		const fit = fitContractOrder(getContracts, () => 'limit');
		const refusal = (code: string) => async () => {
			throw new Failure({ message: 'no', hint: 'Wait.', code, effect: 'none' });
		};
		const surroundings = { read: counting, baseUrl: HERE, account: 'a' };
		answer = refusal('40012');
		expect(await outcome(fit(futures({}), surroundings))).toBe(
			'BTCUSDT is not a contract of BitMart',
		);
		answer = refusal('30016');
		await expect(fit(futures({ symbol: 'ETHUSDT' }), surroundings)).rejects.toThrow(
			'The trading rules could not be read',
		);
	});

	it('leave an error that is not of the exchange as it is', async () => {
		answer = async () => {
			throw new Error('stopped');
		};
		await expect(
			fitSpotOrder(
				getSymbolRules,
				getTicker,
				spotWallet(getSpotWallet),
			)(limit({ sendUnchecked: true }), {
				read: counting,
				baseUrl: HERE,
				account: 'a',
			}),
		).rejects.toThrow(/^stopped$/);
	});
});
