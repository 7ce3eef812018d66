import { assumeMode, forgetModes } from '../../nodes/bitmart/rules/positionMode';
import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { accountAt } from '../../nodes/core/exchange/credential';
import { ledger } from '../../nodes/core/writes/ledger';
import { bitmart } from '../../nodes/service';
import { marginWallet } from '../../sandbox';
import type { EngineOptions } from '../support/engine';
import { runNode } from '../support/engine';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/** Sizes that are a percentage of what is there, or counted in contracts, against a whole exchange. */

const UID = '80000001';

const sandbox = useNodes(Date.UTC(2026, 6, 20, 12));
beforeEach(() => {
	forgetRules();
	forgetModes();
});

type Parameters = Record<string, unknown>;
type More = EngineOptions & { rails?: Record<string, string> };

const run = async (node: string, parameters: Parameters, { rails, ...options }: More = {}) => {
	const credential = sandboxCredential(sandbox, rails);
	return await runNode(node, { operation: 'create', ...parameters }, { credential, ...options });
};

const BUY = { resource: 'order', symbol: 'BTC_USDT', side: 'buy', type: 'market' };
const SELL = { ...BUY, side: 'sell' };
const spot = async (parameters: Parameters, more?: More) =>
	await run('bitmartSpot', { sizeIn: 'percent', ...parameters }, more);

const LONG = {
	resource: 'order',
	symbol: 'BTCUSDT',
	side: 'openLong',
	type: 'market',
	leverage: '10',
	marginMode: 'cross',
};
const futures = async (parameters: Parameters, more?: More) =>
	await run('bitmartFutures', { ...LONG, ...parameters }, more);

const orders = () => sandbox.books.orders(UID);
const contracts = () => sandbox.futures.orders(UID);
const free = (coin: string) => Number(sandbox.books.balances(UID)[coin]?.available ?? 0);
const posts = () => arrivals(sandbox).filter((arrival) => arrival.startsWith('POST'));

describe('a percentage of the spot wallet', () => {
	it.each<[string, Parameters, string, number]>([
		['all of it, buying at the market', { ...BUY, size: '100' }, 'USDT', 0],
		['half of it, selling at the market', { ...SELL, size: 50 }, 'BTC', 0.25],
		[
			'all of it, buying at a limit: less than a step is left',
			{ ...BUY, type: 'limit', size: '100', price: '55000' },
			'USDT',
			0,
		],
	])('%s', async (_name, parameters, coin, left) => {
		const { error, outputs } = await spot(parameters);
		expect(error).toBeUndefined();
		// A step of 0.00001 BTC is worth some 0.6 USDT.
		expect(free(coin)).toBeGreaterThanOrEqual(left);
		expect(free(coin)).toBeLessThan(left + 0.7);
		const [item] = outputs[0] ?? [];
		expect(item?.json).toMatchObject({ askedSize: String(parameters.size), askedIn: 'percent' });
		expect(Number(item?.json.percentOf)).toBe(coin === 'BTC' ? 0.5 : 10000);
	});

	it('that is empty is refused in words, and nothing is sent', async () => {
		sandbox.books.credit(UID, 'USDT', '-10000');
		const { error } = await spot({ ...BUY, size: '50' });
		expect(error?.message).toBe(
			'No USDT is available in the spot wallet, so there is nothing that Size could be a percentage of',
		);
		expect(error?.description).toMatch(/^Nothing was sent\./);
		expect(posts()).toEqual([]);
	});

	it('of more than all of it is refused before anything is read', async () => {
		const { error } = await spot({ ...BUY, size: '100.1' });
		expect(error?.message).toContain(
			'Size must be at most 100 with Size In Percent of What Is Available',
		);
		expect(sandbox.requests).toEqual([]);
	});

	it('together of more than all of it is refused as a whole', async () => {
		const many = { resource: 'order', operation: 'createMany', symbol: 'BTC_USDT' };
		const half = { side: 'buy', type: 'market', sizeIn: 'percent', size: '50' };
		const fixed = { ...half, sizeIn: 'quote', size: '20' };
		const batch = async (...rows: Parameters[]) =>
			await run('bitmartSpot', { ...many, specifyOrders: 'json', orders: JSON.stringify(rows) });
		const { error } = await batch(half, half, fixed);
		expect(error?.message).toBe(
			'Together the orders take 10020 USDT, more than the 10000 USDT that are available',
		);
		expect(posts()).toEqual([]);
		expect((await batch(half, half)).error).toBeUndefined();
		expect(free('USDT')).toBeLessThan(1);
	});

	it('is held to the guard rails when it is known', async () => {
		const { error } = await spot({ ...BUY, size: '50' }, { rails: { largestOrderValue: '4000' } });
		expect(error?.message).toContain('worth 5000 USDT, more than the Largest Order Value');
		expect(posts()).toEqual([]);
	});

	it('is found again after a lost answer, with the amount that was sent', async () => {
		sandbox.faults.push({ kind: 'lostAnswer', on: 'POST /spot/v2/submit_order', times: 1 });
		const { error, outputs } = await spot({ ...SELL, size: '50' });
		expect(error).toBeUndefined();
		const json = outputs[0]?.[0]?.json;
		expect(json).toMatchObject({ outcome: 'recovered', askedSize: '50', askedIn: 'percent' });
		expect(Number(json?.size)).toBe(0.25);
		expect(orders()).toHaveLength(1);
	});

	it('is found again by its Idempotency Key, where it would come to something else now', async () => {
		const parameters = { ...SELL, size: '50', options: { idempotencyKey: 'alert 9' } };
		await spot(parameters, { executionId: 'one' });
		ledger.clear();
		const { error, outputs } = await spot(parameters, { executionId: 'two' });
		expect(error).toBeUndefined();
		const json = outputs[0]?.[0]?.json;
		expect(json).toMatchObject({ outcome: 'duplicate', askedSize: '50' });
		expect(Number(json?.size)).toBe(0.25);
		expect(orders()).toHaveLength(1);
	});
});

describe('a percentage of a margin account', () => {
	it('is of what that account has, not of the spot wallet', async () => {
		sandbox.books.credit(marginWallet(UID, 'BTC_USDT'), 'USDT', '400');
		const { error, outputs } = await spot({ ...BUY, resource: 'marginOrder', size: '50' });
		expect(error).toBeUndefined();
		expect(outputs[0]?.[0]?.json).toMatchObject({ notional: '200', askedIn: 'percent' });
		const sell = await spot({ ...SELL, resource: 'marginOrder', symbol: 'ETH_USDT', size: '50' });
		expect(sell.error?.message).toContain('No ETH is available in the margin account of ETH_USDT');
	});
});

describe('the size of a futures order', () => {
	it.each<[string, Parameters]>([
		['a market order', {}],
		['a market order of a high leverage', { leverage: '100' }],
		['a limit order', { type: 'limit', price: '55000' }],
		['a short', { side: 'openShort' }],
		['a coin-margined order', { symbol: 'BTCUSD' }],
	])('%s for the whole wallet leaves room for the fee, and is taken', async (_name, changes) => {
		const { error, outputs } = await futures({ sizeIn: 'walletPercent', size: '100', ...changes });
		expect(error).toBeUndefined();
		const [item] = outputs[0] ?? [];
		expect(item?.json).toMatchObject({ askedSize: '100', askedIn: 'walletPercent' });
		expect(contracts()).toHaveLength(1);
		const currency = changes.symbol === 'BTCUSD' ? 'BTC' : 'USDT';
		const left = Number(sandbox.futures.available(UID, currency));
		// A contract more would not be paid for, but for the room of a market order.
		expect(left).toBeLessThan(Number(item?.json.percentOf) * 0.03);
	});

	it('is the part of a position that is not being closed already', async () => {
		await futures({ size: 10 });
		const close = { side: 'closeLong', leverage: '', marginMode: '' };
		await futures({ ...close, type: 'limit', price: '90000', size: '2' });
		const { error, outputs } = await futures({ ...close, sizeIn: 'positionPercent', size: '60' });
		expect(error).toBeUndefined();
		expect(outputs[0]?.[0]?.json).toMatchObject({
			size: '4',
			askedSize: '60',
			askedIn: 'positionPercent',
			percentOf: '8',
		});
		expect(sandbox.futures.position(UID, 'BTCUSDT', 'long')?.amount).toBe(6);
		const short = await futures({ side: 'closeShort', sizeIn: 'positionPercent', size: '60' });
		expect(short.error?.message).toBe(
			'There is no short position in BTCUSDT, so there is nothing that Size could be a percentage of',
		);
	});

	it('of a reduction in one-way mode is that of the position in the other direction', async () => {
		sandbox.futures.terms.setMode(UID, 'one_way_mode');
		const { futuresUrl } = sandbox;
		assumeMode(accountAt(bitmart, futuresUrl, sandboxCredential(sandbox)), 'oneWay');
		await futures({ side: 'sell', size: '9' });
		const { error } = await futures({ side: 'buy', sizeIn: 'positionPercent', size: '50' });
		expect(error).toBeUndefined();
		expect(sandbox.futures.position(UID, 'BTCUSDT', 'short')?.amount).toBe(5);
		const more = await futures({ side: 'sell', sizeIn: 'positionPercent', size: '50' });
		expect(more.error?.message).toContain('There is no long position in BTCUSDT');
	});

	it.each<[Parameters, string]>([
		[{ size: '1.5' }, 'Size must be a whole number with Size In Contracts'],
		[
			{ sizeIn: 'base', size: '0.0009' },
			'Size 0.0009 BTC is less than one contract of BTCUSDT, which is 0.001 BTC',
		],
		[
			{ sizeIn: 'walletPercent', side: 'closeLong', size: '10' },
			'Size In Percent of the Wallet goes with orders that open a position, and Close Long only closes one: choose Percent of the Position',
		],
		[
			{ sizeIn: 'positionPercent', size: '10' },
			'Size In Percent of the Position goes with orders that close a position, and Open Long opens one: choose Percent of the Wallet',
		],
	])('%j is refused in words', async (changes, sentence) => {
		const { error } = await futures(changes);
		expect(error?.message).toContain(sentence);
		expect(posts()).toEqual([]);
	});

	it('is found again after a lost answer, with the contracts that were sent', async () => {
		sandbox.faults.push({
			kind: 'lostAnswer',
			on: 'POST /contract/private/submit-order',
			times: 1,
		});
		const { error, outputs } = await futures({ sizeIn: 'walletPercent', size: '10' });
		expect(error).toBeUndefined();
		const [order] = contracts();
		expect(outputs[0]?.[0]?.json).toMatchObject({
			outcome: 'recovered',
			size: String(order?.size),
			askedSize: '10',
		});
		expect(contracts()).toHaveLength(1);
	});
});
