/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import { forgetRates } from '../../nodes/core/exchange/pacing';
import { ledger } from '../../nodes/core/writes/ledger';
import type { EngineOptions } from '../support/engine';
import { runNode } from '../support/engine';
import type { Tulip } from '../support/otherExchange';
import { json } from '../support/server';
import { startTulip, tulipApi, tulipNode } from '../support/otherExchange';
import { VirtualClock } from '../support/virtualClock';

/** The core serves an exchange that it has never heard of. */

let tulip: Tulip;
let time: VirtualClock;
beforeEach(async () => {
	time = new VirtualClock();
	forgetRates();
	ledger.clear();
	tulip = await startTulip();
});
afterEach(async () => {
	jest.restoreAllMocks();
	await tulip.stop();
});

async function run(parameters: Record<string, unknown>, options: EngineOptions = {}) {
	const { credential } = tulip;
	const types = { nodeType: tulipNode, credentialType: tulipApi };
	const { outputs, error } = await runNode(
		'tulip',
		{ resource: 'order', ...parameters },
		{ credential, ...types, ...options },
	);
	return { error, items: outputs.flat().map(({ json }) => json) };
}

const ORDER = { operation: 'create', bulb: 'Semper Augustus', amount: '0.10' };
const posts = () => tulip.arrivals.filter(({ endpoint }) => endpoint === 'POST /order');

describe('another exchange', () => {
	it('takes an order, byte for byte as it was signed', async () => {
		const { items, error } = await run(ORDER);
		expect(error).toBeUndefined();
		expect(items).toEqual([{ ...tulip.orders[0], outcome: 'placed' }]);
		expect(posts()[0]?.body).toMatch(
			/^{"bulb":"Semper Augustus","qty":"0.10","label":"[0-9a-f]{32}"}$/,
		);
		const { label } = tulip.orders[0] ?? {};
		expect((await run({ operation: 'cancel', label })).items).toEqual([
			{ ...tulip.orders[0], canceled: true },
		]);
	});

	it('shows the order again whose answer was lost', async () => {
		tulip.lost = 1;
		const { items } = await run(ORDER);
		expect(items).toEqual([{ ...tulip.orders[0], outcome: 'recovered' }]);
		expect(tulip.orders).toHaveLength(1);
		expect(tulip.arrivals.map(({ endpoint }) => endpoint)).toEqual(['POST /order', 'GET /order']);
	});

	it('recognises by its own words that a label was used before', async () => {
		const options = { executionId: 'same' };
		await run(ORDER, options);
		ledger.clear();
		const { items } = await run(ORDER, options);
		expect(items).toEqual([{ ...tulip.orders[0], outcome: 'duplicate' }]);
		expect(posts()).toHaveLength(2);
		expect(tulip.orders).toHaveLength(1);
	});

	it('gets no order twice when Retry On Fail runs the node again', async () => {
		const { error } = await run(
			{ ...ORDER, amount: '={{ $json.amount }}' },
			{
				items: [{ amount: '1' }, { amount: '5000' }],
				node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
			},
		);
		expect(error?.message).toContain('(code FUNDS)');
		expect(tulip.orders).toHaveLength(1);
		// One order once, and the refused one in each of three tries.
		expect(posts()).toHaveLength(4);
	});

	it('is not asked with a bad input, which is named', async () => {
		const { error } = await run({ ...ORDER, amount: 'plenty' });
		expect(error?.message).toContain('Amount must be a plain number');
		expect(tulip.arrivals).toEqual([]);
	});

	it('gives a list to its end, page by page', async () => {
		for (let index = 1; index <= 7; index++) tulip.orders.push({ label: `l${index}` });
		const { items } = await run({ operation: 'getMany', returnAll: true });
		expect(items).toEqual(tulip.orders);
		expect(tulip.arrivals.map(({ url }) => url)).toEqual(
			[1, 2, 3].map((page) => `/orders?limit=3&page=${page}`),
		);
	});

	it('tells a price without a key', async () => {
		const { items } = await run({ operation: 'getPrice', bulb: 'Viceroy' });
		expect(items).toEqual([{ bulb: 'Viceroy', price: '17.5' }]);
		expect(tulip.arrivals[0]?.headers).not.toHaveProperty('tulip-key');
	});

	it('refuses with its code, its words and its ticket', async () => {
		const { error } = await run({ ...ORDER, amount: '5000' });
		expect(error?.message).toBe('Tulip refused: not enough money (code FUNDS)');
		expect(error?.description).toBe('Buy fewer tulips. Nothing was carried out.');
		const { items } = await run(
			{ operation: 'get', label: 'l1' },
			{
				credential: { ...tulip.credential, secret: 'another' },
				node: { onError: 'continueRegularOutput' },
			},
		);
		expect(items).toMatchObject([{ details: { code: 'SIGNATURE', trace: 't-1' } }]);
	});

	it('tells accounts apart by its own key, and paces each by its own headers', async () => {
		tulip.quota = [1, 20];
		const order = { ...ORDER, options: { idempotencyKey: 'mine' } };
		await run(order);
		// Another account, whose books are empty.
		tulip.credential.token = 'tulips-0002';
		tulip.orders.length = 0;
		await run(order);
		expect(posts()).toHaveLength(2);
		expect(time.waits).toEqual([]);
		await run(ORDER);
		expect(posts()).toHaveLength(3);
		expect(Math.max(...time.waits)).toBeGreaterThanOrEqual(19_000);
	});

	it('is named with its proxy where a web page comes', async () => {
		tulip.reply = (_arrival, response) => json(response, '<html>', 503);
		const { error } = await run({ operation: 'get', label: 'l1' });
		expect(error?.message).toBe('A web page came instead of an answer from Tulip (HTTP 503)');
		expect(error?.description).toContain('This page is from a proxy, which stands before Tulip.');
	});

	it('is the place to look where nobody knows what became of an order', async () => {
		tulip.reply = (_arrival, response) => response.destroy();
		const { error } = await run(ORDER);
		expect(error?.description).toContain('before you have looked on Tulip whether');
		expect(posts()).toHaveLength(1);
	});

	it('is named where the credential is missing', async () => {
		const { error } = await runNode(
			'tulip',
			{ resource: 'order', operation: 'getMany', returnAll: true },
			{ nodeType: tulipNode },
		);
		expect(error?.description).toBe('Create a "Tulip API" credential with token and secret.');
	});
});

it('no file of the core knows of BitMart', () => {
	const core = join(__dirname, '..', '..', 'nodes', 'core');
	const files = readdirSync(core, { recursive: true, encoding: 'utf8' });
	const sources = files.filter((name) => name.endsWith('.ts'));
	expect(sources.length).toBeGreaterThan(20);
	const telling = sources.filter((name) =>
		/bitmart|x-bm/i.test(readFileSync(join(core, name), 'utf8')),
	);
	expect(telling).toEqual([]);
});
