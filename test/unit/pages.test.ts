import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../nodes/core/definition/field';
import { optionsOf } from '../../nodes/core/definition/fields';
import type { Operation, WindowPaging } from '../../nodes/core/definition/operation';
import { clock } from '../../nodes/core/exchange/clock';
import { planRequest } from '../../nodes/core/exchange/request';
import { collect, readPages } from '../../nodes/core/reads/pages';
import { readValues } from '../../nodes/core/values/parameters';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 7, 1);

const WINDOW: WindowPaging = {
	by: 'window',
	start: 'startTime',
	end: 'endTime',
	size: 'N',
	max: 10,
	span: 7 * DAY,
	lookback: 90 * DAY,
	id: ({ id }) => String(id),
	time: ({ at }) => Number(at),
};

function listOf(paging: Operation['paging'], unit: 's' | 'ms' = 'ms'): Operation {
	const time = (name: string) =>
		({ displayName: name, name, type: 'dateTime', kind: 'time', unit, default: '' }) as const;
	return {
		value: 'getMany',
		name: 'Get Many',
		action: 'Get many things',
		description: '',
		endpoint: 'GET /things',
		limit: null,
		fields: [],
		options: [
			time('startTime'),
			time('endTime'),
			{ displayName: 'Page', name: 'page', type: 'number', kind: 'integer', default: 1 },
		],
		rows: 'data',
		...(paging && { paging }),
	};
}

/**
 * An exchange that cuts a list off at `max` rows of the window, and keeps whichever it likes: here the
 * rows with the smallest ids, which are neither the newest nor the oldest.
 */
function exchange(records: IDataObject[], max: number, unit = 1) {
	const asked: Array<[from: number, to: number]> = [];
	const fetch = (operation: Operation, values: Values) => async (changes: Values) => {
		const { path } = planRequest(operation, { ...values, ...changes });
		const query = new URLSearchParams(path.split('?')[1]);
		const from = Number(query.get('startTime') ?? 0) * unit;
		const to = Number(query.get('endTime') ?? NOW / unit) * unit;
		asked.push([from, to]);
		return records
			.filter(({ at }) => Number(at) >= from && Number(at) <= to)
			.sort((a, b) => Number(a.id) - Number(b.id))
			.slice(0, Math.min(max, Number(query.get('N') ?? max)));
	};
	return { asked, fetch };
}

async function run(
	operation: Operation,
	parameters: Values,
	records: IDataObject[],
	max = 10,
	unit = 1,
) {
	const values = readValues(operation, (name) => parameters[name], 'UTC');
	const { asked, fetch } = exchange(records, max, unit);
	return { ...(await collect(operation, values, fetch(operation, values))), asked };
}

/** Spread over 60 days in a scrambled order of ids, with bursts that share a millisecond. */
const RECORDS: IDataObject[] = Array.from({ length: 300 }, (_, index) => ({
	id: (index * 7919) % 300,
	at: NOW - Math.floor(((index % 100) * 60 * DAY) / 100) - (index % 3),
}));

beforeEach(() => {
	jest.spyOn(clock, 'now').mockReturnValue(NOW);
});
afterEach(() => jest.restoreAllMocks());

describe('a list by time window', () => {
	it('returns every record once, newest first, whatever a full answer leaves out', async () => {
		const { records, hint } = await run(listOf(WINDOW), { returnAll: true }, RECORDS);
		expect(new Set(records.map(({ id }) => id)).size).toBe(300);
		expect(records).toHaveLength(300);
		expect(hint).toBeUndefined();
		const times = records.map(({ at }) => Number(at));
		expect(times).toEqual([...times].sort((a, b) => b - a));
	});

	it('leaves no gap between windows, and asks for none longer than allowed', async () => {
		const { asked } = await run(listOf(WINDOW), { returnAll: true }, RECORDS);
		const sorted = [...asked].sort(([a], [b]) => a - b);
		expect(sorted[0]?.[0]).toBe(NOW - 90 * DAY);
		let reached = sorted[0]?.[0] ?? 0;
		for (const [from, to] of sorted) {
			expect(from).toBeLessThanOrEqual(reached);
			expect(to - from).toBeLessThanOrEqual(7 * DAY + 1);
			reached = Math.max(reached, to);
		}
		expect(reached).toBe(NOW);
	});

	it('works in seconds as well, and includes the second that has begun', async () => {
		jest.spyOn(clock, 'now').mockReturnValue(NOW + 900);
		const records = [...RECORDS, { id: 1000, at: NOW + 500 }];
		const found = await run(listOf(WINDOW, 's'), { returnAll: true }, records, 10, 1000);
		expect(found.records).toHaveLength(301);
	});

	it('stays within the start and end that are given', async () => {
		const startTime = NOW - 20 * DAY;
		const endTime = NOW - 5 * DAY;
		const { records, asked } = await run(
			listOf(WINDOW),
			{ returnAll: true, options: { startTime, endTime } },
			RECORDS,
		);
		const expected = RECORDS.filter(({ at }) => Number(at) >= startTime && Number(at) <= endTime);
		expect(records).toHaveLength(expected.length);
		expect(Math.min(...asked.map(([from]) => from))).toBe(startTime);
		expect(Math.max(...asked.map(([, to]) => to))).toBe(endTime);
	});

	it('is empty where there is nothing, without an endless walk', async () => {
		const { records, asked } = await run(listOf(WINDOW), { returnAll: true }, []);
		expect(records).toEqual([]);
		expect(asked).toHaveLength(13);
	});

	it('says so where more records share a moment than one answer holds', async () => {
		const burst = Array.from({ length: 25 }, (_, id) => ({ id, at: NOW - DAY }));
		const { records, hint } = await run(listOf(WINDOW), { returnAll: true }, burst);
		expect(records).toHaveLength(10);
		expect(hint).toContain('some of them may be missing');
	});

	it('asks once where the limit fits into one answer', async () => {
		const { records, asked } = await run(listOf(WINDOW), { returnAll: false, limit: 4 }, RECORDS);
		expect(asked).toHaveLength(1);
		expect(records).toHaveLength(4);
	});

	it('walks on for a limit that does not fit, and stops when it is reached', async () => {
		const { records, asked } = await run(listOf(WINDOW), { returnAll: false, limit: 25 }, RECORDS);
		const newest = RECORDS.map(({ at }) => Number(at))
			.sort((a, b) => b - a)
			.slice(0, 25);
		expect(records.map(({ at }) => at)).toEqual(newest);
		expect(Math.min(...asked.map(([from]) => from))).toBeGreaterThan(NOW - 30 * DAY);
	});

	it('stops at Max Results, and says so', async () => {
		const { records, hint } = await run(
			listOf(WINDOW),
			{ returnAll: true, options: { maxResults: 30 } },
			RECORDS,
		);
		expect(records).toHaveLength(30);
		expect(hint).toContain('Stopped at 30 results');
	});

	it('asks for a start where it cannot know how far back to go', async () => {
		const paging: WindowPaging = { ...WINDOW };
		delete paging.lookback;
		await expect(run(listOf(paging), { returnAll: true }, RECORDS)).rejects.toThrow(
			'startTime is needed to return all results',
		);
	});

	it('can return the oldest first', async () => {
		const { records } = await run(
			listOf({ ...WINDOW, oldestFirst: true }),
			{ returnAll: true },
			RECORDS,
		);
		const times = records.map(({ at }) => Number(at));
		expect(times).toEqual([...times].sort((a, b) => a - b));
	});
});

describe('a list by page', () => {
	const operation = listOf({
		by: 'page',
		page: 'page',
		size: 'N',
		max: 10,
		min: 5,
		id: ({ id }) => String(id),
	});
	const pages = (count: number) => {
		const asked: string[] = [];
		const values = (parameters: Values) => readValues(operation, (name) => parameters[name], 'UTC');
		const fetch = (given: Values) => async (changes: Values) => {
			const { path } = planRequest(operation, { ...given, ...changes });
			asked.push(path);
			const query = new URLSearchParams(path.split('?')[1]);
			const size = Number(query.get('N'));
			const first = (Number(query.get('page')) - 1) * size;
			return Array.from({ length: count }, (_, id) => ({ id })).slice(first, first + size);
		};
		return {
			asked,
			get: async (given: Values) => await collect(operation, values(given), fetch(values(given))),
		};
	};

	it('turns pages until one is short', async () => {
		const { asked, get } = pages(25);
		expect((await get({ returnAll: true })).records).toHaveLength(25);
		expect(asked).toEqual(['/things?N=10&page=1', '/things?N=10&page=2', '/things?N=10&page=3']);
	});

	it('asks once more after a last page that is full', async () => {
		const { asked, get } = pages(20);
		expect((await get({ returnAll: true })).records).toHaveLength(20);
		expect(asked).toHaveLength(3);
	});

	it('asks for no fewer rows than allowed, and returns no more than wanted', async () => {
		const { asked, get } = pages(25);
		expect((await get({ returnAll: false, limit: 2 })).records).toEqual([{ id: 0 }, { id: 1 }]);
		expect(asked).toEqual(['/things?N=5&page=1']);
	});

	it('reads the one page that is asked for', async () => {
		const { asked, get } = pages(25);
		expect((await get({ returnAll: false, limit: 10, options: { page: 3 } })).records).toHaveLength(
			5,
		);
		expect(asked).toEqual(['/things?N=10&page=3']);
	});
});

describe('a list read answer by answer', () => {
	const answers = async (
		operation: Operation,
		parameters: Values,
		fetch: (changes: Values) => Promise<IDataObject[]>,
	) => {
		const values = readValues(operation, (name) => parameters[name], 'UTC');
		const all = [];
		for await (const answer of readPages(operation, values, fetch, 'BitMart')) all.push(answer);
		return all;
	};

	it('by time window: each record once, newest first, with the part of the range it is all of', async () => {
		const operation = listOf(WINDOW);
		const values = readValues(operation, (name) => ({ returnAll: true })[name], 'UTC');
		const all = await answers(
			operation,
			{ returnAll: true },
			exchange(RECORDS, 10).fetch(operation, values),
		);
		const records = all.flatMap((one) => one.records);
		expect(records).toHaveLength(300);
		expect(new Set(records.map(({ id }) => id)).size).toBe(300);
		const times = records.map(({ at }) => Number(at));
		expect(times).toEqual([...times].sort((a, b) => b - a));
		expect(Math.max(...all.map((one) => one.records.length))).toBeLessThan(10);
		let reached = NOW;
		for (const { from, to } of all) {
			expect(to).toBe(reached);
			reached = Number(from);
		}
		expect(reached).toBe(NOW - 90 * DAY);
	});

	it('by time window: two that are alike are both there, and once each where answers overlap', async () => {
		const operation = listOf({ ...WINDOW, id: () => '' });
		const values = readValues(operation, (name) => ({ returnAll: true })[name], 'UTC');
		// On the very bound of two windows, which both answers have.
		const at = NOW - 7 * DAY + 2;
		const records = [{ at }, { at }, { at: at - 1 }];
		const all = await answers(
			operation,
			{ returnAll: true },
			exchange(records, 10).fetch(operation, values),
		);
		expect(all.flatMap((one) => one.records)).toEqual(records);
	});

	const paged = (more: object = {}) =>
		listOf({ by: 'page', page: 'page', size: 'N', max: 10, id: ({ id }) => String(id), ...more });

	it.each([
		['until one is short', {}, 25, 3, 25, undefined],
		[
			'no further than the last page there is',
			{ last: 2 },
			25,
			2,
			20,
			'BitMart lists no more than 2 pages of 10 records, so older ones may be missing.',
		],
		['to a last page that is short', { last: 3 }, 25, 3, 25, undefined],
	] as const)('by page, %s', async (_name, more, count, pages, found, hint) => {
		const asked: unknown[] = [];
		const all = await answers(paged(more), { returnAll: true }, async ({ page }) => {
			asked.push(page);
			const first = (Number(page) - 1) * 10;
			return Array.from({ length: count }, (_, id) => ({ id })).slice(first, first + 10);
		});
		expect(asked).toHaveLength(pages);
		expect(all.flatMap(({ records }) => records)).toHaveLength(found);
		expect(all.at(-1)?.hint).toBe(hint);
	});

	it('by page: a page that comes again ends it', async () => {
		const rows = Array.from({ length: 10 }, (_, id) => ({ id }));
		const all = await answers(paged(), { returnAll: true }, async () => rows);
		expect(all.map(({ records }) => records.length)).toEqual([10, 0]);
		expect(all.at(-1)?.hint).toContain('the same page again');
	});

	it('without paging: one answer', async () => {
		const all = await answers(listOf(undefined), {}, async () => [{ id: 1 }]);
		expect(all).toEqual([{ records: [{ id: 1 }] }]);
	});
});

it('the bound for Return All is an option of every paged list, and of no other', () => {
	expect(optionsOf(listOf(WINDOW)).map(({ name }) => name)).toContain('maxResults');
	expect(optionsOf(listOf(undefined)).map(({ name }) => name)).not.toContain('maxResults');
});
