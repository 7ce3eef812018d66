import { runNode } from '../support/engine';
import { permit } from '../support/rules';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

const sandbox = useNodes();
beforeAll(() => permit(sandbox.spotUrl, 'BTC_USDT'));

const PARAMETERS = {
	resource: 'order',
	operation: 'create',
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '={{ $json.size }}',
	price: '55000',
};

/** The second is refused by the exchange. */
const REFUSED = [{ size: '0.001' }, { size: '999' }, { size: '0.002' }];

/** The second is refused by the exchange, the fourth by the node. */
const ITEMS = [
	{ size: '0.001' },
	{ size: '999' },
	{ size: '0.002' },
	{ size: 'x' },
	{ size: '0.003' },
];

const sizes = () => sandbox.requests.map(({ body }) => (JSON.parse(body) as { size: string }).size);

describe('items', () => {
	it('run one after the other, in order, and are paired with their input', async () => {
		const items = [{ size: '0.003' }, { size: '0.001' }, { size: '0.002' }];
		const { outputs, error } = await runNode('bitmartSpot', PARAMETERS, {
			credential: sandboxCredential(sandbox),
			items,
		});
		expect(error).toBeUndefined();
		expect(sizes()).toEqual(['0.003', '0.001', '0.002']);
		expect(outputs[0]?.map(({ json, pairedItem }) => [json.size, pairedItem])).toEqual([
			['0.003', { item: 0 }],
			['0.001', { item: 1 }],
			['0.002', { item: 2 }],
		]);
	});

	it('send nothing after the item that fails', async () => {
		const { error } = await runNode('bitmartSpot', PARAMETERS, {
			credential: sandboxCredential(sandbox),
			items: REFUSED,
		});
		expect(sizes()).toEqual(['0.001', '999']);
		expect(error?.message).toMatch(/^BitMart refused: .* \(code 50020\) \[item 1\]$/);
		expect(error?.description).toMatch(
			/^Check the available balance of the currency you pay with, and lower the order\. Nothing was carried out\. Carried out before that: item 0 \(orderId \d+, clientOrderId [0-9a-f]{32}\)\.$/,
		);
		expect(error?.httpCode).toBe('400');
		expect(error?.context?.itemIndex).toBe(1);
	});

	it('are all read and checked before the first is sent', async () => {
		const { error } = await runNode('bitmartSpot', PARAMETERS, {
			credential: sandboxCredential(sandbox),
			items: ITEMS,
		});
		expect(error?.message).toContain('Size must be a plain number');
		expect(error?.message).toContain('[item 3]');
		expect(sandbox.requests).toEqual([]);
	});

	it('go on after one that fails with Continue On Fail, with the reason in its place', async () => {
		const { outputs, error } = await runNode('bitmartSpot', PARAMETERS, {
			credential: sandboxCredential(sandbox),
			items: ITEMS,
			node: { onError: 'continueRegularOutput' },
		});
		expect(error).toBeUndefined();
		expect(sizes()).toEqual(['0.001', '999', '0.002', '0.003']);
		const [out = []] = outputs;
		expect(out.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3, 4].map((item) => ({ item })),
		);
		expect(out.map(({ json }) => json.size ?? json.error)).toEqual([
			'0.001',
			expect.stringContaining('code 50020'),
			'0.002',
			expect.stringContaining('Size must be a plain number'),
			'0.003',
		]);
		expect(out[1]?.json.details).toMatchObject({ code: '50020', httpCode: '400', effect: 'none' });
	});

	it('that fail leave by the error output, where there is one', async () => {
		const { outputs } = await runNode('bitmartSpot', PARAMETERS, {
			credential: sandboxCredential(sandbox),
			items: ITEMS,
			node: { onError: 'continueErrorOutput' },
		});
		expect(outputs.map((output) => output.map(({ json }) => json.size))).toEqual([
			['0.001', '0.002', '0.003'],
			['999', 'x'],
		]);
		expect(outputs[1]?.map(({ json }) => json.error)).toEqual([
			expect.stringContaining('code 50020'),
			expect.stringContaining('Size must be'),
		]);
	});

	it('may each choose another operation', async () => {
		const { outputs } = await runNode(
			'bitmartSpot',
			{ resource: 'market', operation: 'getTicker', symbol: '={{ $json.pair }}' },
			{
				items: [{ pair: 'ETH_USDT' }, { pair: 'btc/usdt' }],
				credential: sandboxCredential(sandbox),
			},
		);
		expect(outputs[0]?.map(({ json }) => json.symbol)).toEqual(['ETH_USDT', 'BTC_USDT']);
	});
});

describe('a life of an order', () => {
	it('is placed, read, canceled and found again by both of its IDs', async () => {
		const credential = sandboxCredential(sandbox);
		const run = async (parameters: Record<string, unknown>) => {
			const { outputs, error } = await runNode(
				'bitmartSpot',
				{ resource: 'order', ...parameters },
				{ credential },
			);
			if (error) throw error;
			return outputs[0]?.map(({ json }) => json) ?? [];
		};
		const [placed] = await run({
			...PARAMETERS,
			size: '0.0010',
			options: { clientOrderId: 'alert1' },
		});
		expect(placed).toEqual({
			orderId: expect.stringMatching(/^\d{18,19}$/) as string,
			clientOrderId: 'alert1',
			symbol: 'BTC_USDT',
			side: 'buy',
			type: 'limit',
			size: '0.0010',
			price: '55000',
			outcome: 'placed',
		});
		const orderId = placed?.orderId;
		const open = await run({ operation: 'getManyOpen', limit: 50 });
		expect(open).toEqual([
			expect.objectContaining({
				orderId,
				status: 'open',
				filledSize: expect.stringMatching(/^0\.0+$/) as string,
			}),
		]);
		expect(await run({ operation: 'get', findBy: 'orderId', orderId })).toEqual(open);
		expect(
			await run({
				operation: 'cancel',
				symbol: 'BTC_USDT',
				findBy: 'clientOrderId',
				clientOrderId: 'alert1',
			}),
		).toEqual([{ clientOrderId: 'alert1', symbol: 'BTC_USDT', canceled: true }]);
		expect(
			await run({ operation: 'cancel', symbol: 'BTC_USDT', findBy: 'orderId', orderId }),
		).toEqual([{ orderId, symbol: 'BTC_USDT', canceled: false }]);
		expect(await run({ operation: 'getManyOpen', limit: 50 })).toEqual([]);
		const past = await run({
			operation: 'getManyPast',
			limit: 50,
			options: { symbol: 'btc_usdt' },
		});
		expect(past).toEqual([expect.objectContaining({ orderId, status: 'canceled' })]);
		expect(
			await run({ operation: 'get', findBy: 'clientOrderId', clientOrderId: 'alert1' }),
		).toEqual(past);
		expect(arrivals(sandbox)).toEqual([
			'POST /spot/v2/submit_order',
			'POST /spot/v4/query/open-orders',
			'POST /spot/v4/query/order',
			'POST /spot/v3/cancel_order',
			'POST /spot/v3/cancel_order',
			'POST /spot/v4/query/open-orders',
			'POST /spot/v4/query/history-orders',
			'POST /spot/v4/query/client-order',
		]);
	});
});
