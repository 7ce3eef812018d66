/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions */
import { execFileSync } from 'child_process';

import { VERSION } from '../../nodes/bitmart/version';
import manifest from '../../package.json';
import { DEFAULT_ACCOUNTS } from '../../sandbox';
import { runNode } from '../support/engine';
import { permit } from '../support/rules';
import { sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

const NOW = Date.UTC(2026, 7, 1, 12);

const sandbox = useNodes(NOW);
beforeAll(() => permit(sandbox.spotUrl, 'BTC_USDT'));

describe('the bytes of an order', () => {
	it('are what was typed, with three headers, and the signature that openssl computes', async () => {
		const { error } = await runNode(
			'bitmartSpot',
			{
				resource: 'order',
				operation: 'create',
				symbol: 'BTC_USDT',
				side: 'buy',
				type: 'limit',
				size: '0.00100',
				price: '55000.50',
				options: { clientOrderId: 'n8n0001', stpMode: 'cancel_taker' },
			},
			{ credential: sandboxCredential(sandbox) },
		);
		expect(error).toBeUndefined();
		const body =
			'{"symbol":"BTC_USDT","side":"buy","type":"limit","size":"0.00100","price":"55000.50","client_order_id":"n8n0001","stpMode":"cancel_taker"}';
		expect(sandbox.requests).toHaveLength(1);
		const [request] = sandbox.requests;
		expect(request).toMatchObject({
			method: 'POST',
			path: '/spot/v2/submit_order',
			rawQuery: '',
			body,
		});

		const [account] = DEFAULT_ACCOUNTS;
		const printed = execFileSync(
			'openssl',
			['dgst', '-sha256', '-hmac', account?.secretKey ?? ''],
			{ input: `${NOW}#${account?.memo}#${body}`, encoding: 'utf8' },
		);
		expect(request?.headers).toMatchObject({
			'x-bm-key': account?.accessKey,
			'x-bm-timestamp': String(NOW),
			'x-bm-sign': printed.trim().split(' ').at(-1),
			'content-type': 'application/json',
			'user-agent': `n8n-nodes-bitmart/${manifest.version}`,
		});
	});

	it('of a private read are the key alone', async () => {
		await runNode(
			'bitmartAccount',
			{ resource: 'balance', operation: 'getMany', options: { currency: 'usdt' } },
			{ credential: sandboxCredential(sandbox) },
		);
		expect(sandbox.requests).toHaveLength(1);
		expect(sandbox.requests[0]).toMatchObject({ rawQuery: 'currency=USDT', body: '' });
		expect(
			Object.keys(sandbox.requests[0]?.headers ?? {}).filter((name) => name.startsWith('x-bm')),
		).toEqual(['x-bm-key']);
	});

	it('of market data carry no key, with a credential too', async () => {
		await runNode(
			'bitmartSpot',
			{ resource: 'market', operation: 'getTicker', symbol: 'BTC_USDT' },
			{ credential: sandboxCredential(sandbox) },
		);
		expect(sandbox.requests).toHaveLength(1);
		expect(
			Object.keys(sandbox.requests[0]?.headers ?? {}).filter((name) => name.startsWith('x-bm')),
		).toEqual([]);
	});

	it('name the version of the package', () => {
		expect(VERSION).toBe(manifest.version);
	});
});
