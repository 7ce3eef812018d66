import { ledger } from '../../nodes/core/writes/ledger';
import type { EngineOptions } from '../support/engine';
import { runNode } from '../support/engine';
import { sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

const UID = '80000001';

const sandbox = useNodes(Date.UTC(2026, 6, 20, 12));

const ORDER = {
	resource: 'order',
	operation: 'create',
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '={{ $json.size }}',
	price: '55000',
};

const run = async (parameters: Record<string, unknown>, options: EngineOptions) =>
	await runNode('bitmartSpot', parameters, { credential: sandboxCredential(sandbox), ...options });

const writes = () => sandbox.requests.filter(({ path }) => path === '/spot/v2/submit_order');
const sizes = () =>
	sandbox.books
		.orders(UID)
		.map(({ size }) => Number(size))
		.sort();

describe("n8n's Retry On Fail", () => {
	const retried = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };

	it('repeats all items, and places none of them twice', async () => {
		const { error } = await run(ORDER, {
			items: [{ size: '0.001' }, { size: '0.002' }, { size: '999' }],
			node: retried,
		});
		expect(error?.message).toContain('code 50020');
		expect(sizes()).toEqual([0.001, 0.002]);
		// Two orders once, and the refused one in each of three tries.
		expect(writes()).toHaveLength(5);
	});

	it('is refused for writes in the tool variant of a node, where no key survives a try', async () => {
		const live = { ...ORDER, options: { dryRun: false } };
		const { error } = await run(live, {
			items: [{ size: '0.001' }],
			node: { ...retried, type: 'bitmartSpotTool' },
		});
		expect(error?.message).toContain('Switch Retry On Fail off');
		expect(sandbox.requests).toEqual([]);
	});

	it('is no matter for reads in the tool variant', async () => {
		const { error } = await run(
			{ resource: 'order', operation: 'getManyOpen', returnAll: false, limit: 5 },
			{ node: { ...retried, type: 'bitmartSpotTool' } },
		);
		expect(error).toBeUndefined();
	});
});

describe('one execution, run again', () => {
	it('returns the order that it placed, also after the process was restarted', async () => {
		const options = { items: [{ size: '0.001' }], executionId: 'same' };
		const first = await run(ORDER, options);
		const second = await run(ORDER, options);
		expect(second.outputs).toEqual(first.outputs);
		expect(writes()).toHaveLength(1);
		ledger.clear();
		const third = await run(ORDER, options);
		expect(third.outputs[0]?.[0]?.json).toEqual({
			...first.outputs[0]?.[0]?.json,
			outcome: 'duplicate',
		});
		expect(sizes()).toEqual([0.001]);
	});
});

describe('the repeated execution of one alert', () => {
	const alert = { ...ORDER, options: { idempotencyKey: '={{ $json.alert }}' } };

	it('finds the order of the first execution', async () => {
		const items = [{ size: '0.001', alert: 'a1' }];
		const first = await run(alert, { items });
		ledger.clear();
		const second = await run(alert, { items });
		expect(first.outputs[0]?.[0]?.json.outcome).toBe('placed');
		expect(second.outputs[0]?.[0]?.json).toEqual({
			...first.outputs[0]?.[0]?.json,
			outcome: 'duplicate',
		});
		expect(sizes()).toEqual([0.001]);
		expect(writes()).toHaveLength(1);
	});

	it('is refused with other content, also while the process remembers the first', async () => {
		await run(alert, { items: [{ size: '0.001', alert: 'a1' }] });
		const { error } = await run(alert, { items: [{ size: '0.002', alert: 'a1' }] });
		expect(error?.message).toBe('This Idempotency Key was used for something else already');
		expect(sizes()).toEqual([0.001]);
	});

	it('is a duplicate also while the process remembers the first', async () => {
		const items = [{ size: '0.001', alert: 'a1' }];
		await run(alert, { items });
		const second = await run(alert, { items });
		expect(second.outputs[0]?.[0]?.json.outcome).toBe('duplicate');
		expect(writes()).toHaveLength(1);
	});

	it('is refused with other content', async () => {
		await run(alert, { items: [{ size: '0.001', alert: 'a1' }] });
		ledger.clear();
		const { error } = await run(alert, { items: [{ size: '0.002', alert: 'a1' }] });
		expect(error?.message).toMatch(
			/^This key already belongs to another order \(ID \d+\): it differs in size$/,
		);
		expect(sizes()).toEqual([0.001]);
	});

	it('is refused for two items of one run, before anything is sent', async () => {
		const { error } = await run(alert, {
			items: [
				{ size: '0.001', alert: 'a1' },
				{ size: '0.002', alert: 'a1' },
			],
		});
		expect(error?.message).toBe('Items 0 and 1 have the same Idempotency Key [item 0]');
		expect(sandbox.requests).toEqual([]);
	});

	it('is refused beside a Client Order ID', async () => {
		const { error } = await run(
			{ ...ORDER, options: { idempotencyKey: 'a1', clientOrderId: 'mine' } },
			{ items: [{ size: '0.001' }] },
		);
		expect(error?.message).toBe('Use either Idempotency Key or Client Order ID, not both');
		expect(writes()).toEqual([]);
	});
});

describe('a clock that is off', () => {
	it('is corrected once, and the order is placed', async () => {
		sandbox.clockOffset = 600_000;
		const { outputs, error } = await run(ORDER, { items: [{ size: '0.001' }] });
		expect(error).toBeUndefined();
		expect(outputs[0]?.[0]?.json.outcome).toBe('placed');
		expect(sandbox.requests.map(({ path, code }) => [path, code]).slice(-3)).toEqual([
			['/spot/v2/submit_order', 30007],
			['/system/time', 1000],
			['/spot/v2/submit_order', 1000],
		]);
	});
});
