import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { clock } from '../../nodes/core/exchange/clock';
import { startSandbox } from '../../sandbox';
import { runNode } from '../support/engine';
import { permitMode } from '../support/rules';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/** Orders against the rules that the sandbox publishes, and the requests that reading them takes. */

const sandbox = useNodes();
beforeEach(() => {
	forgetRules();
	permitMode(sandbox.futuresUrl, sandboxCredential(sandbox), 'hedge');
});

const SPOT_RULES = 'GET /spot/v1/symbols/details';
const PLACE = 'POST /spot/v2/submit_order';
const BATCH = 'POST /spot/v4/batch_orders';
const CONTRACT_RULES = 'GET /contract/public/details';

type Parameters = Record<string, unknown>;

async function run(node: string, parameters: Parameters, more: Parameters = {}) {
	const { items, credential = {}, ...rest } = more;
	return await runNode(node, parameters, {
		credential: sandboxCredential(sandbox, credential as Record<string, string>),
		...(items ? { items: items as Parameters[] } : {}),
		node: rest,
	});
}

const spotOrder = (changes: Parameters = {}) => ({
	resource: 'order',
	operation: 'create',
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '0.001',
	price: '55000',
	...changes,
});
const ROUND_DOWN = { options: { ifAmountDoesNotFit: 'roundDown' } };
const UNCHECKED = { options: { sendUnchecked: true } };

const batch = (orders: Parameters[], changes: Parameters = {}) => ({
	resource: 'order',
	operation: 'createMany',
	symbol: 'BTC_USDT',
	specifyOrders: 'json',
	orders: JSON.stringify(orders),
	...changes,
});
const limitBuy = (size: string) => ({ side: 'buy', type: 'limit', size, price: '55000' });

const futuresOrder = (changes: Parameters = {}) => ({
	resource: 'order',
	operation: 'create',
	symbol: 'BTCUSDT',
	side: 'openLong',
	type: 'limit',
	size: 5,
	price: '55000',
	leverage: '10',
	marginMode: 'isolated',
	...changes,
});

const waiting = { triggerPrice: '58000', priceType: 'last', priceWay: 'falls' };

const REFUSED: Array<[string, string, Parameters, string]> = [
	[
		'a size with too many decimals',
		'bitmartSpot',
		spotOrder({ size: '0.0015678' }),
		'Size 0.0015678 has too many decimals for BTC_USDT: the step is 0.00001. The nearest below is 0.00156',
	],
	[
		'the same with V1',
		'bitmartSpot',
		spotOrder({ size: '0.0015678', options: { endpointVersion: 'v1' } }),
		'Size 0.0015678 has too many decimals',
	],
	[
		'a price that BitMart would cut without a word',
		'bitmartSpot',
		spotOrder({ price: '55000.123' }),
		'Price 55000.123 has too many decimals for BTC_USDT: the step is 0.01. The nearest below is 55000.12',
	],
	[
		'an order below the minimum value, which a limit maker would be canceled for',
		'bitmartSpot',
		spotOrder({ type: 'limit_maker', size: '0.00005' }),
		'The order is worth 2.75 USDT, below the minimum of 5 USDT for buying BTC_USDT. At this Price the smallest Size is 0.0001',
	],
	[
		'a market buy of too little',
		'bitmartSpot',
		spotOrder({ type: 'market', sizeIn: 'quote', size: '4.99' }),
		'Size 4.99 USDT is below the minimum of BTC_USDT for market buys, which is 5 USDT',
	],
	[
		'a market sell of too little',
		'bitmartSpot',
		spotOrder({ symbol: 'BMX_USDT', side: 'sell', type: 'market', size: '0.5' }),
		'Size 0.5 is below the minimum of BMX_USDT, which is 1',
	],
	[
		'a pair that does not trade yet',
		'bitmartSpot',
		spotOrder({ symbol: 'new/usdt' }),
		'NEW_USDT does not trade: its status is "pre-trade"',
	],
	[
		'a pair that nobody knows',
		'bitmartSpot',
		spotOrder({ symbol: 'XYZ_USDT', ...UNCHECKED }),
		'XYZ_USDT is not a trading pair of BitMart',
	],
	[
		'a margin order',
		'bitmartSpot',
		spotOrder({ resource: 'marginOrder', size: '0.000001' }),
		'Size 0.000001 is below the minimum of BTC_USDT, which is 0.00001',
	],
	[
		'a trigger order',
		'bitmartSpot',
		spotOrder({ resource: 'triggerOrder', triggerKind: 'trigger', triggerPrice: '58000.001' }),
		'Trigger Price 58000.001 has too many decimals for BTC_USDT',
	],
	[
		'one order of a batch',
		'bitmartSpot',
		batch([limitBuy('0.001'), limitBuy('0.0015678')]),
		'Orders 2: Size 0.0015678 has too many decimals for BTC_USDT',
	],
	[
		'a futures price off the step',
		'bitmartFutures',
		futuresOrder({ price: '55000.05' }),
		'Price 55000.05 has too many decimals for BTCUSDT: the step is 0.1. The nearest below is 55000.0',
	],
	[
		'too many contracts at the market',
		'bitmartFutures',
		futuresOrder({ type: 'market', size: 250001 }),
		'Size 250001 is above the maximum of BTCUSDT for market orders, which is 250000',
	],
	[
		'too much leverage',
		'bitmartFutures',
		futuresOrder({ leverage: '201' }),
		'Leverage 201 is above the maximum of BTCUSDT, which is 200',
	],
	[
		'a preset off the step',
		'bitmartFutures',
		futuresOrder({ options: { presetStopLossPrice: '50000.55' } }),
		'Preset Stop Loss Price 50000.55 has too many decimals for BTCUSDT',
	],
	[
		'a contract that is gone',
		'bitmartFutures',
		futuresOrder({ symbol: 'NEWUSDT' }),
		'NEWUSDT does not trade: its status is "Delisted"',
	],
	[
		'a contract that nobody knows',
		'bitmartFutures',
		futuresOrder({ symbol: 'XYZUSDT' }),
		'XYZUSDT is not a contract of BitMart',
	],
	[
		'a change of a futures order',
		'bitmartFutures',
		{ ...futuresOrder(), operation: 'modify', orderId: '30001', price: '55000.05', size: '' },
		'Price 55000.05 has too many decimals for BTCUSDT',
	],
	[
		'a plan order',
		'bitmartFutures',
		{ ...futuresOrder(), ...waiting, resource: 'planOrder', executionPrice: '58000.05' },
		'Execution Price 58000.05 has too many decimals for BTCUSDT',
	],
	[
		'a stop loss of more contracts than one market order takes',
		'bitmartFutures',
		{
			...futuresOrder({ side: 'closeLong', type: 'stop_loss', size: 250001 }),
			...waiting,
			resource: 'tpSlOrder',
			executionPrice: '0',
			planCategory: 'quantity',
		},
		'Size 250001 is above the maximum of BTCUSDT for market orders, which is 250000',
	],
	[
		'a trailing order',
		'bitmartFutures',
		{
			...futuresOrder(),
			resource: 'trailingOrder',
			activationPrice: '63000.05',
			activationPriceType: 'last',
			callbackRate: '1',
		},
		'Activation Price 63000.05 has too many decimals for BTCUSDT',
	],
];

describe('an order that does not fit', () => {
	it.each(REFUSED)(
		'(%s) is explained, and nothing but the rules is asked',
		async (_name, ...one) => {
			const [node, parameters, sentence] = one;
			const { error } = await run(node, parameters);
			expect(error?.message).toContain(sentence);
			expect(error?.description).toMatch(/^Nothing was sent\./);
			expect(new Set(arrivals(sandbox))).toEqual(
				new Set([node === 'bitmartSpot' ? SPOT_RULES : CONTRACT_RULES]),
			);
		},
	);

	it('is cut down where the user wants that, and the item says so', async () => {
		const { outputs, error } = await run(
			'bitmartSpot',
			spotOrder({ size: '0.0015678', price: '55000.129', ...ROUND_DOWN }),
		);
		expect(error).toBeUndefined();
		expect(arrivals(sandbox)).toEqual([SPOT_RULES, PLACE]);
		expect(sandbox.requests[1]?.body).toContain('"size":"0.00156","price":"55000.12"');
		expect(outputs[0]?.[0]?.json).toMatchObject({
			size: '0.00156',
			price: '55000.12',
			adjusted: {
				size: { from: '0.0015678', to: '0.00156' },
				price: { from: '55000.129', to: '55000.12' },
			},
			outcome: 'placed',
		});
	});

	it('is cut down in a batch, and only the item of that order says so', async () => {
		const orders = [limitBuy('0.001'), limitBuy('0.0015678')];
		const { outputs, error } = await run('bitmartSpot', batch(orders, ROUND_DOWN));
		expect(error).toBeUndefined();
		expect(arrivals(sandbox)).toEqual([SPOT_RULES, BATCH]);
		expect(sandbox.requests[1]?.body).not.toContain('adjusted');
		expect(outputs[0]?.map(({ json }) => [json.size, json.adjusted])).toEqual([
			['0.001', undefined],
			['0.00156', { size: { from: '0.0015678', to: '0.00156' } }],
		]);
	});

	it('is cut down on the futures side, where the price step is a step', async () => {
		const { outputs, error } = await run(
			'bitmartFutures',
			futuresOrder({ price: '55000.19', ...ROUND_DOWN }),
		);
		expect(error).toBeUndefined();
		expect(arrivals(sandbox)).toEqual([CONTRACT_RULES, 'POST /contract/private/submit-order']);
		expect(outputs[0]?.[0]?.json).toMatchObject({
			price: '55000.1',
			adjusted: { price: { from: '55000.19', to: '55000.1' } },
		});
	});

	it('is not cut down to nothing', async () => {
		const { error } = await run('bitmartSpot', spotOrder({ size: '0.000001', ...ROUND_DOWN }));
		expect(error?.message).toBe('Size 0.000001 is below the minimum of BTC_USDT, which is 0.00001');
		expect(arrivals(sandbox)).toEqual([SPOT_RULES]);
	});

	it('fails alone with Continue On Fail', async () => {
		const { outputs } = await run('bitmartSpot', spotOrder({ size: '={{ $json.size }}' }), {
			items: [{ size: '0.001' }, { size: '0.0015678' }, { size: '0.002' }],
			onError: 'continueRegularOutput',
		});
		expect(arrivals(sandbox)).toEqual([SPOT_RULES, PLACE, PLACE]);
		expect(outputs[0]?.map(({ json }) => json.size ?? json.error)).toEqual([
			'0.001',
			expect.stringContaining('Size 0.0015678 has too many decimals'),
			'0.002',
		]);
	});
});

describe('the rules', () => {
	it('are read once for many items, without a key', async () => {
		const items = Array.from({ length: 12 }, () => ({}));
		const { error } = await run('bitmartSpot', spotOrder({ size: '0.0001' }), { items });
		expect(error).toBeUndefined();
		expect(arrivals(sandbox)).toEqual([SPOT_RULES, ...items.map(() => PLACE)]);
		expect(Object.keys(sandbox.requests[0]?.headers ?? {}).join()).not.toContain('x-bm');
	});

	it('are read once for many executions, and for trigger and margin orders too', async () => {
		await run('bitmartSpot', spotOrder());
		await run('bitmartSpot', spotOrder({ symbol: 'ETH_USDT', size: '0.01', price: '2000' }));
		const trigger = { resource: 'triggerOrder', triggerKind: 'trigger', triggerPrice: '58000' };
		await run('bitmartSpot', spotOrder(trigger));
		expect(arrivals(sandbox)).toEqual([
			SPOT_RULES,
			PLACE,
			PLACE,
			'POST /spot/v4/algo/submit_order',
		]);
	});

	it('are read again when they are ten minutes old', async () => {
		await run('bitmartSpot', spotOrder());
		// Both clocks move, so that the signature stays fresh.
		jest.spyOn(clock, 'now').mockImplementation(() => Date.now() + 600_001);
		sandbox.clockOffset = 600_001;
		await run('bitmartSpot', spotOrder());
		expect(arrivals(sandbox)).toEqual([SPOT_RULES, PLACE, SPOT_RULES, PLACE]);
	});

	it('of contracts are read for the contract alone', async () => {
		await run('bitmartFutures', futuresOrder());
		await run('bitmartFutures', futuresOrder({ symbol: 'ETHUSDT', price: '2000' }));
		const rules = sandbox.requests.filter(({ path }) => path === '/contract/public/details');
		expect(rules.map(({ rawQuery }) => rawQuery)).toEqual(['symbol=BTCUSDT', 'symbol=ETHUSDT']);
	});

	it('of one environment are not taken for those of another', async () => {
		const other = await startSandbox();
		try {
			await run('bitmartSpot', spotOrder());
			await run('bitmartSpot', spotOrder(), { credential: { sandboxSpotUrl: other.spotUrl } });
			expect(arrivals(sandbox)).toEqual([SPOT_RULES, PLACE]);
			expect(arrivals(other)).toEqual([SPOT_RULES, PLACE]);
		} finally {
			await other.stop();
		}
	});

	it('are read afresh once for items whose pair is missing', async () => {
		await run('bitmartSpot', spotOrder());
		const { outputs } = await run('bitmartSpot', spotOrder({ symbol: 'XYZ_USDT' }), {
			items: [{}, {}, {}],
			onError: 'continueRegularOutput',
		});
		expect(outputs[0]).toHaveLength(3);
		expect(arrivals(sandbox)).toEqual([SPOT_RULES, PLACE, SPOT_RULES]);
	});
});

describe('rules that cannot be read', () => {
	/** The rules of the spot host answer this. */
	const failing = () => {
		jest.spyOn(clock, 'wait').mockResolvedValue();
		sandbox.canned = {
			endpoint: SPOT_RULES,
			text: '{"code":30016,"message":"System maintenance","data":{}}',
		};
	};

	it('keep the order back', async () => {
		failing();
		const { error } = await run('bitmartSpot', spotOrder());
		expect(error?.message).toBe(
			'The trading rules could not be read, so nothing was sent: BitMart refused: System maintenance (code 30016)',
		);
		expect(error?.description).toContain('switch Send Unchecked in the options on');
		expect(arrivals(sandbox)).not.toContain(PLACE);
	});

	it('let it through unchanged where the user wants that', async () => {
		failing();
		const options = { sendUnchecked: true, ifAmountDoesNotFit: 'roundDown' };
		const { outputs, error } = await run('bitmartSpot', spotOrder({ price: '55000.129', options }));
		expect(error).toBeUndefined();
		expect(arrivals(sandbox).at(-1)).toBe(PLACE);
		expect(outputs[0]?.[0]?.json).toMatchObject({ price: '55000.129', outcome: 'placed' });
		expect(outputs[0]?.[0]?.json).not.toHaveProperty('adjusted');
	});

	it('are tried again by the next order', async () => {
		failing();
		await run('bitmartSpot', spotOrder());
		sandbox.requests.length = 0;
		const { error } = await run('bitmartSpot', spotOrder());
		expect(error).toBeUndefined();
		expect(arrivals(sandbox)).toEqual([SPOT_RULES, PLACE]);
	});
});
