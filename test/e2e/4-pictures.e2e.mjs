/** The forms as people see them, in the real editor; these are the pictures of the documentation. */
import { after, before, describe, test } from 'node:test';

import { SANDBOX_CREDENTIAL } from '../../scripts/lib/sandbox.mjs';
import { Editor } from './editor.mjs';
import { place } from './place.mjs';
import { FIRST_ORDER } from './workflows.mjs';

let editor;

describe('forms in the editor', () => {
	before(async () => {
		editor = await Editor.open(place.n8n);
	});
	after(() => editor?.close());

	test('the form of the Spot node', async () => {
		const node = FIRST_ORDER.nodes.find(({ name }) => name === 'Buy Order');
		await editor.goto(`/workflow/${FIRST_ORDER.id}/${node.id}`);
		await editor.shows(
			'Buy Order',
			'Resource',
			'Operation',
			'Symbol',
			'Side',
			'Type',
			'Size',
			'Price',
		);
		await editor.take('spot-node.png');
	});

	test('the canvas says in words what a node does', async () => {
		await editor.goto(`/workflow/${FIRST_ORDER.id}`);
		await editor.shows('Buy Order', 'Create a spot order');
	});

	test('the form of the credential, tested on opening', async () => {
		// High enough for the whole form, down to the memo.
		await editor.page.setViewport({ width: 1280, height: 1040 });
		await editor.goto(`/home/credentials/${SANDBOX_CREDENTIAL.id}`);
		await editor.shows('Environment', 'Access Key', 'Secret Key', 'Memo');
		await editor.shows('Connection tested successfully');
		await editor.page.evaluate(() => {
			const label = [...document.querySelectorAll('label')].find((element) =>
				element.innerText.trim().startsWith('Memo'),
			);
			let field = label;
			while (field && !field.querySelector('input')) field = field.parentElement;
			field?.scrollIntoView({ block: 'end' });
		});
		await editor.take('credential.png');
	});
});
