/** n8n's HTTP Request node with the credential of this package: signed for BitMart, and for nobody else. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';

import { arrived, place, runOnce, storeCredential } from './place.mjs';
import { chain, httpRequest, spot } from './workflows.mjs';

const SUBMIT = '/spot/v2/submit_order';
const ORDER = {
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '0.01',
	price: '55000.00',
	client_order_id: 'httpRequest1',
};

/** Somebody else's server takes whatever comes and remembers it; a second one sends people to it. */
const stranger = { received: [], port: 0 };
const redirecting = { received: [], port: 0 };
const servers = [];

async function listen(who, answer) {
	const server = createServer((request, response) => {
		who.received.push({ url: request.url, headers: request.headers });
		answer(response);
	});
	servers.push(server);
	await new Promise((resolve) => server.listen(0, resolve));
	who.port = server.address().port;
}

async function openServers() {
	await listen(stranger, (response) => response.end('{}'));
	await listen(redirecting, (response) => {
		response.writeHead(307, { location: `http://127.0.0.1:${stranger.port}/caught` });
		response.end();
	});
}

function closeServers() {
	for (const server of servers) {
		server.closeAllConnections();
		server.close();
	}
}

/** Runs one request to the stranger, and asserts that it never left n8n. */
async function refused(context, node) {
	// Otherwise "nothing arrived" would prove nothing.
	await fetch(`http://localhost:${stranger.port}/reachable`);
	assert.equal(stranger.received.at(-1).url, '/reachable');
	stranger.received.length = 0;

	const execution = await runOnce(chain(context.name, node));
	assert.equal(execution.status, 'error');
	assert.deepEqual(stranger.received, []);
	const { message, description } = execution.errorOf(node.name);
	const text = [message, description].filter(Boolean).join(' ');
	context.diagnostic(text);
	return text;
}

describe('HTTP Request node', () => {
	before(openServers);
	after(closeServers);

	test('places an order with a signature that the exchange accepts', async () => {
		const execution = await runOnce(
			chain(
				'Order by HTTP Request',
				httpRequest('Request', { url: `${place.sandbox.spotUrl}${SUBMIT}`, body: ORDER }),
				spot('Read Order', {
					resource: 'order',
					operation: 'get',
					findBy: 'clientOrderId',
					clientOrderId: ORDER.client_order_id,
				}),
			),
		);
		assert.equal(execution.status, 'success', JSON.stringify(execution.error));
		const [request, ...more] = arrived(SUBMIT);
		assert.equal(more.length, 0);
		assert.equal(request.code, 1000);
		assert.equal(request.body, JSON.stringify(ORDER));
		assert.ok(request.headers['x-bm-sign']);

		const [answer] = execution.items('Request');
		const [order] = execution.items('Read Order');
		assert.equal(order.orderId, String(answer.data.order_id));
		assert.equal(order.status, 'open');
	});

	test('reads with the key alone', async () => {
		const url = `${place.sandbox.spotUrl}/account/v1/wallet?currency=USDT`;
		const execution = await runOnce(
			chain('Wallet', httpRequest('Request', { url, method: 'GET' })),
		);
		assert.equal(execution.status, 'success', JSON.stringify(execution.error));
		const [request] = arrived('/account/v1/wallet');
		assert.equal(request.headers['x-bm-key'], place.account.accessKey);
		assert.equal(request.headers['x-bm-sign'], undefined);
	});

	test('another host is refused', async (context) => {
		const url = `http://localhost:${stranger.port}${SUBMIT}`;
		const text = await refused(context, httpRequest('Request', { url, body: ORDER }));
		assert.match(text, /does not sign for|Domain not allowed/);
	});

	test('another host is refused by the credential itself where all domains are allowed', async (context) => {
		const credential = await storeCredential('BitMart (all domains)', {
			allowedHttpRequestDomains: 'all',
			allowedDomains: '',
		});
		const url = `http://localhost:${stranger.port}${SUBMIT}`;
		const text = await refused(context, httpRequest('Request', { url, body: ORDER, credential }));
		assert.match(text, /does not sign for/);
	});

	test('another port of an allowed domain is refused by the credential itself', async (context) => {
		// The domain list knows no ports; this stranger listens on the machine of the sandbox.
		const url = `http://127.0.0.1:${stranger.port}${SUBMIT}`;
		const text = await refused(context, httpRequest('Request', { url, body: ORDER }));
		assert.match(text, /does not sign for/);
	});

	test('the domain restriction of the credential holds for its own hosts too', async (context) => {
		const restrictions = [
			{ allowedHttpRequestDomains: 'domains', allowedDomains: 'api-cloud.bitmart.com' },
			{ allowedHttpRequestDomains: 'none', allowedDomains: '' },
		];
		for (const data of restrictions) {
			const credential = await storeCredential('BitMart (restricted)', data);
			const url = `${place.sandbox.spotUrl}${SUBMIT}`;
			const execution = await runOnce(
				chain(context.name, httpRequest('Request', { url, body: ORDER, credential })),
			);
			assert.equal(execution.status, 'error');
			assert.equal(place.sandbox.requests.length, 0);
			const { message } = execution.errorOf('Request');
			context.diagnostic(message);
			assert.match(message, /domain|prevent|restrict/i);
		}
	});

	test('a redirect does not carry the key to another host', async (context) => {
		const own = `http://127.0.0.1:${redirecting.port}`;
		const credential = await storeCredential('BitMart (redirecting)', { sandboxSpotUrl: own });
		stranger.received.length = 0;
		for (const method of ['GET', 'POST']) {
			redirecting.received.length = 0;
			const body = method === 'POST' ? ORDER : undefined;
			await runOnce(
				chain(
					context.name,
					httpRequest('Request', { url: `${own}${SUBMIT}`, method, body, credential }),
				),
			);
			assert.equal(redirecting.received.length, 1, method);
			assert.ok(redirecting.received[0].headers['x-bm-key'], method);
			assert.deepEqual(stranger.received, [], method);
		}
	});
});
