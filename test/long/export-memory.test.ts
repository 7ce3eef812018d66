/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';

import { clock } from '../../nodes/core/exchange/clock';
import { forgetRates } from '../../nodes/core/exchange/pacing';
import { runNode } from '../support/engine';
import type { OddServer } from '../support/server';
import { startOddServer } from '../support/server';

/**
 * What an export of 100,000 rows takes of the memory: nothing beside the items, which n8n itself holds,
 * but a few answers. The server makes up the rows of each window anew, so that nothing but the node can
 * keep them. All figures are of the heap after garbage collection.
 */

const NOW = Date.UTC(2026, 6, 20, 12);
const ROWS = 100_000;
/** Milliseconds between two trades. */
const SPACING = 60_000;
const MEGABYTE = 1_048_576;
const MOST = 200;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use, after garbage collection. */
function used(): number {
	// The log of the server grows with every request, and is none of the node's business.
	server.arrivals.length = 0;
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

let server: OddServer;
/** The heap at every hundredth request. */
let samples: number[] = [];
let requests = 0;

/** The trade of a moment. */
const tradeAt = (createTime: number) => ({
	tradeId: String(1187654399000000000n + BigInt(createTime / SPACING)),
	orderId: String(1187654321000000000n + BigInt(createTime / SPACING)),
	clientOrderId: '',
	symbol: 'BTC_USDT',
	side: 'buy',
	orderMode: 'spot',
	type: 'limit',
	stpMode: 'none',
	price: '60000.00',
	size: '0.00100',
	notional: '60.00000000',
	fee: '0.00000100',
	feeCoinName: 'BTC',
	tradeRole: 'maker',
	createTime,
	updateTime: createTime,
});

beforeAll(async () => {
	server = await startOddServer();
	server.reply = ({ body }, response) => {
		if (requests++ % 100 === 0) samples.push(used());
		const { startTime, endTime } = JSON.parse(body) as { startTime: number; endTime: number };
		const first = Math.ceil(startTime / SPACING) * SPACING;
		const last = Math.min(endTime, NOW - SPACING);
		const data = [];
		for (let at = first; at <= last && data.length < MOST; at += SPACING) data.push(tradeAt(at));
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ code: 1000, message: 'OK', trace: 'a', data }));
	};
});
afterAll(async () => await server.stop());

// No mock of jest: those keep what every call has returned, here all answers.
const real = { ...clock };
beforeEach(() => {
	let time = NOW;
	Object.assign(clock, {
		now: () => time,
		within: async <T>(_milliseconds: number, work: Promise<T>) => await work,
		wait: async (milliseconds: number) => {
			time += milliseconds;
		},
	});
	forgetRates();
});
afterEach(() => Object.assign(clock, real));

/** Runs an export of the newest `rows` rows, and looks at the heap on its way and after it. */
async function measured(rows: number, options: Record<string, unknown> = {}) {
	samples = [];
	requests = 0;
	const form = {
		resource: 'history',
		operation: 'export',
		sources: ['trades'],
		from: new Date(NOW - rows * SPACING).toISOString(),
		to: new Date(NOW - SPACING).toISOString(),
		options,
	};
	const credential = {
		environment: 'sandbox',
		sandboxSpotUrl: server.url,
		sandboxFuturesUrl: server.url,
		accessKey: 'example-access-key-0001',
		secretKey: 'example-secret-0001',
		memo: 'memory',
	};
	const run = await runNode('bitmartAccount', form, { credential });
	if (run.error) throw run.error;
	return { items: run.outputs[0] ?? [], after: used() };
}

const inMegabytes = (bytes: number) => (bytes / MEGABYTE).toFixed(1);

it('100,000 rows are read with the memory of a few answers, and each item takes the same', async () => {
	// Everything is loaded and warm.
	await measured(2000, { notes: 'only' });

	const { items } = await measured(ROWS, { notes: 'only' });
	expect(items.map(({ json }) => json.note)).toEqual([
		expect.stringContaining(`Trades: ${ROWS} records, the oldest of `),
	]);
	const [first = 0, ...later] = samples;
	const growth = Math.max(...later) - first;
	expect(later.length).toBeGreaterThan(9);
	// Two remembered answers, the one at hand, and what n8n keeps of a run.
	expect(growth).toBeLessThan(5 * MEGABYTE);
	const asked = requests;

	const perRow = [];
	for (const rows of [ROWS / 4, ROWS]) {
		const before = used();
		const { items: held, after } = await measured(rows);
		expect(held).toHaveLength(rows + 1);
		expect(new Set(held.map(({ json }) => json.id)).size).toBe(rows + 1);
		perRow.push((after - before) / rows);
	}
	const [quarter = 0, all = 0] = perRow;
	expect(all / quarter).toBeGreaterThan(0.7);
	expect(all / quarter).toBeLessThan(1.3);
	process.stdout.write(
		`export of ${ROWS} rows: ${asked} requests; at most ${inMegabytes(growth)} MB more in use while reading than at the start; ` +
			`${perRow.map((bytes) => Math.round(bytes)).join(' and ')} bytes an item for ${ROWS / 4} and ${ROWS}\n`,
	);
}, 600_000);
