/**
 * Keys, secrets, memos and signatures after every kind of failure: nothing that n8n keeps or writes may
 * hold one of them.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';

import { until } from '../../scripts/lib/process.mjs';
import { keepSignatures, place, storeCredential } from './place.mjs';
import { closed, cloudflare, openServer, silent, silentThenClosed, truncated } from './servers.mjs';
import { chain, httpRequest, itemsOf, spot } from './workflows.mjs';

const random = () => randomBytes(8).toString('hex');
const SUBMIT = '/spot/v2/submit_order';

/** Harmless, and certainly in the data: finding it shows that the search works. */
const MARKER = `marker${random()}`;

/** An account of its own, whose key, secret and memo stand nowhere else. */
const CANARY = {
	uid: '80000777',
	accessKey: `canary-access-${random()}`,
	secretKey: `canary-secret-${random()}`,
	memo: `canary memo ${random()}`,
	balances: { USDT: '10000' },
};
const WRONG_SECRET = `canary-wrong-${random()}`;

/** n8n's HTTP Request node, as opposed to our own nodes, sends orders with this key. */
const HTTP_KEY = 'httpRequest';

const keys = ({ accessKey, secretKey, memo }) => ({ accessKey, secretKey, memo });

async function canaryCredential(name, data = {}) {
	return await storeCredential(`Canary: ${name}`, { ...keys(CANARY), ...data });
}

function order(credential, parameters = {}, rest = {}) {
	const { options, ...more } = parameters;
	return spot(
		'Order',
		{
			resource: 'order',
			operation: 'create',
			symbol: 'BTC_USDT',
			side: 'buy',
			type: 'limit',
			size: '0.01',
			price: '55000.00',
			...more,
			options: options ?? {
				clientOrderId: `={{ '${MARKER}${random().slice(0, 6)}' + $itemIndex }}`,
			},
		},
		{ credentials: { bitmartApi: credential }, ...rest },
	);
}

/** Placing calls without a key of ours end with "outcome unknown" at once. */
const ONCE = { options: { endpointVersion: 'v1' } };

function cancel(credential) {
	return spot(
		'Cancel',
		{
			resource: 'order',
			operation: 'cancel',
			symbol: 'BTC_USDT',
			findBy: 'orderId',
			orderId: '1187654321000000099',
			options: {},
		},
		{ credentials: { bitmartApi: credential } },
	);
}

function request(credential, url, rest = {}) {
	const body = {
		symbol: 'BTC_USDT',
		side: 'buy',
		type: 'limit',
		size: '0.01',
		price: '55000.00',
		client_order_id: `${HTTP_KEY}${random().slice(0, 6)}`,
	};
	return { ...httpRequest('Request', { url: `${url}${SUBMIT}`, body, credential }), ...rest };
}

/** Every way to fail: a workflow, what it says, and how n8n calls its end. */
async function failures() {
	const { spotUrl } = place.sandbox;
	const servers = {
		cloudflare: await openServer(cloudflare),
		truncated: await openServer(truncated),
		closed: await openServer(closed),
		timeout: await openServer(silentThenClosed),
	};
	const at = (name) => canaryCredential(name, { sandboxSpotUrl: servers[name].url });
	const right = await canaryCredential('right');
	const wrong = await canaryCredential('wrong secret', { secretKey: WRONG_SECRET });
	const nowhere = { sandboxSpotUrl: 'http://no-such-exchange' };
	const shut = { sandboxSpotUrl: 'http://127.0.0.1:9' };
	const toContinue = { onError: 'continueRegularOutput' };
	const toErrorOutput = { onError: 'continueErrorOutput' };
	const three = itemsOf([{ size: '0.01' }, { size: '0.5' }, { size: '0.01' }]);
	const bySize = (credential, rest) => order(credential, { size: '={{ $json.size }}' }, rest);
	const cloudflared = await at('cloudflare');
	const cut = await at('truncated');
	const hungUp = await at('closed');
	return [
		['an order that succeeds', [order(right)], 'success'],
		['no answer in time', [order(await at('timeout'), ONCE)], /not known whether/],
		['wrong secret', [order(wrong)], /30005/],
		['order refused', [order(right, { size: '0.5' })], /50020/],
		['unknown host', [cancel(await canaryCredential('nowhere', nowhere))], /not found/],
		['connection refused', [cancel(await canaryCredential('shut', shut))], /refused/],
		['Cloudflare page, order', [order(cloudflared, ONCE)], /not known whether/],
		['Cloudflare page, cancel', [cancel(cloudflared)], /web page/],
		['truncated, order', [order(cut, ONCE)], /not known whether/],
		['truncated, cancel', [cancel(cut)], /could not be read/],
		['connection closed, order', [order(hungUp, ONCE)], /not known whether/],
		['connection closed, cancel', [cancel(hungUp)], /closed/],
		['continue on fail', [...three, bySize(wrong, toContinue)], 'success'],
		['error output', [...three, bySize(right, toErrorOutput)], 'success'],
		['HTTP Request that succeeds', [request(right, spotUrl)], 'success'],
		['HTTP Request, wrong secret', [request(wrong, spotUrl)], /Authorization failed/],
		['HTTP Request, goes on', [request(wrong, spotUrl, toContinue)], 'success'],
		[
			'HTTP Request, Cloudflare page',
			[request(cloudflared, servers.cloudflare.url)],
			/503|unavailable/i,
		],
		[
			'HTTP Request, connection closed',
			[request(hungUp, servers.closed.url)],
			/aborted|closed|hang up/,
		],
	];
}

/** Runs everything side by side: the waiting of one is the time of the others. */
async function runAll(context) {
	const runs = (await failures()).map(async ([name, nodes, expected]) => {
		const workflow = await place.n8n.createWorkflow(chain(`Canary: ${name}`, ...nodes));
		return { name, expected, execution: await place.n8n.runWorkflow(workflow) };
	});
	for (const { name, expected, execution } of await Promise.all(runs)) {
		const { message, description } = execution.error ?? {};
		const said = [message, description].filter(Boolean).join(' ');
		context.diagnostic(`${name}: ${said || execution.status}`);
		if (expected === 'success') assert.equal(execution.status, 'success', `${name}: ${said}`);
		else assert.match(said, expected, name);
	}
}

/** Stops an execution whose order nobody answers; n8n's log has the key of that order. */
async function stopOne() {
	const server = await openServer(silent);
	const credential = await canaryCredential('silent', { sandboxSpotUrl: server.url });
	const workflow = await place.n8n.createWorkflow(chain('Canary: stopped', order(credential)));
	const executionId = await place.n8n.startWorkflow(workflow);
	await until(() => server.received.length > 0, { within: 20_000, what: 'the order' });
	await place.n8n.stopExecution(executionId);
	await place.n8n.finished(executionId);
	await until(() => place.n8n.log.includes(MARKER), { within: 5_000, what: 'the warning' });
}

// ---- Searching -------------------------------------------------------------------------------

/** What a text looks like after programs have passed it on. */
function formsOf(text) {
	const bytes = Buffer.from(text, 'utf8');
	const forms = [
		text,
		encodeURIComponent(text),
		text.replaceAll(' ', '+'),
		bytes.toString('base64').replace(/=+$/, ''),
		bytes.toString('hex'),
	].map((form) => Buffer.from(form, 'utf8'));
	return [...forms, Buffer.from(text, 'utf16le')];
}

const holds = (bytes, text) => formsOf(text).some((form) => bytes.includes(form));

/** Every file below n8n's folder that is not part of a program. */
function filesBelow(folder) {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const full = path.join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(full);
		return entry.isFile() ? [full] : [];
	});
}

/** All cells of all tables: in the file itself a long text may be cut by a page border. */
async function cellsOf(file) {
	const { DatabaseSync } = await import('node:sqlite');
	const database = new DatabaseSync(file, { readOnly: true });
	const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
	const cells = tables.flatMap(({ name }) =>
		database
			.prepare(`SELECT * FROM "${name}"`)
			.all()
			.flatMap((row) => Object.values(row))
			.map((cell) => (cell instanceof Uint8Array ? Buffer.from(cell) : Buffer.from(String(cell)))),
	);
	database.close();
	return { tables: tables.length, bytes: Buffer.concat(cells.flatMap((cell) => [cell, NEWLINE])) };
}

const NEWLINE = Buffer.from('\n');

/** Everything that n8n keeps, shows and writes, place by place. */
async function gather() {
	const folder = place.n8n.folder;
	const files = filesBelow(folder);
	const { tables, bytes } = await cellsOf(path.join(folder, '.n8n', 'database.sqlite'));
	const executions = [];
	const [{ id: newest }] = (await place.n8n.request('GET', '/rest/executions?limit=1')).results;
	for (let id = 1; id <= Number(newest); id++) {
		const found = await place.n8n.execution(id);
		executions.push({ id, ...found, bytes: Buffer.from(JSON.stringify(found)) });
	}
	return {
		executions,
		places: {
			[`${executions.length} executions over REST`]: Buffer.concat(
				executions.map((execution) => execution.bytes),
			),
			[`${tables} tables of the database`]: bytes,
			"the database's own files": Buffer.concat(
				files.filter((file) => /database\.sqlite/.test(file)).map((file) => readFileSync(file)),
			),
			[`all ${files.length} files of n8n's folder`]: Buffer.concat(
				files.map((file) => readFileSync(file)),
			),
			"n8n's log at level debug": Buffer.from(place.n8n.log),
		},
	};
}

describe('after every kind of failure', () => {
	let found;

	before(() => {
		place.sandbox.accounts.push({ ...CANARY, permissions: place.account.permissions });
	});

	test('runs that fail in every way', async (context) => {
		await Promise.all([runAll(context), stopOne()]);
		const wrong = { ...keys(CANARY), secretKey: WRONG_SECRET };
		const { status } = await place.n8n.testCredential({
			...(await canaryCredential('tested', wrong)),
			type: 'bitmartApi',
			data: { environment: 'sandbox', sandboxSpotUrl: place.sandbox.spotUrl, ...wrong },
		});
		assert.equal(status, 'Error');
		keepSignatures(place.sandbox.requests);
		found = await gather();
	});

	test('the search finds what is there', (context) => {
		for (const [name, bytes] of Object.entries(found.places)) {
			assert.ok(holds(bytes, MARKER), `the marker is in ${name}`);
			context.diagnostic(`${name}: ${bytes.length.toLocaleString('en')} bytes, marker found`);
		}
	});

	test('no key, no secret, no memo', (context) => {
		const secrets = [CANARY, place.account].flatMap((account) => Object.values(keys(account)));
		secrets.push(WRONG_SECRET);
		const hits = Object.entries(found.places).flatMap(([name, bytes]) =>
			secrets.filter((secret) => holds(bytes, secret)).map((secret) => `${secret} in ${name}`),
		);
		assert.deepEqual(hits, []);
		context.diagnostic(`${secrets.length} keys, secrets and memos in 6 spellings each: 0 hits`);
	});

	test('no signature of ours', (context) => {
		const signatures = [...place.signatures];
		const ours = signatures.filter(([, body]) => !body.includes(HTTP_KEY)).map(([sign]) => sign);
		const theirs = signatures.filter(([, body]) => body.includes(HTTP_KEY)).map(([sign]) => sign);
		assert.ok(ours.length > 20 && theirs.length > 2);
		const hits = Object.entries(found.places).flatMap(([name, bytes]) =>
			ours.filter((sign) => holds(bytes, sign)).map((sign) => `${sign} in ${name}`),
		);
		assert.deepEqual(hits, []);
		context.diagnostic(`${ours.length} signatures of the BitMart nodes: 0 hits`);

		// What n8n itself writes down of a failed request of its own node.
		const kept = Object.entries(found.places).map(
			([name, bytes]) => `${theirs.filter((sign) => holds(bytes, sign)).length} in ${name}`,
		);
		context.diagnostic(
			`${theirs.length} signatures of n8n's HTTP Request node, each worthless after a minute: ${kept.join(', ')}`,
		);
		for (const { id, bytes, workflowData } of found.executions) {
			const own = workflowData?.nodes.some(({ type }) => type === 'n8n-nodes-base.httpRequest');
			const holdsOne = theirs.some((sign) => holds(bytes, sign));
			assert.ok(own || !holdsOne, `execution ${id} has no HTTP Request node, but its signature`);
		}
	});
});
