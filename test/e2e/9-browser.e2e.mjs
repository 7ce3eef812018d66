/**
 * What a person does who has never seen this package: makes a credential in the browser, fills in forms
 * by hand, and finds in the books of the exchange what was typed.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { until } from '../../scripts/lib/process.mjs';
import { Editor } from './editor.mjs';
import { arrived, place, runOnce } from './place.mjs';
import { WITHDRAWAL, WITHDRAWAL_CREDENTIAL, account, chain, futures, spot } from './workflows.mjs';

const CREDENTIAL_TEST = '/spot/v4/query/open-orders';

let editor;

/** What n8n has stored of a credential; keys are blanked out. */
async function storedCredential({ id }) {
	const { data } = await place.n8n.request('GET', `/rest/credentials/${id}?includeData=true`);
	return data;
}

/** Waits until n8n's editor has saved these values of a node. */
async function saved({ id }, name, values) {
	await until(
		async () => {
			const { nodes } = await place.n8n.request('GET', `/rest/workflows/${id}`);
			const { parameters } = nodes.find((node) => node.name === name);
			return Object.entries(values).every(([key, value]) => parameters[key] === value);
		},
		{ within: 30_000, every: 250, what: `the editor to save ${JSON.stringify(values)}` },
	);
}

/** A node that stands for an alert of somebody else: it brings Side and Type. */
const alert = (json) => ({
	name: 'Alert',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { mode: 'raw', jsonOutput: JSON.stringify(json), options: {} },
});

const BY_DATA = { side: '={{ $json.side }}', type: '={{ $json.type }}' };

const spotOrders = () => place.sandbox.books.orders(place.account.uid);
const futuresOrders = () => place.sandbox.futures.orders(place.account.uid);

describe('by hand in the editor', () => {
	before(async () => {
		editor = await Editor.open(place.n8n);
	});
	after(() => editor?.close());

	describe('a credential', () => {
		const BUY = {
			resource: 'order',
			operation: 'create',
			side: 'buy',
			type: 'limit',
			size: '0.01',
			options: {},
		};
		/** Made by the first test, used by the others. */
		let credential;

		/** Runs a node with the credential. */
		const runWith = async (make, parameters) =>
			await runOnce(
				chain(
					'With a credential made by hand',
					make('Node', parameters, { credentials: { bitmartApi: credential } }),
				),
			);

		const buy = (symbol, price) => runWith(spot, { ...BUY, symbol, price });

		test('filled in and saved, holds the switches that its form shows', async (context) => {
			// High enough for all switches.
			await editor.page.setViewport({ width: 1280, height: 1150 });
			const workflow = await place.n8n.createWorkflow(
				chain('A first order', spot('Order', { ...BUY, symbol: 'BTC_USDT', price: '55000.00' })),
			);
			await editor.openNode(workflow, 'Order', 'price');
			await editor.newCredential();
			await editor.choose('environment', 'Sandbox');
			await editor.paste('sandboxSpotUrl', place.sandbox.spotUrl);
			await editor.paste('sandboxFuturesUrl', place.sandbox.futuresUrl);
			for (const name of ['accessKey', 'secretKey', 'memo']) {
				await editor.paste(name, place.account[name]);
			}
			const switches = {
				allowSpotTrading: true,
				allowMarginTrading: true,
				allowFuturesTrading: true,
				allowTransfers: true,
				allowWithdrawals: false,
			};
			for (const [name, on] of Object.entries(switches)) {
				assert.equal(await editor.valueOf(name), on, `${name} as a new form shows it`);
			}
			credential = await editor.saveCredential();
			// n8n tests what it has saved, and closes the form where the test has passed.
			await until(() => arrived(CREDENTIAL_TEST).length > 0, {
				within: 60_000,
				what: 'the test of the credential',
			});
			assert.equal(arrived(CREDENTIAL_TEST)[0].code, 1000);
			await editor.editCredential();
			await editor.shows('Connection tested successfully');
			for (const [name, on] of Object.entries(switches)) {
				assert.equal(await editor.valueOf(name), on, `${name} as the saved form shows it`);
			}
			await editor.scrollTo('allowWithdrawals', 'end');
			await editor.take('credential-switches.png');

			const data = await storedCredential(credential);
			const { environment, sandboxSpotUrl, sandboxFuturesUrl } = data;
			const { spotUrl, futuresUrl } = place.sandbox;
			assert.deepEqual(
				{ environment, sandboxSpotUrl, sandboxFuturesUrl },
				{ environment: 'sandbox', sandboxSpotUrl: spotUrl, sandboxFuturesUrl: futuresUrl },
			);
			// n8n stores what differs from the default, and the node takes the default for what is missing.
			for (const [name, on] of Object.entries(switches)) {
				assert.equal(data[name] ?? on, on, `${name} as n8n stores it`);
			}
			context.diagnostic(`stored as "${credential.name}"`);
		});

		test('places an order', async () => {
			const execution = await buy('BTC_USDT', '55000.00');
			assert.equal(execution.status, 'success', JSON.stringify(execution.error));
			assert.deepEqual(
				spotOrders().map(({ symbol, side, size, price }) => [symbol, side, +size, +price]),
				[['BTC_USDT', 'buy', 0.01, 55000]],
			);
		});

		test('does not withdraw, and says which switch stands against it', async (context) => {
			const execution = await runWith(account, WITHDRAWAL);
			assert.equal(execution.status, 'error');
			const { message, description } = execution.errorOf('Node');
			assert.match(`${message} ${description}`, /switch on Allow Withdrawals/);
			assert.deepEqual(place.sandbox.requests, [], 'nothing at all was sent');
			context.diagnostic([message, description].filter(Boolean).join(' '));
		});

		test('edited and saved again, keeps its switches and adds a limit', async () => {
			// The form of the first test is still open.
			await editor.type('allowedSymbols', 'ETH_USDT');
			assert.equal((await editor.saveCredential()).id, credential.id);
			const data = await storedCredential(credential);
			assert.equal(data.allowedSymbols, 'ETH_USDT');
			assert.notEqual(data.allowSpotTrading, false);
			assert.notEqual(data.allowTransfers, false);
			assert.notEqual(data.allowWithdrawals, true);
			// The keys were not shown any more, and are still there.
			const allowed = await buy('ETH_USDT', '2500.00');
			assert.equal(allowed.status, 'success', JSON.stringify(allowed.error));
			const refused = await buy('BTC_USDT', '55000.00');
			assert.equal(refused.status, 'error');
			const { message, description } = refused.errorOf('Node');
			assert.match(`${message} ${description}`, /Allowed Symbols/);
			assert.deepEqual(
				spotOrders().map(({ symbol }) => symbol),
				['ETH_USDT'],
			);
		});
	});

	describe('a form whose Side and Type come from data that is not there yet', () => {
		before(() => editor.page.setViewport({ width: 1280, height: 1150 }));

		test('of a spot order', async () => {
			const workflow = await place.n8n.createWorkflow(
				chain(
					'Spot order from an alert',
					alert({ side: 'sell', type: 'limit', amount: '0.0123' }),
					spot('Order', {
						resource: 'order',
						operation: 'create',
						symbol: 'BTC_USDT',
						...BY_DATA,
						options: {},
					}),
				),
			);
			await editor.openNode(workflow, 'Order', 'price');
			assert.deepEqual(await editor.fields(), [
				...['resource', 'operation', 'symbol', 'side', 'type', 'sizeIn', 'size', 'price'],
			]);
			await editor.choose('sizeIn', 'Quote Currency');
			await editor.choose('sizeIn', 'Base Currency');
			await editor.express('size', '{{ $json.amount }}');
			await editor.type('price', '71001.25');
			await saved(workflow, 'Order', {
				...BY_DATA,
				size: '={{ $json.amount }}',
				price: '71001.25',
			});
			await editor.take('spot-form-expressions.png');
			await editor.execute();
			const [order] = await until(() => spotOrders().length > 0 && spotOrders(), {
				within: 30_000,
				what: 'the order in the books',
			});
			const { symbol, side, type, size, price } = order;
			assert.deepEqual(
				{ symbol, side, type, size: Number(size), price: Number(price) },
				{ symbol: 'BTC_USDT', side: 'sell', type: 'limit', size: 0.0123, price: 71001.25 },
			);
			assert.equal(spotOrders().length, 1);
			const [{ body }] = arrived('/spot/v2/submit_order');
			const sent = JSON.parse(body);
			assert.deepEqual([sent.size, sent.price], ['0.0123', '71001.25']);
		});

		test('of a futures order', async () => {
			const workflow = await place.n8n.createWorkflow(
				chain(
					'Futures order from an alert',
					alert({ side: 'openLong', type: 'limit', amount: 7 }),
					futures('Order', {
						resource: 'order',
						operation: 'create',
						symbol: 'BTCUSDT',
						...BY_DATA,
						options: {},
					}),
				),
			);
			await editor.openNode(workflow, 'Order', 'price');
			assert.deepEqual(await editor.fields(), [
				...['resource', 'operation', 'symbol', 'side', 'type'],
				...['price', 'sizeIn', 'size', 'leverage', 'marginMode'],
			]);
			await editor.type('price', '50000.5');
			await editor.express('size', '{{ $json.amount }}');
			await editor.type('leverage', '20');
			await editor.choose('marginMode', 'Cross');
			const typed = {
				price: '50000.5',
				size: '={{ $json.amount }}',
				leverage: '20',
				marginMode: 'cross',
			};
			await saved(workflow, 'Order', { ...BY_DATA, ...typed });
			await editor.take('futures-form-expressions.png');
			await editor.execute();
			await until(() => arrived('/contract/private/submit-order').length > 0, {
				within: 30_000,
				what: 'the order at the exchange',
			});
			const [{ body, code }] = arrived('/contract/private/submit-order');
			assert.equal(code, 1000);
			const { client_order_id: id, ...sent } = JSON.parse(body);
			assert.ok(id);
			assert.deepEqual(sent, {
				symbol: 'BTCUSDT',
				side: 1,
				type: 'limit',
				price: '50000.5',
				size: 7,
				leverage: '20',
				open_type: 'cross',
			});
			assert.equal(futuresOrders().length, 1);
		});
	});

	describe('a signal whose form is filled from data', () => {
		before(() => editor.page.setViewport({ width: 1280, height: 1150 }));

		/** Two nodes: what a webhook would hand over, and the node that acts upon it. */
		const acting = (name, make, body, parameters) =>
			place.n8n.createWorkflow(
				chain(
					name,
					alert({ body }),
					make('Signal', {
						resource: 'order',
						operation: 'executeSignal',
						options: {},
						...parameters,
					}),
				),
			);

		const arrives = async (path) => {
			await until(() => arrived(path).length > 0, {
				within: 30_000,
				what: 'the order at the exchange',
			});
			const [{ body, code }] = arrived(path);
			assert.equal(code, 1000);
			const { client_order_id: id, ...sent } = JSON.parse(body);
			assert.ok(id);
			return sent;
		};

		test('on spot, from the alert as it comes', async () => {
			const body = { action: 'buy', symbol: 'BITMART:BTCUSDT', size: '25', id: 'browser 1' };
			const workflow = await acting('Spot signal', spot, body, {});
			await editor.openNode(workflow, 'Signal', 'sizeIn');
			assert.deepEqual(await editor.fields(), [
				...['resource', 'operation', 'signalFrom', 'alert', 'keyBy', 'sizeIn', 'size'],
			]);
			await editor.choose('sizeIn', 'Quote Currency');
			await saved(workflow, 'Signal', { sizeIn: 'quote' });
			await editor.take('spot-signal.png');
			await editor.execute();
			assert.deepEqual(await arrives('/spot/v2/submit_order'), {
				symbol: 'BTC_USDT',
				side: 'buy',
				type: 'market',
				notional: '25',
			});
			assert.equal(spotOrders().length, 1);
		});

		test('in futures, each field by an expression', async () => {
			const body = { what: 'long', where: 'BTCUSDT.P', lots: 7, times: 20, number: 'browser 2' };
			const workflow = await acting('Futures signal', futures, body, { signalFrom: 'fields' });
			await editor.openNode(workflow, 'Signal', 'action');
			assert.deepEqual(await editor.fields(), [
				...['resource', 'operation', 'signalFrom', 'action', 'symbol', 'signalSize', 'price'],
				...['id', 'time', 'secret', 'keyBy', 'sizeIn', 'size', 'leverage', 'marginMode'],
			]);
			const fields = {
				action: '{{ $json.body.what }}',
				symbol: '{{ $json.body.where }}',
				id: '{{ $json.body.number }}',
				size: '{{ $json.body.lots }}',
				leverage: '{{ $json.body.times }}',
			};
			for (const [name, expression] of Object.entries(fields)) {
				await editor.express(name, expression);
			}
			await editor.choose('marginMode', 'Cross');
			await saved(workflow, 'Signal', {
				...Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, `=${text}`])),
				marginMode: 'cross',
			});
			await editor.take('futures-signal.png');
			await editor.execute();
			assert.deepEqual(await arrives('/contract/private/submit-order'), {
				symbol: 'BTCUSDT',
				side: 1,
				type: 'market',
				size: 7,
				leverage: '20',
				open_type: 'cross',
			});
			assert.equal(futuresOrders().length, 1);
		});
	});

	test('a saved address is chosen from a list, and its currency goes along', async (context) => {
		const bitmartApi = WITHDRAWAL_CREDENTIAL;
		const workflow = await place.n8n.createWorkflow(
			chain(
				'Withdrawal to a saved address',
				account(
					'Pay',
					{ resource: 'withdrawal', operation: 'create', sendTo: 'saved', options: {} },
					{ credentials: { bitmartApi } },
				),
			),
		);
		await editor.openNode(workflow, 'Pay', 'savedAddress');
		const found = await editor.pick('savedAddress', 'treas', 'treasury');
		context.diagnostic(found.join(', '));
		assert.equal(found.length, 1, 'one that is not verified is not offered');
		await editor.type('amount', '20');
		await saved(workflow, 'Pay', { amount: '20' });
		await editor.execute();
		await until(() => arrived('/account/v1/withdraw/apply').length > 0, {
			within: 30_000,
			what: 'the withdrawal at the exchange',
		});
		assert.deepEqual(JSON.parse(arrived('/account/v1/withdraw/apply')[0].body), {
			currency: 'USDT-TRC20',
			amount: '20',
			address: WITHDRAWAL.address,
			destination: 'To Digital Address',
		});
	});

	describe('a key against double orders where it would protect nothing', () => {
		const KEY = { idempotencyKey: 'alert 7' };

		test('is not offered, and is refused where somebody wrote it by hand', async () => {
			const workflow = await place.n8n.createWorkflow(
				chain(
					'Margin order',
					spot('Order', {
						resource: 'marginOrder',
						operation: 'create',
						symbol: 'BTC_USDT',
						side: 'buy',
						type: 'limit',
						size: '0.01',
						options: KEY,
					}),
				),
			);
			await editor.openNode(workflow, 'Order', 'price');
			const offered = await editor.optionsOnOffer();
			assert.ok(offered.includes('Client Order ID'), `offered: ${offered}`);
			assert.ok(!offered.includes('Idempotency Key'), `offered: ${offered}`);
			// It stays when the form is saved ...
			await editor.type('price', '55000.00');
			await saved(workflow, 'Order', { price: '55000.00' });
			const { nodes } = await place.n8n.request('GET', `/rest/workflows/${workflow.id}`);
			assert.deepEqual(nodes.at(-1).parameters.options, KEY);
			// ... and nothing is traded with it.
			const execution = await place.n8n.runWorkflow({ ...workflow, nodes });
			assert.equal(execution.status, 'error');
			assert.equal(execution.errorOf('Order').message, 'Idempotency Key cannot protect this call');
			assert.deepEqual(place.sandbox.requests, []);
		});
	});
});
