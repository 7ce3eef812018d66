import type { IDataObject, INodeType } from 'n8n-workflow';

import { estimate } from '../../nodes/access/estimate';
import { CATALOGUE } from '../../nodes/catalogue';
import { surroundings } from '../../nodes/core/send';
import { readIdentity } from '../../nodes/core/writes/keys';
import { bitmart } from '../../nodes/service';
import { runNode } from '../support/engine';
import { POSTS } from '../support/posts';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

const [operation] = CATALOGUE.flatMap(({ resources }) => resources)
	.flatMap(({ operations }) => operations)
	.filter((one) => one.endpoint === 'GET /system/time');

/** A node that estimates the write of each item, with what the core lets checks read with. */
const estimator: INodeType = {
	description: {
		displayName: 'Estimator',
		name: 'estimator',
		group: ['output'],
		version: 1,
		description: '',
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'bitmartApi', required: true }],
		properties: [],
	},
	async execute() {
		if (!operation) throw new Error('There is no operation to stand in');
		const identity = readIdentity({});
		const job = { context: this, service: bitmart, host: 'spot', operation, identity };
		const { read } = await surroundings(job);
		const found: IDataObject[] = [];
		for (const { json } of this.getInputData()) {
			const { endpoint, body } = json as { endpoint: string; body: string };
			found.push({ ...(await estimate({ endpoint, body, read })) } as IDataObject);
		}
		return [found.map((json, item) => ({ json, pairedItem: { item } }))];
	},
};

const sandbox = useNodes(Date.UTC(2026, 7, 1));

async function estimates(items: Array<{ endpoint: string; body: string }>) {
	const { outputs, error } = await runNode(
		'estimator',
		{},
		{ credential: sandboxCredential(sandbox), nodeType: estimator, items },
	);
	expect(error).toBeUndefined();
	return outputs[0]?.map(({ json }) => json);
}

const WRITES = POSTS.filter(({ known, action }) => known && action !== 'read');

it.each(WRITES)('an estimate of $path only reads', async ({ path, bodies }) => {
	const items = bodies.map((body) => ({ endpoint: `POST ${path}`, body: JSON.stringify(body) }));
	expect(await estimates(items)).toHaveLength(bodies.length);
	expect(arrivals(sandbox).filter((arrival) => !arrival.startsWith('GET '))).toEqual([]);
});

it('an estimate holds a write against prices, rates and balances of the exchange', async () => {
	const spot = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', size: '0.1', price: '60000' };
	const futures = {
		symbol: 'BTCUSDT',
		side: 1,
		type: 'limit',
		size: 100,
		price: '60000',
		leverage: '10',
		open_type: 'cross',
	};
	const transfer = { requestNo: '1', currency: 'USDT', amount: '1', subAccount: 'nobody' };
	const found = await estimates([
		{ endpoint: 'POST /spot/v2/submit_order', body: JSON.stringify(spot) },
		{ endpoint: 'POST /contract/private/submit-order', body: JSON.stringify(futures) },
		{
			endpoint: 'POST /account/sub-account/main/v1/sub-to-main',
			body: JSON.stringify(transfer),
		},
	]);
	const usdt = (amount: unknown) => ({ amount, currency: 'USDT' });
	expect(found).toEqual([
		{
			worth: usdt('6000'),
			fee: usdt('6'),
			needs: usdt('6000'),
			available: usdt(expect.stringMatching(/^10000(\.0+)?$/)),
			enough: true,
		},
		{
			worth: usdt('6000'),
			fee: usdt('3.6'),
			needs: usdt('603.6'),
			available: usdt(expect.stringMatching(/^5000(\.0+)?$/)),
			enough: true,
		},
		{
			worth: usdt('1'),
			needs: usdt('1'),
			notKnown: [expect.stringMatching(/^The balance of nobody could not be read: \w/)],
		},
	]);
});
