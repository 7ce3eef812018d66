/** The test of the credential: green where it should be, and otherwise saying what to correct. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { arrived, credential, place } from './place.mjs';

const TEN_MINUTES = 10 * 60_000;
/** The signed read that the test makes; one request, whatever the answer. */
const TEST_PATH = '/spot/v4/query/open-orders';

async function verdict(context, data) {
	const { status, message } = await place.n8n.testCredential(credential(data));
	context.diagnostic(`${status}: ${message}`);
	return { status, message };
}

describe('credential test', () => {
	test('right values', async (context) => {
		const { status } = await verdict(context, {});
		assert.equal(status, 'OK');
		assert.equal(arrived(TEST_PATH).length, 1);
		assert.equal(arrived(TEST_PATH)[0].code, 1000);
	});

	const refusals = [
		['wrong access key', { accessKey: 'example-access-key-unknown' }, /Access Key/],
		['wrong secret key', { secretKey: 'example-secret-wrong' }, /Secret Key/],
		['wrong memo', { memo: 'another memo' }, /Memo/],
		[
			'key for another IP address',
			{
				accessKey: 'example-access-key-otherip',
				secretKey: 'example-secret-otherip',
				memo: 'other ip',
			},
			/\bIP\b/,
		],
	];
	for (const [name, data, names] of refusals) {
		test(name, async (context) => {
			const { status, message } = await verdict(context, data);
			assert.equal(status, 'Error');
			assert.match(message, names);
			assert.equal(arrived(TEST_PATH).length, 1, 'a refused test is not repeated');
		});
	}

	test('clock of this computer ten minutes off', async (context) => {
		for (const offset of [TEN_MINUTES, -TEN_MINUTES]) {
			place.sandbox.clockOffset = offset;
			const { status, message } = await verdict(context, {});
			assert.equal(status, 'Error');
			assert.match(message, /clock|time/i);
		}
	});

	test('nobody at the address', async (context) => {
		const { status } = await verdict(context, { sandboxSpotUrl: 'http://127.0.0.1:9' });
		assert.equal(status, 'Error');
		assert.equal(place.sandbox.requests.length, 0);
	});

	test('keys are not sent to a stranger who calls itself a sandbox', async (context) => {
		const { status, message } = await verdict(context, { sandboxSpotUrl: 'http://192.0.2.1:80' });
		assert.equal(status, 'Error');
		assert.match(message, /Sandbox Spot URL|local/);
	});
});
