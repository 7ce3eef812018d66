/** n8n's own editor in a real browser, driven as a person does: with mouse and keyboard. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

import puppeteer from 'puppeteer-core';

import { atExit, temporaryFolder, until } from '../../scripts/lib/process.mjs';

/** A busy computer takes a minute for a page of n8n. */
const PATIENCE = 120_000;
/** A picture of a blank page would be smaller. */
const SMALLEST_PICTURE = 20_000;

const testId = (id) => `[data-test-id="${id}"]`;
const inputOf = (name) => `${testId(`parameter-input-${name}`)} input`;

/** One tab of a browser with the owner of an n8n logged in. */
export class Editor {
	/**
	 * @param {import('puppeteer-core').Browser} browser
	 * @param {import('puppeteer-core').Page} page
	 * @param {string} url of n8n
	 */
	constructor(browser, page, url) {
		this.browser = browser;
		this.page = page;
		this.url = url;
		page.setDefaultTimeout(PATIENCE);
	}

	/** @param {import('../../scripts/lib/n8n.mjs').N8n} n8n */
	static async open(n8n) {
		const folder = temporaryFolder('chromium');
		const browser = await puppeteer.launch({
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
		const editor = new Editor(browser, await browser.newPage(), n8n.url);
		await editor.logIn(n8n.owner);
		return editor;
	}

	async close() {
		await this.browser.close();
	}

	async logIn({ email, password }) {
		await this.page.goto(`${this.url}/signin`, { waitUntil: 'networkidle2' });
		const status = await this.page.evaluate(
			async (body) => {
				const answer = await fetch('/rest/login', {
					method: 'POST',
					headers: {
						'content-type': 'application/json',
						'browser-id': localStorage.getItem('n8n-browserId') ?? '',
					},
					body: JSON.stringify(body),
				});
				return answer.status;
			},
			{ emailOrLdapLoginId: email, password },
		);
		assert.equal(status, 200);
	}

	async goto(address) {
		await this.page.goto(`${this.url}${address}`, { waitUntil: 'domcontentloaded' });
	}

	/** Goes on to another page of n8n as its own links do, which does not load all of n8n anew. */
	async follow(address) {
		await this.page.evaluate((to) => {
			history.pushState({}, '', to);
			dispatchEvent(new PopStateEvent('popstate', { state: {} }));
		}, address);
	}

	/** Waits until all of these texts can be read on the page. */
	async shows(...texts) {
		await this.page.waitForFunction(
			(wanted) => wanted.every((text) => document.body.innerText.includes(text)),
			{},
			texts,
		);
	}

	/** Takes a picture for the documentation. */
	async take(name) {
		// Fonts and icons come after the text; a moving form would be blurred.
		await this.page.evaluate(async () => {
			await document.fonts.ready;
			// What turns for ever never finishes.
			const moving = document
				.getAnimations()
				.filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
			await Promise.allSettled(moving.map((animation) => animation.finished));
		});
		// A request that an earlier page has left behind counts as open for ever; a picture is no reason to fail.
		await this.page.waitForNetworkIdle({ idleTime: 500, timeout: 5_000 }).catch(() => undefined);
		const picture = await this.page.screenshot({ type: 'png' });
		assert.ok(picture.length > SMALLEST_PICTURE, `${name} is ${picture.length} bytes only`);
		const folder = process.env.BITMART_E2E_PICTURES;
		mkdirSync(folder, { recursive: true });
		writeFileSync(path.join(folder, name), picture);
	}

	/** Takes a picture of the canvas of a stored workflow, once all of its nodes are there. */
	async takeCanvas(file, workflow) {
		await this.follow(`/workflow/${workflow.id}`);
		const names = workflow.nodes
			.filter(({ type }) => !type.endsWith('.stickyNote'))
			.map(({ name }) => name);
		await this.shows(workflow.name, ...names);
		await this.take(`workflow-${file}.png`);
	}

	// ---- Elements ------------------------------------------------------------------------------

	/** Waits for a visible element. */
	async find(selector) {
		return await this.page.waitForSelector(selector, { visible: true });
	}

	/** Clicks what a selector finds. */
	async click(selector) {
		await this.#press(() => this.find(selector));
	}

	/** Clicks what a selector finds and whose text begins so. */
	async clickText(selector, text) {
		await this.#press(async () => {
			const handle = await this.page.waitForFunction(
				(wanted, words) =>
					[...document.querySelectorAll(wanted)].find(
						(node) => node.checkVisibility() && node.innerText.trim().startsWith(words),
					),
				{},
				selector,
				text,
			);
			return handle.asElement();
		});
	}

	/** Clicks an element once it stands still; lists and forms slide in, or are drawn again meanwhile. */
	async #press(find) {
		await until(
			async () => {
				try {
					const element = await find();
					const rests = await element.evaluate(async (node) => {
						node.scrollIntoView({ block: 'center' });
						const place = () => {
							const { x, y, width, height } = node.getBoundingClientRect();
							return [x, y, width, height].join();
						};
						const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
						const before = place();
						await frame();
						await frame();
						return node.isConnected && place() === before;
					});
					if (rests) await element.click();
					return rests;
				} catch (error) {
					if (/not clickable|detached|not attached/i.test(error.message)) return false;
					throw error;
				}
			},
			{ within: PATIENCE, what: 'something to click' },
		);
	}

	/** The names of the fields that the form shows, from top to bottom. */
	async fields() {
		return await this.page.evaluate(() =>
			[...document.querySelectorAll('[data-test-id^="parameter-input-"]')]
				.filter((node) => node.checkVisibility())
				.map((node) => node.dataset.testId.slice('parameter-input-'.length))
				.filter((name) => name !== 'field'),
		);
	}

	/** What an input holds. */
	async valueOf(name) {
		const input = await this.page.waitForSelector(inputOf(name));
		return await input.evaluate((node) => (node.type === 'checkbox' ? node.checked : node.value));
	}

	/** Brings a field of the form into sight. */
	async scrollTo(name, block) {
		const element = await this.find(testId(`parameter-input-${name}`));
		await element.evaluate((node, edge) => node.scrollIntoView({ block: edge }), block);
	}

	/** Types into a field of the form, in place of what is there. */
	async type(name, text) {
		await this.#fill(name, text, () => this.page.keyboard.type(text));
	}

	/** The same with a text that people paste. */
	async paste(name, text) {
		await this.#fill(name, text, () => this.page.keyboard.sendCharacter(text));
	}

	async #fill(name, text, enter) {
		// A form that is drawn again after another choice loses what is entered meanwhile; a person sees that.
		await until(
			async () => {
				await this.click(inputOf(name));
				await this.#selectAll();
				await enter();
				// Leaving by Tab would open a menu that follows.
				await this.page.evaluate(() => document.activeElement.blur());
				return (await this.valueOf(name)) === text;
			},
			{ within: PATIENCE, what: `${name} to hold what was typed` },
		);
	}

	/** Fills a text field from data: an equals sign as its first character makes it an expression. */
	async express(name, expression) {
		const editor = `${testId(`parameter-input-${name}`)} [role="textbox"]`;
		const holds = () =>
			this.page.evaluate(
				(selector, wanted) => document.querySelector(selector)?.innerText.trim() === wanted,
				editor,
				expression,
			);
		await until(
			async () => {
				if (!(await this.page.$(editor))) {
					await this.click(inputOf(name));
					await this.#selectAll();
					await this.page.keyboard.type('=');
					await this.page.waitForSelector(editor, { timeout: 5_000 }).catch(() => undefined);
				}
				if (!(await this.page.$(editor))) return false;
				await this.click(editor);
				await this.#selectAll();
				// As pasted: what is typed gets its closing brackets from the editor.
				await this.page.keyboard.sendCharacter(expression);
				await this.page.evaluate(() => document.activeElement.blur());
				return await holds();
			},
			{ within: PATIENCE, what: `${name} to hold the expression` },
		);
	}

	async #selectAll() {
		await this.page.keyboard.down('Control');
		await this.page.keyboard.press('KeyA');
		await this.page.keyboard.up('Control');
	}

	/** Chooses from a list that can be searched; answers what the search has found. */
	async pick(name, word, entry) {
		const rows = testId('rlc-item');
		await this.click(`${testId(`parameter-input-${name}`)} ${testId('rlc-input')}`);
		await this.find(rows);
		await this.click(testId('rlc-search'));
		await this.page.keyboard.type(word);
		await this.page.waitForFunction(
			(selector, wanted) => {
				const shown = [...document.querySelectorAll(selector)].filter((one) =>
					one.checkVisibility(),
				);
				return (
					shown.length > 0 && shown.every((one) => one.innerText.toLowerCase().includes(wanted))
				);
			},
			{},
			rows,
			word.toLowerCase(),
		);
		const found = await this.page.evaluate(
			(selector) =>
				[...document.querySelectorAll(selector)]
					.filter((one) => one.checkVisibility())
					.map((one) => one.innerText.trim()),
			rows,
		);
		await this.take(`list-${name}.png`);
		await this.clickText(rows, entry);
		return found;
	}

	/** Chooses from the list of a field by the name that people read. */
	async choose(name, option) {
		await this.click(inputOf(name));
		await this.clickText('[role="option"]', option);
		await this.page.waitForFunction(
			(selector, wanted) => document.querySelector(selector)?.value === wanted,
			{},
			inputOf(name),
			option,
		);
	}

	// ---- Pages ---------------------------------------------------------------------------------

	/** Opens a node of a stored workflow and waits for one of its fields. */
	async openNode(workflow, name, field) {
		const { id } = workflow.nodes.find((node) => node.name === name);
		await this.goto(`/workflow/${workflow.id}/${id}`);
		await this.find(testId(`parameter-input-${field}`));
	}

	/** Opens a new workflow and the search for its first node. */
	async openNodeCreator() {
		await this.goto('/workflow/new');
		await this.click(testId('canvas-add-button'));
		await this.find(testId('node-creator-search-bar'));
	}

	/** Searches for a node by a word; answers the names of what is found, from top to bottom. */
	async searchNodes(word) {
		const field = testId('node-creator-search-bar');
		await this.click(field);
		await this.#selectAll();
		await this.page.keyboard.type(word);
		await this.page.waitForFunction(
			(selector, wanted) => document.querySelector(selector)?.value === wanted,
			{},
			field,
			word,
		);
		const names = () =>
			this.page.evaluate(() =>
				[...document.querySelectorAll('[data-test-id="node-creator-item-name"]')]
					.filter((node) => node.checkVisibility())
					.map((node) => node.innerText.trim()),
			);
		// The list follows what is typed after a moment.
		let found = [];
		await until(
			async () => {
				const before = found;
				found = await names();
				return found.length > 0 && found.join() === before.join();
			},
			{ within: PATIENCE, every: 500, what: `nodes for "${word}"` },
		);
		return found;
	}

	/** What the menu "Add option" lists. */
	async optionsOnOffer() {
		await this.click(testId('collection-parameter-add'));
		await this.find(testId('collection-parameter-option'));
		const names = await this.page.evaluate(() =>
			[...document.querySelectorAll('[role="option"]')]
				.filter((node) => node.checkVisibility())
				.map((node) => node.innerText.trim()),
		);
		await this.page.keyboard.press('Escape');
		return names;
	}

	/** Closes the form of a node and executes the workflow with n8n's button. */
	async execute() {
		await this.click(testId('ndv-close-button'));
		await this.page.waitForSelector(testId('ndv-close-button'), { hidden: true });
		await this.click(testId('execute-workflow-button'));
	}

	/** Opens the form of a new credential from the open form of a node, as people do who set up their first one. */
	async newCredential() {
		await this.click(testId('node-credentials-select'));
		await this.click(testId('node-credentials-select-item-new'));
		await this.find(testId('credential-edit-dialog'));
		await this.find(testId('credential-save-button'));
	}

	/** Opens the form of the credential that the open form of a node names. */
	async editCredential() {
		await this.page.waitForSelector(testId('credential-edit-dialog'), { hidden: true });
		await this.click(testId('credential-edit-button'));
		await this.find(testId('credential-edit-dialog'));
	}

	/** Saves the credential whose form is open; answers its stored name and ID. */
	async saveCredential() {
		// n8n takes over what is typed with a delay; no hand gets from a field to the button in less.
		await setTimeout(1_000);
		const [answer] = await Promise.all([
			this.page.waitForResponse(
				(response) =>
					/\/rest\/credentials(\/(?!test$)\w+)?$/.test(new URL(response.url()).pathname) &&
					['POST', 'PATCH'].includes(response.request().method()),
			),
			this.click(`${testId('credential-save-button')} button`),
		]);
		assert.equal(answer.status(), 200);
		const { id, name } = (await answer.json()).data;
		return { id, name };
	}
}
