/** The example workflows as they are imported: what each does, what it does when something fails, and the books. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { until } from '../../scripts/lib/process.mjs';
import { openSandbox } from '../../scripts/lib/sandbox.mjs';
import { Editor } from './editor.mjs';
import { arrived, place, publish, runOnce, storeCredential } from './place.mjs';
import {
	EXAMPLES,
	chain,
	everySecond,
	futures,
	onCall,
	withFields,
	withJson,
} from './workflows.mjs';

const SUBMIT = '/spot/v2/submit_order';
const SUBMIT_FUTURES = '/contract/private/submit-order';
const SUBMIT_LEG = '/contract/private/submit-tp-sl-order';
const RENEW = '/contract/private/cancel-all-after';
const TICKER = '/spot/quotation/v3/ticker';

const uid = () => place.account.uid;
const orders = () => place.sandbox.books.orders(uid());
const balances = () => place.sandbox.books.balances(uid());
const amountOf = (currency) => Number(balances()[currency]?.available ?? 0);

/** Runs a workflow that ends well, also where it had to take its error path. */
async function run(workflow) {
	const execution = workflow.id ? await place.n8n.runWorkflow(workflow) : await runOnce(workflow);
	assert.equal(execution.status, 'success', JSON.stringify(execution.error));
	return execution;
}

/** The sentences that would be sent to the trader. */
const toldBy = (execution) => execution.items('Tell Me').map(({ line, text }) => line ?? text);

/** Runs a workflow; answers the only sentence that it ends with, and prints it. */
async function tell(context, workflow) {
	const [line, ...others] = toldBy(await run(workflow));
	assert.ok(line && others.length === 0, 'one sentence');
	context.diagnostic(line);
	return line;
}

/** A refusal of the exchange with a code that it documents. */
const refuses = (on, code, rest) => ({ on, kind: 'oddCodeBefore', code, ...rest });

describe('first order', () => {
	test('the order rests, is read, and gives its amount back', async (context) => {
		const was = structuredClone(balances());
		const execution = await run(EXAMPLES.firstOrder);
		const [order, ...others] = orders();
		assert.equal(others.length, 0);
		assert.equal(order.state, 'canceled');
		assert.equal(order.orderId, execution.items('Buy Order')[0].orderId);
		assert.equal(Number(execution.items('Balance While Open')[0].frozen), 550);
		assert.deepEqual(balances(), was);
		context.diagnostic(
			`Order ${order.orderId} held 550 USDT and is canceled; ${balances().USDT.available} USDT are available, as before`,
		);
	});

	test('an order that cannot be read is canceled all the same', async (context) => {
		place.sandbox.faults.push(refuses('POST /spot/v4/query/order', 50020));
		const execution = await run(EXAMPLES.firstOrder);
		assert.equal(execution.items('Read Order').length, 0);
		assert.deepEqual(
			orders().map(({ state }) => state),
			['canceled'],
		);
		context.diagnostic(`Not read: ${execution.items('Read Order', 1)[0].error}. Canceled: true`);
	});

	test('an order that is refused ends it with the reason', async (context) => {
		place.sandbox.faults.push(refuses(`POST ${SUBMIT}`, 50020));
		const execution = await place.n8n.runWorkflow(EXAMPLES.firstOrder);
		assert.equal(execution.status, 'error');
		assert.match(execution.errorOf('Not Placed').message, /50020/);
		assert.deepEqual(orders(), []);
		context.diagnostic(execution.errorOf('Not Placed').message);
	});

	test('a cancellation that is refused names the order that is left', async (context) => {
		place.sandbox.faults.push(refuses('POST /spot/v3/cancel_order', 50020));
		const execution = await place.n8n.runWorkflow(EXAMPLES.firstOrder);
		assert.equal(execution.status, 'error');
		const { message } = execution.errorOf('Not Canceled');
		assert.ok(message.includes(orders()[0].orderId), message);
		context.diagnostic(message);
	});
});

describe('TradingView alert', () => {
	const { path } = EXAMPLES.tradingView.nodes.find(({ name }) => name === 'Alert').parameters;
	const address = () => `${place.n8n.url}/webhook/${path}`;
	let count = 0;

	/** An alert as TradingView sends it, with an ID of its own. */
	const alert = (more) => ({
		secret: place.signalSecret,
		id: `alert ${Date.now()} ${++count}`,
		time: new Date().toISOString(),
		symbol: 'BITMART:BTCUSDT',
		action: 'buy',
		...more,
	});

	/** Sends something to the webhook. */
	async function send(body, contentType = 'application/json') {
		const answer = await fetch(address(), {
			method: 'POST',
			headers: { 'content-type': contentType },
			body: typeof body === 'string' ? body : JSON.stringify(body),
		});
		return { status: answer.status, text: await answer.text() };
	}

	/** The same, of which the workflow has to make something. */
	async function ask(body, contentType) {
		const { status, text } = await send(body, contentType);
		return { status, ...JSON.parse(text) };
	}

	before(async () => {
		// Asked in the wrong way, a webhook that is there says what the right one is.
		await publish(EXAMPLES.tradingView, async () =>
			(await (await fetch(address())).text()).includes('POST'),
		);
	});

	after(() => place.n8n.unpublishWorkflow(EXAMPLES.tradingView));

	test('the same alert twice is one order', async (context) => {
		const twice = alert();
		const answers = [await ask(twice), await ask(twice)];
		for (const answer of answers) context.diagnostic(JSON.stringify(answer));
		const [order, ...others] = orders();
		assert.equal(others.length, 0);
		assert.deepEqual([order.symbol, order.side, Number(order.notional)], ['BTC_USDT', 'buy', 25]);
		assert.deepEqual(
			answers.map(({ status, outcome, orderId }) => [status, outcome, orderId]),
			['placed', 'duplicate'].map((outcome) => [200, outcome, order.orderId]),
		);
		assert.equal(arrived(SUBMIT).length, 1);
	});

	test('twenty times at once is one order', async (context) => {
		const often = alert();
		const answers = await Promise.all(Array.from({ length: 20 }, () => ask(often)));
		const outcomes = Object.groupBy(answers, ({ outcome }) => outcome);
		context.diagnostic(
			`20 answers: ${outcomes.placed.length} placed, ${outcomes.duplicate.length} duplicate; ${orders().length} order, ${arrived(SUBMIT).length} request to place one`,
		);
		assert.ok(answers.every(({ status }) => status === 200));
		assert.deepEqual([outcomes.placed.length, outcomes.duplicate.length], [1, 19]);
		assert.equal(new Set(answers.map(({ orderId }) => orderId)).size, 1);
		assert.equal(orders().length, 1);
		assert.equal(arrived(SUBMIT).length, 1);
	});

	test('what is no alert is refused with a word, and nothing is sent', async (context) => {
		const minutesAgo = new Date(Date.now() - 300_000).toISOString();
		const bad = {
			'no JSON': ['buy now!', 'text/plain', 'unreadable'],
			'a list': [[alert()], undefined, 'unreadable'],
			'no secret': [alert({ secret: undefined }), undefined, 'refused'],
			'the wrong secret': [alert({ secret: 'guessed' }), undefined, 'refused'],
			'nothing at all': ['', undefined, 'refused'],
			'five minutes old': [alert({ time: minutesAgo }), undefined, 'stale'],
			'without a time': [alert({ time: undefined }), undefined, 'incomplete'],
			'without an ID': [alert({ id: undefined }), undefined, 'incomplete'],
			'a pair that is not traded': [alert({ symbol: 'ABCUSDT' }), undefined, 'unknownSymbol'],
			'a contract, without the secret': [
				alert({ symbol: 'BTCUSDT.P', secret: 'guessed' }),
				undefined,
				'refused',
			],
		};
		for (const [what, [body, contentType, reason]] of Object.entries(bad)) {
			const { status, text } = await send(body, contentType);
			context.diagnostic(`${what}: HTTP ${status} ${text}`);
			assert.equal(status, 422, what);
			// Not a word more: neither of the account, nor of the workflow, nor of the secret.
			assert.deepEqual(JSON.parse(text), { reason }, what);
		}
		// What says that it is JSON and is none n8n refuses before the workflow begins.
		const broken = await send('buy now!');
		assert.equal(broken.status, 422);
		assert.ok(!broken.text.includes(place.signalSecret));
		context.diagnostic('no JSON, but called so: HTTP 422, by n8n itself');

		assert.deepEqual(orders(), []);
		assert.deepEqual(place.sandbox.futures.orders(uid()), []);
		const writes = place.sandbox.requests.filter(({ path: where }) => /submit/.test(where));
		assert.deepEqual(writes, []);
	});

	test('a symbol with .P is a contract, and closing ends its position', async (context) => {
		const opened = await ask(alert({ symbol: 'BITMART:BTCUSDT.P' }));
		const [position] = place.sandbox.futures.positions(uid());
		context.diagnostic(`${JSON.stringify(opened)}: ${position.amount} contract`);
		const closed = await ask(alert({ symbol: 'BITMART:BTCUSDT.P', action: 'close' }));
		context.diagnostic(JSON.stringify(closed));
		assert.deepEqual([opened.status, opened.outcome], [200, 'placed']);
		assert.deepEqual([closed.status, closed.outcome], [200, 'placed']);
		assert.equal(position.symbol, 'BTCUSDT');
		assert.deepEqual(place.sandbox.futures.positions(uid()), []);
		assert.deepEqual(orders(), [], 'nothing in spot');
	});

	test('closing where nothing is held is answered, too', async (context) => {
		const answer = await ask(alert({ symbol: 'BITMART:SOLUSDT', action: 'close' }));
		context.diagnostic(JSON.stringify(answer));
		assert.deepEqual([answer.status, answer.signal], [200, 'nothingToClose']);
		assert.deepEqual(orders(), []);
	});

	test('what BitMart refuses is not told to the sender, but to the trader', async (context) => {
		const answer = await ask(alert({ size: '900000' }));
		assert.deepEqual(answer, { status: 502, reason: 'failed' });
		assert.deepEqual(orders(), []);
		// The sender is answered before the execution is over, and listed.
		const line = await until(
			async () => {
				const [last] = await place.n8n.executionsOf(EXAMPLES.tradingView, 1);
				return toldBy(last).find((text) => text.startsWith('An alert was not acted upon'));
			},
			{ within: 10_000, what: 'the execution of the alert' },
		);
		context.diagnostic(`The sender: ${JSON.stringify(answer)}. The trader: ${line}`);
		assert.match(line, /50020/);
	});
});

describe('dollar cost averaging', () => {
	test('twice on a day is one order', async (context) => {
		const first = await tell(context, EXAMPLES.dollarCost);
		const second = await tell(context, EXAMPLES.dollarCost);
		assert.match(first, /^Bought 0\.0\d+ BTC at 6\d{4}\.\d+ \(order \d+\)$/);
		assert.match(second, /^Today has its order already: /);
		const [order, ...others] = orders();
		assert.equal(others.length, 0);
		assert.equal(Number(order.notional), 25);
		assert.ok(first.includes(order.orderId) && second.includes(order.orderId));
		const spent = 10_000 - amountOf('USDT');
		assert.ok(spent > 20 && spent <= 25, `${spent} USDT spent`);
		assert.ok(Math.abs(amountOf('BTC') - 0.5 - Number(order.filledSize) * 0.999) < 1e-8);
	});

	test('an order that is refused is told, and nothing is bought', async (context) => {
		const line = await tell(
			context,
			withFields(EXAMPLES.dollarCost, 'Settings', { spend: '900000' }),
		);
		assert.match(line, /^No new order is known: .*50020/);
		assert.deepEqual(orders(), []);
	});

	test('an order that does not fill is told with its ID', async (context) => {
		place.sandbox.faults.push(refuses('POST /spot/v4/query/order', 50020));
		const line = await tell(
			context,
			withFields(EXAMPLES.dollarCost, 'Settings', { symbol: 'ETH_USDT' }),
		);
		assert.ok(line.startsWith(`Look at order ${orders()[0].orderId}: `), line);
	});
});

describe('rebalance', () => {
	const SPOT = EXAMPLES.rebalance;
	const table = JSON.parse(SPOT.nodes.find(({ name }) => name === 'Targets').parameters.jsonOutput);
	const targets = (weights, more) =>
		withJson(SPOT, 'Targets', {
			...table,
			targets: Object.entries(weights).map(([currency, weight]) => ({ currency, weight })),
			...more,
		});

	async function priceOf(currency) {
		const answer = await fetch(`${place.sandbox.spotUrl}${TICKER}?symbol=${currency}_USDT`);
		return Number((await answer.json()).data.last);
	}

	/** What is there in percent of the whole, by the books. */
	async function weights() {
		const values = { USDT: amountOf('USDT') };
		for (const currency of ['BTC', 'ETH']) {
			values[currency] = amountOf(currency) * (await priceOf(currency));
		}
		const whole = values.USDT + values.BTC + values.ETH;
		return Object.fromEntries(
			Object.entries(values).map(([currency, value]) => [currency, (value / whole) * 100]),
		);
	}

	const inWords = (all) =>
		Object.entries(all)
			.map(([currency, percent]) => `${percent.toFixed(2)} % ${currency}`)
			.join(', ');

	/** Runs it and compares the books with the weights that were asked for. */
	async function rebalance(context, workflow, wanted) {
		const before = await weights();
		const lines = toldBy(await run(workflow));
		const now = await weights();
		context.diagnostic(`before: ${inWords(before)}`);
		for (const line of lines) context.diagnostic(line);
		context.diagnostic(`after: ${inWords(now)}`);
		for (const [currency, percent] of Object.entries(wanted)) {
			assert.ok(
				Math.abs(now[currency] - percent) <= table.threshold,
				`${currency}: ${now[currency]}`,
			);
		}
		for (const [currency, { available, frozen }] of Object.entries(balances())) {
			assert.ok(Number(available) >= 0 && Number(frozen) === 0, currency);
		}
		return lines;
	}

	test('it sells what is too much, buys what is too little, and then has nothing to do', async (context) => {
		const stored = await place.n8n.createWorkflow(targets({ BTC: 50, ETH: 30 }));
		const lines = await rebalance(context, SPOT, { BTC: 50, ETH: 30, USDT: 20 });
		assert.deepEqual(
			lines.map((line) => line.split(' ')[0]),
			['Sold', 'Bought'],
		);
		assert.deepEqual(
			orders().map(({ symbol, side, state }) => [symbol, side, state]),
			[
				['ETH_USDT', 'sell', 'filled'],
				['BTC_USDT', 'buy', 'filled'],
			],
		);
		const again = await run(stored);
		assert.equal(again.ran('Order'), false);
		assert.equal(orders().length, 2);
		context.diagnostic(
			'a second run: nothing is further off than the threshold, nothing is traded',
		);
	});

	test('what is sold pays for what is bought, and a weight of zero sells all', async (context) => {
		// Far more than the 10000 USDT that are there, and nothing is to be left of them.
		const lines = await rebalance(context, targets({ BTC: 100, ETH: 0 }), {
			BTC: 100,
			ETH: 0,
			USDT: 0,
		});
		assert.equal(lines.length, 2);
		assert.equal(amountOf('ETH'), 0);
		const [sold, bought] = orders();
		assert.equal(Number(sold.filledSize), 10, 'all that was there, and no more');
		assert.ok(Number(bought.notional) > 10_000);
	});

	test('small differences are left alone', async (context) => {
		const now = await weights();
		const near = { BTC: now.BTC + 0.9, ETH: now.ETH - 0.9 };
		const execution = await run(targets(near));
		assert.equal(execution.ran('Order'), false);
		assert.deepEqual(orders(), []);
		context.diagnostic('0.9 percent off with a threshold of 1: nothing is traded');
	});

	test('a currency without a price stops it before anything is traded', async (context) => {
		const line = await tell(context, targets({ BTC: 50, ABC: 30 }));
		assert.match(line, /^Rebalancing stopped/);
		assert.deepEqual(orders(), []);
	});

	test('the first order that is refused is the last', async (context) => {
		place.sandbox.faults.push(refuses(`POST ${SUBMIT}`, 50020));
		const line = await tell(context, targets({ BTC: 50, ETH: 30 }));
		assert.match(line, /^Rebalancing stopped at ETH_USDT: .*50020/);
		assert.equal(arrived(SUBMIT).length, 1);
		assert.deepEqual(orders(), []);
	});
});

describe('bracket entry', () => {
	const isLeg = (type) => (request) => request.path === SUBMIT_LEG && request.body.includes(type);
	const all = () => place.sandbox.futures.orders(uid());
	const waiting = () => all().filter(({ state }) => state === 2);
	const held = () => place.sandbox.futures.positions(uid()).map(({ amount }) => amount);

	test('the position has a stop loss and a take profit for all of its contracts', async (context) => {
		const line = await tell(context, EXAMPLES.bracket);
		assert.match(line, /^long 10 contracts of BTCUSDT at /);
		const [position] = place.sandbox.futures.positions(uid());
		assert.equal(position.amount, 10);
		const entry = Number(/ at ([\d.]+), stop/.exec(line)[1]);
		assert.deepEqual(
			waiting().map(({ type, side, size }) => [type, side, size]),
			[
				['stop_loss', 3, 10],
				['take_profit', 3, 10],
			],
		);
		const [stop, profit] = waiting().map(({ triggerPrice }) => Number(triggerPrice));
		assert.ok(Math.abs(stop - entry * 0.98) <= 0.1, `stop loss at ${stop}`);
		assert.ok(Math.abs(profit - entry * 1.04) <= 0.1, `take profit at ${profit}`);
	});

	test('a short one is protected the other way round', async (context) => {
		const line = await tell(
			context,
			withFields(EXAMPLES.bracket, 'Settings', { direction: 'short' }),
		);
		assert.match(line, /^short 10 contracts/);
		const [stop, profit] = waiting().map(({ triggerPrice }) => Number(triggerPrice));
		const entry = Number(/ at ([\d.]+), stop/.exec(line)[1]);
		assert.ok(stop > entry && profit < entry);
	});

	test('without a stop loss what was opened is closed again', async (context) => {
		place.sandbox.faults.push(refuses(isLeg('stop_loss'), 40011));
		const line = await tell(context, EXAMPLES.bracket);
		assert.match(line, /^Closed 10 contracts of BTCUSDT again .*40011/);
		assert.deepEqual(held(), []);
		assert.deepEqual(waiting(), []);
		assert.equal(arrived(SUBMIT_LEG).length, 1, 'no take profit was tried');
	});

	test('a take profit whose answer is lost is canceled with the stop loss, and what was held before stays', async (context) => {
		const parameters = EXAMPLES.bracket.nodes.find(({ name }) => name === 'Entry').parameters;
		const values = { symbol: 'BTCUSDT', side: 'openLong', size: '5', leverage: '10' };
		await run(chain('Held before', futures('Open', { ...parameters, ...values })));
		place.sandbox.faults.push({ on: isLeg('take_profit'), kind: 'lostAnswer' });
		const line = await tell(context, EXAMPLES.bracket);
		assert.match(line, /Stop loss: canceled, take profit: canceled\. .*not known/);
		assert.deepEqual(held(), [5]);
		const legs = all().filter(({ type }) => type !== 'market');
		assert.equal(legs.length, 2, 'both had been there');
		assert.deepEqual(waiting(), [], 'and neither is left');
	});

	test('a position that cannot be closed is cried out, and keeps its stop loss', async (context) => {
		place.sandbox.faults.push(
			refuses(isLeg('take_profit'), 40011),
			refuses(`POST ${SUBMIT_FUTURES}`, 40011, { skip: 1 }),
		);
		const line = await tell(context, EXAMPLES.bracket);
		assert.match(line, /^ACT NOW: up to 10 contracts of BTCUSDT are open/);
		assert.deepEqual(held(), [10]);
		assert.deepEqual(
			waiting().map(({ type }) => type),
			['stop_loss'],
		);
	});

	test('an entry that is refused opens nothing and places nothing', async (context) => {
		place.sandbox.faults.push(refuses(`POST ${SUBMIT_FUTURES}`, 40027));
		const line = await tell(context, EXAMPLES.bracket);
		assert.match(line, /^Nothing was opened: .*40027/);
		assert.deepEqual(all(), []);
	});
});

/** Workflows that run by themselves, at an exchange whose clock the test turns. */
describe('by the clock', () => {
	let exchange;
	let credential;

	before(async () => {
		({ sandbox: exchange } = await openSandbox({ mode: 'strict' }));
		credential = await storeCredential('BitMart (another clock)', {
			sandboxSpotUrl: exchange.spotUrl,
			sandboxFuturesUrl: exchange.futuresUrl,
		});
	});

	after(() => exchange?.stop());

	/** Turns the clock of the exchange, and lets happen what is due by then. */
	function later(seconds) {
		exchange.clockOffset += seconds * 1000;
		exchange.futures.advance(Date.now() + exchange.clockOffset);
	}

	const taken = (where) =>
		exchange.requests.filter(({ path, code }) => path === where && code === 1000).length;

	/** Waits until so many more requests to a path were answered. */
	async function more(where, count) {
		const wanted = taken(where) + count;
		await until(() => taken(where) >= wanted, {
			within: 30_000,
			every: 20,
			what: `${where} again`,
		});
	}

	describe("dead man's switch", () => {
		const live = () => exchange.futures.orders(uid()).filter(({ state }) => state === 2).length;
		let workflow;

		const rest = () =>
			chain(
				'An order far below the market',
				futures(
					'Resting',
					{
						resource: 'order',
						operation: 'create',
						symbol: 'BTCUSDT',
						side: 'openLong',
						type: 'limit',
						price: '50000',
						sizeIn: 'contracts',
						size: '5',
						leverage: '10',
						marginMode: 'isolated',
						options: {},
					},
					{ credentials: { bitmartApi: credential } },
				),
			);

		before(async () => {
			workflow = await place.n8n.createWorkflow(everySecond(EXAMPLES.deadMan, credential));
		});

		test('an order lives while it is renewed, and is canceled when it is not', async (context) => {
			await run(rest());
			await place.n8n.publishWorkflow(workflow);
			// One for each of the two contracts.
			await more(RENEW, 2);
			for (let round = 1; round <= 4; round++) {
				later(40);
				assert.equal(live(), 1, `after ${round * 40} seconds`);
				// The clock of the exchange is another one now, which the node finds out by being refused.
				await more(RENEW, 2);
			}
			context.diagnostic('renewed during 160 seconds with a countdown of 60: the order is there');
			await place.n8n.unpublishWorkflow(workflow);
			const runs = await place.n8n.executionsOf(workflow);
			for (const line of runs.at(-1).items('Renewed')) context.diagnostic(line.line);
			later(50);
			assert.equal(live(), 1);
			context.diagnostic('50 seconds without a renewal: the order is there');
			later(12);
			assert.equal(live(), 0);
			context.diagnostic('62 seconds without a renewal: the order is canceled');
			assert.ok(runs.every((one) => !one.ran('Not Renewed')));
		});

		test('run by hand it stops the countdown', async (context) => {
			exchange.reset();
			await run(rest());
			await place.n8n.publishWorkflow(workflow);
			await more(RENEW, 2);
			await place.n8n.unpublishWorkflow(workflow);
			await place.n8n.executionsOf(workflow);
			const execution = await run(workflow);
			for (const { line } of execution.items('Renewed')) context.diagnostic(line);
			later(600);
			assert.equal(live(), 1);
			context.diagnostic('ten minutes later: the order is there');
		});

		test('a renewal that is refused is told', async (context) => {
			exchange.reset();
			exchange.faults.push(refuses(`POST ${RENEW}`, 40011, { times: 1 }));
			const execution = await run(workflow);
			const [line] = toldBy(execution);
			context.diagnostic(line);
			assert.match(line, /^BTCUSDT was not renewed; .*40011/);
			assert.equal(execution.items('Renewed').length, 1, 'the other contract was renewed');
		});
	});

	describe('price alert', () => {
		const SETTINGS = EXAMPLES.priceAlert.nodes.find(({ name }) => name === 'Settings').parameters;
		const { value: line } = SETTINGS.assignments.assignments.find(({ name }) => name === 'line');

		async function price() {
			const answer = await fetch(`${exchange.spotUrl}${TICKER}?symbol=BTC_USDT`);
			return Number((await answer.json()).data.last);
		}

		/** Turns the clock to a time at which the price is well above or below the line. */
		async function turnTo(side) {
			const isThere = (last) => (last - Number(line)) * (side === 'above' ? 1 : -1) > 200;
			while (!isThere(await price())) later(1_200);
		}

		test('it tells once for every crossing', async (context) => {
			exchange.reset();
			// The schedule would look at times that nobody knows beforehand.
			const path = 'bitmart-price-alert';
			const workflow = await place.n8n.createWorkflow(
				onCall(path, EXAMPLES.priceAlert, credential),
			);
			const look = async () => (await fetch(`${place.n8n.url}/webhook/${path}`)).ok;
			await turnTo('below');
			// The first look is the first answer.
			await publish(workflow, look);
			assert.ok(await look());
			for (const side of ['above', 'below', 'above']) {
				await turnTo(side);
				assert.ok((await look()) && (await look()));
			}
			await place.n8n.unpublishWorkflow(workflow);
			const runs = await place.n8n.executionsOf(workflow);
			const told = runs.map(toldBy);
			context.diagnostic(
				`${runs.length} looks: ${told.map(([text = 'nothing']) => text).join('; ')}`,
			);
			assert.deepEqual(
				told.map((texts) => texts.map((text) => /(above|below) \d+$/.exec(text)[1])),
				[[], [], ['above'], [], ['below'], [], ['above'], []],
			);
		});

		test('without a price it says so', async (context) => {
			const text = await tell(
				context,
				withFields(EXAMPLES.priceAlert, 'Settings', { symbol: 'ABC_USDT' }),
			);
			assert.match(text, /^No price of ABC_USDT: /);
		});
	});
});

describe('pictures of the example workflows', () => {
	let editor;

	before(async () => {
		editor = await Editor.open(place.n8n);
		// The canvas fits itself to it.
		await editor.page.setViewport({ width: 1680, height: 900 });
		await editor.goto('/home/workflows');
		await editor.shows(EXAMPLES.priceAlert.name);
	});
	after(() => editor?.close());

	const FILES = {
		'first-order': EXAMPLES.firstOrder,
		'tradingview-alert': EXAMPLES.tradingView,
		'dollar-cost-averaging': EXAMPLES.dollarCost,
		rebalance: EXAMPLES.rebalance,
		'bracket-entry': EXAMPLES.bracket,
		'dead-mans-switch': EXAMPLES.deadMan,
		'price-alert': EXAMPLES.priceAlert,
	};

	for (const [file, workflow] of Object.entries(FILES)) {
		test(file, () => editor.takeCanvas(file, workflow));
	}
});
