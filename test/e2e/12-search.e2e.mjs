/** The words that people type into n8n's own search for nodes, and what they find. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Editor } from './editor.mjs';
import { place } from './place.mjs';

/** Word, and the nodes that are meant by it: one of them stands first or second. */
const WORDS = {
	'BitMart Spot': [
		...['trade', 'spot order', 'candles', 'price', 'margin', 'signal', 'tradingview', 'stop loss'],
		'take profit',
	],
	'BitMart Futures': ['funding', 'open position', 'leverage', 'liquidation', 'stop loss', 'signal'],
	'BitMart Account': ['withdraw', 'deposit', 'wallet', 'history', 'export', 'koinly'],
	'BitMart Sub-Account': ['sub account'],
};

describe('the search for nodes', () => {
	let editor;
	before(async () => {
		editor = await Editor.open(place.n8n);
		await editor.openNodeCreator();
	});
	after(() => editor?.close());

	for (const [node, words] of Object.entries(WORDS)) {
		test(`finds ${node} first or second`, async (context) => {
			const missed = [];
			for (const word of words) {
				const found = await editor.searchNodes(word);
				context.diagnostic(`${word}: ${found.slice(0, 4).join(', ')}`);
				if (!found.slice(0, 2).includes(node)) missed.push(word);
			}
			assert.deepEqual(missed, []);
		});
	}

	test('finds transfers after the two of n8n itself that are called so', async () => {
		const found = await editor.searchNodes('transfer');
		assert.deepEqual(found.slice(2, 4).sort(), ['BitMart Futures', 'BitMart Sub-Account']);
	});

	test('a picture of a search', async () => {
		await editor.searchNodes('withdraw');
		await editor.take('search-withdraw.png');
	});
});
