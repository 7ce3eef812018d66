/** A real browser with the owner logged in, and pictures of what it shows. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import puppeteer from 'puppeteer-core';

import { atExit, temporaryFolder } from '../../scripts/lib/process.mjs';
import { place } from './place.mjs';

const PATIENCE = 60_000;
/** A picture of a blank page would be smaller. */
const SMALLEST_PICTURE = 20_000;

export class Browser {
	#browser;
	page;

	/** Opens it and logs in. */
	async open() {
		const folder = temporaryFolder('chromium');
		this.#browser = await puppeteer.launch({
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
		atExit(() => this.close());
		this.page = await this.#browser.newPage();
		this.page.setDefaultTimeout(PATIENCE);
		await this.#logIn();
	}

	async close() {
		await this.#browser?.close();
		this.#browser = undefined;
	}

	async #logIn() {
		await this.page.goto(`${place.n8n.url}/signin`, { waitUntil: 'networkidle2' });
		const status = await this.page.evaluate(async ({ email, password }) => {
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

	/** Waits until all of these texts can be read on the page. */
	async shows(...texts) {
		await this.page.waitForFunction(
			(wanted) => wanted.every((text) => document.body.innerText.includes(text)),
			{},
			texts,
		);
	}

	/** Takes a picture of the page. */
	async take(name) {
		// Fonts and icons come after the text; a moving form would be blurred.
		await this.page.evaluate(async () => {
			await document.fonts.ready;
			await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
		});
		await this.page.waitForNetworkIdle({ idleTime: 500, timeout: PATIENCE });
		const picture = await this.page.screenshot({ type: 'png' });
		assert.ok(picture.length > SMALLEST_PICTURE, `${name} is ${picture.length} bytes only`);
		const folder = process.env.BITMART_E2E_PICTURES;
		mkdirSync(folder, { recursive: true });
		writeFileSync(path.join(folder, name), picture);
	}
}
