import { sleep } from 'n8n-workflow';

import { forgetModes } from '../../nodes/bitmart/rules/positionMode';
import { assumeRules, forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { clock } from '../../nodes/core/exchange/clock';
import { ledger } from '../../nodes/core/writes/ledger';
import { memo } from '../../nodes/core/writes/memo';
import type { EngineOptions } from '../support/engine';
import { runNode } from '../support/engine';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/** Position: Close against a whole exchange: what is sent, in which order, and what is held afterwards. */

const UID = '80000001';
const PLACE = 'POST /contract/private/submit-order';
const POSITIONS = 'GET /contract/private/position-v2';
const OPEN_ORDERS = 'GET /contract/private/get-open-orders';
const MODE = 'GET /contract/private/get-position-mode';
const DETAILS = 'GET /contract/public/details';

const sandbox = useNodes(Date.UTC(2026, 6, 20, 12));
beforeEach(() => {
	forgetRules();
	forgetModes();
	memo.clear();
});

type Parameters = Record<string, unknown>;
type More = EngineOptions & { rails?: Record<string, string> };

const close = async (parameters: Parameters, { rails, ...options }: More = {}) => {
	const form = { resource: 'position', operation: 'close', closeWhich: 'all', ...parameters };
	const credential = sandboxCredential(sandbox, rails);
	const { outputs, error } = await runNode('bitmartFutures', form, { credential, ...options });
	return { error, items: (outputs[0] ?? []).map(({ json }) => json) };
};

const hold = (symbol: string, side: 1 | 4, size: number) =>
	sandbox.futures.place(
		{ uid: UID, symbol, side, type: 'market', size, leverage: '10', openType: 'cross' },
		clock.now(),
	);

/** Contracts by position. */
const held = () =>
	Object.fromEntries(
		sandbox.futures.positions(UID).map(({ symbol, side, amount }) => [`${symbol} ${side}`, amount]),
	);
/** The orders beyond those that opened the positions. */
const closing = () => sandbox.futures.orders(UID).filter(({ side }) => side === 2 || side === 3);
const posts = () => arrivals(sandbox).filter((arrival) => arrival.startsWith('POST'));

describe('in hedge mode', () => {
	beforeEach(() => {
		hold('BTCUSDT', 1, 10);
		hold('BTCUSDT', 4, 4);
		hold('ETHUSDT', 4, 7);
	});

	it('closes everything, an order a position, each read before it is sent', async () => {
		const { error, items } = await close({});
		expect(error).toBeUndefined();
		expect(held()).toEqual({});
		expect(items).toHaveLength(3);
		expect(items).toEqual(
			expect.arrayContaining([
				expect.objectContaining({
					closed: true,
					position: 'long',
					symbol: 'BTCUSDT',
					side: 'closeLong',
					type: 'market',
					size: '10',
					outcome: 'placed',
				}),
				expect.objectContaining({ position: 'short', symbol: 'BTCUSDT', side: 'closeShort' }),
				expect.objectContaining({ position: 'short', symbol: 'ETHUSDT', size: '7' }),
			]),
		);
		expect(arrivals(sandbox)).toEqual([
			...[POSITIONS, MODE],
			...[DETAILS, POSITIONS, OPEN_ORDERS, PLACE],
			...[POSITIONS, OPEN_ORDERS, PLACE],
			...[DETAILS, POSITIONS, OPEN_ORDERS, PLACE],
		]);
	});

	it.each<[Parameters, Record<string, number>]>([
		[{ closeWhich: 'one', symbol: 'btc/usdt' }, { 'ETHUSDT short': 7 }],
		[
			{ closeWhich: 'one', symbol: 'BTCUSDT', side: 'long' },
			{ 'BTCUSDT short': 4, 'ETHUSDT short': 7 },
		],
		[{ side: 'short' }, { 'BTCUSDT long': 10 }],
		[
			{ percent: '50' },
			// Half of seven is three and a half, and contracts are whole.
			{ 'BTCUSDT long': 5, 'BTCUSDT short': 2, 'ETHUSDT short': 4 },
		],
	])('%j leaves the rest as it is', async (parameters, left) => {
		const { error } = await close(parameters);
		expect(error).toBeUndefined();
		expect(held()).toEqual(left);
	});

	it('leaves what open orders are closing already', async () => {
		const asked = { uid: UID, symbol: 'BTCUSDT', side: 3, type: 'limit', size: 4 } as const;
		sandbox.futures.place({ ...asked, price: '90000' }, clock.now());
		const { items } = await close({ closeWhich: 'one', symbol: 'BTCUSDT', side: 'long' });
		expect(items).toMatchObject([{ size: '6', percentOf: '6' }]);
		expect(held()['BTCUSDT long']).toBe(4);
	});

	it.each(['0.5', '101', '0'])('%s percent is refused before anything is sent', async (percent) => {
		const { error } = await close({ percent });
		expect(error?.message).toMatch(/^Percent must be (from 1 to 100|greater)/);
		expect(sandbox.requests).toEqual([]);
	});

	it('says of a percentage that it is less than a contract, and sends nothing', async () => {
		const { error } = await close({
			closeWhich: 'one',
			symbol: 'BTCUSDT',
			side: 'short',
			percent: '20',
		});
		expect(error?.message).toBe(
			'20 % of the 4 contracts of the short position that can be closed is less than one contract',
		);
		expect(error?.description).toMatch(/^Nothing was sent\./);
		expect(posts()).toEqual([]);
		expect(held()).toMatchObject({ 'BTCUSDT short': 4 });
	});

	it('does not keep the rest open for one that cannot be closed, and names it', async () => {
		const { error, items } = await close({ percent: '20' });
		expect(items).toHaveLength(0);
		expect(error?.message).toContain('is less than one contract');
		expect(error?.description).toContain('Not closed: BTCUSDT short.');
		expect(error?.description).toContain('Carried out before that: item 0');
		expect(held()).toEqual({ 'BTCUSDT long': 8, 'BTCUSDT short': 4, 'ETHUSDT short': 6 });
	});

	it('names all that guard rails and rules refuse', async () => {
		assumeRules(sandbox.futuresUrl, [{ symbol: 'ETHUSDT', status: 'Delisted' }]);
		const { error } = await close({}, { rails: { allowedSymbols: 'ETHUSDT' } });
		expect(posts()).toEqual([]);
		expect(error?.description).toMatch(
			/Not closed: BTCUSDT long, BTCUSDT short \(.+\), ETHUSDT short \(.+\)\./,
		);
	});

	it('says that a contract does not trade', async () => {
		assumeRules(sandbox.futuresUrl, [{ symbol: 'ETHUSDT', status: 'Delisted' }]);
		const { error } = await close({ closeWhich: 'one', symbol: 'ETHUSDT' });
		expect(error?.message).toContain('ETHUSDT does not trade');
		expect(posts()).toEqual([]);
	});

	it('only shows each order in a dry run', async () => {
		const { error, items } = await close({ side: 'short', options: { dryRun: true } });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{ dryRun: true, position: 'short', symbol: 'BTCUSDT' },
			{ dryRun: true, position: 'short', symbol: 'ETHUSDT' },
		]);
		expect(items.map(({ request }) => String((request as Parameters).body))).toEqual([
			expect.stringContaining('"size":4'),
			expect.stringContaining('"size":7'),
		]);
		expect(items[0]).not.toHaveProperty('closed');
		expect(posts()).toEqual([]);
	});

	it('is found again after a lost answer', async () => {
		sandbox.faults.push({ kind: 'lostAnswer', on: PLACE, times: 1 });
		const { error, items } = await close({ side: 'long', percent: '50' });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ closed: true, outcome: 'recovered', size: '5' }]);
		expect(held()).toMatchObject({ 'BTCUSDT long': 5 });
		expect(posts()).toEqual([PLACE]);
	});

	it('goes on with the same plan under Retry On Fail', async () => {
		// The second order is refused in the first try; the first one must not be placed again.
		sandbox.faults.push({ kind: '418', on: PLACE, times: 1, skip: 1 });
		const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
		const { error, items } = await close({ percent: '50' }, { node });
		expect(error).toBeUndefined();
		expect(items).toHaveLength(3);
		expect(held()).toEqual({ 'BTCUSDT long': 5, 'BTCUSDT short': 2, 'ETHUSDT short': 4 });
		expect(closing()).toHaveLength(3);
		// Three of the first try, one of them refused, and that one again.
		expect(posts()).toHaveLength(4);
	});

	it('says of a position that vanishes on the way that it is not open, and closes the others', async () => {
		const vanish = ({ path, body }: { path: string; body: string }) => {
			if (!path.endsWith('submit-order') || !/"side":2/.test(body)) return false;
			const order = { uid: UID, symbol: 'BTCUSDT', side: 2, type: 'market', size: 4 } as const;
			if (held()['BTCUSDT short'] === 4) sandbox.futures.place(order, clock.now());
			return false;
		};
		sandbox.faults.push({ kind: 'delay', on: vanish });
		const parameters = { options: { idempotencyKey: 'alert 1' } };
		const { error, items } = await close(parameters);
		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{ closed: true, position: 'long', symbol: 'BTCUSDT' },
			{
				closed: false,
				position: 'short',
				symbol: 'BTCUSDT',
				message: 'The short position in BTCUSDT is not open any more, so nothing was closed',
			},
			{ closed: true, position: 'short', symbol: 'ETHUSDT' },
		]);
		expect(held()).toEqual({});
		sandbox.faults = [];
		// The same signal closes nothing that was opened since.
		hold('BTCUSDT', 4, 3);
		const again = await close(parameters);
		expect(again.items.map(({ closed }) => closed)).toEqual([true, false, true]);
		expect(held()).toEqual({ 'BTCUSDT short': 3 });
	});

	it('closes half of it once, for two executions with one Idempotency Key at once', async () => {
		const parameters = { percent: '50', options: { idempotencyKey: 'alert 1' } };
		const both = await Promise.all([close(parameters), close(parameters)]);
		for (const { error, items } of both) {
			expect(error).toBeUndefined();
			expect(items).toHaveLength(3);
		}
		expect(held()).toEqual({ 'BTCUSDT long': 5, 'BTCUSDT short': 2, 'ETHUSDT short': 4 });
		expect(posts()).toHaveLength(3);
	});

	it.each([
		['at once', () => {}],
		['while look-ups lag', () => sandbox.faults.push({ kind: 'lookupLag', on: /orders|history/ })],
	])('closes all of it once, for two executions with one Idempotency Key %s', async (_name, go) => {
		go();
		const parameters = { options: { idempotencyKey: 'alert 1' } };
		const both = await Promise.all([close(parameters), close(parameters)]);
		for (const { error, items } of both) {
			expect(error).toBeUndefined();
			expect(items).toHaveLength(3);
		}
		expect(held()).toEqual({});
		expect(posts()).toHaveLength(3);
	});

	it('waits for the execution with its key that has just closed what it wants to close', async () => {
		// The second one reads the position only when the first one has closed it already.
		sandbox.faults.push(
			{ kind: 'lookupLag', on: /orders|history/ },
			{ kind: '500before', on: POSITIONS, skip: 2, times: 1 },
		);
		jest.spyOn(clock, 'wait').mockImplementation(async (milliseconds) => {
			if (milliseconds === 0) return;
			for (let turn = 0; turn < 100 && posts().length === 0; turn++) await sleep(5);
		});
		const parameters = { side: 'long', options: { idempotencyKey: 'alert 1' } };
		const both = await Promise.all([close(parameters), close(parameters)]);
		expect(both.map(({ error }) => error)).toEqual([undefined, undefined]);
		expect(both.map(({ items }) => items[0]?.outcome).sort()).toEqual(['duplicate', 'placed']);
		expect(posts()).toEqual([PLACE]);
	});

	it('refuses a key that stands for other positions', async () => {
		const options = { idempotencyKey: 'alert 1' };
		await close({ closeWhich: 'one', symbol: 'ETHUSDT', options });
		const { error } = await close({ closeWhich: 'one', symbol: 'BTCUSDT', options });
		expect(error?.message).toBe('This Idempotency Key was used for other positions already');
		expect(posts()).toEqual([PLACE]);
	});

	it('is a duplicate for a later execution with the key, also after a restart', async () => {
		const parameters = { side: 'long', percent: '50', options: { idempotencyKey: 'alert 1' } };
		await close(parameters);
		expect((await close(parameters)).items).toMatchObject([{ outcome: 'duplicate', size: '5' }]);
		ledger.clear();
		memo.clear();
		expect((await close(parameters)).items).toMatchObject([{ outcome: 'duplicate', size: '5' }]);
		expect(held()).toMatchObject({ 'BTCUSDT long': 5 });
		expect(posts()).toEqual([PLACE]);
	});
});

describe('in one-way mode', () => {
	beforeEach(() => {
		sandbox.futures.terms.setMode(UID, 'one_way_mode');
		hold('BTCUSDT', 1, 10);
		hold('ETHUSDT', 4, 7);
	});

	it('closes with orders that only reduce', async () => {
		const { error, items } = await close({});
		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{ position: 'long', symbol: 'BTCUSDT', side: 'sellReduceOnly', size: '10' },
			{ position: 'short', symbol: 'ETHUSDT', side: 'buyReduceOnly', size: '7' },
		]);
		expect(held()).toEqual({});
		expect(closing().map(({ side }) => side)).toEqual([3, 2]);
	});

	it('tells long from short', async () => {
		await close({ side: 'short' });
		expect(held()).toEqual({ 'BTCUSDT long': 10 });
	});

	it('reads the mode afresh where it was changed elsewhere', async () => {
		await close({ closeWhich: 'one', symbol: 'ETHUSDT' });
		await close({ closeWhich: 'one', symbol: 'BTCUSDT' });
		sandbox.futures.terms.setMode(UID, 'hedge_mode');
		hold('BTCUSDT', 1, 3);
		await clock.wait(2000);
		const { error, items } = await close({});
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ side: 'closeLong', size: '3' }]);
		expect(held()).toEqual({});
	});
});

describe('where nothing is open', () => {
	it.each<[Parameters, string]>([
		[{}, 'There is no open position'],
		[{ side: 'short' }, 'There is no open short position'],
		[{ closeWhich: 'one', symbol: 'BTCUSDT' }, 'There is no open position in BTCUSDT'],
		[
			{ closeWhich: 'one', symbol: 'BTCUSDT', side: 'long' },
			'There is no open long position in BTCUSDT',
		],
	])('%j: an item says so', async (parameters, message) => {
		const { error, items } = await close(parameters);
		expect(error).toBeUndefined();
		expect(items).toEqual([{ closed: false, message }]);
		expect(arrivals(sandbox)).toEqual([POSITIONS]);
	});
});
