import type { RateLimit } from '../../nodes/core/definition/operation';
import { clock } from '../../nodes/core/exchange/clock';
import { forgetRates, learnRate, pace, rateHeaders } from '../../nodes/core/exchange/pacing';
import { bitmart } from '../../nodes/service';
import { VirtualClock } from '../support/virtualClock';

const LIMIT: RateLimit = { requests: 4, seconds: 2, per: 'KEY' };

let time: VirtualClock;
beforeEach(() => {
	forgetRates();
	time = new VirtualClock();
});
afterEach(() => jest.restoreAllMocks());

const start = Date.UTC(2026, 7, 1);

async function sendTimes(count: number, key = 'a'): Promise<number[]> {
	const times: number[] = [];
	for (let sent = 0; sent < count; sent++) {
		await pace(key, LIMIT, undefined);
		times.push(time.time - start);
	}
	return times;
}

describe('pacing', () => {
	it('lets the first requests of a window go at once, and spreads the others', async () => {
		expect(await sendTimes(9)).toEqual([0, 0, 0, 0, 2100, 2100, 2100, 2100, 4200]);
	});

	it('never has more than the limit in any window, and stays within 6 % of the floor', async () => {
		const times = await sendTimes(400);
		for (const from of times) {
			expect(times.filter((at) => at >= from && at < from + 2000).length).toBeLessThanOrEqual(4);
		}
		expect(time.time - start).toBeLessThanOrEqual(99 * 2000 * 1.06);
	});

	it('keeps endpoints and keys apart', async () => {
		await sendTimes(4, 'a');
		expect(await sendTimes(4, 'b')).toEqual([0, 0, 0, 0]);
	});

	it('shares a window between executions that run at the same time', async () => {
		const wait = jest.spyOn(clock, 'wait').mockResolvedValue();
		await Promise.all(Array.from({ length: 8 }, async () => await pace('a', LIMIT, undefined)));
		expect(wait.mock.calls.map(([milliseconds]) => milliseconds)).toEqual([2100, 2100, 2100, 2100]);
	});

	it('lets everything go where no limit is documented', async () => {
		for (let sent = 0; sent < 50; sent++) await pace('free', null, undefined);
		expect(time.waits).toEqual([]);
	});

	it('waits for the time that a refusal names, and for five seconds where it names none', async () => {
		await pace('a', LIMIT, undefined);
		learnRate('a', { reset: 7 }, true);
		await pace('a', LIMIT, undefined);
		expect(time.waits).toEqual([7100]);
		learnRate('a', {}, true);
		await pace('a', LIMIT, undefined);
		expect(time.waits).toEqual([7100, 5100]);
	});

	it('believes the headers about the limit', async () => {
		await pace('a', LIMIT, undefined);
		learnRate('a', { limit: 2, used: 1, reset: 10 }, false);
		expect(await sendTimes(2)).toEqual([0, 10_100]);
	});

	it('waits where others have used up the window', async () => {
		await pace('a', LIMIT, undefined);
		learnRate('a', { limit: 4, used: 4, reset: 2 }, false);
		expect(await sendTimes(1)).toEqual([2000]);
	});

	it('refuses to wait for more than a minute, and sends nothing', async () => {
		await pace('a', LIMIT, undefined);
		learnRate('a', { reset: 61 }, true);
		await expect(pace('a', LIMIT, undefined)).rejects.toThrow('used up for another 62 seconds');
		expect(time.waits).toEqual([]);
	});

	it('does not wait longer because our clock was set back', async () => {
		await sendTimes(4);
		learnRate('a', { reset: 7 }, true);
		time.time -= 900_000;
		await pace('a', LIMIT, undefined);
		expect(time.waits).toEqual([7100]);
	});

	it('gives its place back when the execution is stopped', async () => {
		await sendTimes(4);
		const stop = new AbortController();
		stop.abort();
		await expect(pace('a', LIMIT, stop.signal)).rejects.toThrow('stopped');
		await pace('a', LIMIT, undefined);
		expect(time.waits).toEqual([2100]);
		expect(clock.now() - start).toBe(2100);
	});
});

describe('rateHeaders', () => {
	it('reads the headers in any case; Remaining is what was used', () => {
		expect(
			rateHeaders(bitmart, {
				'X-BM-RateLimit-Limit': '600',
				'x-bm-ratelimit-remaining': '10',
				'X-Bm-RateLimit-Reset': '60',
			}),
		).toEqual({ limit: 600, used: 10, reset: 60 });
		expect(rateHeaders(bitmart, { 'x-bm-ratelimit-reset': 'soon' })).toEqual({});
	});
});
