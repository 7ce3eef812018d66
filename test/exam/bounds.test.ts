/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import type { IDataObject } from 'n8n-workflow';
import { runInNewContext } from 'vm';

import { clock } from '../../nodes/core/exchange/clock';
import { forgetRates, learnRate, pace, rateHeaders } from '../../nodes/core/exchange/pacing';
import { collect } from '../../nodes/core/reads/pages';
import { plainDecimal, withoutZeros } from '../../nodes/core/values/decimal';
import { parseExact } from '../../nodes/core/values/json';
import { CATALOGUE } from '../../nodes/catalogue';
import { bitmart } from '../../nodes/service';
import { VirtualClock } from '../support/virtualClock';

/** What a hostile server, or a strange value, must not be able to do: found by an examination from outside, row by row. */

let time: VirtualClock;
beforeEach(() => {
	time = new VirtualClock();
	forgetRates();
});
afterEach(() => jest.restoreAllMocks());

const LISTS = CATALOGUE.flatMap(({ node, resources }) =>
	resources.flatMap(({ value, operations }) =>
		operations.flatMap((operation) =>
			operation.paging ? [[`${node} ${value} ${operation.value}`, operation] as const] : [],
		),
	),
);

describe('row 22: Return All on a server that repeats itself', () => {
	it.each(LISTS)('ends for %s', async (_name, operation) => {
		const max = operation.paging?.max ?? 0;
		const at = clock.now() - 86_400_000;
		const page = Array.from({ length: max }, (_, index): IDataObject => {
			const id = String(index);
			const ids = { orderId: id, tradeId: id, order_id: id, trade_id: id, transfer_id: id, id };
			const times = { createTime: at, create_time: at, time: at, timestamp: at, apply_time: at };
			return { ...ids, ...times, borrow_id: id, repay_id: id, deposit_id: id, withdraw_id: id };
		});
		let requests = 0;
		const { records, hint } = await collect(
			operation,
			{ returnAll: true, symbol: 'BTC_USDT', startTime: at - 1000, endTime: clock.now() },
			async () => {
				requests++;
				if (requests > 500) throw new Error('It does not end');
				return page;
			},
		);
		expect(records.length).toBeGreaterThan(0);
		expect(hint).toBeDefined();
	});

	it('keeps rows that have no ID apart', async () => {
		const [, operation] = LISTS.find(([name]) => name.includes('getManyPast')) ?? [];
		if (!operation) throw new Error('There is no such list');
		const rows = [{ size: '1' }, { size: '2' }, { size: '2' }].map((row) => ({
			...row,
			createTime: clock.now() - 5000,
			create_time: clock.now() - 5000,
		}));
		const { records } = await collect(
			operation,
			{ returnAll: true, symbol: 'BTCUSDT' },
			async () => rows,
		);
		expect(records).toHaveLength(3);
	});
});

const LIMIT = { requests: 2, seconds: 2, per: 'KEY' } as const;

describe('row 23: a 429 that names a time', () => {
	it('holds back the calls that were queued before it', async () => {
		const wait = jest.spyOn(clock, 'wait');
		const released: Array<() => void> = [];
		wait.mockImplementation(
			async (milliseconds) =>
				await new Promise<void>((resolve) => {
					released.push(() => {
						time.time += milliseconds;
						resolve();
					});
				}),
		);
		await pace('k', LIMIT, undefined);
		await pace('k', LIMIT, undefined);
		let sentAt: number | undefined;
		const queued = pace('k', LIMIT, undefined).then(() => (sentAt = time.time));
		const refusedAt = time.time;
		learnRate('k', { limit: 2, used: 3, reset: 30 }, true);
		while (sentAt === undefined) {
			released.shift()?.();
			await new Promise((resolve) => setImmediate(resolve));
		}
		await queued;
		expect(sentAt).toBeGreaterThanOrEqual(refusedAt + 30_000);
	});
});

describe('row 25: rate headers that make no sense', () => {
	it.each([
		['0.5', '2'],
		['-1', '2'],
		['1e9', '2'],
		['NaN', '2'],
		['9999', '1'],
		['2', '86400'],
		['2', '0.001'],
	])('limit %s and reset %s change nothing', async (limit, reset) => {
		await pace('k', LIMIT, undefined);
		const headers = {
			'X-BM-RateLimit-Limit': limit,
			'X-BM-RateLimit-Remaining': '1',
			'X-BM-RateLimit-Reset': reset,
		};
		learnRate('k', rateHeaders(bitmart, headers), false);
		const start = time.time;
		for (let call = 0; call < 5; call++) await pace('k', LIMIT, undefined);
		// Six calls at two in two seconds.
		expect(time.time - start).toBeGreaterThanOrEqual(4000);
		expect(time.time - start).toBeLessThan(10_000);
	});

	it('a 429 that asks for a day is believed for seconds only', async () => {
		await pace('k', LIMIT, undefined);
		learnRate('k', rateHeaders(bitmart, { 'X-BM-RateLimit-Reset': '86400' }), true);
		const start = time.time;
		await pace('k', LIMIT, undefined);
		expect(time.time - start).toBeLessThanOrEqual(60_000);
	});
});

describe('row 27: long texts', () => {
	/** Runs some work that can be broken off, as a test of jest cannot: what was quadratic took ten seconds here. */
	const endsSoon = (work: (length: number) => unknown) =>
		runInNewContext('void work(160000)', { work }, { timeout: 5000 });

	it.each<[string, (length: number) => unknown]>([
		[
			'zeros before the last digit of a decimal',
			(length) => withoutZeros(`0.${'0'.repeat(length)}1`),
		],
		['a number of many digits', (length) => plainDecimal(`1${'0'.repeat(length)}1`)],
		['zeros in a number of an answer', (length) => parseExact(`[1${'0'.repeat(length)}1]`)],
		[
			'an answer that breaks off inside a text of quotes',
			(length) => {
				try {
					return parseExact(`"${'\\"'.repeat(length)}`);
				} catch {
					return undefined;
				}
			},
		],
	])('%s do not stop n8n', (_what, work) => {
		expect(() => endsSoon(work)).not.toThrow();
	});
});

describe('row 28: an endpoint without a documented limit', () => {
	it('remembers nothing of its calls', async () => {
		const push = jest.spyOn(Array.prototype, 'push');
		const before = push.mock.calls.length;
		for (let call = 0; call < 100; call++) await pace('free', null, undefined);
		const numbers = push.mock.calls.slice(before).filter(([value]) => value === time.time);
		push.mockRestore();
		expect(numbers).toEqual([]);
	});
});
