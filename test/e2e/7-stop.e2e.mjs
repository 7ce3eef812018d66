/** The Stop button: in the middle of a wait, and with an order on its way. See docs/stopping.md. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { pause, until } from '../../scripts/lib/process.mjs';
import { arrived, keepSignatures, place, storeCredential } from './place.mjs';
import { openServer, silent } from './servers.mjs';
import { chain, futures, itemsOf, spot } from './workflows.mjs';

/** A stop that takes longer than this is not one. */
const AT_ONCE = 1_000;
const WARNING = 'stopped with a write on its way';

const ORDER = {
	resource: 'order',
	operation: 'create',
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '0.01',
	price: '55000.00',
	options: {},
};

/** Stops an execution; answers how long it took until n8n called it over, and how it looks then. */
async function stop(executionId) {
	const began = Date.now();
	const answer = await place.n8n.stopExecution(executionId);
	const execution = await place.n8n.finished(executionId, { within: 10_000 });
	return { took: Date.now() - began, answer, execution };
}

/** The lines of n8n's log since a moment. */
const logSince = (length) => place.n8n.log.slice(length).split('\n');

describe('stop', () => {
	test('while the node waits for its turn', async (context) => {
		// BitMart takes one transfer in two seconds, so that ten of them wait for twenty.
		const items = itemsOf(Array.from({ length: 10 }, () => ({ amount: '5' })));
		const parameters = {
			resource: 'transfer',
			operation: 'create',
			currency: 'USDT',
			amount: '={{ $json.amount }}',
			direction: 'spotToFutures',
			options: {},
		};
		const workflow = await place.n8n.createWorkflow(
			// It goes on after a refusal; a stop must not be taken for one.
			chain(
				'Stop: ten transfers',
				...items,
				futures('Transfers', parameters, { onError: 'continueRegularOutput' }),
				spot('Afterwards', { resource: 'market', operation: 'getTicker', symbol: 'BTC_USDT' }),
			),
		);
		const path = '/account/v1/transfer-contract';
		const logged = place.n8n.log.length;
		const executionId = await place.n8n.startWorkflow(workflow);
		await until(() => arrived(path).length === 2, { within: 20_000, every: 20, what: 'transfers' });
		const { took, answer, execution } = await stop(executionId);
		assert.equal(answer.status, 'canceled');
		assert.equal(execution.status, 'canceled');
		assert.ok(took < AT_ONCE, `it took ${took} ms`);

		// The third would have been sent two seconds after the second.
		await pause(2_500);
		assert.equal(arrived(path).length, 2);
		assert.equal(execution.ran('Afterwards'), false);
		assert.equal(place.sandbox.transfers.contract('80000001').length, 2);
		assert.ok(!logSince(logged).some((line) => line.includes(WARNING)), 'nothing was on its way');
		context.diagnostic(
			`over after ${took} ms, with 2 of 10 transfers made; 2.5 seconds later still 2. Status "${execution.status}"; the node shows ${JSON.stringify(execution.data.Transfers ?? 'nothing')}`,
		);
	});

	test('by the time limit of the workflow', async (context) => {
		const server = await openServer(silent);
		const credential = await storeCredential('BitMart (late)', { sandboxSpotUrl: server.url });
		const workflow = await place.n8n.createWorkflow({
			...chain(
				'Stop: time limit',
				spot('Order', ORDER, { credentials: { bitmartApi: credential } }),
			),
			settings: { executionOrder: 'v1', executionTimeout: 2 },
		});
		const logged = place.n8n.log.length;
		const execution = await place.n8n.runWorkflow(workflow);
		assert.equal(execution.status, 'canceled');
		assert.equal(server.received.length, 1);
		await until(() => logSince(logged).some((line) => line.includes(WARNING)), {
			within: 5_000,
			what: 'the warning',
		});
		keepSignatures(server.received);
		const { message, description } = execution.errorOf('Order');
		assert.match(description, /not known whether/, 'the execution itself says what is open');
		context.diagnostic(`Status "${execution.status}"; the node shows: ${message}. ${description}`);
		server.close();
	});

	test('while an order is on its way', async (context) => {
		const server = await openServer(silent);
		const credential = await storeCredential('BitMart (silent)', { sandboxSpotUrl: server.url });
		const workflow = await place.n8n.createWorkflow(
			chain(
				'Stop: order on its way',
				spot('Order', ORDER, {
					credentials: { bitmartApi: credential },
					onError: 'continueRegularOutput',
				}),
				spot('Afterwards', { resource: 'market', operation: 'getTicker', symbol: 'BTC_USDT' }),
			),
		);
		const logged = place.n8n.log.length;
		const executionId = await place.n8n.startWorkflow(workflow);
		await until(() => server.received.length > 0, { within: 20_000, every: 20, what: 'the order' });
		const { took, execution } = await stop(executionId);
		assert.equal(execution.status, 'canceled');
		assert.ok(took < AT_ONCE, `it took ${took} ms`);

		const line = await until(() => logSince(logged).find((text) => text.includes(WARNING)), {
			within: 5_000,
			what: 'the warning',
		});
		context.diagnostic(line);
		const [{ body, headers, at }] = server.received;
		assert.ok(line.includes('POST /spot/v2/submit_order'), 'the endpoint');
		// n8n's log puts a blank behind every colon, also inside of times.
		const told = line.slice(line.indexOf(WARNING)).replaceAll(': ', ':');
		const [sentAt] = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(told) ?? [];
		assert.ok(Math.abs(Date.parse(sentAt) - at) < 60_000, `the time ${sentAt}`);
		assert.ok(line.includes(JSON.parse(body).client_order_id), 'the key to look for');
		const { accessKey, secretKey, memo } = place.account;
		for (const secret of [accessKey, secretKey, memo, headers['x-bm-sign']]) {
			assert.ok(!logSince(logged).join('\n').includes(secret), 'no secret');
		}

		// Nothing looks the order up or sends it again: the first such try would follow within a second.
		await pause(1_500);
		assert.equal(server.received.length, 1);
		assert.equal(execution.ran('Afterwards'), false);
		keepSignatures(server.received);
		context.diagnostic(
			`over after ${took} ms. Status "${execution.status}"; the node shows ${JSON.stringify(execution.data.Order ?? 'nothing')}; the execution shows ${JSON.stringify(execution.error?.message)}`,
		);
		server.close();
	});
});
