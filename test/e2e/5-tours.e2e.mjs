/** The example workflows, one for each node: every step has to succeed, and the books have to agree. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { place } from './place.mjs';
import { TOURS } from './workflows.mjs';

const MAIN = '80000001';
const DESK_1 = '80000002';
const DESK_2 = '80000003';

/** The steps of a tour in the order of their connections. */
function stepsOf({ connections }) {
	const steps = [];
	for (let name = 'Start'; name; name = connections[name]?.main[0][0].node) steps.push(name);
	return steps.slice(1);
}

/** Runs a tour and tells it, a line for each step. Answers the first item, or all items, of a step. */
async function take(context, tour, story) {
	const execution = await place.n8n.runWorkflow(tour);
	const steps = stepsOf(tour);
	for (const name of steps) {
		const error = execution.errorOf(name);
		assert.ok(!error, `"${name}": ${error?.message} ${error?.description ?? ''}`);
		assert.ok(execution.ran(name), `"${name}" did not run`);
	}
	assert.equal(execution.status, 'success', JSON.stringify(execution.error));
	assert.deepEqual(
		place.sandbox.requests
			.filter(({ code }) => code !== 1000)
			.map(({ path, code }) => [path, code]),
		[],
		'nothing was refused',
	);
	// What a step gives out when it found nothing is one empty item, so that the next step runs.
	const all = (name) => execution.items(name).filter((item) => Object.keys(item).length > 0);
	const one = (name) => all(name)[0];
	const width = Math.max(...steps.map((name) => name.length));
	for (const name of steps) {
		assert.ok(story[name], `the story of "${name}"`);
		const items = all(name);
		const words = items.length > 0 ? story[name](items[0], items) : 'nothing, as it should be';
		context.diagnostic(`${name.padEnd(width)}  ${String(items.length).padStart(2)}  ${words}`);
	}
	return { one, all };
}

/** The operations of a tour, each once. */
function operationsOf(tour) {
	const nodes = tour.nodes.filter(({ type }) => type.startsWith('n8n-nodes-bitmart.'));
	return new Set(nodes.map(({ parameters }) => `${parameters.resource} ${parameters.operation}`));
}

const amount = ({ available, currency }) => `${available} ${currency} available`;
const sum = (texts) => texts.map(Number).reduce((total, number) => total + number, 0);
const size = ({ side, size: contracts }) => `${side} ${contracts} contracts`;
const moved = (transfer) => `${transfer.amount} ${transfer.currency}`;
const listed = (rows, words) => rows.slice(0, 3).map(words).join(', ');

describe('tours', () => {
	test('Account', async (context) => {
		assert.ok(operationsOf(TOURS.account).size >= 10);
		const { one, all } = await take(context, TOURS.account, {
			'Exchange Time': ({ time }) => `it is ${time}`,
			Maintenance: (_, rows) => listed(rows, ({ title, status }) => `${title}: ${status}`),
			'Networks of USDT': (_, rows) =>
				listed(rows, ({ currency, withdrawFee }) => `${currency}, fee ${withdrawFee}`),
			'Balance Before': amount,
			'Spot Wallet': (_, rows) => listed(rows, ({ id, available }) => `${available} ${id}`),
			'Fee Level': ({ level, takerFeeRateA }) => `level ${level}, takers pay ${takerFeeRateA}`,
			'Fee for BTC_USDT': (fee) => `a market buy pays ${fee.buy_taker_fee_rate}`,
			'Deposit Address': ({ currency, address }) => `${currency} to ${address}`,
			'Withdrawal Quota': (quota) =>
				`${quota.today_available_withdraw_BTC} BTC left today, at least ${quota.min_withdraw}`,
			'Saved Addresses': (_, rows) => listed(rows, ({ remark }) => remark),
			Withdraw: (sent) => `${moved(sent)}, withdrawal ${sent.withdrawalId}`,
			'Find Withdrawal': (found) => `${found.amount} ${found.currency}, ${found.status}`,
			'Past Withdrawals': (found) => `withdrawal ${found.id} of ${found.amount}`,
			'Balance After': amount,
		});
		const [record, ...more] = place.sandbox.funding.records(MAIN);
		assert.equal(more.length, 0, 'one withdrawal');
		assert.equal(record.id, one('Withdraw').withdrawalId);
		assert.equal(record.address, 'TXexampleAddress0000000000000000000');
		assert.equal(one('Find Withdrawal').id, record.id);
		assert.deepEqual(
			all('Past Withdrawals').map(({ id }) => id),
			[record.id],
		);
		assert.equal(Number(one('Balance Before').available), 10000);
		assert.equal(Number(one('Balance After').available), 9980);
		assert.equal(Number(record.amount) + Number(record.fee), 20, 'arrives, and fee');
	});

	test('Spot', async (context) => {
		assert.ok(operationsOf(TOURS.spot).size >= 10);
		const order = ({ side, size: coins, price, status }) =>
			`${side} ${coins} BTC at ${price}${status ? `: ${status}` : ''}`;
		const { one, all } = await take(context, TOURS.spot, {
			Ticker: ({ symbol, last }) => `${symbol} at ${last}`,
			'Order Book': ({ bids, asks }) => `best bid ${bids[0].price}, best ask ${asks[0].price}`,
			Candles: (first, rows) => `hours since ${first.time}, last close ${rows.at(-1).close}`,
			'Symbol Rules': ({ sizeStep, minBuyValue }) =>
				`sizes in steps of ${sizeStep}, at least ${minBuyValue} USDT`,
			'Buy Order': (placed) => `order ${placed.orderId} ${placed.outcome}`,
			'Read Order': order,
			'Open Orders': order,
			'Cancel Order': ({ orderId, canceled }) => `order ${orderId} canceled: ${canceled}`,
			'Canceled Order': order,
			'Two Orders': (_, rows) => listed(rows, ({ orderId }) => `order ${orderId}`),
			'Cancel Both': (_, rows) => listed(rows, ({ canceled }) => `canceled: ${canceled}`),
			'Market Buy': ({ notional, outcome }) => `BTC for ${notional} USDT ${outcome}`,
			'What It Bought': (fill) => `${fill.size} BTC at ${fill.price}, fee ${fill.fee}`,
			'Market Sell': (sold) => `${sold.size} BTC ${sold.outcome}`,
			'Past Orders': (_, rows) => listed(rows, ({ side, status }) => `${side} ${status}`),
			'Past Trades': (_, rows) => listed(rows, (fill) => `${fill.side} at ${fill.price}`),
			'Trigger Order': ({ orderId, triggerPrice }) => `order ${orderId} waits for ${triggerPrice}`,
			'Read Trigger Order': order,
			'Waiting Trigger Orders': order,
			'Cancel Trigger Order': ({ canceled }) => `canceled: ${canceled}`,
			'To Margin': moved,
			'Margin Account': ({ symbol, quote }) =>
				`${symbol} has ${quote.total_asset} ${quote.currency}`,
			'Back to Spot': moved,
			'Nothing Open': order,
		});
		assert.equal(one('Read Order').status, 'open');
		assert.equal(one('Canceled Order').orderId, one('Buy Order').orderId);
		assert.equal(one('Canceled Order').status, 'canceled');
		assert.deepEqual(
			all('Cancel Both').map(({ canceled }) => canceled),
			[true, true],
		);
		assert.deepEqual(
			all('Past Trades').map(({ orderId }) => orderId),
			[one('Market Sell').orderId, one('Market Buy').orderId],
		);
		assert.equal(one('What It Bought').size, one('Market Sell').size, 'all of it was sold');
		assert.equal(one('Cancel Trigger Order').canceled, true);
		const open = place.sandbox.books.orders(MAIN).filter(({ state }) => state === 'new');
		assert.deepEqual(open, [], 'no order is left');
		assert.equal(Number(one('Margin Account').quote.total_asset), 100, 'the money was there');
		assert.equal(Number(one('Margin Account').base.total_asset), 0);
		const margin = place.sandbox.books.balances(`${MAIN}/BTC_USDT`);
		assert.ok(
			Object.values(margin).every(({ available }) => Number(available) === 0),
			'and went back',
		);
		assert.equal(all('Nothing Open').length, 0);
	});

	test('Futures', async (context) => {
		assert.ok(operationsOf(TOURS.futures).size >= 10);
		const order = ({ side, size: contracts, price, status }) =>
			`${side} ${contracts} contracts at ${price}${status ? `: ${status}` : ''}`;
		const { one, all } = await take(context, TOURS.futures, {
			Contract: ({ symbol, contractSize, lastPrice }) =>
				`${symbol} of ${contractSize} BTC, last ${lastPrice}`,
			'Funding Rate': ({ rate_value: rate }) => `last settled ${rate}`,
			'Order Book': ({ bids, asks }) => `best bid ${bids[0].price}, best ask ${asks[0].price}`,
			'To Futures': moved,
			Assets: (_, rows) =>
				listed(rows, ({ available_balance: free, currency }) => `${free} ${currency}`),
			'Position Mode': ({ positionMode }) => `mode ${positionMode}`,
			'Set Leverage': ({ symbol, leverage }) => `${symbol} with leverage ${leverage}`,
			'Open Long Order': (placed) => `order ${placed.orderId} ${placed.outcome}`,
			'Change Price': ({ price }) => `now at ${price}`,
			'Read Order': order,
			'Cancel Order': ({ accepted }) => `accepted: ${accepted}`,
			'Canceled Order': order,
			'Plan Order': ({ orderId, triggerPrice }) => `order ${orderId} waits for ${triggerPrice}`,
			'Waiting Plan Orders': ({ side, triggerPrice }) => `${side} at ${triggerPrice}`,
			'Cancel Plan Order': ({ accepted }) => `accepted: ${accepted}`,
			'Open Long': size,
			'Open Position': (position) => `${size(position)} at ${position.entryPrice}`,
			'Stop Loss': ({ orderId, triggerPrice }) => `order ${orderId} waits for ${triggerPrice}`,
			'Close Long': size,
			'No Position Left': size,
			'No Plan Order Left': size,
			'Past Orders': (_, rows) => listed(rows, ({ side, status }) => `${side} ${status}`),
			Fills: (_, rows) => listed(rows, ({ side, price }) => `${side} at ${price}`),
			Transactions: (_, rows) => listed(rows, (row) => `${row.type} ${row.amount}`),
			'Back to Spot': moved,
			Transfers: (_, rows) => listed(rows, (row) => `${row.amount} ${row.direction}`),
		});
		assert.equal(Number(one('Read Order').price), 50100, 'the change is there');
		assert.equal(one('Canceled Order').status, 'canceled');
		assert.equal(one('Open Position').side, 'long');
		assert.equal(one('Open Position').size, '10');
		assert.equal(all('No Position Left').length, 0);
		assert.equal(all('No Plan Order Left').length, 0, 'the stop loss went with its position');
		assert.deepEqual(
			all('Fills').map(({ side, size: contracts }) => [side, contracts]),
			[
				['closeLong', '10'],
				['openLong', '10'],
			],
		);
		assert.deepEqual(
			all('Transfers').map((row) => [row.direction, Number(row.amount), row.status]),
			[
				['futuresToSpot', 250, 'finished'],
				['spotToFutures', 250, 'finished'],
			],
		);
		assert.deepEqual(place.sandbox.futures.positions(MAIN), []);
		const { USDT } = place.sandbox.books.balances(MAIN);
		assert.equal(Number(USDT.available), 10000, 'the spot wallet has its money back');
	});

	test('Sub-Account', async (context) => {
		assert.equal(operationsOf(TOURS.subAccount).size, 7, 'every operation of the node');
		const sent = (transfer) => `${moved(transfer)}, request ${transfer.requestNo.slice(0, 8)}…`;
		const history = (_, rows) =>
			listed(rows, (row) => `${Number(row.amount)} to ${row.toAccount.split('@')[0]}`);
		const { one, all } = await take(context, TOURS.subAccount, {
			'Sub-Accounts': (_, rows) => listed(rows, (row) => `${row.subAccount} (${row.status})`),
			'Spot Before': amount,
			'Futures Before': amount,
			'To the Spot Wallet': sent,
			'To the Futures Wallet': sent,
			'Spot Meanwhile': amount,
			'Futures Meanwhile': amount,
			'Ordered by the Main Account': sent,
			'Ordered by the Sub-Account': sent,
			'Second Sub-Account': amount,
			'Spot, by the Sub-Account': sent,
			'Spot, by the Main Account': sent,
			'Futures, by the Sub-Account': sent,
			'Futures, by the Main Account': sent,
			'Spot Transfers': history,
			'Futures Transfers': history,
			'Own Spot Transfers': history,
			'Own Futures Transfers': history,
			'Spot After': amount,
			'Futures After': amount,
		});
		assert.equal(Number(one('Spot Meanwhile').available), 900);
		assert.equal(Number(one('Futures Meanwhile').available), 250);
		assert.equal(Number(one('Second Sub-Account').available), 30);
		assert.equal(one('Spot After').available, one('Spot Before').available);
		assert.equal(one('Futures After').available, one('Futures Before').available);
		assert.equal(sum(all('Spot Transfers').map((row) => row.amount)), 100 + 25 + 5 + 70 + 30);
		assert.equal(sum(all('Futures Transfers').map((row) => row.amount)), 50 + 20 + 30);
		const between = place.sandbox.transfers.between('spot', [DESK_1, DESK_2]);
		assert.equal(between.length, 5, 'each transfer was made once');
	});
});
