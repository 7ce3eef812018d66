/** The example workflows that move money between wallets and accounts, and out of BitMart: the books, and what is told. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Editor } from './editor.mjs';
import { arrived, place, runOnce } from './place.mjs';
import { MOVING, withFields, withJson } from './workflows.mjs';

const TRANSFER = '/account/v1/transfer-contract';
const TO_SUB = '/account/sub-account/main/v1/main-to-sub';

const uid = '80000001';
const DESKS = { 'desk1@example.com': '80000002', 'desk2@example.com': '80000003' };

const spotOf = (account, currency = 'USDT') =>
	Number(place.sandbox.books.balances(account)[currency]?.available ?? 0);
const futuresOf = (account, currency = 'USDT') =>
	Number(place.sandbox.futures.available(account, currency));
const moved = () =>
	place.sandbox.transfers.contract(uid).map(({ type, amount }) => [type, Number(amount)]);

/** Runs a workflow that ends well, also where it had to take its error path. */
async function run(workflow) {
	const execution = workflow.id ? await place.n8n.runWorkflow(workflow) : await runOnce(workflow);
	assert.equal(execution.status, 'success', JSON.stringify(execution.error));
	return execution;
}

/** Runs a workflow; answers the sentences that it ends with, and prints them. */
async function tellAll(context, workflow) {
	const execution = await run(workflow);
	// Both ways may lead there, each with a run of its own.
	const lines = execution.data['Tell Me'].flatMap(({ data }) =>
		data.main[0].map(({ json }) => json.line),
	);
	for (const line of lines) context.diagnostic(line);
	return lines;
}

/** The same, where there is one sentence. */
async function tell(context, workflow) {
	const [line, ...others] = await tellAll(context, workflow);
	assert.ok(line && others.length === 0, 'one sentence');
	return line;
}

/** A refusal of the exchange with a code that it documents. */
const refuses = (on, code, rest) => ({ on, kind: 'oddCodeBefore', code, ...rest });

describe('from spot to futures on a schedule', () => {
	test('twice in one period is one transfer', async (context) => {
		const first = await tell(context, MOVING.scheduled);
		const second = await tell(context, MOVING.scheduled);
		assert.equal(first, 'Moved 500 USDT from spot to futures');
		assert.match(second, /^Nothing was moved: a transfer in this direction was made at /);
		assert.deepEqual(moved(), [['spot_to_contract', 500]]);
		assert.deepEqual([spotOf(uid), futuresOf(uid)], [9_500, 5_500]);
	});

	test('a minimum stays in spot', async (context) => {
		const part = withFields(MOVING.scheduled, 'Settings', { keepInSpot: '9700' });
		assert.equal(await tell(context, part), 'Moved 300 USDT from spot to futures');
		assert.equal(spotOf(uid), 9_700);
		place.sandbox.reset();
		const nothing = withFields(MOVING.scheduled, 'Settings', { keepInSpot: '10000' });
		assert.match(await tell(context, nothing), /^Nothing to move: 10000 USDT is available/);
		assert.deepEqual(moved(), []);
		assert.equal(arrived(TRANSFER).length, 0);
	});

	test('a lost answer is settled, and the next run moves nothing', async (context) => {
		place.sandbox.faults.push({ on: `POST ${TRANSFER}`, kind: 'lostAnswer', times: 1 });
		await tell(context, MOVING.scheduled);
		const second = await tell(context, MOVING.scheduled);
		assert.match(second, /^Nothing was moved: /);
		assert.deepEqual(moved(), [['spot_to_contract', 500]]);
	});

	test('a refused transfer is told', async (context) => {
		place.sandbox.faults.push(refuses(`POST ${TRANSFER}`, 60008));
		assert.match(await tell(context, MOVING.scheduled), /^Nothing was moved: .*60008/);
		assert.deepEqual(moved(), []);
	});
});

describe('to the sub-accounts by a table', () => {
	const between = () =>
		place.sandbox.transfers
			.between('spot', [uid])
			.map(({ fromUid, toUid, currency, amount }) => [fromUid, toUid, currency, Number(amount)]);
	const SHARES = Object.entries(DESKS).map(([name, desk]) => [
		uid,
		desk,
		'USDT',
		name.startsWith('desk1') ? 300 : 150,
	]);
	const table = JSON.parse(
		MOVING.distribute.nodes.find(({ name }) => name === 'Shares').parameters.jsonOutput,
	);

	test('twice in a month each has its share once', async (context) => {
		const first = await tellAll(context, MOVING.distribute);
		const second = await tellAll(context, MOVING.distribute);
		assert.deepEqual(first, ['desk1@example.com got 300 USDT', 'desk2@example.com got 150 USDT']);
		assert.deepEqual(second, [
			"desk1@example.com has this month's 300 USDT already",
			"desk2@example.com has this month's 150 USDT already",
		]);
		assert.deepEqual(between(), SHARES);
		assert.deepEqual(
			[spotOf(uid), ...Object.values(DESKS).map((desk) => spotOf(desk))],
			[9_550, 1_100, 150],
		);
	});

	test('one that fails is told, the other is sent, and the next run makes up for it', async (context) => {
		place.sandbox.faults.push(refuses(`POST ${TO_SUB}`, 61001, { times: 1 }));
		const first = await tellAll(context, MOVING.distribute);
		assert.equal(first.length, 2);
		assert.match(
			first.find((line) => line.startsWith('desk1')),
			/nothing was sent, .*61001/,
		);
		assert.deepEqual(between(), [SHARES[1]]);
		await tellAll(context, MOVING.distribute);
		assert.deepEqual(between(), [SHARES[1], SHARES[0]]);
	});

	test('what would take too much is not sent', async (context) => {
		const lines = await tellAll(
			context,
			withJson(MOVING.distribute, 'Shares', { ...table, keepInMain: '9600' }),
		);
		assert.equal(lines[0], 'desk1@example.com got 300 USDT');
		assert.match(lines[1], /^desk2@example.com got nothing. Nothing to move: 9700 USDT/);
		assert.deepEqual(between(), [SHARES[0]]);
	});
});

describe('profits from futures to spot', () => {
	test('what is above the amount goes, and a second run finds nothing', async (context) => {
		const first = await tell(context, MOVING.sweep);
		const second = await tell(context, MOVING.sweep);
		assert.equal(first, 'Moved 3000 USDT from futures to spot, 2000 stay');
		assert.match(
			second,
			/^Nothing to move: 2000 USDT is available in .*, of which 2000 USDT stays/,
		);
		assert.deepEqual(moved(), [['contract_to_spot', 3_000]]);
		assert.deepEqual([spotOf(uid), futuresOf(uid)], [13_000, 2_000]);
	});

	test('a lost answer moves nothing twice', async (context) => {
		place.sandbox.faults.push({ on: `POST ${TRANSFER}`, kind: 'lostAnswer', times: 1 });
		await tell(context, MOVING.sweep);
		await tell(context, MOVING.sweep);
		assert.deepEqual(moved(), [['contract_to_spot', 3_000]]);
	});

	test('a refused transfer is told', async (context) => {
		place.sandbox.faults.push(refuses(`POST ${TRANSFER}`, 60008));
		assert.match(await tell(context, MOVING.sweep), /^Nothing was moved: .*60008/);
		assert.equal(futuresOf(uid), 5_000);
	});
});

describe('pictures of these workflows', () => {
	let editor;

	before(async () => {
		editor = await Editor.open(place.n8n);
		// The canvas fits itself to it.
		await editor.page.setViewport({ width: 1680, height: 900 });
		await editor.goto('/home/workflows');
		await editor.shows('Workflows');
	});
	after(() => editor?.close());

	const FILES = {
		'scheduled-transfer': MOVING.scheduled,
		'distribute-to-sub-accounts': MOVING.distribute,
		'sweep-profits': MOVING.sweep,
	};

	for (const [file, workflow] of Object.entries(FILES)) {
		test(file, async () => {
			await editor.follow(`/workflow/${workflow.id}`);
			const names = workflow.nodes
				.filter(({ type }) => !type.endsWith('.stickyNote'))
				.map(({ name }) => name);
			await editor.shows(workflow.name, ...names);
			await editor.take(`workflow-${file}.png`);
		});
	}
});
