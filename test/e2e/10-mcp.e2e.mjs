/**
 * The nodes as tools of n8n's MCP Server Trigger, called by a real MCP client. n8n tells a tool neither
 * which execution a call belongs to nor how often it was called: every call has to be a write of its own.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { SANDBOX_CREDENTIAL } from '../../scripts/lib/sandbox.mjs';
import { Editor } from './editor.mjs';
import { arrived, place, publish } from './place.mjs';
import { MCP_TOOLS, WITHDRAWAL } from './workflows.mjs';

const MAIN = '80000001';
const SUBMIT = '/spot/v2/submit_order';
const READING = ['Get_Balance', 'Get_Open_Orders', 'Get_Ticker'];

const TRIGGER = MCP_TOOLS.nodes.find(({ type }) => type.endsWith('.mcpTrigger'));

/** A node as a tool, described by n8n and not by hand. */
function tool(name, type, parameters, rest = {}) {
	return {
		name,
		type: `n8n-nodes-bitmart.${type}Tool`,
		typeVersion: 1,
		parameters: { descriptionType: 'auto', ...parameters },
		credentials: { bitmartApi: SANDBOX_CREDENTIAL },
		...rest,
	};
}

const buying = (options) => ({
	resource: 'order',
	operation: 'create',
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'market',
	sizeIn: 'quote',
	size: '20',
	options: { dryRun: false, ...options },
});

/** Tools that the example workflow does not have. */
const MORE_TOOLS = [
	tool('Buy for 20', 'bitmartSpot', buying({})),
	// Its author says nothing of Dry Run.
	tool('Show Buying', 'bitmartSpot', { ...buying({}), options: {} }),
	tool(
		'Buy Once',
		'bitmartSpot',
		buying({ idempotencyKey: "={{ $fromAI('alert', `ID of the alert`, 'string') }}" }),
	),
	tool('Buy and Retry', 'bitmartSpot', buying({}), { retryOnFail: true, maxTries: 2 }),
	tool('To the Desk', 'bitmartSubAccount', {
		resource: 'transfer',
		operation: 'mainToSub',
		wallet: 'spot',
		currency: 'USDT',
		amount: '5',
		subAccount: 'desk1@example.com',
		options: { dryRun: false },
	}),
	tool('Withdraw', 'bitmartAccount', { ...WITHDRAWAL, options: { dryRun: false } }),
];

/** The example workflow with all of its tools switched on, and more of them. */
function everyTool(urlPath) {
	const own = MCP_TOOLS.nodes
		.filter(({ type }) => !type.endsWith('.stickyNote'))
		.map(({ disabled, ...node }) => node)
		.map((node) =>
			node.name === TRIGGER.name
				? { ...node, webhookId: urlPath, parameters: { ...node.parameters, path: urlPath } }
				: node,
		);
	const more = MORE_TOOLS.map((node, index) => ({
		...node,
		id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
		position: [index * 192, 720],
	}));
	const toTrigger = { ai_tool: [[{ node: TRIGGER.name, type: 'ai_tool', index: 0 }]] };
	return {
		name: 'Every tool for MCP',
		nodes: [...own, ...more],
		connections: {
			...MCP_TOOLS.connections,
			...Object.fromEntries(more.map(({ name }) => [name, toTrigger])),
		},
	};
}

const address = (urlPath) => new URL(`${place.n8n.url}/mcp/${urlPath}`);

/** A client that has shaken hands with the trigger. */
async function connect(urlPath, token = place.mcpToken) {
	const client = new Client({ name: 'end-to-end-test', version: '1.0.0' });
	await client.connect(
		new StreamableHTTPClientTransport(address(urlPath), {
			requestInit: { headers: { authorization: `Bearer ${token}` } },
		}),
	);
	return client;
}

const listensAt = (urlPath) => async () =>
	(await fetch(address(urlPath), { method: 'DELETE' })).status !== 404;

async function call(client, name, given = {}) {
	const { content, isError = false } = await client.callTool({ name, arguments: given });
	assert.equal(content.length, 1);
	return { text: content[0].text, isError };
}

/** Calls a tool that has to succeed; answers its items. */
async function items(client, name, given) {
	const { text, isError } = await call(client, name, given);
	assert.ok(!isError, text);
	return JSON.parse(text);
}

/** Calls a tool that has to succeed; answers its only item. */
async function item(client, name, given) {
	const [only, ...others] = await items(client, name, given);
	assert.ok(only && others.length === 0);
	return only;
}

/** Calls a tool that has to refuse; answers the text that a model would read. */
async function refused(client, name, given) {
	const { text, isError } = await call(client, name, given);
	assert.ok(isError, text);
	return text;
}

/** Calls a tool three times, one after the other. */
async function thrice(client, name, given) {
	const answers = [];
	while (answers.length < 3) answers.push(await item(client, name, given));
	return answers;
}

const different = (values) => new Set(values).size;
const orders = () => place.sandbox.books.orders(MAIN);

/** What reached the exchange that changes something. */
const writes = () =>
	place.sandbox.requests.filter(({ method, path }) => method === 'POST' && !/query/.test(path));

describe('tools for MCP', () => {
	let editor;
	let client;
	let workflow;

	before(async () => {
		await publish(MCP_TOOLS, listensAt(TRIGGER.parameters.path));
		workflow = await place.n8n.createWorkflow(everyTool('bitmart-every-tool'));
		await publish(workflow, listensAt('bitmart-every-tool'));
		client = await connect('bitmart-every-tool');
	});

	after(async () => {
		await editor?.close();
		await client?.close();
		if (workflow) await place.n8n.unpublishWorkflow(workflow);
	});

	test('the example workflow offers reading only, and only with the token', async (context) => {
		await assert.rejects(connect(TRIGGER.parameters.path, 'wrong'), { code: 403 });
		const reader = await connect(TRIGGER.parameters.path);
		assert.match(reader.getInstructions(), /acts with every call/);
		const { tools } = await reader.listTools();
		assert.deepEqual(tools.map(({ name }) => name).sort(), READING);
		for (const { name, description } of tools) {
			assert.match(description, /Reads only/, name);
			context.diagnostic(`${name}: ${description}`);
		}
		await reader.close();
	});

	test('names, descriptions and parameters', async (context) => {
		const { tools } = await client.listTools();
		const byName = Object.fromEntries(tools.map((one) => [one.name, one]));
		assert.deepEqual(
			Object.keys(byName).sort(),
			[
				...READING,
				...['Buy', 'Buy_Once', 'Buy_and_Retry', 'Buy_for_20', 'Move_to_Futures'],
				...['Show_Buying', 'To_the_Desk', 'Withdraw'],
			].sort(),
		);
		for (const { name, description } of tools) context.diagnostic(`${name}: ${description}`);

		// By hand, and by n8n from the operation.
		assert.match(byName.Buy.description, /every call is an order of its own/);
		assert.match(byName.Buy_for_20.description, /spot order/);
		assert.match(byName.Withdraw.description, /withdraw/i);

		assert.deepEqual(Object.keys(byName.Buy.inputSchema.properties), ['symbol', 'amount']);
		assert.deepEqual(byName.Buy.inputSchema.required, ['symbol', 'amount']);
		assert.match(byName.Buy.inputSchema.properties.amount.description, /How much to spend/);
		assert.deepEqual(Object.keys(byName.Buy_for_20.inputSchema.properties), []);
	});

	test('three calls to buy are three orders', async (context) => {
		const answers = await thrice(client, 'Buy_for_20');
		context.diagnostic(JSON.stringify(answers[0]));
		assert.deepEqual(
			answers.map(({ outcome }) => outcome),
			['placed', 'placed', 'placed'],
		);
		assert.equal(different(answers.map(({ orderId }) => orderId)), 3);
		assert.deepEqual(
			orders().map(({ orderId, notional }) => [orderId, Number(notional)]),
			answers.map(({ orderId }) => [orderId, 20]),
		);
		assert.equal(arrived(SUBMIT).length, 3);
	});

	test('three calls at the same moment, too', async () => {
		const answers = await Promise.all([1, 2, 3].map(() => item(client, 'Buy_for_20')));
		assert.equal(different(answers.map(({ orderId }) => orderId)), 3);
		assert.equal(orders().length, 3);
	});

	test('pair and amount come from the caller', async () => {
		const answers = await thrice(client, 'Buy', { symbol: 'ETH_USDT', amount: '30' });
		assert.equal(different(answers.map(({ orderId }) => orderId)), 3);
		assert.deepEqual(
			orders().map(({ symbol, notional }) => [symbol, Number(notional)]),
			Array(3).fill(['ETH_USDT', 30]),
		);
	});

	test('three calls to transfer are three transfers', async (context) => {
		const toFutures = await thrice(client, 'Move_to_Futures', { amount: '7' });
		const toDesk = await thrice(client, 'To_the_Desk');
		context.diagnostic(JSON.stringify(toFutures[0]));
		context.diagnostic(JSON.stringify(toDesk[0]));
		for (const { outcome } of [...toFutures, ...toDesk]) assert.equal(outcome, 'placed');
		const { transfers } = place.sandbox;
		assert.deepEqual(
			transfers.contract(MAIN).map(({ amount, type }) => [Number(amount), type]),
			Array(3).fill([7, 'spot_to_contract']),
		);
		assert.deepEqual(
			transfers.between('spot', [MAIN]).map(({ amount }) => Number(amount)),
			[5, 5, 5],
		);
		assert.equal(different(toDesk.map(({ requestNo }) => requestNo)), 3);
	});

	test('reading answers and changes nothing', async (context) => {
		const tickers = await thrice(client, 'Get_Ticker', { symbol: 'BTC_USDT' });
		context.diagnostic(JSON.stringify(tickers[0]));
		for (const { symbol, last } of tickers) {
			assert.equal(symbol, 'BTC_USDT');
			assert.ok(Number(last) > 0);
		}
		const balances = await items(client, 'Get_Balance');
		assert.ok(balances.some(({ currency }) => currency === 'USDT'));
		assert.deepEqual(orders(), []);
		assert.deepEqual(writes(), []);
	});

	test('a writing tool only shows what it would do, until its author says otherwise', async (context) => {
		const [shown] = await thrice(client, 'Show_Buying');
		context.diagnostic(JSON.stringify(shown));
		assert.equal(shown.dryRun, true);
		assert.equal(JSON.parse(shown.request.body).notional, '20');
		assert.deepEqual(orders(), []);
		assert.deepEqual(writes(), []);
	});

	test('with one Idempotency Key there is one order', async (context) => {
		const alert = `alert-${randomBytes(6).toString('hex')}`;
		const answers = await thrice(client, 'Buy_Once', { alert });
		for (const answer of answers) context.diagnostic(JSON.stringify(answer));
		assert.deepEqual(
			answers.map(({ outcome }) => outcome),
			['placed', 'duplicate', 'duplicate'],
		);
		assert.equal(different(answers.map(({ orderId }) => orderId)), 1);
		assert.equal(orders().length, 1);

		const other = await item(client, 'Buy_Once', { alert: `${alert}-next` });
		assert.equal(other.outcome, 'placed');
		assert.equal(orders().length, 2);
	});

	test('what the credential forbids is refused with its reason', async (context) => {
		const said = await refused(client, 'Withdraw');
		context.diagnostic(said);
		assert.match(said, /switch on Allow Withdrawals/);
		assert.deepEqual(place.sandbox.requests, []);
	});

	test('an answer of the exchange that refuses is passed on', async (context) => {
		const said = await refused(client, 'Buy', { symbol: 'BTC_USDT', amount: '900000' });
		context.diagnostic(said);
		assert.match(said, /50020|balance/i);
		assert.deepEqual(orders(), []);
	});

	test('a writing tool does not run with Retry On Fail', async (context) => {
		const said = await refused(client, 'Buy_and_Retry');
		context.diagnostic(said);
		assert.match(said, /Retry On Fail/);
		assert.deepEqual(writes(), []);
	});

	test('a picture of the example workflow', async () => {
		// The editor covers a published workflow with advice.
		await place.n8n.unpublishWorkflow(MCP_TOOLS);
		editor = await Editor.open(place.n8n);
		await editor.goto(`/workflow/${MCP_TOOLS.id}`);
		await editor.shows('BitMart as MCP tools', 'Get Ticker', 'Buy', 'Move to Futures');
		await editor.take('mcp-workflow.png');
	});
});
