/** The forms as people see them, in the real editor; these are the pictures of the documentation. */
import { after, before, describe, test } from 'node:test';

import { SANDBOX_CREDENTIAL } from '../../scripts/lib/sandbox.mjs';
import { Browser } from './browser.mjs';
import { place } from './place.mjs';
import { FIRST_ORDER } from './workflows.mjs';

describe('forms in the editor', () => {
	const browser = new Browser();

	before(() => browser.open());
	after(() => browser.close());

	test('the form of the Spot node', async () => {
		const node = FIRST_ORDER.nodes.find(({ name }) => name === 'Buy Order');
		await browser.page.goto(`${place.n8n.url}/workflow/${FIRST_ORDER.id}/${node.id}`);
		await browser.shows(
			...['Buy Order', 'Resource', 'Operation', 'Symbol', 'Side', 'Type', 'Size', 'Price'],
		);
		await browser.take('spot-node.png');
	});

	test('the form of the credential, tested on opening', async () => {
		// High enough for the whole form, down to the memo.
		await browser.page.setViewport({ width: 1280, height: 1040 });
		await browser.page.goto(`${place.n8n.url}/home/credentials/${SANDBOX_CREDENTIAL.id}`);
		await browser.shows('Environment', 'Access Key', 'Secret Key', 'Memo');
		await browser.shows('Connection tested successfully');
		await browser.page.evaluate(() => {
			const label = [...document.querySelectorAll('label')].find((element) =>
				element.innerText.trim().startsWith('Memo'),
			);
			let field = label;
			while (field && !field.querySelector('input')) field = field.parentElement;
			field?.scrollIntoView({ block: 'end' });
		});
		await browser.take('credential.png');
	});
});
