/** The forms as people see them, in the real editor; these are the pictures of the documentation. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import puppeteer from 'puppeteer-core';

import { atExit, temporaryFolder } from '../../scripts/lib/process.mjs';
import { SANDBOX_CREDENTIAL } from '../../scripts/lib/sandbox.mjs';
import { place } from './place.mjs';
import { FIRST_ORDER } from './workflows.mjs';

const PATIENCE = 60_000;
/** A picture of a blank page would be smaller. */
const SMALLEST_PICTURE = 20_000;

let browser;
let page;

async function openBrowser() {
	const folder = temporaryFolder('chromium');
	browser = await puppeteer.launch({
		executablePath: process.env.CHROMIUM_PATH,
		userDataDir: path.join(folder, 'profile'),
		// Signals are handled where everything else is cleaned up.
		handleSIGINT: false,
		handleSIGTERM: false,
		handleSIGHUP: false,
		env: {
			...process.env,
			HOME: folder,
			TMPDIR: folder,
			XDG_CONFIG_HOME: folder,
			XDG_CACHE_HOME: folder,
		},
		args: [
			'--headless',
			'--no-sandbox',
			'--no-zygote',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			'--no-proxy-server',
		],
		defaultViewport: { width: 1280, height: 900 },
	});
	atExit(() => browser.close());
	page = await browser.newPage();
	page.setDefaultTimeout(PATIENCE);
	await logIn();
}

async function logIn() {
	await page.goto(`${place.n8n.url}/signin`, { waitUntil: 'networkidle2' });
	const status = await page.evaluate(async ({ email, password }) => {
		const answer = await fetch('/rest/login', {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				'browser-id': localStorage.getItem('n8n-browserId') ?? '',
			},
			body: JSON.stringify({ emailOrLdapLoginId: email, password }),
		});
		return answer.status;
	}, place.n8n.owner);
	assert.equal(status, 200);
}

async function take(name) {
	// Fonts and icons come after the text; a moving form would be blurred.
	await page.evaluate(async () => {
		await document.fonts.ready;
		await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
	});
	await page.waitForNetworkIdle({ idleTime: 500, timeout: PATIENCE });
	const picture = await page.screenshot({ type: 'png' });
	assert.ok(picture.length > SMALLEST_PICTURE, `${name} is ${picture.length} bytes only`);
	const folder = process.env.BITMART_E2E_PICTURES;
	mkdirSync(folder, { recursive: true });
	writeFileSync(path.join(folder, name), picture);
}

/** Waits until all of these texts can be read on the page. */
async function shows(...texts) {
	await page.waitForFunction(
		(wanted) => wanted.every((text) => document.body.innerText.includes(text)),
		{},
		texts,
	);
}

describe('forms in the editor', () => {
	before(openBrowser);
	after(() => browser?.close());

	test('the form of the Spot node', async () => {
		const node = FIRST_ORDER.nodes.find(({ name }) => name === 'Buy Order');
		await page.goto(`${place.n8n.url}/workflow/${FIRST_ORDER.id}/${node.id}`);
		await shows('Buy Order', 'Resource', 'Operation', 'Symbol', 'Side', 'Type', 'Size', 'Price');
		await take('spot-node.png');
	});

	test('the form of the credential, tested on opening', async () => {
		// High enough for the whole form, down to the memo.
		await page.setViewport({ width: 1280, height: 1040 });
		await page.goto(`${place.n8n.url}/home/credentials/${SANDBOX_CREDENTIAL.id}`);
		await shows('Environment', 'Access Key', 'Secret Key', 'Memo');
		await shows('Connection tested successfully');
		await page.evaluate(() => {
			const label = [...document.querySelectorAll('label')].find((element) =>
				element.innerText.trim().startsWith('Memo'),
			);
			let field = label;
			while (field && !field.querySelector('input')) field = field.parentElement;
			field?.scrollIntoView({ block: 'end' });
		});
		await take('credential.png');
	});
});
