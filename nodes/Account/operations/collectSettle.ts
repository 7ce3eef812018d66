import type { IDataObject } from 'n8n-workflow';

import type { Conductor } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { addDecimals, compareDecimals, subtractDecimals } from '../../core/values/decimal';
import { getAssets } from '../../Futures/operations/account';
import { getMany as getTransfers } from '../../Futures/operations/transfer';
import { ofMargin } from '../../bitmart/rules/transferAmounts';
import { getMarginAccounts } from '../../Spot/operations/marginAccount';
import { getMany as getSubBalances } from '../../SubAccount/operations/balance';
import { getMany as getSubTransfers } from '../../SubAccount/operations/transferHistory';
import type { Leg } from './collectPlan';
import { amountAt } from './collectPlan';

/**
 * Whether a transfer whose answer was lost was carried out. BitMart shows no key of it, so that two things
 * must agree: the money has left, and where there is a list, a transfer like it is in there.
 */

/** Milliseconds before each look: records lag by seconds, and a request can be carried out late. */
const LOOKS = [1000, 2000, 4000, 8000, 16_000];

/** How far the clocks may differ. What is signed a minute off is refused. */
const TOLERANCE = 61_000;

/** What the books say of a transfer. */
export interface Settled {
	amount: string;
	transferId?: string;
	/** What says so. */
	settledBy: 'history' | 'balance';
}

/** What a wallet holds of a currency now, free or not. */
async function totalNow(call: Conductor, leg: Leg): Promise<string> {
	const { kind, account, symbol, currency } = leg;
	if (kind === 'futures') {
		const records = await call.read('futures', getAssets, {});
		const record = records.find((one) => one.currency === currency) ?? {};
		return amountAt(record, 'available_balance');
	}
	if (kind === 'margin') {
		const accounts = await call.read('spot', getMarginAccounts, { symbol });
		const side = ofMargin(getMarginAccounts, symbol).find(accounts, currency) ?? {};
		return addDecimals(amountAt(side, 'available'), amountAt(side, 'frozen'));
	}
	const wallet = kind === 'subSpot' ? 'spot' : 'futures';
	const records = await call.read('spot', getSubBalances, { wallet, subAccount: account });
	const record = records.find((one) => one.currency === currency) ?? {};
	return addDecimals(amountAt(record, 'available'), amountAt(record, 'frozen'));
}

/** The records of the lists that may be the transfer; undefined where BitMart has no list. */
async function listed(call: Conductor, leg: Leg, from: number): Promise<IDataObject[] | undefined> {
	const { kind, account, currency, amount } = leg;
	if (kind === 'margin') return undefined;
	if (kind === 'futures') {
		const question = { currency, startTime: from, limit: '100', page: '1' };
		const records = await call.read('futures', getTransfers, question);
		return records.filter(
			(one) =>
				one.type === 'contract_to_spot' &&
				one.currency === currency &&
				one.state !== 'FAILED' &&
				Number(one.timestamp) >= from,
		);
	}
	const question = {
		wallet: kind === 'subSpot' ? 'spot' : 'futures',
		subAccount: account,
		limit: '100',
		...(kind === 'subSpot' && { moveType: 'spot to spot' }),
	};
	const records = await call.read('spot', getSubTransfers, question);
	return records.filter(
		(one) =>
			one.fromAccount === account &&
			one.currency === currency &&
			Number(one.submissionTime) * 1000 >= from &&
			compareDecimals(amountAt(one, 'amount'), amount) === 0,
	);
}

/** One look at the books. */
async function look(call: Conductor, leg: Leg): Promise<Settled | undefined> {
	const { kind, total, amount, keep, since = call.now() } = leg;
	// Of the futures wallet everything beyond what stays was sent; a dust of it may be left.
	const left = kind === 'futures' ? addDecimals(keep, '0.01') : subtractDecimals(total, amount);
	if (compareDecimals(await totalNow(call, leg), left) > 0) return undefined;
	const records = await listed(call, leg, since - TOLERANCE);
	if (!records) return { amount, settledBy: 'balance' };
	const [record] = records;
	// Two alike: which one is ours cannot be told.
	if (!record || records.length > 1) return undefined;
	return {
		amount: amountAt(record, 'amount'),
		...(record.transfer_id !== undefined && { transferId: String(record.transfer_id) }),
		settledBy: 'history',
	};
}

/** Looks several times; undefined where nobody can tell. */
export async function settle(call: Conductor, leg: Leg): Promise<Settled | undefined> {
	for (const pause of LOOKS) {
		await call.wait(pause);
		try {
			const settled = await look(call, leg);
			if (settled) return settled;
		} catch (caught) {
			// A look that fails says nothing; the next one may work.
			if (!(caught instanceof Failure)) throw asCaught(caught);
		}
	}
	return undefined;
}
