import type { IDataObject } from 'n8n-workflow';

import { DAY } from '../../bitmart/paging';
import {
	affiliateRebateRow,
	brokerRebateRow,
	depositRow,
	futuresOrderRow,
	futuresTradeRow,
	loanRow,
	repaymentRow,
	spotOrderRow,
	spotTradeRow,
	subTransferRow,
	transactionRow,
	transferRow,
	triggerOrderRow,
	withdrawalRow,
} from '../../bitmart/exports/rows';
import type { ToRow } from '../../bitmart/exports/rows';
import type { Step } from '../../core/definition/operation';
import { getTransactions } from '../../Futures/operations/account';
import { getRebates } from '../../Futures/operations/affiliate';
import {
	getManyPast as getFuturesOrders,
	getTrades as getFuturesTrades,
} from '../../Futures/operations/orderLists';
import { getMany as getTransfers } from '../../Futures/operations/transfer';
import { getMarginAccounts } from '../../Spot/operations/marginAccount';
import { getBorrowings, getRepayments } from '../../Spot/operations/marginLoan';
import { getManyPast as getSpotOrders } from '../../Spot/operations/order';
import { getMany as getSpotTrades } from '../../Spot/operations/trade';
import { getManyPast as getTriggerOrders } from '../../Spot/operations/triggerOrder';
import { getOwn as getSubTransfers } from '../../SubAccount/operations/transferHistory';
import { getRebate } from './broker';
import type { Part, Reading, Source } from './exportReading';
import { learn } from './exportReading';
import type { Report } from './exportReport';
import { iso } from './exportReport';
import { getMany as getFunding } from './historyLists';

/** Where an export takes its rows from. */

const SPOT_TRADES: Step = { host: 'spot', operation: getSpotTrades };
const SPOT_ORDERS: Step = { host: 'spot', operation: getSpotOrders };
const TRIGGER_ORDERS: Step = { host: 'spot', operation: getTriggerOrders };
const MARGIN_ACCOUNTS: Step = { host: 'spot', operation: getMarginAccounts };
const BORROWINGS: Step = { host: 'spot', operation: getBorrowings };
const REPAYMENTS: Step = { host: 'spot', operation: getRepayments };
const FUTURES_TRADES: Step = { host: 'futures', operation: getFuturesTrades };
const FUTURES_ORDERS: Step = { host: 'futures', operation: getFuturesOrders };
const TRANSACTIONS: Step = { host: 'futures', operation: getTransactions };
const TRANSFERS: Step = { host: 'futures', operation: getTransfers };
const SUB_TRANSFERS: Step = { host: 'spot', operation: getSubTransfers };
const FUNDING: Step = { host: 'spot', operation: getFunding };
const BROKER_REBATES: Step = { host: 'spot', operation: getRebate };
const AFFILIATE_REBATES: Step = { host: 'futures', operation: getRebates };

/** Everything that an export may read. */
export const STEPS: Step[] = [
	SPOT_TRADES,
	SPOT_ORDERS,
	TRIGGER_ORDERS,
	MARGIN_ACCOUNTS,
	BORROWINGS,
	REPAYMENTS,
	FUTURES_TRADES,
	FUTURES_ORDERS,
	TRANSACTIONS,
	TRANSFERS,
	SUB_TRANSFERS,
	FUNDING,
	BROKER_REBATES,
	AFFILIATE_REBATES,
];

/** Said where a list takes a time range: an empty answer may mean that nothing was, or that nothing is kept. */
const UNKNOWN_DEPTH =
	'BitMart does not say how long it keeps these records: compare the oldest one with what you know.';

const TIMES: [string, string] = ['startTime', 'endTime'];

/** The futures accounts; BitMart reads the first unless told otherwise, and not everybody has the second. */
const COPY_TRADING = 'copy_trading';
export const FUTURES_ACCOUNTS = ['futures', COPY_TRADING];

/** What differs between the lists of the futures accounts. */
const ofAccount = (account: string): Pick<Part, 'of' | 'account'> =>
	account === COPY_TRADING ? { of: 'the copy trading account', account } : {};

const spotTradesPart = ({ pairs }: Reading): Part => ({
	step: SPOT_TRADES,
	bounds: TIMES,
	toRow: spotTradeRow,
	see: ({ orderMode, symbol }) => {
		if (orderMode === 'iso_margin') pairs.add(String(symbol));
	},
});

const futuresParts = (step: Step, toRow: ToRow, { accounts, contracts }: Reading): Part[] =>
	accounts.map((account) => ({
		...ofAccount(account),
		step,
		values: { options: { account } },
		bounds: TIMES,
		toRow,
		see: ({ symbol }) => {
			if (typeof symbol === 'string' && symbol !== '') contracts.add(symbol);
		},
	}));

/** Adds the pairs whose margin account holds or owes something. */
async function learnPairs({ call, pairs }: Reading): Promise<void> {
	const isSomething = (half: unknown) =>
		Object.entries((half ?? {}) as IDataObject).some(
			([name, value]) => name !== 'currency' && typeof value === 'string' && Number(value) !== 0,
		);
	for (const { symbol, base, quote } of await call.call('marginAccounts', MARGIN_ACCOUNTS, {})) {
		if (isSomething(base) || isSomething(quote)) pairs.add(String(symbol));
	}
}

/** Says for which pairs or contracts a source was read, as the others are missing. */
function sayWhich(report: Report, names: Set<string>, noun: string, seenIn: string, field: string) {
	report.say(
		names.size === 0
			? `No ${noun} was seen in ${seenIn}, so there was none to ask for. Name them in ${field} of the options.`
			: `Read for ${[...names].sort().join(', ')}: the ${noun}s seen in ${seenIn}, and those named in ${field} of the options.`,
	);
}

async function* marginParts(reading: Reading, report: Report): AsyncGenerator<Part> {
	if (!reading.done.has('trades')) {
		const part = spotTradesPart(reading);
		const { of, values } = {
			of: 'margin trades',
			values: { options: { orderMode: 'iso_margin' } },
		};
		await learn(reading, report, { ...part, of, values });
	}
	await learnPairs(reading);
	sayWhich(report, reading.pairs, 'pair', 'margin trades and margin accounts', 'Margin Pairs');
	for (const symbol of reading.pairs) {
		const values = { symbol };
		yield { of: symbol, step: BORROWINGS, values, bounds: TIMES, toRow: loanRow };
		yield { of: symbol, step: REPAYMENTS, values, bounds: TIMES, toRow: repaymentRow };
	}
}

async function* futuresOrderParts(reading: Reading, report: Report): AsyncGenerator<Part> {
	if (!reading.done.has('futuresTrades')) {
		for (const part of futuresParts(FUTURES_TRADES, futuresTradeRow, reading)) {
			await learn(reading, report, part);
		}
	}
	sayWhich(report, reading.contracts, 'contract', 'trades and transactions', 'Contracts');
	for (const symbol of reading.contracts) {
		for (const account of reading.accounts) {
			yield {
				of: symbol,
				...ofAccount(account),
				step: FUTURES_ORDERS,
				values: { symbol, options: { account } },
				bounds: TIMES,
				toRow: futuresOrderRow,
			};
		}
	}
}

/** The most that BitMart lists of the transfers of a wallet. */
const NEWEST_TRANSFERS = 100;

/** How long BitMart lists transfers between accounts. */
const TRANSFERS_KEPT = 90 * DAY;

async function* subTransferParts(reading: Reading, report: Report): AsyncGenerator<Part> {
	const kept = reading.call.now() - TRANSFERS_KEPT;
	report.readBackTo(Math.max(reading.from, kept));
	const isCut = kept > reading.from;
	const sentence =
		'BitMart lists transfers between accounts of the last three months only, and of each wallet the newest 100.';
	if (isCut) report.cut(sentence);
	else report.say(sentence);
	for (const wallet of ['spot', 'futures']) {
		let count = 0;
		yield {
			of: `the ${wallet} wallet`,
			step: SUB_TRANSFERS,
			values: { wallet, limit: NEWEST_TRANSFERS },
			toRow: subTransferRow(wallet),
			see: () => {
				if (++count === NEWEST_TRANSFERS) {
					report.cut(`The ${wallet} wallet has 100 of them, so older ones are missing.`);
				}
			},
		};
	}
}

/** The longest time range of broker rebates that anybody documents. */
const BROKER_SPAN = 180 * DAY;

/** Whole days (UTC), as there is one sum for each. */
async function* brokerParts({ from, to }: Reading, report: Report): AsyncGenerator<Part> {
	const firstDay = Math.floor(from / DAY) * DAY;
	const days = Math.floor(to / DAY) * DAY + DAY;
	for (let end = days; end > firstDay; end -= BROKER_SPAN) {
		const start = Math.max(firstDay, end - BROKER_SPAN);
		const options = { startTime: start, endTime: Math.min(end - 1000, to) };
		const values = { options };
		yield { of: iso(start), step: BROKER_REBATES, values, toRow: brokerRebateRow, isSum: true };
		report.reached = Math.max(from, start);
	}
}

/** The currencies that BitMart sums affiliate rebates in. */
const REBATE_CURRENCIES = ['USDT', 'BTC', 'ETH'];

/** Whole months (UTC), newest first, as the list sums up whatever time range it is given. */
async function* affiliateParts({ from, to }: Reading, report: Report): AsyncGenerator<Part> {
	for (let end = to; end >= from; ) {
		const date = new Date(end);
		const start = Math.max(from, Date.UTC(date.getUTCFullYear(), date.getUTCMonth()));
		const options = { rebateStartTime: start, rebateEndTime: end };
		for (const currency of REBATE_CURRENCIES) {
			yield {
				of: `${currency} ${iso(start)}`,
				step: AFFILIATE_REBATES,
				values: { currency, options },
				toRow: affiliateRebateRow(end),
			};
		}
		report.reached = start;
		end = start - 1000;
	}
}

/** A source that is one list, or the same list of several accounts. */
const lists = (parts: (reading: Reading) => Part[]): Source['parts'] =>
	async function* (reading) {
		yield* parts(reading);
	};

const funding = (operationType: string, toRow: ToRow): Source['parts'] =>
	lists(() => [{ step: FUNDING, values: { operationType }, bounds: TIMES, toRow }]);

/** In the order in which they are read: what one shows, a later one may ask for. */
export const SOURCES: Source[] = [
	{
		value: 'trades',
		name: 'Trades',
		description: 'Fills of spot and margin orders',
		limits: UNKNOWN_DEPTH,
		parts: lists((reading) => [spotTradesPart(reading)]),
	},
	{
		value: 'orders',
		name: 'Orders',
		description: 'Past spot and margin orders',
		limits: `An order that was canceled without a fill disappears after about 20 minutes. ${UNKNOWN_DEPTH}`,
		parts: lists(() => [{ step: SPOT_ORDERS, bounds: TIMES, toRow: spotOrderRow }]),
	},
	{
		value: 'triggerOrders',
		name: 'Trigger Orders',
		description: 'Past trigger orders of the spot wallet',
		limits: UNKNOWN_DEPTH,
		parts: lists(() => [{ step: TRIGGER_ORDERS, bounds: TIMES, toRow: triggerOrderRow }]),
	},
	{
		value: 'marginLoans',
		name: 'Margin Loans and Repayments',
		description: 'What was borrowed and repaid in isolated margin accounts',
		limits: UNKNOWN_DEPTH,
		parts: marginParts,
	},
	{
		value: 'futuresTrades',
		name: 'Futures Trades',
		description: 'Fills of futures orders, of the copy trading account too',
		limits: UNKNOWN_DEPTH,
		parts: lists((reading) => futuresParts(FUTURES_TRADES, futuresTradeRow, reading)),
	},
	{
		value: 'transactions',
		name: 'Futures Transactions',
		description: 'Results, funding, fees and transfers of the futures wallet',
		limits: UNKNOWN_DEPTH,
		parts: lists((reading) => futuresParts(TRANSACTIONS, transactionRow, reading)),
	},
	{
		value: 'futuresOrders',
		name: 'Futures Orders',
		description: 'Past futures orders, of the copy trading account too',
		limits: UNKNOWN_DEPTH,
		parts: futuresOrderParts,
	},
	{
		value: 'transfers',
		name: 'Transfers',
		description: 'Transfers between the spot and the futures wallet',
		parts: lists(() => [{ step: TRANSFERS, bounds: TIMES, toRow: transferRow }]),
	},
	{
		value: 'subAccountTransfers',
		name: 'Sub-Account Transfers',
		description: 'Transfers of this account to and from other accounts of yours',
		parts: subTransferParts,
	},
	{
		value: 'deposits',
		name: 'Deposits',
		description: 'Money that came in',
		limits: UNKNOWN_DEPTH,
		parts: funding('deposit', depositRow),
	},
	{
		value: 'withdrawals',
		name: 'Withdrawals',
		description: 'Money that went out',
		limits: UNKNOWN_DEPTH,
		parts: funding('withdraw', withdrawalRow),
	},
	{
		value: 'brokerRebates',
		name: 'Broker Rebates',
		description: 'Rebates of an API broker',
		limits: 'Each row is the sum of a day (UTC) and a currency.',
		parts: brokerParts,
	},
	{
		value: 'affiliateRebates',
		name: 'Affiliate Rebates',
		description: 'Commissions of an affiliate',
		limits:
			'BitMart dates no commission: each row is the sum of a month (UTC) and an invited user.',
		parts: affiliateParts,
	},
];
