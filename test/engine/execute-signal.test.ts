import { forgetModes } from '../../nodes/bitmart/rules/positionMode';
import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { clock } from '../../nodes/core/exchange/clock';
import { forgetExecutions } from '../../nodes/core/writes/keys';
import { ledger } from '../../nodes/core/writes/ledger';
import { memo } from '../../nodes/core/writes/memo';
import type { EngineOptions } from '../support/engine';
import { runNode } from '../support/engine';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/** Order: Execute Signal against a whole exchange, with alerts as they come in by a webhook. */

const UID = '80000001';
const NOW = Date.UTC(2026, 6, 20, 12);
const SECRET = 'a-secret-of-alerts';
const RULES = 'GET /spot/v1/symbols/details';
const SPOT = 'POST /spot/v2/submit_order';
const FUTURES = 'POST /contract/private/submit-order';

const sandbox = useNodes(NOW);

const restart = () => {
	ledger.clear();
	memo.clear();
	forgetExecutions();
};

beforeEach(() => {
	forgetRules();
	forgetModes();
	restart();
});

type More = EngineOptions & {
	rails?: Record<string, string | boolean>;
	form?: Record<string, unknown>;
};

const execute =
	(node: string, defaults: Record<string, unknown>) =>
	async (alert: unknown, { rails, form, ...options }: More = {}) => {
		const parameters = {
			resource: 'order',
			operation: 'executeSignal',
			alert: '={{ $json.body }}',
			keyBy: 'id',
			...defaults,
			...form,
		};
		const { outputs, error } = await runNode(node, parameters, {
			credential: sandboxCredential(sandbox, rails),
			items: [{ body: alert }],
			...options,
		});
		return { error, items: (outputs[0] ?? []).map(({ json }) => json) };
	};

const spot = execute('bitmartSpot', { sizeIn: 'quote', size: '' });
const futures = execute('bitmartFutures', {
	sizeIn: 'contracts',
	size: '',
	leverage: '10',
	marginMode: 'cross',
});

/** Writes that arrived. */
const sent = (path: string) =>
	sandbox.requests.filter(({ method, path: at }) => `${method} ${at}` === path);
const hold = (side: 1 | 4, size: number) =>
	sandbox.futures.place(
		{ uid: UID, symbol: 'BTCUSDT', side, type: 'market', size, leverage: '10', openType: 'cross' },
		clock.now(),
	);
const held = () =>
	Object.fromEntries(sandbox.futures.positions(UID).map(({ side, amount }) => [side, amount]));

const BUY = { action: 'buy', symbol: 'BTCUSDT', size: '25', id: 'a1' };

describe('on spot', () => {
	it.each<[string, unknown]>([
		['an object', BUY],
		['its text', JSON.stringify(BUY)],
		['the words of TradingView', { ...BUY, action: 'Buy', symbol: 'BITMART:BTCUSDT' }],
	])('buys for an amount: %s', async (_name, alert) => {
		const { error, items } = await spot(alert);
		expect(error).toBeUndefined();
		expect(items).toEqual([
			expect.objectContaining({
				signal: 'executed',
				action: 'buy',
				symbol: 'BTC_USDT',
				side: 'buy',
				type: 'market',
				notional: '25',
				outcome: 'placed',
				orderId: expect.stringMatching(/^\d+$/) as string,
				clientOrderId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
			}),
		]);
		expect(arrivals(sandbox).filter((arrival) => arrival === RULES)).toHaveLength(1);
		expect(sent(SPOT)).toHaveLength(1);
		expect(sandbox.books.orders(UID)).toHaveLength(1);
	});

	it('sells at a limit, with the size of the node', async () => {
		const alert = { action: 'sell', symbol: 'BTC_USDT', type: 'limit', price: '90000', id: 's1' };
		const { error, items } = await spot(alert, { form: { sizeIn: 'base', size: '0.001' } });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ signal: 'executed', side: 'sell', price: '90000' }]);
		expect(sandbox.books.orders(UID)).toMatchObject([{ side: 'sell', type: 'limit' }]);
	});

	it('closes what is free, and then says that there is nothing', async () => {
		const alert = { action: 'close', symbol: 'BTCUSDT' };
		const { error, items } = await spot({ ...alert, id: 'c1' });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ signal: 'executed', side: 'sell', type: 'market' }]);
		const next = await spot({ ...alert, id: 'c2' });
		expect(next.error).toBeUndefined();
		expect(next.items).toEqual([
			{
				signal: 'nothingToClose',
				action: 'close',
				symbol: 'BTC_USDT',
				done: 'nothing',
				message: 'There is nothing to close in BTC_USDT',
			},
		]);
		restart();
		expect((await spot({ ...alert, id: 'c1' })).items).toMatchObject([
			{ signal: 'executed', outcome: 'duplicate', orderId: items[0]?.orderId },
		]);
		expect(sent(SPOT)).toHaveLength(1);
	});
});

describe('the same alert', () => {
	const half = { action: 'buy', symbol: 'BTCUSDT', size: '50%', id: 'p1' };

	it('is acted upon once, also after a restart and with a percentage', async () => {
		const first = await spot(half);
		expect(first.items).toMatchObject([{ outcome: 'placed', askedSize: '50' }]);
		const { orderId } = first.items[0] ?? {};
		expect((await spot(half)).items).toMatchObject([{ outcome: 'duplicate', orderId }]);
		restart();
		expect((await spot(half)).items).toMatchObject([{ outcome: 'duplicate', orderId }]);
		expect(sandbox.books.orders(UID)).toHaveLength(1);
		expect(sent(SPOT)).toHaveLength(1);
	});

	it('is acted upon once where twenty come at the same time', async () => {
		const all = { ...half, size: '100%' };
		const runs = await Promise.all(Array.from({ length: 20 }, async () => await spot(all)));
		expect(runs.map(({ error }) => error)).toEqual(runs.map(() => undefined));
		const outcomes = runs.map(({ items }) => items[0]?.outcome);
		expect(outcomes.filter((outcome) => outcome === 'placed')).toHaveLength(1);
		expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(19);
		expect(sent(SPOT)).toHaveLength(1);
	});

	it('is known by the time of its bar, however its symbol is written', async () => {
		const form = { keyBy: 'bar' };
		const bar = { ...half, id: '', time: '2026-07-20T11:00:00Z' };
		await spot(bar, { form });
		const again = await spot({ ...bar, symbol: 'BITMART:BTCUSDT' }, { form });
		expect(again.items).toMatchObject([{ outcome: 'duplicate' }]);
		const next = await spot({ ...bar, time: '2026-07-20T12:00:00Z' }, { form });
		expect(next.items).toMatchObject([{ outcome: 'placed' }]);
		expect(sandbox.books.orders(UID)).toHaveLength(2);
	});

	it('is refused where it asks for something else the second time', async () => {
		await spot(BUY);
		const { error } = await spot({ ...BUY, action: 'close', size: '' });
		expect(error?.message).toBe(
			'An alert with this ID was acted upon already, and asked for something else',
		);
		expect(sandbox.books.orders(UID)).toHaveLength(1);
	});

	it('closes positions once, and none that was opened since', async () => {
		hold(1, 10);
		const alert = { action: 'close', symbol: 'BTCUSDT', id: 'x1' };
		const runs = await Promise.all(Array.from({ length: 20 }, async () => await futures(alert)));
		expect(runs.map(({ error }) => error)).toEqual(runs.map(() => undefined));
		expect(held()).toEqual({});
		expect(sent(FUTURES)).toHaveLength(1);
		hold(4, 3);
		for (const forget of [() => {}, restart]) {
			forget();
			const { error, items } = await futures(alert);
			expect(error).toBeUndefined();
			expect(items).toMatchObject([{ signal: 'executed', outcome: 'duplicate' }]);
		}
		expect(held()).toEqual({ short: 3 });
		expect(sent(FUTURES)).toHaveLength(1);
	});
});

describe('with futures', () => {
	const alert = { symbol: 'BTCUSDT.P', size: '5' };
	type Case = [string, string, number];

	describe.each<['hedge_mode' | 'one_way_mode', Case[]]>([
		[
			'hedge_mode',
			[
				['buy', 'openLong', 1],
				['sell', 'openShort', 4],
				['open_short', 'openShort', 4],
			],
		],
		[
			'one_way_mode',
			[
				['buy', 'buy', 1],
				['sell', 'sell', 4],
				['long', 'buy', 1],
			],
		],
	])('in %s', (mode, cases) => {
		beforeEach(() => sandbox.futures.terms.setMode(UID, mode));

		it.each(cases)('%s is %s', async (action, side, number) => {
			const { error, items } = await futures({ ...alert, action, id: 'f1' });
			expect(error).toBeUndefined();
			expect(items).toMatchObject([
				{ signal: 'executed', symbol: 'BTCUSDT', side, size: '5', outcome: 'placed' },
			]);
			expect(sandbox.futures.orders(UID)).toMatchObject([{ side: number, size: 5 }]);
		});

		it('closes a part of one side, the whole, and then nothing', async () => {
			hold(1, 10);
			const close = { action: 'exit_long', symbol: 'BTCUSDT' };
			await futures({ ...close, size: '50%', id: 'e1' });
			expect(held()).toEqual({ long: 5 });
			// The size of the node is for what is opened.
			await futures({ ...close, id: 'e2' }, { form: { size: '1' } });
			expect(held()).toEqual({});
			const { error, items } = await futures({ ...close, id: 'e3' });
			expect(error).toBeUndefined();
			expect(items).toMatchObject([{ signal: 'nothingToClose', action: 'closeLong' }]);
			expect(sent(FUTURES)).toHaveLength(2);
		});
	});

	it('closes both sides of a contract, in one item', async () => {
		hold(1, 10);
		hold(4, 4);
		const close = { action: 'close', symbol: 'BTCUSDT', id: 'b1' };
		const { error, items } = await futures(close);
		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{
				signal: 'executed',
				orders: [
					{ side: 'closeLong', size: '10', outcome: 'placed' },
					{ side: 'closeShort', size: '4', outcome: 'placed' },
				],
			},
		]);
		expect(held()).toEqual({});
		restart();
		expect((await futures(close)).items).toMatchObject([
			{ orders: [{ outcome: 'duplicate' }, { outcome: 'duplicate' }] },
		]);
		expect(sent(FUTURES)).toHaveLength(2);
	});

	describe('that an execution has begun to close before n8n was started anew', () => {
		const close = { action: 'close', symbol: 'BTCUSDT', id: 'crash1' };
		const OPEN_ORDERS = 'GET /contract/private/get-open-orders';

		/** Both sides are held, and the process ends when the first order was carried out. */
		const crash = async () => {
			hold(1, 10);
			hold(4, 4);
			await clock.wait(1000);
			let end = () => {};
			const stop = new Promise<void>((resolve) => (end = resolve));
			sandbox.faults = [{ on: FUTURES, kind: 'delay', until: () => end() }];
			await futures(close, { stop });
			sandbox.faults = [];
			restart();
			expect(held()).toEqual({ short: 4 });
			await clock.wait(1000);
		};

		it('the side is closed that it did not come to', async () => {
			await crash();
			const { error, items } = await futures(close);
			expect(error).toBeUndefined();
			expect(items).toMatchObject([
				{ orders: [{ outcome: 'duplicate' }, { side: 'closeShort', size: '4' }] },
			]);
			expect(held()).toEqual({});
			restart();
			expect((await futures(close)).items).toMatchObject([
				{ orders: [{ outcome: 'duplicate' }, { outcome: 'duplicate' }] },
			]);
			expect(sent(FUTURES)).toHaveLength(2);
		});

		it('a position that was opened since stays open', async () => {
			await crash();
			const { futures: books } = sandbox;
			const byHand = { uid: UID, symbol: 'BTCUSDT', type: 'market', openType: 'cross' } as const;
			books.place({ ...byHand, side: 2, size: 4 }, clock.now());
			await clock.wait(1000);
			hold(4, 3);
			const { error, items } = await futures(close);
			expect(error).toBeUndefined();
			expect(items).toMatchObject([{ side: 'closeLong', outcome: 'duplicate' }]);
			expect(held()).toEqual({ short: 3 });
		});

		it('nothing is sent where that cannot be looked up', async () => {
			await crash();
			sandbox.faults = [{ on: OPEN_ORDERS, kind: '500before' }];
			const { error } = await futures(close);
			expect(error?.message).toMatch(/^It is not known whether this was carried out before/);
			expect(held()).toEqual({ short: 4 });
		});
	});

	it('does not close what was opened since, though the look-up does not show its first order', async () => {
		hold(1, 10);
		const close = { action: 'close', symbol: 'BTCUSDT', id: 'lag1' };
		await futures(close);
		restart();
		hold(4, 3);
		sandbox.faults = [{ on: /order/, kind: 'lookupLag', after: 60_000 }];
		const { error } = await futures(close);
		expect(error?.message).toMatch(/^It is not known whether/);
		sandbox.faults = [];
		expect(held()).toEqual({ short: 3 });
		expect((await futures(close)).error).toBeDefined();
		expect(held()).toEqual({ short: 3 });
	});

	it('says that there is nothing to close where the position vanishes on the way', async () => {
		hold(1, 10);
		const vanish = () => {
			const order = { uid: UID, symbol: 'BTCUSDT', side: 3, type: 'market', size: 10 } as const;
			sandbox.futures.place(order, clock.now());
			return false;
		};
		const once = ({ path }: { path: string }) => path.endsWith('submit-order') && vanish();
		sandbox.faults = [{ on: once, kind: 'delay' }];
		const close = { action: 'close', symbol: 'BTCUSDT', id: 'gone1' };
		const { error, items } = await futures(close);
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ signal: 'nothingToClose' }]);
		sandbox.faults = [];
		hold(1, 5);
		// The alert was acted upon: what is opened later is not of it.
		expect((await futures(close)).items).toMatchObject([{ signal: 'nothingToClose' }]);
		expect(held()).toEqual({ long: 5 });
	});

	it('needs a leverage to open, and none to close', async () => {
		const form = { leverage: '' };
		const { error } = await futures({ ...alert, action: 'buy', id: 'l1' }, { form });
		expect(error?.message).toBe('Leverage is empty');
		expect(sandbox.requests).toEqual([]);
		const close = await futures({ symbol: 'BTCUSDT', action: 'close', id: 'l2' }, { form });
		expect(close.items).toMatchObject([{ signal: 'nothingToClose' }]);
	});
});

describe('an alert that is not acted upon', () => {
	const node = { onError: 'continueRegularOutput' as const };
	const rails = { signalSecret: SECRET };

	it.each<[string, string, unknown, More]>([
		['a wrong secret', 'refused', { ...BUY, secret: 'a-secret-of-others' }, { rails }],
		['no secret', 'refused', BUY, { rails }],
		['a short secret in the credential', 'refused', BUY, { rails: { signalSecret: 'short' } }],
		['garbage', 'unreadable', 'buy bitcoin!', {}],
		['nothing', 'unreadable', undefined, {}],
		['no symbol', 'incomplete', { action: 'buy', id: 'n1' }, {}],
		['no size', 'incomplete', { ...BUY, size: '' }, {}],
		['no ID', 'incomplete', { ...BUY, id: '' }, {}],
		['an unknown action', 'unknownAction', { ...BUY, action: 'hodl' }, {}],
		['an unknown symbol', 'unknownSymbol', { ...BUY, symbol: 'NOPEUSDT' }, {}],
		['too many percent', 'badSize', { ...BUY, size: '101%' }, {}],
		['a size to close', 'badSize', { ...BUY, action: 'close' }, {}],
		['no time', 'incomplete', BUY, { form: { options: { maximumAge: 60 } } }],
		[
			'an old time',
			'stale',
			{ ...BUY, time: NOW - 61_000 },
			{ form: { options: { maximumAge: 60 } } },
		],
	])('because of %s says why', async (_name, reason, alert, more) => {
		const { items } = await spot(alert, { node, ...more });
		expect(items).toMatchObject([{ details: { reason } }]);
		// Anything else at the top would make n8n take it for a success.
		expect(Object.keys(items[0] ?? {})).toEqual(['error', 'details']);
		expect(arrivals(sandbox).filter((arrival) => arrival.startsWith('POST'))).toEqual([]);
		expect(JSON.stringify(items)).not.toContain(SECRET);
		expect(JSON.stringify(items)).not.toContain('a-secret-of-others');
	});

	it('names no secret in the error that ends the workflow, and asks for nothing', async () => {
		const { error } = await spot({ ...BUY, secret: 'a-secret-of-others' }, { rails });
		expect(error?.message).toBe(
			'The secret of the alert is not the Signal Secret of the credential',
		);
		for (const secret of [SECRET, 'a-secret-of-others']) {
			expect(JSON.stringify([error, error?.message, error?.description])).not.toContain(secret);
		}
		expect(sandbox.requests).toEqual([]);
	});

	it('is not of a contract that BitMart does not list', async () => {
		const { items } = await futures({ ...BUY, symbol: 'NOPEUSDT' }, { node });
		expect(items).toMatchObject([{ details: { reason: 'unknownSymbol' } }]);
		expect(sent(FUTURES)).toEqual([]);
	});

	it('because it is old can go on with the workflow', async () => {
		const form = { options: { maximumAge: 60, ifStale: 'skip' } };
		const { error, items } = await spot({ ...BUY, time: NOW - 90_000 }, { form });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ signal: 'stale', action: 'buy', symbol: 'BTC_USDT', age: 90 }]);
		expect(sandbox.books.orders(UID)).toEqual([]);
		const fresh = await spot({ ...BUY, time: NOW - 30_000 }, { form });
		expect(fresh.items).toMatchObject([{ signal: 'executed' }]);
	});
});

describe('an alert', () => {
	it('with the secret is acted upon, and the secret is nowhere in what is sent and given out', async () => {
		const rails = { signalSecret: SECRET };
		const { error, items } = await spot({ ...BUY, secret: SECRET }, { rails });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ outcome: 'placed' }]);
		expect(JSON.stringify([items, sandbox.requests])).not.toContain(SECRET);
	});

	it('may have keys of its own', async () => {
		const values = [
			{ entry: 'action', key: 'order_action' },
			{ entry: 'size', key: 'lots' },
		];
		const { error } = await spot(
			{ order_action: 'buy', lots: '25', symbol: 'BTC_USDT', id: 'k1' },
			{ form: { options: { keyNames: { values } } } },
		);
		expect(error).toBeUndefined();
		expect(sandbox.books.orders(UID)).toHaveLength(1);
	});

	it('is only shown in a dry run', async () => {
		const form = { options: { dryRun: true } };
		const bought = await spot(BUY, { form });
		expect(bought.error).toBeUndefined();
		expect(bought.items).toMatchObject([
			{
				dryRun: true,
				request: { method: 'POST', body: expect.stringContaining('"25"') as string },
			},
		]);
		hold(1, 10);
		const closed = await futures({ action: 'close', symbol: 'BTCUSDT', id: 'd1' }, { form });
		expect(closed.items).toMatchObject([{ dryRun: true, request: { method: 'POST' } }]);
		expect(arrivals(sandbox).filter((arrival) => arrival.startsWith('POST'))).toEqual([]);
		// Nothing of it stands in the way of the real one.
		expect((await spot(BUY)).items).toMatchObject([{ outcome: 'placed' }]);
	});
});

describe('a signal in fields', () => {
	const FIELDS = {
		signalFrom: 'fields',
		action: '={{ $json.body.what }}',
		symbol: '={{ $json.body.where }}',
		id: '={{ $json.body.number }}',
		time: '={{ $json.body.at }}',
		price: '={{ $json.body.price }}',
		size: '={{ $json.body.size }}',
		secret: '={{ $json.body.word }}',
	};
	const SIGNAL = { what: 'Buy', where: 'BITMART:BTCUSDT', number: 17, size: '25' };

	it('is acted upon like an alert, once', async () => {
		const { error, items } = await spot(SIGNAL, { form: FIELDS });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ signal: 'executed', symbol: 'BTC_USDT', outcome: 'placed' }]);
		restart();
		const again = await spot({ ...SIGNAL, where: 'BTC_USDT' }, { form: FIELDS });
		expect(again.items).toMatchObject([{ outcome: 'duplicate', orderId: items[0]?.orderId }]);
		// The same ID in an alert is the same signal.
		expect((await spot({ ...BUY, id: '17' })).items).toMatchObject([{ outcome: 'duplicate' }]);
		expect(sent(SPOT)).toHaveLength(1);
	});

	it('is known by the time of its bar', async () => {
		const form = { ...FIELDS, keyBy: 'bar', id: '' };
		const seconds = Date.UTC(2026, 6, 20, 11) / 1000;
		await spot({ ...SIGNAL, at: seconds }, { form });
		const again = await spot({ ...SIGNAL, at: '2026-07-20T11:00:00Z' }, { form });
		expect(again.items).toMatchObject([{ outcome: 'duplicate' }]);
		expect(sandbox.books.orders(UID)).toHaveLength(1);
	});

	it('takes the price of a limit order', async () => {
		const options = { type: 'limit' };
		const { error, items } = await futures(
			{ ...SIGNAL, where: 'BTCUSDT.P', size: '5', price: '50000.5' },
			{ form: { ...FIELDS, options } },
		);
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ type: 'limit', price: '50000.5', size: '5' }]);
	});

	it('needs the secret of the credential, and does not tell it', async () => {
		const rails = { signalSecret: SECRET };
		const refused = await spot({ ...SIGNAL, word: 'a-secret-of-others' }, { rails, form: FIELDS });
		expect(refused.error?.message).toBe(
			'The secret of the alert is not the Signal Secret of the credential',
		);
		expect(sandbox.requests).toEqual([]);
		const { items } = await spot({ ...SIGNAL, word: SECRET }, { rails, form: FIELDS });
		expect(items).toMatchObject([{ outcome: 'placed' }]);
		expect(JSON.stringify([items, sandbox.requests])).not.toContain(SECRET);
	});

	it.each([
		['Action is empty', { what: '' }],
		['Symbol is empty', { where: null }],
		['"Action" of the alert is "hodl", and must be one of: buy, sell, close', { what: 'hodl' }],
		['The alert has no ID; it has the keys Action, Symbol', { number: '' }],
		['Price must be', { price: 'cheap' }],
		['Time must be', { at: 'tomorrow' }],
	])('is refused with a sentence: %s', async (message, change) => {
		const { error } = await spot({ ...SIGNAL, ...change }, { form: FIELDS });
		expect(error?.message).toContain(message);
		expect(sent(SPOT)).toEqual([]);
	});
});
