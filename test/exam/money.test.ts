import { Expression } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox';
import { DEFAULT_ACCOUNTS, startSandbox } from '../../sandbox';
import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { clock } from '../../nodes/core/exchange/clock';
import { forgetRates } from '../../nodes/core/exchange/pacing';
import { forgetExecutions } from '../../nodes/core/writes/keys';
import { ledger } from '../../nodes/core/writes/ledger';
import type { EngineOptions } from '../support/engine';
import { runNode } from '../support/engine';
import { permit } from '../support/rules';
import { sandboxCredential } from '../support/sandbox';
import type { OddServer } from '../support/server';
import { json, startOddServer } from '../support/server';
import { VirtualClock } from '../support/virtualClock';

/** Money: what an examination from outside found, row by row. Each was seen to fail before it was mended. */

const UID = '80000001';

let sandbox: Sandbox;
let odd: OddServer;
let time: VirtualClock;
beforeAll(async () => {
	sandbox = await startSandbox({ now: () => clock.now() });
	odd = await startOddServer();
});
afterAll(async () => await Promise.all([sandbox.stop(), odd.stop()]));
beforeEach(() => {
	time = new VirtualClock(Date.UTC(2026, 6, 20, 12));
	forgetRates();
	forgetExecutions();
	ledger.clear();
	sandbox.reset();
	odd.arrivals = [];
	for (const url of [sandbox.spotUrl, sandbox.futuresUrl, odd.url]) {
		permit(url, 'BTC_USDT', 'ETH_USDT', 'BTCUSDT');
	}
});
afterEach(() => jest.restoreAllMocks());

type Parameters = Record<string, unknown>;

const ORDER = {
	resource: 'order',
	operation: 'create',
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '0.001',
	price: '55000',
};

const TRANSFER = {
	resource: 'transfer',
	operation: 'mainToSub',
	wallet: 'spot',
	currency: 'USDT',
	amount: '5',
	subAccount: 'desk1@example.com',
};

const RETRIED = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

const run = async (parameters: Parameters, options: EngineOptions = {}, node = 'bitmartSpot') =>
	await runNode(node, parameters, { credential: sandboxCredential(sandbox), ...options });

/** Against the server that answers as a test says. */
const runOdd = async (parameters: Parameters, options: EngineOptions = {}, node = 'bitmartSpot') =>
	await run(
		parameters,
		{
			credential: sandboxCredential(sandbox, {
				sandboxSpotUrl: odd.url,
				sandboxFuturesUrl: odd.url,
			}),
			...options,
		},
		node,
	);

const jsons = ({ outputs }: Awaited<ReturnType<typeof run>>) =>
	outputs.flat().map(({ json: item }) => item);

const sizes = () => sandbox.books.orders(UID).map(({ size }) => Number(size));

const writes = (path = '/spot/v2/submit_order') =>
	sandbox.requests.filter((request) => request.path === path);

/** Differs each time n8n evaluates it. */
const RANDOM = '={{ "a" + Math.random().toString(36).slice(2, 12) }}';

describe('row 1: values that change between tries', () => {
	// The second item is refused each time, so that n8n runs both again.
	const items = [{ size: '0.001' }, { size: '999' }];
	it.each<[string, Parameters]>([
		['a Client Order ID', { options: { clientOrderId: RANDOM } }],
		['an Idempotency Key', { options: { idempotencyKey: RANDOM } }],
		['a price', { price: '={{ 50000 + Math.floor(Math.random() * 4000) }}' }],
	])('%s does not make a second order of an item', async (_what, changes) => {
		const { error } = await run(
			{ ...ORDER, size: '={{ $json.size }}', ...changes },
			{ items, node: RETRIED },
		);
		expect(sizes()).toEqual([0.001]);
		expect(error?.message).toContain(
			'The values of this item changed between two tries, so nothing was sent now',
		);
		expect(error?.description).toMatch(/was carried out at .*orderId \d+/);
	});

	it('a Request Number does not make a second transfer of an item', async () => {
		const { error } = await run(
			{ ...TRANSFER, amount: '={{ $json.amount }}', options: { requestNo: RANDOM } },
			{ items: [{ amount: '5' }, { amount: '99999999' }], node: RETRIED },
			'bitmartSubAccount',
		);
		const accepted = sandbox.requests.filter(
			({ path, code }) => /main-to-sub/.test(path) && code === 1000,
		);
		expect(accepted).toHaveLength(1);
		expect(error?.message).toContain('changed between two tries');
	});

	it('a changed amount after a lost answer sends nothing and says that nobody knows', async () => {
		odd.reply = (_arrival, response) => response.destroy();
		const { error } = await runOdd(
			{
				resource: 'transfer',
				operation: 'create',
				currency: 'USDT',
				amount: '={{ 5 + Math.random() }}',
				direction: 'spotToFutures',
			},
			{ node: RETRIED },
			'bitmartFutures',
		);
		const sent = odd.arrivals.filter(
			({ endpoint }) => endpoint === 'POST /account/v1/transfer-contract',
		);
		expect(sent).toHaveLength(1);
		expect(error?.message).toContain('changed between two tries');
		expect(error?.description).toContain('It is not known whether the first try');
	});
});

describe('row 2: a code that nobody knows, with HTTP 200', () => {
	it.each<[string, unknown]>([
		['a number', 123456],
		['a text', 'ODD'],
		['true', true],
		['an object', {}],
		['a list that reads like a success', [1000]],
		['zero', 0],
	])('%s leaves a withdrawal open: it is sent once', async (_what, code) => {
		odd.reply = ({ endpoint }, response) =>
			endpoint === 'POST /account/v1/withdraw/apply'
				? json(response, { code, message: 'hm', data: { withdraw_id: '77' } })
				: json(response, {
						code: 1000,
						data: { list: [{ address: 'addr1', memo: '', verifyStatus: 1 }], records: [] },
					});
		const { error } = await runOdd(
			{
				resource: 'withdrawal',
				operation: 'create',
				currency: 'USDT-TRC20',
				amount: '5',
				sendTo: 'address',
				address: 'addr1',
			},
			{ node: RETRIED },
			'bitmartAccount',
		);
		const sent = odd.arrivals.filter(({ endpoint }) => endpoint.endsWith('withdraw/apply'));
		expect(sent).toHaveLength(1);
		expect(error?.message).toContain('It is not known whether this was carried out');
	});

	it('together with a 4xx is a refusal', async () => {
		odd.reply = (_arrival, response) => json(response, { code: 123456, message: 'no' }, 400);
		const { error } = await runOdd(ORDER);
		expect(error?.message).toBe('BitMart refused: no (code 123456)');
		expect(odd.arrivals).toHaveLength(1);
	});
});

describe('row 3: calls without an execution', () => {
	it('are each a write of their own', async () => {
		const options = { executionId: '__UNKNOWN__', node: { type: 'bitmartSpotTool' } };
		const outcomes = [];
		const order = { ...ORDER, options: { dryRun: false } };
		for (let call = 0; call < 3; call++) outcomes.push(...jsons(await run(order, options)));
		expect(outcomes.map(({ outcome }) => outcome)).toEqual(['placed', 'placed', 'placed']);
		expect(sizes()).toEqual([0.001, 0.001, 0.001]);
	});

	it('that carry one Idempotency Key are one write, and say so', async () => {
		const options = { executionId: '__UNKNOWN__' };
		const alert = { ...ORDER, options: { idempotencyKey: 'alert 7' } };
		const first = jsons(await run(alert, options));
		const second = jsons(await run(alert, options));
		expect([...first, ...second].map(({ outcome }) => outcome)).toEqual(['placed', 'duplicate']);
		expect(sizes()).toEqual([0.001]);
	});
});

describe('row 4: two accounts with one Idempotency Key', () => {
	it('place an order each', async () => {
		const [mine, ...others] = DEFAULT_ACCOUNTS;
		const other = others.find(
			({ uid, permissions }) => uid !== mine?.uid && permissions.includes('Spot-Trade'),
		);
		const alert = { ...ORDER, options: { idempotencyKey: 'alert 7' } };
		const theirs = sandboxCredential(sandbox, {
			accessKey: other?.accessKey ?? '',
			secretKey: other?.secretKey ?? '',
			memo: other?.memo ?? '',
		});
		const first = jsons(await run(alert));
		const { outputs, error } = await run(alert, { credential: theirs });
		expect(error).toBeUndefined();
		const [second] = outputs.flat();
		expect(second?.json.outcome).toBe('placed');
		expect(second?.json.orderId).not.toBe(first[0]?.orderId);
		expect(second?.json.clientOrderId).toBe(first[0]?.clientOrderId);
		expect(sandbox.books.orders(other?.uid ?? '')).toHaveLength(1);
	});
});

describe('row 5: an Idempotency Key', () => {
	it.each([
		['margin orders', { ...ORDER, resource: 'marginOrder' }],
		[
			'trigger orders',
			{ ...ORDER, resource: 'triggerOrder', triggerKind: 'trigger', triggerPrice: '54000' },
		],
	])('is refused for %s, which BitMart is not documented to refuse twice', async (_what, order) => {
		const { error } = await run({ ...order, options: { idempotencyKey: 'alert 7' } });
		expect(error?.message).toBe('Idempotency Key cannot protect this call');
		expect(sandbox.requests).toEqual([]);
	});

	it('gives one order where twenty alerts come at once, and nineteen say so', async () => {
		const alert = { ...ORDER, options: { idempotencyKey: 'alert 7' } };
		const all = await Promise.all(Array.from({ length: 20 }, async () => jsons(await run(alert))));
		const outcomes = all.flat().map(({ outcome }) => outcome);
		expect(outcomes.filter((outcome) => outcome === 'placed')).toHaveLength(1);
		expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(19);
		expect(sizes()).toEqual([0.001]);
		expect(writes()).toHaveLength(1);
	});
});

describe('row 6: a transfer that was made before, seen by its number only', () => {
	it('says the number and no amount', async () => {
		const transfer = (amount: string) => ({
			...TRANSFER,
			amount,
			options: { idempotencyKey: 'rent' },
		});
		await run(transfer('5'), {}, 'bitmartSubAccount');
		ledger.clear();
		const second = jsons(await run(transfer('7'), {}, 'bitmartSubAccount'));
		expect(second).toEqual([
			{ requestNo: expect.stringMatching(/^[0-9a-f]{32}$/), outcome: 'duplicate' },
		]);
	});
});

describe('row 9: a black hole after an order', () => {
	it('is asked a few times only, once each', async () => {
		let isDark = false;
		odd.reply = ({ endpoint }, response) => {
			if (endpoint === 'POST /spot/v2/submit_order') isDark = true;
			if (isDark) response.destroy();
		};
		const { error } = await runOdd(ORDER);
		expect(error?.message).toContain('It is not known whether this was carried out');
		const lookUps = odd.arrivals.filter(({ endpoint }) => endpoint.includes('client-order'));
		expect(odd.arrivals.length - lookUps.length).toBe(1);
		expect(lookUps.length).toBeLessThanOrEqual(6);
		expect(time.time - Date.UTC(2026, 6, 20, 12)).toBeLessThanOrEqual(11_000);
	});

	it('is left after thirty seconds, however long a look-up takes', async () => {
		odd.reply = (_arrival, response) => response.destroy();
		// Each call that goes unanswered takes the time that it may.
		jest.spyOn(clock, 'within').mockImplementation(async (milliseconds, work) => {
			try {
				return await work;
			} finally {
				time.time += milliseconds;
			}
		});
		await runOdd(ORDER);
		expect(time.time - Date.UTC(2026, 6, 20, 12)).toBeLessThanOrEqual(85_000);
	});
});

describe('row 10: an option that protects, added but blank', () => {
	it.each(['idempotencyKey', 'clientOrderId'])(
		'%s is refused, and nothing is sent',
		async (name) => {
			const { error } = await run(
				{ ...ORDER, options: { [name]: '={{ $json.id }}' } },
				{ items: [{ body: { id: 'alert 7' } }] },
			);
			expect(error?.message).toMatch(/^(Idempotency Key|Client Order ID) is empty/);
			expect(sandbox.requests).toEqual([]);
		},
	);

	it('requestNo is refused, and nothing is sent', async () => {
		const { error } = await run(
			{ ...TRANSFER, options: { requestNo: '={{ $json.id }}' } },
			{},
			'bitmartSubAccount',
		);
		expect(error?.message).toMatch(/^Request Number is empty/);
		expect(sandbox.requests).toEqual([]);
	});
});

describe('row 11: a bad item among good ones', () => {
	const items = [{ size: '0.001' }, { size: '0,002' }];
	const order = { ...ORDER, size: '={{ $json.size }}' };

	it('keeps all of them back, and is named', async () => {
		const { error } = await run(order, { items });
		expect(error?.message).toContain('Size must be a plain number');
		expect(error?.message).toContain('[item 1]');
		expect(sandbox.requests).toEqual([]);
	});

	it('that breaks a rule of the pair keeps all of them back', async () => {
		forgetRules();
		const { error } = await run(order, { items: [{ size: '0.001' }, { size: '0.000000001' }] });
		expect(error?.message).toContain('Size 0.000000001');
		expect(writes()).toEqual([]);
	});

	it('with Continue On Fail becomes its error item, and the others are placed', async () => {
		const result = await run(order, { items, node: { onError: 'continueRegularOutput' } });
		expect(jsons(result).map((item) => item.outcome ?? item.error)).toEqual([
			'placed',
			expect.stringContaining('Size must be a plain number'),
		]);
	});

	it('that fails on the way says what was carried out before it', async () => {
		const { error } = await run(order, { items: [{ size: '0.001' }, { size: '999' }] });
		expect(error?.description).toMatch(
			/Carried out before that: item 0 \(orderId \d+, clientOrderId [0-9a-f]{32}\)\.$/,
		);
	});

	it('evaluates each expression once', async () => {
		const resolve = jest.spyOn(Expression.prototype, 'resolveSimpleParameterValue');
		await run(order, { items: [{ size: '0.001' }, { size: '0.002' }] });
		const evaluated = resolve.mock.calls.filter(([value]) => value === order.size);
		expect(evaluated).toHaveLength(2);
	});
});

describe('row 13: batches that are accepted in part', () => {
	const batch = (version: string, orders: Parameters[]) => ({
		resource: 'order',
		operation: 'createMany',
		symbol: 'BTC_USDT',
		specifyOrders: 'json',
		orders: JSON.stringify(orders),
		options: { endpointVersion: version },
	});
	const buy = (size: string) => ({ side: 'buy', type: 'limit', size, price: '55000' });

	it('a refused order of V2 has no outcome', async () => {
		const result = jsons(await run(batch('v2', [buy('0.001'), buy('999')])));
		expect(result.map(({ outcome }) => outcome)).toEqual(['placed', undefined]);
		expect(result[1]?.refused).toBeDefined();
	});

	it('an order of V2 whose key was used by an earlier try is looked up', async () => {
		const orders = [buy('0.001'), buy('0.002')];
		const first = jsons(await run(batch('v2', orders), { executionId: 'same' }));
		ledger.clear();
		const second = jsons(await run(batch('v2', orders), { executionId: 'same' }));
		expect(second.map(({ orderId }) => orderId)).toEqual(first.map(({ orderId }) => orderId));
		expect(second.map(({ outcome }) => outcome)).toEqual(['duplicate', 'duplicate']);
		expect(sizes().sort()).toEqual([0.001, 0.002]);
	});

	it('an answer of V4 with fewer IDs than orders is never followed by another batch', async () => {
		odd.reply = ({ endpoint }, response) =>
			endpoint === 'POST /spot/v4/batch_orders'
				? json(response, { code: 1000, data: { code: 0, data: { orderIds: ['11'] } } })
				: json(response, { code: 50005, message: 'not found' }, 400);
		const { error } = await runOdd(batch('v4', [buy('0.001'), buy('0.002')]), { node: RETRIED });
		const sent = odd.arrivals.filter(({ endpoint }) => endpoint === 'POST /spot/v4/batch_orders');
		expect(sent).toHaveLength(1);
		expect(error?.message).toContain('It is not known whether this was carried out');
	});
});

describe('row 14: options that do not apply', () => {
	it.each<[string, Parameters, string, string]>([
		[
			'a Client Order ID with V1',
			{ ...ORDER, options: { endpointVersion: 'v1', clientOrderId: 'mine' } },
			'bitmartSpot',
			'Client Order ID does not apply here: it goes with Endpoint Version V2 (Current) only',
		],
		[
			'a self-trade prevention with V1',
			{ ...ORDER, options: { endpointVersion: 'v1', stpMode: 'cancel_both' } },
			'bitmartSpot',
			'Self-Trade Prevention does not apply here',
		],
		[
			'a receive window with V2 of a batch',
			{
				resource: 'order',
				operation: 'createMany',
				symbol: 'BTC_USDT',
				specifyOrders: 'json',
				orders: '[{"side":"buy","type":"limit","size":"0.001","price":"55000"}]',
				options: { endpointVersion: 'v2', receiveWindow: 5000 },
			},
			'bitmartSpot',
			'Receive Window does not apply here',
		],
		[
			'an Idempotency Key with V1',
			{ ...ORDER, options: { endpointVersion: 'v1', idempotencyKey: 'alert 7' } },
			'bitmartSpot',
			'Idempotency Key cannot protect this call',
		],
	])('%s is refused, and nothing is sent', async (_what, parameters, node, sentence) => {
		const { error } = await run(parameters, {}, node);
		expect(error?.message).toContain(sentence);
		expect(sandbox.requests).toEqual([]);
	});
});

describe('row 15: a used key where no refusal of duplicates is documented', () => {
	it('is looked up, because only a write of ours can have used it', async () => {
		let placed = 0;
		let body: Record<string, string> = {};
		odd.reply = (arrival, response) => {
			if (arrival.endpoint === 'POST /spot/v1/margin/submit_order') {
				placed++;
				body = JSON.parse(arrival.body) as Record<string, string>;
				return json(response, { code: 50042, message: 'duplicate' }, 400);
			}
			const order = {
				orderId: '42',
				clientOrderId: body.clientOrderId,
				symbol: 'BTC_USDT',
				side: 'buy',
				type: 'limit',
				size: '0.001',
				price: '55000',
				createTime: clock.now(),
			};
			return json(response, { code: 1000, data: order });
		};
		const result = jsons(await runOdd({ ...ORDER, resource: 'marginOrder' }));
		expect(result[0]).toMatchObject({ orderId: '42', outcome: 'duplicate' });
		expect(placed).toBe(1);
	});

	it('is unknown where nothing shows the write', async () => {
		odd.reply = (_arrival, response) =>
			json(response, { code: 61004, message: 'requestNo exists' }, 400);
		const { error } = await runOdd({ ...TRANSFER, wallet: 'futures' }, {}, 'bitmartSubAccount');
		expect(error?.message).toContain('It is not known whether this was carried out');
		expect(odd.arrivals).toHaveLength(1);
	});
});

describe("row 16: a Client Order ID of the user's own", () => {
	it("does not claim yesterday's order for a request that was lost", async () => {
		const order = { ...ORDER, options: { clientOrderId: 'mine' } };
		await run(order);
		time.time += 86_400_000;
		ledger.clear();
		sandbox.faults.push({ kind: 'lostRequest', on: 'POST /spot/v2/submit_order', times: 1 });
		const { outputs, error } = await run(order);
		expect(outputs.flat()).toEqual([]);
		expect(error?.description).toContain('older than this execution');
		expect(sizes()).toEqual([0.001]);
	});

	it('of two items is refused before anything is sent', async () => {
		const { error } = await run(
			{ ...ORDER, options: { clientOrderId: 'mine' } },
			{ items: [{}, {}] },
		);
		expect(error?.message).toBe('Items 0 and 1 have the same Client Order ID [item 0]');
		expect(sandbox.requests).toEqual([]);
	});
});

describe('row 17: the price that a guard rail looks at', () => {
	it('is read after the request has waited for its turn', async () => {
		const credential = sandboxCredential(sandbox, { largestOrderValue: '100000' });
		// The window of this endpoint is full: the order has to wait.
		for (let order = 0; order < 40; order++) await run(ORDER);
		sandbox.requests.length = 0;
		const before = time.time;
		await run({ ...ORDER, side: 'sell', type: 'limit', price: '70000' }, { credential });
		const price = sandbox.requests.find(({ path }) => path === '/spot/quotation/v3/ticker');
		const order = writes().at(-1);
		expect(time.time).toBeGreaterThan(before);
		expect(price?.at).toBe(order?.at);
	});
});
