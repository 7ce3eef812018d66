import { sleep } from 'n8n-workflow';

import { forgetModes } from '../../nodes/bitmart/rules/positionMode';
import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { clock } from '../../nodes/core/exchange/clock';
import type { EngineOptions } from '../support/engine';
import { runNode } from '../support/engine';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/** Order: Wait of both markets against a whole exchange: how often it looks, and what it says. */

const UID = '80000001';
const START = Date.UTC(2026, 6, 20, 12);

const sandbox = useNodes(START);
beforeEach(() => {
	forgetRules();
	forgetModes();
});

type Parameters = Record<string, unknown>;

const FUTURES_GET = 'GET /contract/private/order';
const FUTURES_CANCEL = 'POST /contract/private/cancel-order';

/** What the tests need of a market. */
interface Market {
	node: string;
	get: string;
	cancel: string;
	/** Places a limit order; far from the price, unless told where. */
	place: (price?: string) => Order;
	/** Lets others trade with a part of it, which the sandbox itself never does. */
	fillPart: (order: Order, part: string) => void;
	fill: (order: Order) => void;
	cancelIt: (order: Order) => void;
	/** As the books have it. */
	state: (order: Order) => unknown;
	form: (order: Order) => Parameters;
	size: string;
}

interface Order {
	orderId: string;
}

const spotOrder = ({ orderId }: Order) =>
	sandbox.books.order(orderId) as NonNullable<ReturnType<typeof sandbox.books.order>>;
const futuresOrder = ({ orderId }: Order) => {
	const found = sandbox.futures.orders(UID).find((order) => order.orderId === orderId);
	if (!found) throw new Error('no such order');
	return found;
};

const SPOT: Market = {
	node: 'bitmartSpot',
	get: 'POST /spot/v4/query/order',
	cancel: 'POST /spot/v3/cancel_order',
	place: (price = '30000') =>
		sandbox.books.place(
			UID,
			{
				symbol: 'BTC_USDT',
				side: 'buy',
				type: 'limit',
				size: '0.01',
				price,
				clientOrderId: 'mine1',
			},
			clock.now(),
		),
	fillPart: (order, part) => {
		spotOrder(order).filledSize = part;
	},
	fill: (order) =>
		Object.assign(spotOrder(order), { state: 'filled', filledSize: spotOrder(order).size }),
	cancelIt: (order) => {
		const found = spotOrder(order);
		const part = found.filledSize;
		sandbox.books.cancel(found, clock.now());
		if (part !== '0') found.state = 'partially_canceled';
	},
	state: (order) => spotOrder(order).state,
	form: ({ orderId }) => ({ findBy: 'orderId', orderId }),
	size: '0.01',
};
const FUTURES: Market = {
	node: 'bitmartFutures',
	get: FUTURES_GET,
	cancel: FUTURES_CANCEL,
	place: (price = '30000') =>
		sandbox.futures.place(
			{
				uid: UID,
				symbol: 'BTCUSDT',
				side: 1,
				type: 'limit',
				size: 10,
				price,
				leverage: '10',
				openType: 'cross',
			},
			clock.now(),
		),
	fillPart: (order, part) => {
		futuresOrder(order).dealSize = Number(part);
	},
	fill: (order) => Object.assign(futuresOrder(order), { state: 4, dealSize: 10 }),
	cancelIt: (order) => sandbox.futures.cancel(futuresOrder(order), clock.now()),
	state: (order) => futuresOrder(order).state,
	form: ({ orderId }) => ({ symbol: 'BTCUSDT', orderId }),
	size: '10',
};

const wait = async (
	{ node, form }: Market,
	order: Order,
	changes: Parameters = {},
	options: EngineOptions = {},
) => {
	const all = { resource: 'order', operation: 'wait', ...form(order), ...changes };
	const credential = sandboxCredential(sandbox);
	const { outputs, error } = await runNode(node, all, { credential, ...options });
	return { error, items: (outputs[0] ?? []).map(({ json }) => json) };
};

/** Does something at the end of the n-th wait; who was stopped meanwhile does not come back from it. */
function atWait(count: number, act: () => unknown): void {
	const original = jest.mocked(clock.wait).getMockImplementation();
	let waits = 0;
	jest.spyOn(clock, 'wait').mockImplementation(async (milliseconds, signal) => {
		await original?.(milliseconds, signal);
		if (++waits !== count) return;
		await act();
		await sleep(0);
		if (signal?.aborted) throw new Error('stopped');
	});
}

const elapsed = () => clock.now() - START;
const CANCEL_REST = { options: { cancelRest: true } };

describe.each([
	['a spot order', SPOT],
	['a futures order', FUTURES],
])('the wait for %s', (_name, market) => {
	it('that is filled already looks once, after 250 ms', async () => {
		const order = market.place('90000');
		const { error, items } = await wait(market, order);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(items[0]).toMatchObject({
			orderId: order.orderId,
			status: 'filled',
			waited: 'filled',
		});
		expect(Number(items[0]?.filledSize)).toBe(Number(market.size));
		expect(items[0]).not.toHaveProperty('canceled');
		expect(arrivals(sandbox)).toEqual([market.get]);
		expect(elapsed()).toBe(250);
	});

	it('that is filled later looks less and less often, and ends with the fill', async () => {
		const order = market.place();
		atWait(5, () => market.fill(order));
		const { items } = await wait(market, order, { until: 'filled' });
		expect(items).toMatchObject([{ status: 'filled', waited: 'filled' }]);
		expect(arrivals(sandbox)).toEqual(Array(5).fill(market.get));
		expect(elapsed()).toBeGreaterThan(3000);
		expect(elapsed()).toBeLessThan(3500);
	});

	it('that somebody cancels says so, with what was filled before', async () => {
		const order = market.place();
		const part = market === SPOT ? '0.004' : '4';
		atWait(2, () => {
			market.fillPart(order, part);
			market.cancelIt(order);
		});
		const { items } = await wait(market, order);
		expect(items).toMatchObject([
			{ status: 'partiallyCanceled', waited: 'canceled', canceled: true },
		]);
		expect(Number(items[0]?.filledSize)).toBe(Number(part));
		expect(arrivals(sandbox)).toEqual([market.get, market.get]);
	});

	it('until it is filled takes a cancellation for an error', async () => {
		const order = market.place();
		atWait(2, () => market.cancelIt(order));
		const { error, items } = await wait(market, order, { until: 'filled' });
		expect(items).toEqual([]);
		expect(error?.message).toMatch(
			/^The order was canceled before it was filled: nothing of [\d.]+ was filled$/,
		);
	});

	it('ends at the deadline, and leaves the order alone', async () => {
		const order = market.place();
		market.fillPart(order, market === SPOT ? '0.004' : '4');
		const { error, items } = await wait(market, order, { deadline: 20 });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ waited: 'deadline' }]);
		expect(items[0]?.message).toMatch(
			/^The order is still open after 20 seconds; [\d.]+ of [\d.]+ was filled$/,
		);
		expect(items[0]).not.toHaveProperty('canceled');
		expect(elapsed()).toBe(20_000);
		expect(new Set(arrivals(sandbox))).toEqual(new Set([market.get]));
		expect(arrivals(sandbox).length).toBeLessThan(13);
	});

	it('cancels the rest at the deadline, and says what was filled', async () => {
		const order = market.place();
		const { error, items } = await wait(market, order, { deadline: 1, ...CANCEL_REST });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ status: 'canceled', waited: 'deadline', canceled: true }]);
		expect(Number(items[0]?.filledSize)).toBe(0);
		expect(market.state(order)).toBe(market === SPOT ? 'canceled' : 4);
		expect(items[0]?.message).toMatch(/^The rest was canceled at the deadline; nothing of/);
		expect(arrivals(sandbox)).toEqual([
			...Array<string>(3).fill(market.get),
			market.cancel,
			market.get,
		]);
		expect(elapsed()).toBe(1250);
	});

	it('says what was filled of an order whose rest it canceled', async () => {
		const order = market.place();
		const part = market === SPOT ? '0.004' : '4';
		market.fillPart(order, part);
		const { items } = await wait(market, order, {
			until: 'filled',
			deadline: 1,
			...CANCEL_REST,
		});
		expect(items).toMatchObject([{ waited: 'deadline', canceled: true }]);
		expect(Number(items[0]?.filledSize)).toBe(Number(part));
		expect(items[0]?.message).toMatch(/^The rest was canceled at the deadline; [\d.]+ of/);
	});

	it('that is filled while the rest is to be canceled was filled', async () => {
		const order = market.place();
		// After the look at the deadline: the cancellation finds it done.
		sandbox.faults.push({ kind: 'lostRequest', on: market.cancel, times: 1 });
		atWait(4, () => market.fill(order));
		const { error, items } = await wait(market, order, { deadline: 1, ...CANCEL_REST });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ status: 'filled', waited: 'filled' }]);
		expect(items[0]).not.toHaveProperty('canceled');
	});

	it('repeats a cancellation whose answer was lost', async () => {
		const order = market.place();
		sandbox.faults.push({ kind: 'lostAnswer', on: market.cancel, times: 1 });
		const { error, items } = await wait(market, order, { deadline: 1, ...CANCEL_REST });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ status: 'canceled', canceled: true }]);
	});

	it('takes "not found" for no answer while look-ups lag', async () => {
		const order = market.place('90000');
		sandbox.faults.push({ kind: 'lookupLag', on: market.get, after: 4000 });
		const { error, items } = await wait(market, order);
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ waited: 'filled' }]);
		expect(elapsed()).toBeGreaterThan(4000);
	});

	it.each([
		[60, 10],
		[3, 3],
	])('within %s seconds of an unknown order ends after %s', async (deadline, seconds) => {
		const { error, items } = await wait(market, { orderId: '123456789' }, { deadline });
		expect(items).toEqual([]);
		expect(error?.message).toBe('This order is not known to BitMart');
		expect(elapsed()).toBeGreaterThanOrEqual(seconds * 1000);
		expect(elapsed()).toBeLessThan(seconds * 1000 + 5000);
	});

	it('only shows the cancellation in a dry run', async () => {
		const order = market.place();
		const { error, items } = await wait(market, order, {
			deadline: 1,
			options: { cancelRest: true, dryRun: true },
		});
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ status: 'open', waited: 'deadline', dryRun: true }]);
		expect((items[0]?.request as Parameters).url).toContain(market.cancel.slice('POST '.length));
		expect(arrivals(sandbox)).toEqual(Array(3).fill(market.get));
	});

	it('ends with the execution, without another request', async () => {
		const order = market.place();
		let stop = () => {};
		const stopped = new Promise<void>((resolve) => {
			stop = resolve;
		});
		atWait(3, () => stop());
		await wait(market, order, CANCEL_REST, { stop: stopped });
		expect(arrivals(sandbox)).toEqual([market.get, market.get]);
		expect(elapsed()).toBeLessThan(2000);
	});

	it('says that it could not be read', async () => {
		const order = market.place();
		sandbox.faults.push({ kind: '500before', on: market.get });
		const { error } = await wait(market, order);
		expect(error?.message).toContain('HTTP 500');
		expect(elapsed()).toBeLessThan(20_000);
	});

	it.each([0, 3601, 1.5])('a deadline of %s is refused', async (deadline) => {
		const { error } = await wait(market, { orderId: '1' }, { deadline });
		expect(error?.message).toContain('Deadline must be');
		expect(sandbox.requests).toEqual([]);
	});

	it('works as a tool, also with Retry On Fail', async () => {
		const order = market.place();
		const node = { type: `${market.node}Tool`, retryOnFail: true };
		const options = { ...CANCEL_REST.options, dryRun: false };
		const real = await wait(market, order, { deadline: 1, options }, { node });
		expect(real.items).toMatchObject([{ waited: 'deadline', canceled: true }]);
	});

	it('as a tool waits, and only shows the cancellation unless Dry Run is off', async () => {
		const order = market.place();
		const node = { type: `${market.node}Tool` };
		const { items } = await wait(market, order, { deadline: 1, ...CANCEL_REST }, { node });
		expect(items).toMatchObject([{ waited: 'deadline', dryRun: true }]);
		expect(arrivals(sandbox)).toEqual(Array(3).fill(market.get));
	});
});

describe('a spot order', () => {
	it('is found by the ID of the user, too', async () => {
		SPOT.place();
		const form = { findBy: 'clientOrderId', clientOrderId: 'mine1', deadline: 1, ...CANCEL_REST };
		const { error, items } = await wait(SPOT, { orderId: '' }, form);
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ clientOrderId: 'mine1', canceled: true }]);
		expect(arrivals(sandbox)).toEqual([
			...Array<string>(3).fill('POST /spot/v4/query/client-order'),
			'POST /spot/v3/cancel_order',
			'POST /spot/v4/query/client-order',
		]);
	});

	it('is filled when the price of the sandbox comes to it', async () => {
		const price =
			Number(
				sandbox.books.place(
					UID,
					{ symbol: 'BTC_USDT', side: 'sell', type: 'market', size: '0.001' },
					clock.now(),
				).filledNotional,
			) / 0.001;
		// Some steps away on either side: the path reaches one of them soon.
		const ask = { symbol: 'BTC_USDT', type: 'limit', size: '0.001' } as const;
		const orders = [
			sandbox.books.place(UID, { ...ask, side: 'sell', price: String(price + 1) }, clock.now()),
			sandbox.books.place(UID, { ...ask, side: 'buy', price: String(price - 1) }, clock.now()),
		];
		const waits: unknown[] = [];
		for (const order of orders) {
			const { items, error } = await wait(SPOT, order, { deadline: 600 });
			expect(error).toBeUndefined();
			waits.push(items[0]?.waited);
		}
		expect(waits).toContain('filled');
	});
});
