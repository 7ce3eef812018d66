/** Several items, one of which the exchange refuses: what goes on, what stops, and in which order. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { arrived, runOnce } from './place.mjs';
import { chain, itemsOf, spot } from './workflows.mjs';

/** The second order costs more than the account has. */
const ITEMS = [
	{ key: 'itemA', size: '0.01' },
	{ key: 'itemB', size: '1' },
	{ key: 'itemC', size: '0.02' },
];

function orders(name, rest, items = ITEMS) {
	const parameters = {
		resource: 'order',
		operation: 'create',
		symbol: 'BTC_USDT',
		side: 'buy',
		type: 'limit',
		size: '={{ $json.size }}',
		price: '55000.00',
		options: { clientOrderId: '={{ $json.key }}' },
	};
	return chain(name, ...itemsOf(items), spot('Orders', parameters, rest));
}

/** Which orders reached the exchange, and whether it took them. */
function sent() {
	return arrived('/spot/v2/submit_order').map((request) => [
		JSON.parse(request.body).client_order_id,
		request.code === 1000,
	]);
}

const ALL_THREE = [
	['itemA', true],
	['itemB', false],
	['itemC', true],
];

describe('several items', () => {
	test('On Error: Continue', async () => {
		const execution = await runOnce(orders('Continue', { onError: 'continueRegularOutput' }));
		assert.equal(execution.status, 'success');
		assert.deepEqual(sent(), ALL_THREE);
		const items = execution.items('Orders');
		assert.equal(items.length, 3);
		assert.deepEqual(
			items.map((item) => Boolean(item.error)),
			[false, true, false],
		);
		assert.deepEqual(
			items.map((item) => typeof item.orderId),
			['string', 'undefined', 'string'],
		);
	});

	test('On Error: Continue (Using Error Output)', async (context) => {
		const execution = await runOnce(orders('Error output', { onError: 'continueErrorOutput' }));
		assert.equal(execution.status, 'success');
		assert.deepEqual(sent(), ALL_THREE);
		assert.equal(execution.items('Orders', 0).length, 2);
		const [failed, ...more] = execution.items('Orders', 1);
		assert.equal(more.length, 0);
		assert.match(failed.error, /\S/);
		assert.equal(failed.key, 'itemB', 'the error item carries its input');
		context.diagnostic(failed.error);
	});

	test('On Error: Stop sends nothing after the refused item', async (context) => {
		const execution = await runOnce(orders('Stop', {}));
		assert.equal(execution.status, 'error');
		assert.deepEqual(sent(), ALL_THREE.slice(0, 2));
		const { message, description } = execution.errorOf('Orders');
		context.diagnostic([message, description].filter(Boolean).join(' '));
	});

	test('an item with a value that is no number is never sent', async () => {
		const items = [ITEMS[0], { key: 'itemB', size: 'a lot' }, ITEMS[2]];
		const execution = await runOnce(
			orders('No number', { onError: 'continueRegularOutput' }, items),
		);
		assert.equal(execution.status, 'success');
		assert.deepEqual(sent(), [ALL_THREE[0], ALL_THREE[2]]);
		assert.match(execution.items('Orders')[1].error, /Size/);
	});
});
