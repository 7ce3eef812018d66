import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	INodeParameters,
} from 'n8n-workflow';
import { NodeApiError, NodeHelpers } from 'n8n-workflow';

import { BitmartApi } from '../../credentials/BitmartApi.credentials';
import { guardSigning, judge, vouch } from '../../nodes/access/guard';
import type { Action } from '../../nodes/access/guardSettings';
import { ACTIONS, railsOf, Refusal } from '../../nodes/access/guardSettings';
import type { Facts } from '../../nodes/access/orderValue';
import { isPlacing } from '../../nodes/access/orderValue';
import { POSTS } from '../support/posts';
import { ALL, EVERYTHING, only, without } from '../support/rails';

/** What the exchange would say; every price that is asked for is noted. */
function exchange(open: Record<string, unknown> = {}) {
	const asked: string[] = [];
	const facts: Facts = {
		spotPrice: async (symbol) => {
			asked.push(symbol);
			return '60000';
		},
		contract: async (symbol) => {
			asked.push(symbol);
			return symbol === 'BTCUSD'
				? { size: '100', lastPrice: '60000', base: 'BTC', quote: 'USD', coinMargined: true }
				: { size: '0.001', lastPrice: '60000', base: 'BTC', quote: 'USDT', coinMargined: false };
		},
		openOrder: async (list) => {
			asked.push(list);
			return open[list] as never;
		},
	};
	return { facts, asked };
}

type Settings = Record<string, unknown>;

/** The sentence of the refusal, or undefined where the call may pass. */
async function complaint(
	settings: Settings,
	path: string,
	body: unknown,
	facts?: Facts,
	own = false,
): Promise<string | undefined> {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	try {
		const rails = railsOf(settings as ICredentialDataDecryptedObject);
		await judge(rails, { endpoint: `POST ${path}`, body: text, own, ...(facts && { facts }) });
		return undefined;
	} catch (caught) {
		expect(caught).toBeInstanceOf(Refusal);
		expect((caught as Refusal).hint).toMatch(/\w.*\.$/);
		return (caught as Refusal).message;
	}
}

const LIMIT_BUY = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', size: '0.01', price: '60000' };
/** The same in a batch, whose symbol stands beside the orders. */
const BARE = { side: 'buy', type: 'limit', size: '0.01', price: '60000' };
const SUBMIT = '/spot/v2/submit_order';
const OPEN = EVERYTHING;

describe('the settings', () => {
	it('are those of the form', () => {
		const { properties } = new BitmartApi();
		for (const { name, label, byDefault } of Object.values(ACTIONS)) {
			const field = properties.find((property) => property.name === name);
			expect(field).toMatchObject({ displayName: label, type: 'boolean', default: byDefault });
		}
		expect(properties.find(({ name }) => name === 'allowedSymbols')?.default).toBe('');
		expect(properties.find(({ name }) => name === 'largestOrderValue')?.default).toBe('');
	});

	it('allow all but withdrawals in a credential that has none', () => {
		expect(railsOf({})).toEqual({
			actions: new Set(['tradeFutures', 'tradeMargin', 'tradeSpot', 'transfer']),
			outdated: false,
			symbols: new Map(),
			most: undefined,
		});
	});

	describe('hold as the form shows them', () => {
		/** What the form shows: n8n puts the default where nothing is stored. It does the same before a node runs. */
		const shown = (stored: object) =>
			NodeHelpers.getNodeParameters(
				new BitmartApi().properties,
				stored as INodeParameters,
				true,
				false,
				null,
				null,
			) as ICredentialDataDecryptedObject;
		/** What the form stores: no defaults, and nothing that it does not have. */
		const saved = (data: object) =>
			NodeHelpers.getNodeParameters(
				new BitmartApi().properties,
				data as INodeParameters,
				false,
				false,
				null,
				null,
			) as ICredentialDataDecryptedObject;

		it.each<[string, object, Action[]]>([
			['a new one', {}, ALL.filter((action) => action !== 'withdraw')],
			['one that may do nothing', only(), []],
			['one that may do all', EVERYTHING, ALL],
			['one that may trade spot only', only('tradeSpot'), ['tradeSpot']],
			[
				'an imported one that sets one switch',
				{ allowSpotTrading: false },
				['tradeMargin', 'tradeFutures', 'transfer'],
			],
		])('%s', (_name, stored, allowed) => {
			const form = shown(stored);
			const ticked = ALL.filter((action) => form[ACTIONS[action].name] === true);
			expect(ticked).toEqual(allowed);
			for (const data of [stored, form, saved(form), shown(saved(form))]) {
				expect(railsOf(data as never).actions).toEqual(new Set(allowed));
			}
		});

		it.each<[string, unknown]>([
			['that could do nothing', []],
			['that could trade spot', ['tradeSpot']],
			['that could do all', ALL],
		])('not one of an earlier version %s: it reads, and nothing else', async (_name, value) => {
			const old = { allowedActions: value };
			const sentence = 'made by an earlier version';
			for (const settings of [old, shown(old), saved(shown(old)), { ...EVERYTHING, ...old }]) {
				expect(await complaint(settings, SUBMIT, LIMIT_BUY)).toContain(sentence);
				expect(await complaint(settings, '/account/v1/withdraw/apply', {})).toContain(sentence);
				const reading = await complaint(settings, '/spot/v4/query/open-orders', { limit: 1 });
				expect(reading).toBeUndefined();
			}
		});
	});

	it.each(['true', 'false'])('take the text %s of an expression', async (text) => {
		const found = await complaint({ allowSpotTrading: text }, SUBMIT, LIMIT_BUY);
		if (text === 'true') expect(found).toBeUndefined();
		else expect(found).toContain('switch on Allow Spot Trading');
	});

	it.each([
		...Object.values(ACTIONS).flatMap(({ name, label }) =>
			['', 'yes', 'True', ' true', 1, 0, null, [], {}].map(
				(value) => [name, value, label] as [string, unknown, string],
			),
		),
		['allowedSymbols', ['BTC_USDT'], 'Allowed Symbols'],
		['allowedSymbols', null, 'Allowed Symbols'],
		['allowedSymbols', 0, 'Allowed Symbols'],
		['allowedSymbols', ',', 'Allowed Symbols'],
		['allowedSymbols', 'BTC_USDT; ETH_USDT', 'Allowed Symbols'],
		['allowedSymbols', 'BTC_USDT_X', 'Allowed Symbols'],
		['allowedSymbols', '*', 'Allowed Symbols'],
		['largestOrderValue', 'much', 'Largest Order Value'],
		['largestOrderValue', '1,000', 'Largest Order Value'],
		['largestOrderValue', '500 USDT', 'Largest Order Value'],
		['largestOrderValue', '-5', 'Largest Order Value'],
		['largestOrderValue', '0', 'Largest Order Value'],
		['largestOrderValue', 'Infinity', 'Largest Order Value'],
		['largestOrderValue', '1e999', 'Largest Order Value'],
		['largestOrderValue', NaN, 'Largest Order Value'],
		['largestOrderValue', null, 'Largest Order Value'],
		['largestOrderValue', ['500'], 'Largest Order Value'],
		['largestOrderValue', true, 'Largest Order Value'],
	] as Array<[string, unknown, string]>)(
		'refuse everything where %s is %p',
		async (name, value, label) => {
			const sentence = `${label} of the credential must be`;
			expect(await complaint({ ...OPEN, [name]: value }, SUBMIT, LIMIT_BUY)).toContain(sentence);
		},
	);

	it.each([
		[{ largestOrderValue: 1000 }],
		[{ largestOrderValue: ' 1e3 ' }],
		[{ largestOrderValue: '  ' }],
		[{ allowedSymbols: '  ' }],
		[{ allowedSymbols: ' btc/usdt , ' }],
	])('are understood as %p', async (settings) => {
		expect(await complaint({ ...OPEN, ...settings }, SUBMIT, LIMIT_BUY)).toBeUndefined();
	});
});

describe('the switches', () => {
	it('cover every POST that the nodes can reach', () => {
		expect(POSTS.filter(({ known, action }) => known && !action)).toEqual([]);
	});

	it.each(POSTS.filter(({ known, action }) => known && action !== 'read'))(
		'$path needs $action',
		async ({ path, action, bodies }) => {
			const { label } = ACTIONS[action as Action];
			expect(await complaint(without(action as Action), path, {})).toMatch(
				new RegExp(`^This credential does not allow .*: switch on ${label} in the credential$`),
			);
			expect(
				await complaint(only(action as Action), path, bodies[0], undefined, true),
			).toBeUndefined();
		},
	);

	it.each(POSTS.filter(({ known, action }) => known && action === 'read'))(
		'$path reads, whatever is set',
		async ({ path, bodies }) => {
			const settings = { ...only(), allowedSymbols: 'ADA_USDT', largestOrderValue: '1' };
			expect(await complaint(settings, path, bodies[0])).toBeUndefined();
		},
	);

	it.each(POSTS.filter(({ known }) => !known))(
		'$path is not in the nodes, so it is refused while anything is forbidden',
		async ({ path }) => {
			expect(await complaint({}, path, {})).toContain('not one that the guard rails know');
			expect(await complaint(OPEN, path, {})).toBeUndefined();
		},
	);

	it('say what is forbidden and what to change', async () => {
		expect(await complaint({}, '/account/v1/withdraw/apply', {})).toBe(
			'This credential does not allow withdrawals: switch on Allow Withdrawals in the credential',
		);
	});
});

describe('a path', () => {
	it.each([
		'/spot/v2//submit_order',
		'//spot/v2/submit_order',
		'/spot/v2/submit%5Forder',
		'/%73pot/v2/submit_order',
		'/spot/v2/submit_order/',
		'/spot/v2/./submit_order',
		'/spot/v1/../v2/submit_order',
		'/spot/v2/submit_order/.',
		'/SPOT/V2/SUBMIT_ORDER',
		'/spot/v2/Submit_Order',
		'/spot/v2/submit_order;a=b',
		'/spot/v2/submit_order#a',
		'/spot/v2/submit_order ',
		'/spot\\v2\\submit_order',
		'/spot/v4/query/open-orders/../../../v2/submit_order',
		'/spot/v2/submit_orders',
		'',
	])('%p is refused while anything is forbidden', async (path) => {
		expect(await complaint({}, path, LIMIT_BUY)).toContain('not one that the guard rails know');
		const limited = { ...OPEN, largestOrderValue: '1000000' };
		expect(await complaint(limited, path, LIMIT_BUY)).toContain('the guard rails know');
		const narrowed = { ...OPEN, allowedSymbols: 'BTC_USDT' };
		expect(await complaint(narrowed, path, LIMIT_BUY)).toContain('the guard rails know');
		expect(await complaint(OPEN, path, LIMIT_BUY)).toBeUndefined();
	});

	it('has no query', async () => {
		expect(await complaint({}, `${SUBMIT}?symbol=ETH_USDT`, LIMIT_BUY)).toBe(
			'This credential does not sign POST /spot/v2/submit_order: a POST to BitMart has its parameters in the body, not in the address',
		);
	});
});

describe('the allowed symbols', () => {
	const btc = { allowedSymbols: 'BTC_USDT, SOL/USDT' };
	const order = { side: 'buy', type: 'limit', size: '1', price: '1' };

	it.each(['BTC_USDT', 'BTC/USDT', 'btcusdt', 'BTC-USDT', 'ETH_USDT,BTCUSDT'])(
		'%p mean the pair and the contract',
		async (allowedSymbols) => {
			const futures = { symbol: 'BTCUSDT', side: 1, type: 'market', size: 1 };
			expect(await complaint({ allowedSymbols }, SUBMIT, LIMIT_BUY)).toBeUndefined();
			expect(
				await complaint({ allowedSymbols }, '/contract/private/submit-order', futures),
			).toBeUndefined();
		},
	);

	it.each<[string, string, unknown, string | undefined]>([
		['another pair', SUBMIT, { ...order, symbol: 'ETH_USDT' }, 'ETH_USDT is not among'],
		['a longer name', SUBMIT, { ...order, symbol: 'BTC_USDTX' }, 'BTC_USDTX is not among'],
		['blanks', SUBMIT, { ...order, symbol: ' BTC_USDT' }, ' BTC_USDT is not among'],
		['a list', SUBMIT, { ...order, symbol: ['BTC_USDT'] }, '["BTC_USDT"] is not among'],
		['a number', SUBMIT, { ...order, symbol: 7 }, '7 is not among'],
		['no symbol', SUBMIT, order, 'names no symbol'],
		['an empty symbol', SUBMIT, { ...order, symbol: '' }, 'names no symbol'],
		['null', SUBMIT, { ...order, symbol: null }, 'names no symbol'],
		['another case of the key', SUBMIT, { ...order, Symbol: 'BTC_USDT' }, '"Symbol", which is no'],
		[
			'both cases of the key',
			SUBMIT,
			{ ...order, symbol: 'BTC_USDT', SYMBOL: 'BTC_USDT' },
			'has a key twice',
		],
		[
			'an escaped key',
			SUBMIT,
			String.raw`{"\u0073ymbol":"ETH_USDT","side":"buy"}`,
			'ETH_USDT is not among',
		],
		[
			'an escaped value',
			SUBMIT,
			String.raw`{"symbol":"\u0045TH_USDT","side":"buy"}`,
			'ETH_USDT is not among',
		],
		[
			'an escaped second key',
			SUBMIT,
			String.raw`{"symbol":"BTC_USDT","\u0073ymbol":"BTC_USDT"}`,
			'has a key twice',
		],
		['two keys', SUBMIT, '{"symbol":"ETH_USDT","symbol":"BTC_USDT"}', 'has a key twice'],
		['two keys, blanks', SUBMIT, '{"symbol":"ETH_USDT","symbol" \n:"BTC_USDT"}', 'a key twice'],
		[
			'a value that looks like a key',
			SUBMIT,
			String.raw`{"symbol":"BTC_USDT","client_order_id":"\"symbol\":"}`,
			undefined,
		],
		['__proto__', SUBMIT, '{"__proto__":{"symbol":"BTC_USDT"},"side":"buy"}', 'no parameter'],
		[
			'an order of a batch V1',
			'/spot/v1/batch_orders',
			{
				orderParams: [
					{ ...order, symbol: 'BTC_USDT' },
					{ ...order, symbol: 'ETH_USDT' },
				],
			},
			'ETH_USDT is not among',
		],
		[
			'an order of a batch V2',
			'/spot/v2/batch_orders',
			{ order_params: [{ ...order, symbol: 'ETH_USDT' }] },
			'ETH_USDT is not among',
		],
		[
			'a batch V2 that names a symbol beside its orders only',
			'/spot/v2/batch_orders',
			{ symbol: 'BTC_USDT', order_params: [order] },
			'"symbol", which is no parameter of this call',
		],
		[
			'allowed orders of a batch V2',
			'/spot/v2/batch_orders',
			{
				order_params: [
					{ ...order, symbol: 'SOL_USDT' },
					{ ...order, symbol: 'BTC_USDT' },
				],
			},
			undefined,
		],
		[
			'a batch V4',
			'/spot/v4/batch_orders',
			{ symbol: 'BTC_USDT', orderParams: [order, order] },
			undefined,
		],
		[
			'a batch V4 with another symbol in an order',
			'/spot/v4/batch_orders',
			{ symbol: 'BTC_USDT', orderParams: [order, { ...order, symbol: 'ETH_USDT' }] },
			'"symbol", which is no parameter of this call',
		],
		[
			'a batch V4 with a symbol in its orders only',
			'/spot/v4/batch_orders',
			{ orderParams: [order] },
			'names no symbol',
		],
		[
			'a batch whose orders are a text',
			'/spot/v2/batch_orders',
			{ order_params: '[{"symbol":"ETH_USDT"}]' },
			'order_params must be a list of objects',
		],
		[
			'a batch with two lists',
			'/spot/v1/batch_orders',
			{ orderParams: [{ ...order, symbol: 'BTC_USDT' }], order_params: [] },
			'has a key twice',
		],
		['Cancel All of all pairs', '/spot/v4/cancel_all', { side: 'buy' }, 'names no symbol'],
		['Cancel All V1 of all pairs', '/spot/v1/cancel_orders', {}, 'names no symbol'],
		['Cancel All of all triggers', '/spot/v4/algo/cancel_all', { type: 'tp/sl' }, 'no symbol'],
		['Cancel All of one pair', '/spot/v4/cancel_all', { symbol: 'BTC_USDT' }, undefined],
		['a cancellation', '/spot/v3/cancel_order', { symbol: 'ETH_USDT', order_id: '1' }, 'ETH_USDT'],
		['borrowing', '/spot/v1/margin/isolated/borrow', { symbol: 'ETH_USDT' }, 'ETH_USDT'],
		['leverage', '/contract/private/submit-leverage', { symbol: 'ETHUSDT' }, 'ETHUSDT'],
		[
			'the position mode, which is one for all contracts',
			'/contract/private/set-position-mode',
			{ position_mode: 'hedge_mode' },
			'acts on all symbols at once, and this credential is limited to BTC_USDT, SOL/USDT',
		],
		[
			'demo money, which touches no order and no position',
			'/contract/private/claim',
			{},
			undefined,
		],
		['a transfer', '/account/v1/transfer-contract', { currency: 'USDT' }, undefined],
		[
			'a transfer to a margin account',
			'/spot/v1/margin/isolated/transfer',
			{ symbol: 'BTC_USDT', currency: 'USDT', amount: '5', side: 'in' },
			undefined,
		],
	])('%s', async (_name, path, body, sentence) => {
		const found = await complaint(btc, path, body);
		if (sentence === undefined) expect(found).toBeUndefined();
		else expect(found).toContain(sentence);
	});

	it('know what trades without a place for a symbol', () => {
		const symbolless = POSTS.filter(
			({ known, action, params }) =>
				known && action?.startsWith('trade') && !JSON.stringify(params).includes('"name":"symbol"'),
		);
		// The first is refused, the second concerns no symbol; see the table above.
		expect(symbolless.map(({ path }) => path).sort()).toEqual([
			'/contract/private/claim',
			'/contract/private/set-position-mode',
		]);
	});

	it('are listed as they were written', async () => {
		expect(await complaint(btc, SUBMIT, { ...order, symbol: 'ETH_USDT' })).toBe(
			'ETH_USDT is not among the Allowed Symbols of this credential: BTC_USDT, SOL/USDT',
		);
	});
});

describe('the largest order value', () => {
	/** Everything that names a size or an amount to spend, in the description. */
	const named = (params: Array<{ name: string; items?: unknown }>): boolean =>
		params.some(
			({ name, items }) => ['size', 'notional'].includes(name) || named((items as []) ?? []),
		);

	it('knows every call that places an order', () => {
		const placing = POSTS.filter(({ known, params }) => known && named(params));
		expect(placing.filter(({ path }) => !isPlacing(`POST ${path}`))).toEqual([]);
		expect(placing.length).toBeGreaterThan(10);
	});

	const spotOrder = { symbol: 'BTC_USDT', size: '0.01', price: '50000' };
	const market = { symbol: 'BTC_USDT', type: 'market' };
	const contract = { symbol: 'BTCUSDT', size: 10 };
	const SUBMIT_FUTURES = '/contract/private/submit-order';
	const TRIGGER = '/spot/v4/algo/submit_order';
	const PLAN = '/contract/private/submit-plan-order';
	const TPSL = '/contract/private/submit-tp-sl-order';

	// The current price is 60000, and a contract is 0.001 BTC.
	it.each<[string, string, object, string, boolean]>([
		['a limit buy', SUBMIT, { ...spotOrder, side: 'buy', type: 'limit' }, '500', false],
		['an IOC buy', SUBMIT, { ...spotOrder, side: 'buy', type: 'ioc' }, '500', false],
		['a post-only sell', SUBMIT, { ...spotOrder, side: 'sell', type: 'limit_maker' }, '500', false],
		['numbers instead of texts', SUBMIT, { ...LIMIT_BUY, size: 0.01, price: 5e4 }, '500', false],
		['an exponent', SUBMIT, { ...LIMIT_BUY, size: '1e-2', price: '5E+4' }, '500', false],
		['V1', '/spot/v1/submit_order', { ...LIMIT_BUY }, '600', false],
		['a margin order', '/spot/v1/margin/submit_order', { ...LIMIT_BUY }, '600', false],
		[
			'a limit sell far below the market, which sells at the market',
			SUBMIT,
			{ ...spotOrder, side: 'sell', type: 'limit', price: '1' },
			'600',
			true,
		],
		[
			'a limit sell above the market',
			SUBMIT,
			{ ...spotOrder, side: 'sell', type: 'limit', price: '70000' },
			'700',
			true,
		],
		['a market buy', SUBMIT, { ...market, side: 'buy', notional: '25.50' }, '25.5', false],
		['a market sell', SUBMIT, { ...market, side: 'sell', size: '0.01' }, '600', true],
		[
			'a trigger order to buy at a limit',
			TRIGGER,
			{
				...spotOrder,
				side: 'buy',
				type: 'trigger',
				trigger_type: 'limit',
				trigger_price: '99999',
			},
			'500',
			false,
		],
		[
			'a trigger order to buy at the market',
			TRIGGER,
			{ symbol: 'BTC_USDT', side: 'buy', type: 'tp/sl', trigger_type: 'market', notional: '40' },
			'40',
			false,
		],
		[
			'a trigger order to sell at the market',
			TRIGGER,
			{ ...spotOrder, side: 'sell', type: 'tp/sl', trigger_type: 'market', trigger_price: '80000' },
			'800',
			true,
		],
		[
			'a futures limit order to buy',
			SUBMIT_FUTURES,
			{ ...contract, side: 1, type: 'limit', price: '50000' },
			'500',
			true,
		],
		[
			'a futures limit order to sell below the market',
			SUBMIT_FUTURES,
			{ ...contract, side: 4, type: 'limit', price: '50000' },
			'600',
			true,
		],
		[
			'a futures limit order to sell above the market',
			SUBMIT_FUTURES,
			{ ...contract, side: 3, type: 'limit', price: '70000' },
			'700',
			true,
		],
		[
			'a futures market order, whatever price it names',
			SUBMIT_FUTURES,
			{ ...contract, side: 1, type: 'market', price: '1' },
			'600',
			true,
		],
		['a futures order without a type', SUBMIT_FUTURES, { ...contract, side: 1 }, '600', true],
		[
			'a coin-margined contract, which is a number of dollars',
			SUBMIT_FUTURES,
			{ symbol: 'BTCUSD', size: 3, side: 1, type: 'market' },
			'300',
			true,
		],
		[
			'a plan order with an execution price',
			PLAN,
			{ ...contract, side: 1, type: 'limit', trigger_price: '58000', executive_price: '58050' },
			'580.5',
			true,
		],
		[
			'a plan order at the market',
			PLAN,
			{ ...contract, side: 1, type: 'market', trigger_price: '70000' },
			'700',
			true,
		],
		[
			'a plan order whose trigger is behind the market',
			PLAN,
			{ ...contract, side: 1, type: 'market', trigger_price: '1' },
			'600',
			true,
		],
		[
			'a trailing order',
			'/contract/private/submit-trail-order',
			{ ...contract, side: 3, activation_price: '63000' },
			'630',
			true,
		],
		[
			'a take profit with a size',
			TPSL,
			{
				...contract,
				side: 3,
				type: 'take_profit',
				trigger_price: '65000',
				executive_price: '0',
				plan_category: 1,
			},
			'650',
			true,
		],
	])('%s: %s %p', async (_name, path, body, value, needsPrice) => {
		const below = { ...OPEN, largestOrderValue: String(Number(value) - 0.01) };
		const exact = { ...OPEN, largestOrderValue: value };
		const { facts, asked } = exchange();
		expect(await complaint(exact, path, body, facts)).toBeUndefined();
		expect(asked).toHaveLength(needsPrice ? 1 : 0);
		expect(await complaint(below, path, body, facts)).toContain(`is worth ${value} `);

		const unseen = await complaint(exact, path, body);
		if (needsPrice) expect(unseen).toContain('is not known here');
		else expect(unseen).toBeUndefined();
	});

	const limited = { ...OPEN, largestOrderValue: '500' };

	it('compares exactly', async () => {
		const order = { ...LIMIT_BUY, size: '0.1', price: '5000.000000000000000000001' };
		expect(await complaint(limited, SUBMIT, order)).toBe(
			'The order is worth 500.0000000000000000000001 USDT, more than the Largest Order Value of this credential, which is 500',
		);
		const bare = '{"symbol":"BTC_USDT","side":"buy","type":"limit","size":0.1,"price":';
		expect(await complaint(limited, SUBMIT, `${bare}5000.000000000000000000001}`)).toContain(
			'is worth 500.0000000000000000000001 USDT',
		);
		expect(await complaint(limited, SUBMIT, `${bare}5000.000000000000000000000}`)).toBeUndefined();
	});

	it.each<[string, string, unknown, string]>([
		['a negative size', SUBMIT, { ...LIMIT_BUY, size: '-5' }, 'size must be a number above zero'],
		['a size of zero', SUBMIT, { ...LIMIT_BUY, size: '0.0' }, 'size must be a number above zero'],
		['a negative price', SUBMIT, { ...LIMIT_BUY, price: -1 }, 'price must be a number above'],
		['a huge exponent', SUBMIT, { ...LIMIT_BUY, size: '1e999' }, 'size must be a number'],
		[
			'a huge exponent of a bare number',
			SUBMIT,
			'{"symbol":"BTC_USDT","side":"buy","type":"limit","size":1e999,"price":1}',
			'size must be a number',
		],
		['a tiny exponent', SUBMIT, { ...LIMIT_BUY, size: '1e-999' }, 'size must be a number'],
		['a comma', SUBMIT, { ...LIMIT_BUY, size: '1,5' }, 'size must be a number'],
		['hexadecimal', SUBMIT, { ...LIMIT_BUY, size: '0x10' }, 'size must be a number'],
		['a list', SUBMIT, { ...LIMIT_BUY, size: ['1'] }, 'size must be a number'],
		['true', SUBMIT, { ...LIMIT_BUY, size: true }, 'size must be a number'],
		['no size', SUBMIT, { ...LIMIT_BUY, size: undefined }, 'size is missing'],
		['no price', SUBMIT, { ...LIMIT_BUY, price: '' }, 'price is missing'],
		['another case', SUBMIT, { ...LIMIT_BUY, size: undefined, Size: '1' }, '"Size", which is no'],
		['another case too', SUBMIT, { ...LIMIT_BUY, Size: '100' }, 'has a key twice'],
		['another case of the type', SUBMIT, { ...LIMIT_BUY, type: 'LIMIT' }, 'type must be one of'],
		['another side', SUBMIT, { ...LIMIT_BUY, side: 'BUY' }, 'side must be one of buy, sell'],
		['no type', SUBMIT, { ...LIMIT_BUY, type: undefined }, 'type must be one of'],
		['no symbol', SUBMIT, { ...LIMIT_BUY, symbol: undefined }, 'symbol is missing'],
		[
			'a market buy with a size',
			SUBMIT,
			{ symbol: 'BTC_USDT', side: 'buy', type: 'market', notional: '1', size: '10' },
			'size does not belong',
		],
		['a limit buy with an amount', SUBMIT, { ...LIMIT_BUY, notional: '1' }, 'notional does not'],
		['doubled keys', SUBMIT, '{"size":"1","size":"2"}', 'has a key twice'],
		['a doubled key anywhere', SUBMIT, '{"size":"1","stpMode":"a","stpMode":"b"}', 'a key twice'],
		[
			'the second order of a batch',
			'/spot/v4/batch_orders',
			{ symbol: 'BTC_USDT', orderParams: [{ ...BARE, size: '0.001' }, BARE] },
			'Order 2 is worth 600 USDT',
		],
		[
			'an order of a batch V1',
			'/spot/v1/batch_orders',
			{ orderParams: [LIMIT_BUY] },
			'Order 1 is worth 600 USDT',
		],
		[
			'an order of a batch V2',
			'/spot/v2/batch_orders',
			{ order_params: [LIMIT_BUY] },
			'Order 1 is worth 600 USDT',
		],
		['an empty batch', '/spot/v2/batch_orders', { order_params: [] }, 'must be a list of objects'],
		['a batch of texts', '/spot/v2/batch_orders', { order_params: ['x'] }, 'must be a list of'],
		[
			'a sell in a batch, without prices',
			'/spot/v4/batch_orders',
			{ symbol: 'BTC_USDT', orderParams: [{ side: 'sell', type: 'market', size: '0.001' }] },
			'The value of order 1 is not known here',
		],
		['a change', '/contract/private/modify-limit-order', { order_id: 1, size: 1 }, 'not known'],
	])('refuses %s', async (_name, path, body, sentence) => {
		expect(await complaint(limited, path, body)).toContain(sentence);
	});

	it.each<[string, string, unknown]>([
		['a cancellation', '/spot/v3/cancel_order', { symbol: 'BTC_USDT', order_id: '1' }],
		['a transfer', '/account/v1/transfer-contract', { currency: 'USDT', amount: '5000' }],
		['a withdrawal', '/account/v1/withdraw/apply', { currency: 'USDT-TRC20', amount: '5000' }],
		['leverage', '/contract/private/submit-leverage', { symbol: 'BTCUSDT', leverage: '5' }],
		[
			'a stop loss of the whole position, since it only closes',
			TPSL,
			{ symbol: 'BTCUSDT', side: 3, type: 'stop_loss', trigger_price: '1', plan_category: 2 },
		],
		[
			'a change of such a stop loss',
			'/contract/private/modify-tp-sl-order',
			{ symbol: 'BTCUSDT', order_id: '1', trigger_price: '1', plan_category: 2 },
		],
	])('does not hold %s to it', async (_name, path, body) => {
		expect(await complaint(limited, path, body)).toBeUndefined();
	});

	describe('of a change', () => {
		const ORDERS = 'GET /contract/private/get-open-orders';
		const PLANS = 'GET /contract/private/current-plan-order';
		const MODIFY = '/contract/private/modify-limit-order';
		const change = { symbol: 'BTCUSDT', order_id: '7' };

		it.each<[string, string, object, Record<string, unknown>, string]>([
			[
				'of the size',
				MODIFY,
				{ ...change, size: 20 },
				{ [ORDERS]: { side: 1, size: '1', price: '50000' } },
				'1000',
			],
			[
				'of the price',
				MODIFY,
				{ ...change, price: '55000' },
				{ [ORDERS]: { side: 1, size: '20', price: '1' } },
				'1100',
			],
			[
				'of a sell',
				MODIFY,
				{ ...change, price: '1', size: 10 },
				{ [ORDERS]: { side: 4, size: '1', price: '50000' } },
				'600',
			],
			['of an order that is not there', MODIFY, { ...change, price: '1', size: 10 }, {}, '600'],
			[
				'of a plan order',
				'/contract/private/modify-plan-order',
				{ ...change, type: 'limit', trigger_price: '70000', executive_price: '70000' },
				{ [PLANS]: { side: 1, size: '10', executive_price: '1' } },
				'700',
			],
			[
				'of a take profit',
				'/contract/private/modify-tp-sl-order',
				{ ...change, trigger_price: '80000', executive_price: '0', plan_category: 1 },
				{ [PLANS]: { side: 3, size: '10' } },
				'800',
			],
		])('%s counts the order as it will be', async (_name, path, body, open, value) => {
			const { facts } = exchange(open);
			expect(await complaint(limited, path, body, facts)).toContain(`is worth ${value} USDT`);
			const raised = { ...OPEN, largestOrderValue: value };
			expect(await complaint(raised, path, body, facts)).toBeUndefined();
		});

		it.each<[string, object]>([
			[MODIFY, { ...change, price: '1' }],
			[MODIFY, { ...change, size: 1 }],
			['/contract/private/modify-plan-order', { ...change, type: 'market', trigger_price: '1' }],
		])('%s %p is refused where the order cannot be found', async (path, body) => {
			expect(await complaint(limited, path, body, exchange().facts)).toContain(
				'not among the first 100 open orders',
			);
		});
	});

	it('passes what cannot be read on, as a refusal', async () => {
		const failing: Facts = {
			...exchange().facts,
			spotPrice: async () => {
				throw new Refusal('The current price of BTC_USDT could not be read', 'Try again.');
			},
		};
		const sell = { ...market, side: 'sell', size: '0.0001' };
		expect(await complaint(limited, SUBMIT, sell, failing)).toContain('could not be read');
	});
});

describe('the credential', () => {
	const SPOT = 'https://api-cloud.bitmart.com';
	const FUTURES = 'https://api-cloud-v2.bitmart.com';
	const keys = { environment: 'live', accessKey: 'example-key', secretKey: 'example-secret' };

	async function sign(settings: Settings, options: Record<string, unknown>) {
		const { authenticate } = new BitmartApi();
		if (typeof authenticate !== 'function') throw new Error('not a function');
		return await authenticate(
			{ ...keys, memo: '', ...settings } as ICredentialDataDecryptedObject,
			options as unknown as IHttpRequestOptions,
		);
	}
	const post = (path: string, body: unknown = {}) => ({
		method: 'POST',
		uri: `${SPOT}${path}`,
		body,
	});

	it('holds every POST to the guard rails, whoever sends it', async () => {
		await expect(sign({}, post('/account/v1/withdraw/apply'))).rejects.toThrow(
			'does not allow withdrawals',
		);
		await expect(sign(OPEN, post('/account/v1/withdraw/apply'))).resolves.toBeDefined();
		await expect(sign({ allowedSymbols: 'ETH_USDT' }, post(SUBMIT, LIMIT_BUY))).rejects.toThrow(
			'BTC_USDT is not among',
		);
		await expect(sign({ largestOrderValue: '599' }, post(SUBMIT, LIMIT_BUY))).rejects.toThrow(
			'is worth 600 USDT',
		);
		await expect(
			sign({ largestOrderValue: '600' }, post(SUBMIT, LIMIT_BUY)),
		).resolves.toBeDefined();
	});

	it('never judges a GET, and lets its own test pass', async () => {
		const nothing = { ...only(), allowedSymbols: 'BTC_USDT', largestOrderValue: '1' };
		await expect(
			sign(nothing, { method: 'GET', url: `${SPOT}//x/%2e?a=b` }),
		).resolves.toBeDefined();
		const { test } = new BitmartApi();
		const { method, url, body } = test.request;
		await expect(
			sign(nothing, { method, baseURL: `${SPOT}/`, url, body, qs: {} }),
		).resolves.toBeDefined();
		await expect(
			sign({ ...nothing, environment: 'demo' }, { method, baseURL: SPOT, url, body }),
		).resolves.toBeDefined();
	});

	it.each<[string, Record<string, unknown>]>([
		['a doubled slash', post('/spot/v2//submit_order', LIMIT_BUY)],
		['an escape', post('/spot/v2/submit%5Forder', LIMIT_BUY)],
		['a dot segment, which URL would resolve', post('/spot/v1/../v2/submit_order', LIMIT_BUY)],
		['an escaped dot segment', post('/spot/v1/%2e%2e/v2/submit_order', LIMIT_BUY)],
		['a slash at the end', post(`${SUBMIT}/`, LIMIT_BUY)],
		['backslashes, which URL would turn', post('/spot\\v2\\submit_order', LIMIT_BUY)],
		['a line break, which URL would drop', post('/spot/v2/sub\nmit_order', LIMIT_BUY)],
		['a blank in front', { ...post('', LIMIT_BUY), uri: ` ${SPOT}${SUBMIT}` }],
		['a blank behind', post(`${SUBMIT} `, LIMIT_BUY)],
		['a query', post(`${SUBMIT}?symbol=ETH_USDT`, LIMIT_BUY)],
		['an empty query', post(`${SUBMIT}?`, LIMIT_BUY)],
		['query parameters', { ...post(SUBMIT, LIMIT_BUY), qs: { symbol: 'ETH_USDT' } }],
		['a fragment', post(`${SUBMIT}#a`, LIMIT_BUY)],
		[
			'a base URL with a path, which the HTTP client joins and URL replaces',
			{ method: 'POST', baseURL: `${SPOT}/account/v1`, url: '/spot/v4/query/open-orders' },
		],
	])('refuses a path with %s', async (_name, options) => {
		await expect(sign({}, options)).rejects.toThrow('This credential does not sign POST');
		await expect(sign(OPEN, { ...options })).resolves.toBeDefined();
	});

	it.each<[string, Record<string, unknown>]>([
		[
			'an address in capitals',
			{ ...post('', LIMIT_BUY), uri: `HTTPS://API-CLOUD.BITMART.COM${SUBMIT}` },
		],
		['a base URL', { method: 'post', baseURL: SPOT, url: SUBMIT, body: LIMIT_BUY }],
		[
			'a base URL with a slash',
			{ method: 'POST', baseURL: `${SPOT}/`, url: SUBMIT, body: LIMIT_BUY },
		],
		[
			'a base URL without one',
			{ method: 'POST', baseURL: SPOT, url: SUBMIT.slice(1), body: LIMIT_BUY },
		],
		[
			'a base URL with a part of it',
			{ method: 'POST', baseURL: `${SPOT}/spot/v2`, url: 'submit_order', body: LIMIT_BUY },
		],
	])('knows the path behind %s', async (_name, options) => {
		await expect(sign({ largestOrderValue: '600' }, { ...options })).resolves.toBeDefined();
		await expect(sign({ largestOrderValue: '599' }, options)).rejects.toThrow('is worth 600 USDT');
	});

	it('judges a body that is an object, a text, or not there', async () => {
		const most = { largestOrderValue: '599' };
		for (const body of [LIMIT_BUY, JSON.stringify(LIMIT_BUY), ` ${JSON.stringify(LIMIT_BUY)}\n`]) {
			await expect(sign(most, post(SUBMIT, body))).rejects.toThrow('is worth 600 USDT');
		}
		const hidden = { ...LIMIT_BUY, size: { toJSON: () => '1' } };
		await expect(sign(most, post(SUBMIT, hidden))).rejects.toThrow('is worth 60000 USDT');
		await expect(
			sign({ allowedSymbols: 'BTC_USDT' }, { method: 'POST', uri: `${SPOT}/spot/v4/cancel_all` }),
		).rejects.toThrow('names no symbol');
	});

	it('judges again when n8n sends the same options again after a 401', async () => {
		const options = post(SUBMIT, { ...LIMIT_BUY });
		await sign({ largestOrderValue: '600' }, options);
		expect(typeof options.body).toBe('string');
		await expect(sign({ largestOrderValue: '600' }, options)).resolves.toBeDefined();
		await expect(sign({ largestOrderValue: '599' }, options)).rejects.toThrow('is worth 600 USDT');
	});

	it('shows its sentence and what to change where n8n wraps it', async () => {
		const thrown: unknown = await sign({}, post('/account/v1/withdraw/apply')).catch(
			(caught: unknown) => caught,
		);
		const node = { id: '1', name: 'HTTP Request', type: 'x', typeVersion: 1, position: [0, 0] };
		const shown = new NodeApiError({ ...node, parameters: {} } as never, thrown as never);
		expect(shown.message).toContain('switch on Allow Withdrawals');
		expect(shown.description).toContain('choose another credential');
	});

	describe('and what the transport has judged', () => {
		const body = JSON.stringify({ symbol: 'BTCUSDT', side: 1, type: 'market', size: 1 });
		const order = (changes: object = {}) => ({
			method: 'POST',
			url: `${FUTURES}/contract/private/submit-order`,
			body,
			...changes,
		});
		const limited = { ...OPEN, largestOrderValue: '500' };

		it('passes what it cannot value only with the very options that were judged', async () => {
			const options = order();
			vouch(options);
			await expect(sign(limited, order())).rejects.toThrow('is not known here');
			await expect(sign(limited, { ...options })).rejects.toThrow('is not known here');
			await expect(sign(limited, options)).resolves.toBe(options);
			// Once more, as after a 401.
			await expect(sign(limited, options)).resolves.toBe(options);
		});

		it('does not trust options that were changed since', async () => {
			const larger = order();
			vouch(larger);
			larger.body = body.replace('"size":1', '"size":1000');
			await expect(sign(limited, larger)).rejects.toThrow('is not known here');
			const elsewhere = order();
			vouch(elsewhere);
			elsewhere.url = `${FUTURES}/contract/private/submit-plan-order`;
			await expect(sign(limited, elsewhere)).rejects.toThrow('is not known here');
		});

		it('still holds it to actions and symbols, and to values that it knows itself', async () => {
			const judged = (changes: object = {}) => {
				const options = order(changes);
				vouch(options);
				return options;
			};
			await expect(sign(only('tradeSpot'), judged())).rejects.toThrow(
				'switch on Allow Futures Trading',
			);
			await expect(sign({ ...limited, allowedSymbols: 'ETH_USDT' }, judged())).rejects.toThrow(
				'BTCUSDT is not among',
			);
			const spot = { url: `${SPOT}${SUBMIT}`, body: JSON.stringify(LIMIT_BUY) };
			await expect(sign(limited, judged(spot))).rejects.toThrow('is worth 600 USDT');
		});
	});

	it('is judged on what is sent, whatever the options say', async () => {
		const signing = guardSigning({ ...keys, ...only() }, {}, { path: SUBMIT, body: '{}' });
		await expect(signing).rejects.toThrow('switch on Allow Spot Trading');
	});
});
