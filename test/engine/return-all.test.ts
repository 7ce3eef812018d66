import { runNode } from '../support/engine';
import { sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 6, 20, 12);
const UID = '80000001';
const COUNT = 1000;

// Pacing waits on this clock, so that a thousand rows take no real time.
const sandbox = useNodes(NOW);

/** Times of 1,000 records over 60 days: uneven, with a busy day and with moments that several share. */
const TIMES = Array.from({ length: COUNT }, (_, index) => {
	const even = NOW - Math.floor((index * 60 * DAY) / COUNT) - 1000;
	return index % 4 === 0 ? NOW - 30 * DAY - (index % 50) * 1000 : even;
});

interface List {
	name: string;
	node: string;
	parameters: Record<string, unknown>;
	seed: () => unknown;
	id: string;
	time: string;
}

const LISTS: List[] = [
	{
		name: 'past spot orders',
		node: 'bitmartSpot',
		parameters: { resource: 'order', operation: 'getManyPast' },
		seed: () =>
			sandbox.seed.spotOrders(
				UID,
				TIMES.map((createTime) => ({ createTime, updateTime: createTime })),
			),
		id: 'orderId',
		time: 'createdAt',
	},
	{
		name: 'spot trades',
		node: 'bitmartSpot',
		parameters: { resource: 'trade', operation: 'getMany' },
		seed: () =>
			sandbox.seed.spotTrades(
				UID,
				TIMES.map((createTime) => ({ createTime, updateTime: createTime })),
			),
		id: 'tradeId',
		time: 'createdAt',
	},
	{
		name: 'past futures orders',
		node: 'bitmartFutures',
		parameters: { resource: 'order', operation: 'getManyPast', symbol: 'BTCUSDT' },
		seed: () =>
			sandbox.seed.futuresOrders(
				UID,
				TIMES.map((createTime) => ({ createTime, updateTime: createTime })),
			),
		id: 'orderId',
		time: 'createdAt',
	},
	{
		name: 'futures trades',
		node: 'bitmartFutures',
		parameters: { resource: 'order', operation: 'getTrades' },
		seed: () =>
			sandbox.seed.futuresTrades(
				UID,
				TIMES.map((createTime) => ({ createTime })),
			),
		id: 'tradeId',
		time: 'createdAt',
	},
	{
		name: 'futures transactions',
		node: 'bitmartFutures',
		parameters: { resource: 'account', operation: 'getTransactions' },
		seed: () =>
			sandbox.seed.transactions(
				UID,
				TIMES.map((at) => ({ time: at })),
			),
		id: 'transactionId',
		time: 'createdAt',
	},
	{
		name: 'transfers between spot and futures',
		node: 'bitmartFutures',
		parameters: { resource: 'transfer', operation: 'getMany' },
		seed: () =>
			sandbox.seed.transfers(
				UID,
				TIMES.map((timestamp) => ({ timestamp })),
			),
		id: 'transferId',
		time: 'createdAt',
	},
	{
		name: 'deposits',
		node: 'bitmartAccount',
		parameters: { resource: 'history', operation: 'getMany', operationType: 'deposit' },
		seed: () =>
			sandbox.seed.deposits(
				UID,
				TIMES.map((applyTime) => ({ applyTime })),
			),
		id: 'id',
		time: 'createdAt',
	},
	{
		name: 'withdrawals',
		node: 'bitmartAccount',
		parameters: { resource: 'history', operation: 'getMany', operationType: 'withdraw' },
		seed: () =>
			sandbox.seed.withdrawals(
				UID,
				TIMES.map((applyTime) => ({ applyTime })),
			),
		id: 'id',
		time: 'createdAt',
	},
];

async function list({ node, parameters }: List, changes: Record<string, unknown>) {
	const { outputs, error } = await runNode(
		node,
		{ ...parameters, ...changes },
		{ credential: sandboxCredential(sandbox) },
	);
	if (error) throw error;
	return outputs[0]?.map(({ json }) => json) ?? [];
}

describe.each(LISTS.map((one) => [one.name, one] as const))('%s', (_name, one) => {
	it('are all returned, each once, newest first', async () => {
		one.seed();
		const records = await list(one, { returnAll: true });
		expect(records).toHaveLength(COUNT);
		expect(new Set(records.map((record) => record[one.id])).size).toBe(COUNT);
		const times = records.map((record) => Date.parse(String(record[one.time])));
		expect(times).toEqual([...times].sort((a, b) => b - a));
		expect([...times].sort()).toEqual([...TIMES].sort());
	});

	it('are cut off at the limit, the newest first', async () => {
		one.seed();
		const records = await list(one, { returnAll: false, limit: 7 });
		const newest = [...TIMES].sort((a, b) => b - a).slice(0, 7);
		expect(records.map((record) => Date.parse(String(record[one.time])))).toEqual(newest);
	});

	it('are none where there are none', async () => {
		expect(await list(one, { returnAll: true })).toEqual([]);
	});
});

describe('candles', () => {
	it.each([
		['spot', 'bitmartSpot', 'BTC_USDT'],
		['futures', 'bitmartFutures', 'BTCUSDT'],
	])(
		'of the %s market are all returned over three days of minutes, without a gap',
		async (_market, node, symbol) => {
			const { outputs, error } = await runNode(
				node,
				{
					resource: 'market',
					operation: 'getCandles',
					symbol,
					interval: '5m',
					startTime: NOW - 9 * DAY,
					endTime: NOW,
					returnAll: true,
				},
				{ credential: sandboxCredential(sandbox) },
			);
			expect(error).toBeUndefined();
			const times = outputs[0]?.map(({ json }) => Date.parse(String(json.time))) ?? [];
			const steps = new Set(times.slice(1).map((at, index) => at - (times[index] ?? 0)));
			expect([...steps]).toEqual([300_000]);
			expect(times.length).toBeGreaterThan(2580);
		},
	);
});
