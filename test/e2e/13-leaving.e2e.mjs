/** The example workflows that move money between wallets and accounts, and out of BitMart: the books, and what is told. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { until } from '../../scripts/lib/process.mjs';
import { Editor } from './editor.mjs';
import { arrived, place, runOnce } from './place.mjs';
import { MOVING, anew, withFields, withJson, withParameters } from './workflows.mjs';

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

	test('a lost answer is told, and the next run moves nothing', async (context) => {
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
		const workflow = await place.n8n.createWorkflow(anew(MOVING.distribute));
		const first = await tellAll(context, workflow);
		assert.equal(first.length, 2);
		assert.match(
			first.find((line) => line.startsWith('desk1')),
			/nothing was sent, .*61001/,
		);
		assert.deepEqual(between(), [SHARES[1]]);
		await tellAll(context, workflow);
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

describe('the history as a file', () => {
	/** The rows of a CSV file, with quotes understood. */
	function rowsOf(text) {
		const [head, ...rows] = [...text.trim().matchAll(/(?:^|\n)((?:"(?:[^"]|"")*"|[^\n"])*)/g)].map(
			([, line]) =>
				[...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
					([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
				),
		);
		return rows.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index]])));
	}

	/** The file as somebody gets it who keeps it. */
	async function fileOf(execution) {
		const { data, id, fileName } = execution.data['Keep the File'][0].data.main[0][0].binary.data;
		const bytes = id
			? readFileSync(
					readdirSync(place.n8n.folder, { recursive: true })
						.map((name) => path.join(place.n8n.folder, name))
						.find((name) => name.endsWith(id.split('/').at(-1))),
				)
			: Buffer.from(data, 'base64');
		return { fileName, text: bytes.toString('utf8') };
	}

	const counted = (rows) =>
		Object.fromEntries(
			Object.entries(Object.groupBy(rows, ({ source }) => source)).map(([name, all]) => [
				name,
				all.length,
			]),
		);

	/** Fills the books of the last half year. */
	function live() {
		const { seed } = place.sandbox;
		const days = (count, step) =>
			Array.from({ length: count }, (_, index) => Date.now() - (index + 1) * step * 86_400_000);
		seed.spotTrades(
			uid,
			days(40, 4).map((createTime) => ({ createTime })),
		);
		seed.futuresTrades(
			uid,
			days(25, 6).map((createTime) => ({ createTime })),
		);
		seed.deposits(
			uid,
			days(7, 20).map((applyTime) => ({ applyTime })),
		);
		seed.withdrawals(
			uid,
			days(3, 30).map((applyTime) => ({ applyTime })),
		);
		seed.transfers(
			uid,
			days(12, 9).map((timestamp) => ({ timestamp })),
		);
	}

	const halfYear = () =>
		withFields(MOVING.history, 'Settings', {
			from: new Date(Date.now() - 180 * 86_400_000).toISOString(),
		});

	test('each record is a row of the file', async (context) => {
		live();
		const execution = await run(halfYear());
		const { fileName, text } = await fileOf(execution);
		const rows = rowsOf(text);
		const counts = counted(rows);
		context.diagnostic(`${fileName}: ${rows.length} rows, ${JSON.stringify(counts)}`);
		const [line] = execution.items('Tell Me').map((item) => item.line);
		for (const one of line.split('\n')) context.diagnostic(one);
		assert.match(fileName, /^bitmart-history-\d{4}-\d\d-\d\d\.csv$/);
		const records = place.sandbox.funding.records(uid);
		const ofType = (wanted) => records.filter(({ type }) => type === wanted).length;
		assert.deepEqual(counts, {
			trades: place.sandbox.books.trades(uid).length,
			futuresTrades: place.sandbox.futures.trades(uid).length,
			transfers: place.sandbox.transfers.contract(uid).length,
			deposits: ofType('deposit'),
			withdrawals: ofType('withdraw'),
		});
		assert.equal(rows.length, 87);
		const ids = new Set(rows.map(({ source, id }) => `${source} ${id}`));
		assert.equal(ids.size, rows.length, 'each once');
		for (const { id } of records)
			assert.ok(
				rows.some((row) => row.id === id),
				id,
			);
	});

	test('a source that is refused is named, and the others are in the file', async (context) => {
		live();
		place.sandbox.faults.push(refuses(/spot\/v4\/query\/trades/, 30012));
		const execution = await run(halfYear());
		const counts = counted(rowsOf((await fileOf(execution)).text));
		const [line] = execution.items('Tell Me').map((item) => item.line);
		const named = line.split('\n').find((one) => one.startsWith('Trades:'));
		context.diagnostic(named);
		assert.match(named, /30012/);
		assert.equal(counts.trades, undefined);
		assert.equal(counts.deposits, 7);
	});

	test('a key that is refused makes no file', async (context) => {
		place.sandbox.faults.push(refuses(/./, 30002));
		const line = await tell(context, halfYear());
		assert.match(line, /^There is no file: .*30002/);
	});
});

describe('all balances as a page', () => {
	/** The rows of the table in a page. */
	const rowsIn = (html) =>
		[...html.matchAll(/<tr>(.*?)<\/tr>/g)]
			.map(([, row]) => [...row.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell))
			.filter((cells) => cells.length > 0);

	/** What is in a wallet by the books, as the page tells it. */
	const lines = (account, wallet, totals) =>
		Object.entries(totals).map(([currency, total]) => `${account} ${wallet} ${currency} ${total}`);

	test('every wallet is on it, with its value', async (context) => {
		const execution = await run(MOVING.report);
		const [{ html }] = execution.items('E-Mail');
		const rows = rowsIn(html);
		const [, sum] = /<b>([\d.]+) USDT<\/b>/.exec(html);
		context.diagnostic(`${sum} USDT in all: ${rows.map((cells) => cells.join(' ')).join('; ')}`);
		const spotBooks = (account) =>
			Object.fromEntries(
				Object.entries(place.sandbox.books.balances(account))
					.map(([currency, { available, frozen }]) => [
						currency,
						Number(available) + Number(frozen),
					])
					.filter(([, total]) => total > 0),
			);
		const futuresBooks = (account) =>
			Object.fromEntries(
				['USDT', 'BTC']
					.map((currency) => [currency, futuresOf(account, currency)])
					.filter(([, total]) => total > 0),
			);
		const expected = [['main', uid], ...Object.entries(DESKS)].flatMap(([name, account]) => [
			...lines(name, 'spot', spotBooks(account)),
			...lines(name, 'futures', futuresBooks(account)),
		]);
		assert.ok(expected.length > 5);
		assert.deepEqual(
			rows
				.map(([account, wallet, currency, , total]) => [account, wallet, currency, total].join(' '))
				.sort(),
			expected.sort(),
		);
		const values = rows.map((cells) => Number(cells[5]));
		assert.ok(values.every((value) => value > 0));
		const whole = values.reduce((one, other) => one + other, 0);
		assert.ok(Math.abs(whole - Number(sum)) < 0.1, `${whole} and ${sum}`);
		for (const [, , currency, , total, value] of rows) {
			if (currency === 'USDT') assert.equal(Number(value), Number(total));
		}
	});

	test('an account without sub-accounts has its page, too', async (context) => {
		const { accounts } = place.sandbox;
		const family = accounts.filter(({ parent }) => parent);
		const parents = family.map(({ parent }) => parent);
		for (const one of family) delete one.parent;
		try {
			const [{ html }] = (await run(MOVING.report)).items('E-Mail');
			const names = new Set(rowsIn(html).map(([account]) => account));
			context.diagnostic(`accounts on the page: ${[...names].join(', ')}`);
			assert.deepEqual([...names], ['main']);
		} finally {
			family.forEach((one, index) => (one.parent = parents[index]));
		}
	});

	test('a wallet that cannot be read makes no report, but a sentence', async (context) => {
		place.sandbox.faults.push(refuses(/contract\/private\/assets-detail/, 30012));
		const execution = await run(MOVING.report);
		const [{ line }] = execution.items('Tell Me');
		context.diagnostic(line);
		assert.match(line, /^There is no report: .*30012/);
		assert.equal(execution.ran('E-Mail'), false);
	});
});

describe('leaving BitMart', () => {
	const LOOK = '/account/v1/deposit-withdraw/detail';
	const APPLY = '/account/v1/withdraw/apply';
	const YES = 'Yes, withdraw';
	const withdrawals = () => place.sandbox.funding.records(uid);

	/** Runs it to the question; answers the execution and the link in the question. */
	async function ask(context, workflow = MOVING.leave) {
		const stored = workflow.id ? workflow : await place.n8n.createWorkflow(workflow);
		const id = await place.n8n.startWorkflow(stored);
		await until(async () => (await place.n8n.execution(id)).status === 'waiting', {
			within: 60_000,
			what: 'the question',
		});
		const { data } = await place.n8n.execution(id);
		// n8n keeps every text of an execution in one list.
		const line = JSON.parse(data).find((text) => /^Withdraw .* Answer here: /.test(text));
		const link = /http\S+$/.exec(line)[0];
		context.diagnostic(line.replace(link, '(link)'));
		return { id, link };
	}

	/** Presses the button of the form. */
	async function answer(link, word) {
		const form = new FormData();
		form.set('field-0', word);
		return await fetch(link, { method: 'POST', body: form });
	}

	/** Waits until the withdrawal was looked at, which is then on its way. */
	async function onItsWay(id) {
		const seen = async () =>
			arrived(LOOK).length > 0 || (await place.n8n.execution(id)).status !== 'running';
		await until(seen, { within: 60_000, what: 'a look at the withdrawal' });
		assert.equal((await place.n8n.execution(id)).status, 'running');
	}

	const end = async (id) => await place.n8n.finished(id, { within: 120_000 });
	const toldIn = (context, execution) => {
		const [line] = execution.items('Tell Me').map((item) => item.line);
		context.diagnostic(line);
		return line;
	};

	test('without a yes nothing leaves; after it all of it goes to the saved address', async (context) => {
		const { id, link } = await ask(context);
		// All money is in the main spot wallet now, and waits.
		assert.equal(spotOf(uid), 16_000);
		assert.deepEqual(
			[futuresOf(uid), ...Object.values(DESKS).map((desk) => spotOf(desk) + futuresOf(desk))],
			[0, 0, 0],
		);
		const page = await fetch(link);
		const html = await page.text();
		assert.equal(page.status, 200);
		assert.ok(html.includes('TXexampleAddress0000000000000000000'), 'the form names the address');
		const stranger = await answer(link.split('?')[0], YES);
		context.diagnostic(`Opened, and answered without the token: HTTP ${stranger.status}`);
		assert.equal((await place.n8n.execution(id)).status, 'waiting');
		assert.equal(arrived(APPLY).length, 0);
		assert.deepEqual(withdrawals(), []);

		const yes = await answer(link, YES);
		assert.equal(yes.status, 200);
		await onItsWay(id);
		const [first] = withdrawals();
		assert.deepEqual(
			[first.currency, first.address, Number(first.amount) + Number(first.fee)],
			['USDT-TRC20', 'TXexampleAddress0000000000000000000', 16_000],
		);
		// Ten minutes at the exchange.
		place.sandbox.clockOffset += 601_000;
		const execution = await end(id);
		assert.equal(execution.status, 'success', JSON.stringify(execution.error));
		const line = toldIn(context, execution);
		assert.equal(
			line,
			`Withdrawal ${first.id} of 16000 USDT-TRC20 to ${first.address}: The withdrawal is done`,
		);
		const again = await answer(link, YES);
		context.diagnostic(`The same answer again: HTTP ${again.status}`);
		assert.equal(withdrawals().length, 1);
		assert.equal(arrived(APPLY).length, 1);
		assert.equal(spotOf(uid), 0);
	});

	test('a no withdraws nothing', async (context) => {
		const { id, link } = await ask(context);
		await answer(link, 'No, withdraw nothing');
		const execution = await end(id);
		assert.match(toldIn(context, execution), /^Nothing was withdrawn: you said no/);
		assert.equal(execution.ran('Withdraw'), false);
		assert.deepEqual(withdrawals(), []);
		assert.equal(spotOf(uid), 16_000);
	});

	test('no answer in time withdraws nothing', async (context) => {
		const { parameters } = MOVING.leave.nodes.find(({ name }) => name === 'Wait for Approval');
		const { id } = await ask(
			context,
			withParameters(MOVING.leave, 'Wait for Approval', {
				...parameters,
				resumeAmount: 3,
				resumeUnit: 'seconds',
			}),
		);
		const execution = await end(id);
		assert.match(toldIn(context, execution), /^Nothing was withdrawn: there was no answer/);
		assert.deepEqual(withdrawals(), []);
	});

	test('a small amount first: no more than that, whatever comes in meanwhile', async (context) => {
		const { id, link } = await ask(context, withFields(MOVING.leave, 'Settings', { atMost: '20' }));
		place.sandbox.books.credit(place.account, 'USDT', '500');
		await answer(link, YES);
		await onItsWay(id);
		place.sandbox.clockOffset += 601_000;
		toldIn(context, await end(id));
		assert.deepEqual(
			withdrawals().map(({ amount, fee }) => Number(amount) + Number(fee)),
			[20],
		);
		assert.equal(spotOf(uid), 16_480);
	});

	test('an address that is not verified, or for something else, is not even asked about', async (context) => {
		for (const address of ['not confirmed yet', 'cold wallet', 'nobody']) {
			const line = await tell(context, withFields(MOVING.leave, 'Settings', { address }));
			assert.match(line, /^Nothing was moved or withdrawn: no verified address for USDT-TRC20 is/);
		}
		assert.deepEqual([spotOf(uid), futuresOf(uid)], [10_000, 5_000], 'nothing was collected');
		assert.deepEqual(withdrawals(), []);
	});

	test('addresses or a wallet that cannot be read end it before the question', async (context) => {
		place.sandbox.faults.push(refuses(/withdraw\/address\/list/, 30012, { times: 1 }));
		assert.match(await tell(context, MOVING.leave), /^Nothing was moved or withdrawn: .*30012/);
		assert.deepEqual([spotOf(uid), futuresOf(uid)], [10_000, 5_000], 'nothing was collected');
		place.sandbox.faults.push(refuses(/spot\/v1\/wallet/, 30012));
		assert.match(await tell(context, MOVING.leave), /30012/);
		assert.deepEqual(withdrawals(), []);
	});

	test('a withdrawal that is refused is told, one whose answer is lost is cried out', async (context) => {
		for (const [fault, pattern] of [
			[refuses(`POST ${APPLY}`, 60008, { times: 1 }), /^Nothing was withdrawn: .*60008/],
			[{ on: `POST ${APPLY}`, kind: 'lostAnswer', times: 1 }, /^LOOK AT IT, money may have left/],
		]) {
			place.sandbox.reset();
			const { id, link } = await ask(context);
			place.sandbox.faults.push(fault);
			await answer(link, YES);
			const execution = await end(id);
			assert.match(toldIn(context, execution), pattern);
			assert.equal(arrived(APPLY).length, 1);
		}
		assert.equal(withdrawals().length, 1, 'the lost one was carried out, and not repeated');
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
		'history-to-csv': MOVING.history,
		'balance-report': MOVING.report,
		'leave-bitmart': MOVING.leave,
	};

	for (const [file, workflow] of Object.entries(FILES)) {
		test(file, () => editor.takeCanvas(file, workflow));
	}
});
