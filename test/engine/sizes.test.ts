import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { clock } from '../../nodes/core/exchange/clock';
import { forgetRates } from '../../nodes/core/exchange/pacing';
import { ledger } from '../../nodes/core/writes/ledger';
import type { Sandbox } from '../../sandbox';
import { startSandbox } from '../../sandbox';
import type { EngineOptions } from '../support/engine';
import { runNode } from '../support/engine';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { VirtualClock } from '../support/virtualClock';

/** Spot orders whose size is in one currency and whose wire wants the other. */

const UID = '80000001';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ now: () => clock.now() });
});
afterAll(async () => await sandbox.stop());
beforeEach(() => {
	new VirtualClock(Date.UTC(2026, 6, 20, 12));
	forgetRates();
	forgetRules();
	ledger.clear();
	sandbox.reset();
});
afterEach(() => jest.restoreAllMocks());

const RULES = 'GET /spot/v1/symbols/details';
const TICKER = 'GET /spot/quotation/v3/ticker';
const PLACE = 'POST /spot/v2/submit_order';

type Parameters = Record<string, unknown>;

/** The next answer of the ticker; after it the sandbox has a price of its own. */
const priceIs = (last: string) => {
	sandbox.canned = {
		endpoint: TICKER,
		text: `{"code":1000,"message":"success","data":{"symbol":"BTC_USDT","last":"${last}"}}`,
	};
};

async function run(parameters: Parameters, more: EngineOptions & { rails?: Parameters } = {}) {
	const { rails = {}, ...options } = more;
	const credential = sandboxCredential(sandbox, rails as Record<string, string>);
	const all = { resource: 'order', operation: 'create', symbol: 'BTC_USDT', ...parameters };
	return await runNode('bitmartSpot', all, { credential, ...options });
}

const KEY = /,"(client_order_id|clientOrderId)":"[0-9a-f]{32}"/g;
const bodies = () => sandbox.requests.flatMap(({ body }) => (body ? [body.replace(KEY, '')] : []));

const SELL_FOR_100 = { side: 'sell', type: 'market', sizeIn: 'quote', size: '100' };
const BUY_COINS = { side: 'buy', type: 'market', sizeIn: 'base', size: '0.0015' };

describe('a size in the other currency', () => {
	it.each<[string, Parameters, string[], string, Parameters]>([
		[
			'a market sell for an amount',
			SELL_FOR_100,
			[RULES, TICKER, PLACE],
			'{"symbol":"BTC_USDT","side":"sell","type":"market","size":"0.00163"}',
			{ size: '0.00163', askedSize: '100', askedIn: 'USDT', priceUsed: '61250.57' },
		],
		[
			'a market buy of a size',
			BUY_COINS,
			[RULES, TICKER, PLACE],
			'{"symbol":"BTC_USDT","side":"buy","type":"market","notional":"91.87"}',
			{ notional: '91.87', askedSize: '0.0015', askedIn: 'BTC', priceUsed: '61250.57' },
		],
		[
			'a limit order for an amount',
			{ side: 'buy', type: 'limit', sizeIn: 'quote', size: '100', price: '55000' },
			[RULES, PLACE],
			'{"symbol":"BTC_USDT","side":"buy","type":"limit","size":"0.00181","price":"55000"}',
			{ size: '0.00181', price: '55000', askedSize: '100', askedIn: 'USDT' },
		],
		[
			'an amount at a price that is cut down first',
			{
				side: 'buy',
				type: 'ioc',
				sizeIn: 'quote',
				size: '100',
				price: '49999.999',
				options: { ifAmountDoesNotFit: 'roundDown' },
			},
			[RULES, PLACE],
			'{"symbol":"BTC_USDT","side":"buy","type":"ioc","size":"0.00200","price":"49999.99"}',
			{
				size: '0.00200',
				askedSize: '100',
				adjusted: { price: { from: '49999.999', to: '49999.99' } },
			},
		],
		[
			'everything from expressions',
			{
				side: '={{ $json.side }}',
				type: '={{ $json.type }}',
				sizeIn: '={{ $json.unit }}',
				size: '={{ $json.size }}',
				price: '={{ $json.price }}',
			},
			[RULES, PLACE],
			'{"symbol":"BTC_USDT","side":"buy","type":"market","notional":"25"}',
			{ notional: '25' },
		],
	])('%s', async (_name, parameters, requests, body, item) => {
		priceIs('61250.57');
		const items = [{ side: 'Buy', type: 'Market', unit: 'quote', size: 25, price: '' }];
		const { outputs, error } = await run(parameters, { items });
		expect(error).toBeUndefined();
		expect(arrivals(sandbox)).toEqual(requests);
		expect(bodies()).toEqual([body]);
		const json = outputs[0]?.[0]?.json;
		expect(json).toMatchObject({ ...item, outcome: 'placed' });
		if (!('askedSize' in item)) expect(json).not.toHaveProperty('askedSize');
	});

	it('is converted in margin orders too', async () => {
		const margin = { resource: 'marginOrder', side: 'buy', type: 'limit', price: '55000' };
		await run({ ...margin, sizeIn: 'quote', size: '100' });
		expect(bodies()).toEqual([
			'{"symbol":"BTC_USDT","side":"buy","type":"limit","size":"0.00181","price":"55000"}',
		]);
	});

	it('of market orders in a batch is converted at one price for each pair', async () => {
		priceIs('61250.57');
		const { outputs, error } = await run({
			operation: 'createMany',
			specifyOrders: 'json',
			orders: JSON.stringify([SELL_FOR_100, BUY_COINS, { ...SELL_FOR_100, size: '200' }]),
		});
		expect(error).toBeUndefined();
		expect(arrivals(sandbox)).toEqual([RULES, TICKER, 'POST /spot/v4/batch_orders']);
		expect(bodies()).toEqual([
			'{"symbol":"BTC_USDT","orderParams":[{"side":"sell","type":"market","size":"0.00163"},{"side":"buy","type":"market","notional":"91.87"},{"side":"sell","type":"market","size":"0.00326"}]}',
		]);
		expect(outputs[0]?.map(({ json }) => [json.askedSize, json.askedIn, json.priceUsed])).toEqual([
			['100', 'USDT', '61250.57'],
			['0.0015', 'BTC', '61250.57'],
			['200', 'USDT', '61250.57'],
		]);
	});

	it('is not sent where the price cannot be read', async () => {
		sandbox.canned = { endpoint: TICKER, text: '{"code":70000,"message":"no data","data":{}}' };
		const { error } = await run(SELL_FOR_100);
		expect(error?.message).toContain(
			'The current price of BTC_USDT, which Size is converted with, could not be read',
		);
		expect(error?.description).toMatch(/^Nothing was sent\./);
		expect(arrivals(sandbox)).toEqual([RULES, TICKER]);
	});
});

describe('rules that cannot be read', () => {
	const UNCHECKED = { options: { sendUnchecked: true } };
	beforeEach(() => {
		sandbox.canned = {
			endpoint: RULES,
			text: '{"code":30016,"message":"System maintenance","data":{}}',
		};
	});

	it.each<[string, Parameters]>([
		['a market sell for an amount', SELL_FOR_100],
		['a market buy of a size', BUY_COINS],
		['a limit order for an amount', { ...SELL_FOR_100, type: 'limit', price: '70000' }],
	])('keep %s back, also with Send Unchecked', async (_name, parameters) => {
		const { error } = await run({ ...parameters, ...UNCHECKED });
		expect(error?.message).toBe(
			'Size cannot be converted, because the trading rules of BTC_USDT could not be read',
		);
		expect(error?.description).toMatch(/^Nothing was sent\. Send Unchecked sends only/);
		expect(arrivals(sandbox)).not.toContain(PLACE);
	});

	it('let a market buy of an amount through with Send Unchecked', async () => {
		const { error } = await run({ ...BUY_COINS, sizeIn: 'quote', size: '25.5', ...UNCHECKED });
		expect(error).toBeUndefined();
		expect(bodies()).toEqual([
			'{"symbol":"BTC_USDT","side":"buy","type":"market","notional":"25.5"}',
		]);
	});
});

describe('a converted order', () => {
	it('is converted once, however often n8n runs the item', async () => {
		priceIs('61250.57');
		await run(
			{ ...SELL_FOR_100, size: '={{ $json.size }}' },
			{
				items: [{ size: '100' }, { size: '999999999' }],
				node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 },
			},
		);
		const sold = sandbox.books.orders(UID).map(({ size }) => size);
		expect(sold).toEqual(['0.00163']);
		expect(bodies().filter((body) => body.includes('"size":"0.00163"'))).toHaveLength(1);
	});

	it('is found again by its Idempotency Key after a restart, at another price', async () => {
		const parameters = { ...SELL_FOR_100, options: { idempotencyKey: 'alert 7' } };
		priceIs('61250.57');
		const [first] = (await run(parameters, { executionId: 'one' })).outputs[0] ?? [];
		ledger.clear();
		priceIs('80000');
		const again = await run(parameters, { executionId: 'two' });
		expect(again.error).toBeUndefined();
		const json = again.outputs[0]?.[0]?.json;
		expect(json).toMatchObject({ outcome: 'duplicate', orderId: first?.json.orderId });
		// What is there, not what this price would have made.
		expect(Number(json?.size)).toBe(0.00163);
		expect(json).not.toHaveProperty('priceUsed');
		expect(sandbox.books.orders(UID)).toHaveLength(1);
	});

	it('is another write than the same number in the other currency, also where both are the same order', async () => {
		// At a price of 1 both currencies come to the same size, and to the same body.
		const order = { side: 'buy', type: 'limit', price: '1', size: '10' };
		const alert = { ...order, options: { idempotencyKey: 'alert 8' } };
		await run({ ...alert, sizeIn: 'base' }, { executionId: 'one' });
		const { error } = await run({ ...alert, sizeIn: 'quote' }, { executionId: 'two' });
		expect(error?.message).toBe('This Idempotency Key was used for something else already');
		expect(sandbox.books.orders(UID)).toHaveLength(1);

		await run({ ...order, sizeIn: 'base' }, { executionId: 'same' });
		const changed = await run({ ...order, sizeIn: 'quote' }, { executionId: 'same' });
		expect(changed.error?.message).toContain('changed between two tries');
		expect(sandbox.books.orders(UID)).toHaveLength(2);
	});
});

describe('the guard rails', () => {
	it.each<[string, Parameters, string[]]>([
		['a limit order, before anything is read', { side: 'buy', type: 'limit', price: '70000' }, []],
		['a market sell, at the price of the moment', {}, [RULES, TICKER, TICKER]],
	])('hold to the largest value %s', async (_name, changes, requests) => {
		const { error } = await run(
			{ ...SELL_FOR_100, ...changes },
			{ rails: { largestOrderValue: '90' } },
		);
		expect(error?.message).toMatch(
			/^The order is worth [\d.]+ USDT, more than the Largest Order Value of this credential/,
		);
		expect(arrivals(sandbox)).toEqual(requests);
		expect(sandbox.books.orders(UID)).toHaveLength(0);
	});

	it('let an order of exactly the largest value through', async () => {
		const limit = { side: 'buy', type: 'limit', price: '55000', sizeIn: 'quote', size: '100' };
		const { error } = await run(limit, { rails: { largestOrderValue: '100' } });
		expect(error).toBeUndefined();
	});

	it('refuse action and symbol before anything is read', async () => {
		const rails = { allowSpotTrading: false, largestOrderValue: '1000' };
		const { error } = await run(SELL_FOR_100, { rails });
		expect(error?.message).toContain('Allow Spot Trading');
		const strange = await run(SELL_FOR_100, { rails: { allowedSymbols: 'ETH_USDT' } });
		expect(strange.error?.message).toContain('BTC_USDT is not among the Allowed Symbols');
		expect(sandbox.requests).toEqual([]);
	});
});
