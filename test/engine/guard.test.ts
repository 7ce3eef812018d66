import type { IHttpRequestOptions, INodeType } from 'n8n-workflow';

import { NODE_TYPES, runNode } from '../support/engine';
import { only, without } from '../support/rails';
import { permit, permitMode } from '../support/rules';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/**
 * A node that sends its `request` with the credential: as the HTTP Request node does, through the helper
 * of the request library that came before (`legacy`), or as any node does.
 */
const caller: INodeType = {
	description: {
		displayName: 'Caller',
		name: 'caller',
		group: ['output'],
		version: 1,
		description: '',
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'bitmartApi', required: true }],
		properties: [
			{ displayName: 'Legacy', name: 'legacy', type: 'boolean', default: true },
			{ displayName: 'Request', name: 'request', type: 'json', default: {} },
		],
	},
	async execute() {
		const request = this.getNodeParameter('request', 0) as IHttpRequestOptions;
		const { helpers } = this;
		const send =
			this.getNodeParameter('legacy', 0) === true
				? helpers.requestWithAuthentication
				: helpers.httpRequestWithAuthentication;
		const answer: unknown = await send.call(
			this,
			'bitmartApi',
			JSON.parse(JSON.stringify(request)) as never,
		);
		return [[{ json: { answer: answer as string }, pairedItem: { item: 0 } }]];
	},
};

const sandbox = useNodes(Date.UTC(2026, 7, 1));
beforeAll(() => {
	NODE_TYPES.caller = caller;
	permit(sandbox.spotUrl, 'BTC_USDT', 'ETH_USDT');
	permit(sandbox.futuresUrl, 'BTCUSDT', 'ETHUSDT', 'BTCUSD');
	permitMode(sandbox.futuresUrl, sandboxCredential(sandbox), 'hedge');
});
afterAll(() => {
	delete NODE_TYPES.caller;
});

type Settings = Record<string, string | boolean>;

const run = async (node: string, parameters: object, settings: Settings) =>
	await runNode(
		node,
		{ ...parameters },
		{ credential: sandboxCredential(sandbox, settings as never) },
	);

const SUBMIT = 'POST /spot/v2/submit_order';
const TICKER = 'GET /spot/quotation/v3/ticker';
const DETAILS = 'GET /contract/public/details';
const SUBMIT_FUTURES = 'POST /contract/private/submit-order';

const LIMIT_BUY = {
	resource: 'order',
	operation: 'create',
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '0.001',
	price: '50000',
};
/** Worth 60 to 64 USDT in the sandbox. */
const MARKET_SELL = { ...LIMIT_BUY, side: 'sell', type: 'market', price: '' };
/** 10 contracts of 0.001 BTC, worth 600 to 640 USDT. */
const FUTURES = {
	resource: 'order',
	operation: 'create',
	symbol: 'BTCUSDT',
	side: 'openLong',
	type: 'market',
	size: 10,
	leverage: '10',
	marginMode: 'isolated',
};
const TRANSFER = {
	resource: 'transfer',
	operation: 'create',
	direction: 'spotToFutures',
	currency: 'USDT',
	amount: '5',
};
const WITHDRAWAL = {
	resource: 'withdrawal',
	operation: 'create',
	currency: 'USDT-TRC20',
	amount: '25',
	sendTo: 'address',
	address: 'TXexampleAddress0000000000000000000',
};

describe('the nodes send nothing that the credential forbids', () => {
	it.each<[string, string, object, Settings, string]>([
		['a spot order', 'bitmartSpot', LIMIT_BUY, without('tradeSpot'), 'Allow Spot Trading'],
		[
			'a futures order',
			'bitmartFutures',
			FUTURES,
			without('tradeFutures'),
			'Allow Futures Trading',
		],
		[
			'a margin order',
			'bitmartSpot',
			{ ...LIMIT_BUY, resource: 'marginOrder' },
			without('tradeMargin'),
			'Allow Margin Trading',
		],
		['a transfer', 'bitmartFutures', TRANSFER, without('transfer'), 'Allow Transfers'],
		[
			'a transfer to a sub-account',
			'bitmartSubAccount',
			{
				resource: 'transfer',
				operation: 'mainToSub',
				wallet: 'spot',
				subAccount: 'desk1@example.com',
				currency: 'USDT',
				amount: '5',
			},
			without('transfer'),
			'Allow Transfers',
		],
		['a withdrawal', 'bitmartAccount', WITHDRAWAL, without('withdraw'), 'Allow Withdrawals'],
		['anything', 'bitmartSpot', LIMIT_BUY, only(), 'Allow Spot Trading'],
	])('%s', async (_name, node, parameters, settings, label) => {
		const { error } = await run(node, parameters, settings);
		expect(error?.message).toContain(`switch on ${label} in the credential`);
		expect(error?.description).toContain('choose another credential');
		expect(arrivals(sandbox).filter((arrival) => arrival.startsWith('POST'))).toEqual([]);
	});

	it('a withdrawal with a credential that was made before there were guard rails', async () => {
		const older = sandboxCredential(sandbox);
		delete older.allowWithdrawals;
		const { error } = await runNode('bitmartAccount', WITHDRAWAL, { credential: older });
		expect(error?.message).toContain('does not allow withdrawals');
		const order = await runNode('bitmartSpot', LIMIT_BUY, { credential: older });
		expect(order.error).toBeUndefined();
	});

	it('another pair, and a Cancel All of all pairs', async () => {
		const btc = { allowedSymbols: 'BTCUSDT' };
		const other = await run('bitmartSpot', { ...LIMIT_BUY, symbol: 'ETH/USDT' }, btc);
		expect(other.error?.message).toBe(
			'ETH_USDT is not among the Allowed Symbols of this credential: BTCUSDT',
		);
		const all = { resource: 'order', operation: 'cancelAll' };
		expect((await run('bitmartSpot', all, btc)).error?.message).toContain('names no symbol');
		expect(sandbox.requests).toEqual([]);

		const one = { ...all, options: { symbol: 'BTC_USDT' } };
		expect((await run('bitmartSpot', one, btc)).error).toBeUndefined();
		expect((await run('bitmartSpot', LIMIT_BUY, btc)).error).toBeUndefined();
		expect((await run('bitmartFutures', FUTURES, btc)).error).toBeUndefined();
		expect(arrivals(sandbox)).toEqual(['POST /spot/v4/cancel_all', SUBMIT, SUBMIT_FUTURES]);
	});

	it('another pair in a batch', async () => {
		const orders = [
			{ side: 'buy', type: 'limit', size: '0.001', price: '50000' },
			{ symbol: 'ETH_USDT', side: 'buy', type: 'limit', size: '0.01', price: '2000' },
		];
		const { error } = await run(
			'bitmartSpot',
			{
				resource: 'order',
				operation: 'createMany',
				symbol: 'BTC_USDT',
				specifyOrders: 'json',
				orders: `={{ ${JSON.stringify(orders)} }}`,
				options: { endpointVersion: 'v2' },
			},
			{ allowedSymbols: 'BTC_USDT' },
		);
		expect(error?.message).toContain('ETH_USDT is not among the Allowed Symbols');
		expect(sandbox.requests).toEqual([]);
	});

	it('anything, with a setting that cannot be understood', async () => {
		const { error } = await run('bitmartSpot', LIMIT_BUY, { largestOrderValue: '1,000' });
		expect(error?.message).toContain('Largest Order Value of the credential must be a number');
		expect(sandbox.requests).toEqual([]);
	});

	it('reads all the same', async () => {
		const nothing = { ...only(), allowedSymbols: 'ETH_USDT', largestOrderValue: '1' };
		for (const [node, parameters] of [
			['bitmartSpot', { resource: 'order', operation: 'getManyOpen' }],
			['bitmartFutures', { resource: 'transfer', operation: 'getMany' }],
			['bitmartAccount', { resource: 'balance', operation: 'getMany' }],
		] as const) {
			expect((await run(node, parameters, nothing)).error).toBeUndefined();
		}
	});
});

describe('the value of an order of the nodes', () => {
	it.each<[string, string, object, string, string, string[]]>([
		['a limit buy', 'bitmartSpot', LIMIT_BUY, '49.99', '50', [SUBMIT]],
		[
			'a market buy',
			'bitmartSpot',
			{ ...LIMIT_BUY, type: 'market', price: '', sizeIn: 'quote', size: '25.50' },
			'25.49',
			'25.5',
			[SUBMIT],
		],
		['a market sell', 'bitmartSpot', MARKET_SELL, '59', '65', [TICKER, SUBMIT]],
		[
			'a limit sell far below the market',
			'bitmartSpot',
			{ ...MARKET_SELL, type: 'limit', price: '10000' },
			'59',
			'65',
			[TICKER, SUBMIT],
		],
		['a futures order', 'bitmartFutures', FUTURES, '590', '650', [DETAILS, SUBMIT_FUTURES]],
		[
			'a coin-margined futures order',
			'bitmartFutures',
			{ ...FUTURES, symbol: 'BTCUSD', size: 2 },
			'199',
			'200',
			[DETAILS, SUBMIT_FUTURES],
		],
		[
			'a plan order',
			'bitmartFutures',
			{
				...FUTURES,
				resource: 'planOrder',
				type: 'limit',
				triggerPrice: '58000',
				priceWay: 'falls',
				priceType: 'last',
				executionPrice: '58050',
			},
			'580',
			'580.5',
			[DETAILS, 'POST /contract/private/submit-plan-order'],
		],
	])('%s', async (_name, node, parameters, tooLittle, enough, sent) => {
		const refused = await run(node, parameters, { largestOrderValue: tooLittle });
		expect(refused.error?.message).toMatch(
			/^The order is worth [\d.]+ USDT?, more than the Largest Order Value of this credential, which is /,
		);
		expect(arrivals(sandbox)).toEqual(sent.slice(0, -1));

		sandbox.requests.length = 0;
		const placed = await run(node, parameters, { largestOrderValue: enough });
		expect(placed.error).toBeUndefined();
		expect(placed.outputs[0]?.[0]?.json.orderId).toEqual(expect.stringMatching(/\d/));
		// The price is read once, and the credential takes the node's word for it.
		expect(arrivals(sandbox)).toEqual(sent);
	});

	it('is known of every order of a batch, with one reading for each pair', async () => {
		const sell = { side: 'sell', type: 'market', size: '0.001' };
		const parameters = (orders: object[]) => ({
			resource: 'order',
			operation: 'createMany',
			symbol: 'BTC_USDT',
			specifyOrders: 'json',
			orders: `={{ ${JSON.stringify(orders)} }}`,
		});
		const most = { largestOrderValue: '100' };
		const large = await run('bitmartSpot', parameters([sell, { ...sell, size: '0.002' }]), most);
		expect(large.error?.message).toMatch(/^Order 2 is worth 12[\d.]+ USDT/);
		expect(arrivals(sandbox)).toEqual([TICKER]);

		sandbox.requests.length = 0;
		expect((await run('bitmartSpot', parameters([sell, sell]), most)).error).toBeUndefined();
		expect(arrivals(sandbox)).toEqual([TICKER, 'POST /spot/v4/batch_orders']);
	});

	it('counts a change as the order that it makes', async () => {
		const limit = { ...FUTURES, type: 'limit', price: '50000', size: 1 };
		const placed = await run('bitmartFutures', limit, {});
		const orderId = placed.outputs[0]?.[0]?.json.orderId;
		const change = { resource: 'order', operation: 'modify', symbol: 'BTCUSDT', orderId, size: 3 };
		sandbox.requests.length = 0;

		const refused = await run('bitmartFutures', change, { largestOrderValue: '149' });
		expect(refused.error?.message).toContain('The order is worth 150 USDT');
		const reads = ['GET /contract/private/get-open-orders', DETAILS];
		expect(arrivals(sandbox)).toEqual(reads);

		sandbox.requests.length = 0;
		const allowed = await run('bitmartFutures', change, { largestOrderValue: '150' });
		expect(allowed.error).toBeUndefined();
		expect(arrivals(sandbox)).toEqual([...reads, 'POST /contract/private/modify-limit-order']);
	});

	it.each([
		['an answer that is not BitMart', { kind: 'cloudflare' }],
		['no answer', { kind: 'lostRequest' }],
	] as const)('that cannot be read refuses the order: %s', async (_name, fault) => {
		sandbox.faults = [{ ...fault, on: TICKER }];
		const { error } = await run('bitmartSpot', MARKET_SELL, { largestOrderValue: '1000000' });
		expect(error?.message).toBe(
			'The current price of BTC_USDT could not be read, so the order cannot be held to the Largest Order Value of this credential',
		);
		expect(new Set(arrivals(sandbox))).toEqual(new Set([TICKER]));
	});

	it('refuses a contract that BitMart does not list', async () => {
		permit(sandbox.futuresUrl, 'XYZUSDT');
		const parameters = { ...FUTURES, symbol: 'XYZUSDT' };
		const { error } = await run('bitmartFutures', parameters, { largestOrderValue: '1000' });
		expect(error?.message).toContain('The current price of XYZUSDT could not be read');
		expect(arrivals(sandbox)).toEqual([DETAILS]);
	});

	it('is an item of its own where the workflow continues on errors', async () => {
		const { outputs } = await runNode(
			'bitmartSpot',
			{ ...LIMIT_BUY, size: '={{ $json.size }}' },
			{
				credential: sandboxCredential(sandbox, { largestOrderValue: '60' }),
				node: { onError: 'continueRegularOutput' },
				items: [{ size: '0.002' }, { size: '0.001' }],
			},
		);
		expect(outputs[0]?.[0]?.json).toMatchObject({
			error: expect.stringContaining('The order is worth 100 USDT') as string,
		});
		expect(outputs[0]?.[1]?.json).toMatchObject({ outcome: 'placed' });
		expect(arrivals(sandbox)).toEqual([SUBMIT]);
	});
});

describe('other nodes with the credential', () => {
	const wire = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', size: '0.001', price: '50000' };
	const request = (path: string, body: unknown, changes: object = {}) => ({
		request: { method: 'POST', uri: `${sandbox.spotUrl}${path}`, body, json: false, ...changes },
	});
	const submit = '/spot/v2/submit_order';

	it.each<[string, string, unknown, Settings, string]>([
		[
			'an action',
			'/account/v1/withdraw/apply',
			{},
			without('withdraw'),
			'switch on Allow Withdrawals',
		],
		['a symbol', submit, wire, { allowedSymbols: 'ETH_USDT' }, 'BTC_USDT is not among'],
		['a value', submit, wire, { largestOrderValue: '49' }, 'The order is worth 50 USDT'],
		[
			'a value that only the nodes know',
			submit,
			{ ...wire, side: 'sell', type: 'market', price: undefined },
			{ largestOrderValue: '1000000' },
			'The value of the order is not known here',
		],
		[
			'a text with a key twice',
			submit,
			'{"size":"9","size":"1"}',
			{ largestOrderValue: '49' },
			'a key twice',
		],
		[
			'the body of a withdrawal for a list of orders',
			'/spot/v4/query/open-orders',
			{ currency: 'USDT-TRC20', amount: '25', address: 'TXexampleAddress0000000000000000000' },
			only(),
			'"currency", which is no parameter of this call',
		],
		[
			'the body of Cancel All for a list of orders',
			'/spot/v4/query/open-orders',
			{},
			only(),
			'would do for POST /spot/v4/cancel_all',
		],
		[
			'an escaped path',
			'/spot/v2/submit%5Forder',
			wire,
			{ largestOrderValue: '50' },
			'does not sign',
		],
		['a doubled slash', '/spot/v2//submit_order', wire, without('withdraw'), 'does not sign'],
	])('are refused by %s, with what to change', async (_name, path, body, settings, sentence) => {
		const { error } = await run('caller', request(path, body), settings);
		expect(error?.message).toContain(sentence);
		expect(error?.description).toMatch(/\.$/);
		expect(sandbox.requests).toEqual([]);
	});

	it('send what is allowed', async () => {
		const settings = {
			...only('tradeSpot'),
			allowedSymbols: 'BTC_USDT',
			largestOrderValue: '50',
		};
		const { outputs, error } = await run('caller', request(submit, wire), settings);
		expect(error).toBeUndefined();
		expect(String(outputs[0]?.[0]?.json.answer)).toContain('"code":1000');
		expect(arrivals(sandbox)).toEqual([SUBMIT]);
	});

	it('are not taken for the nodes, although they send the very same order', async () => {
		const most = { largestOrderValue: '1000000' };
		expect((await run('bitmartFutures', FUTURES, most)).error).toBeUndefined();
		const { body } = sandbox.requests[1] ?? {};
		const again = {
			legacy: false,
			request: { method: 'POST', url: `${sandbox.futuresUrl}/contract/private/submit-order`, body },
		};
		expect((await run('caller', again, most)).error?.message).toContain('is not known here');
		expect(arrivals(sandbox)).toEqual([DETAILS, SUBMIT_FUTURES]);
	});

	it('are judged again when n8n repeats a request after a 401', async () => {
		// BitMart answers 401 to a signature with another memo; n8n signs once more and sends it again.
		const credential = sandboxCredential(sandbox, { memo: 'wrong', largestOrderValue: '50' });
		const parameters = {
			legacy: false,
			request: { method: 'POST', url: `${sandbox.spotUrl}${submit}`, body: wire },
		};
		await runNode('caller', parameters, { credential });
		expect(sandbox.requests.map(({ status, body }) => [status, body])).toEqual([
			[401, JSON.stringify(wire)],
			[401, JSON.stringify(wire)],
		]);
	});
});

describe('a tool call of an AI agent', () => {
	const order = {
		resource: 'order',
		operation: 'create',
		symbol: 'BTC_USDT',
		side: 'buy',
		type: 'limit',
		size: '0.01',
		price: '50000',
	};
	const withdrawal = {
		resource: 'withdrawal',
		operation: 'create',
		currency: 'USDT-TRC20',
		amount: '25',
		sendTo: 'user',
		recipientType: 'userId',
		recipient: '48251907',
	};

	it.each<[string, string, object, Settings, string]>([
		['an action', 'bitmartAccountTool', withdrawal, only('tradeSpot'), 'Allow Withdrawals'],
		['a symbol', 'bitmartSpotTool', order, { allowedSymbols: 'ETH_USDT' }, 'Allowed Symbols'],
		[
			'an order value',
			'bitmartSpotTool',
			order,
			{ largestOrderValue: '499.99' },
			'Largest Order Value',
		],
	])('cannot pass the rail for %s', async (_rail, node, parameters, settings, name) => {
		const { error } = await run(node, parameters, settings);
		expect(`${error?.message} ${error?.description}`).toContain(name);
		expect(sandbox.requests.filter(({ method }) => method === 'POST')).toEqual([]);
	});

	it('is only shown unless the author of the workflow switches that off', async () => {
		const rails = { ...only('tradeSpot'), allowedSymbols: 'BTC_USDT', largestOrderValue: '500' };
		const shown = await run('bitmartSpotTool', order, rails);
		expect(shown.outputs[0]?.[0]?.json).toMatchObject({
			dryRun: true,
			worth: { amount: '500', currency: 'USDT' },
		});
		expect(sandbox.requests.filter(({ method }) => method === 'POST')).toEqual([]);
		const live = { ...order, options: { dryRun: false } };
		const { outputs } = await run('bitmartSpotTool', live, rails);
		expect(outputs[0]?.[0]?.json.outcome).toBe('placed');
	});
});
