import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Operation, Prepared, Surroundings } from '../../core/definition/operation';
import {
	compareDecimals,
	floorToStep,
	signOf,
	subtractDecimals,
	withoutZeros,
} from '../../core/values/decimal';
import { objectAt } from '../records/records';
import { freeIn, reading, shareOf } from './available';
import type { Prepare } from './ruleBook';

/** How much a transfer moves: what was asked for, what is there, and what has to stay. */

/** BitMart writes amounts with eight decimals, and takes no more. */
export const STEP = '0.00000001';

/** What to do where an amount cannot be computed. */
export const ADVICE =
	'How Much and Keep At Least ask for it. Try again in a minute, or choose How Much Exactly without Keep At Least.';

/** Where the money of a transfer comes from. */
export interface Source {
	/** As in "3 USDT is available in the spot wallet". */
	where: string;
	host: string;
	operation: Operation;
	question: Values;
	/** The record of a currency. */
	find: (records: IDataObject[], currency: string) => IDataObject | undefined;
	/** Its amount that is free. */
	free: string;
}

const inWallet: Source['find'] = (records, currency) =>
	records.find((record) => record.currency === currency);

/** The spot wallet of the calling account. `getWallet` is Balance: Get Spot Wallet. */
export const ownSpot = (getWallet: Operation): Source => ({
	where: 'the spot wallet',
	host: 'spot',
	operation: getWallet,
	question: {},
	find: (records, currency) => records.find(({ id }) => id === currency),
	free: 'available',
});

/** The futures wallet of the calling account. `getAssets` is Account: Get Assets. */
export const ownFutures = (getAssets: Operation): Source => ({
	where: 'the futures wallet',
	host: 'futures',
	operation: getAssets,
	question: {},
	find: inWallet,
	free: 'available_balance',
});

/** A wallet of a sub-account, seen with the key of the main account. `getBalances` is Balance: Get Many. */
export const ofSubAccount = (getBalances: Operation, wallet: unknown, name: unknown): Source => ({
	where: `the ${String(wallet)} wallet of ${String(name)}`,
	host: 'spot',
	operation: getBalances,
	question: { wallet, subAccount: name },
	find: inWallet,
	free: 'available',
});

/** The isolated margin account of a pair. `getAccounts` is Margin Account: Get. */
export const ofMargin = (getAccounts: Operation, symbol: unknown): Source => ({
	where: `the margin account of ${String(symbol)}`,
	host: 'spot',
	operation: getAccounts,
	question: { symbol },
	find: (records, currency) => {
		const account = records.find((record) => record.symbol === symbol) ?? {};
		return inWallet([objectAt(account, 'base'), objectAt(account, 'quote')], currency);
	},
	free: 'available',
});

/** More than all of it is not there. */
export const howMuchComplaint = ({ howMuch, amount }: Values): string | undefined =>
	howMuch === 'percent' && compareDecimals(String(amount), '100') > 0
		? 'Amount must be at most 100 with How Much Percent of What Is Available'
		: undefined;

/** What is free of the currency that is to be moved. */
async function availableIn(source: Source, currency: string, { read }: Surroundings) {
	const { where, host, operation, question, find, free } = source;
	const what = `What is available in ${where}`;
	const records = await reading(what, async () => await read(host, operation, question), ADVICE);
	const record = find(records, currency);
	return record ? freeIn(record, free, what, ADVICE) : '0';
}

const larger = (a: string, b: string): string => (compareDecimals(a, b) < 0 ? b : a);
const smaller = (a: string, b: string): string => (compareDecimals(a, b) < 0 ? a : b);

/** The part that may leave. */
function leaving(available: string, keep: string): string {
	const rest = subtractDecimals(available, keep);
	return signOf(rest) > 0 ? rest : '0';
}

/** What is moved of what may leave. */
function moved({ howMuch, amount }: Values, available: string, free: string, step: string): string {
	const asked = String(amount);
	if (howMuch === 'exactly') return compareDecimals(asked, free) > 0 ? '0' : asked;
	const wanted =
		howMuch === 'upTo' ? asked : howMuch === 'percent' ? shareOf(available, asked) : free;
	return withoutZeros(floorToStep(smaller(wanted, free), step));
}

/** Why nothing is moved, in a sentence. */
function nothingSentence(
	values: Values,
	available: string,
	keep: string,
	least: string,
	{ where }: Source,
) {
	const { howMuch, amount, currency } = values;
	const coin = String(currency);
	const there = `${withoutZeros(available)} ${coin} is available in ${where}`;
	const kept = signOf(keep) > 0 ? `, of which ${withoutZeros(keep)} ${coin} stays` : '';
	const short =
		howMuch === 'exactly'
			? `, too little for ${withoutZeros(String(amount))} ${coin}`
			: howMuch === 'percent'
				? `, and ${withoutZeros(String(amount))} % was asked for`
				: '';
	const bound =
		howMuch !== 'exactly' && compareDecimals(least, STEP) > 0
			? `. BitMart moves at least ${least} ${coin}`
			: '';
	return `Nothing to move: ${there}${kept}${short}${bound}`;
}

/** What a transfer needs to know of its own kind. */
export interface TransferKind {
	source: (values: Values) => Source;
	/** The least that BitMart moves, where that is known. */
	least?: string;
	/** What the amount must be a multiple of. */
	step?: string;
	/** Reads the history for Skip If Moved Since; the newest fitting transfer, in words and as it is named. */
	movedSince?: (
		values: Values,
		since: number,
		around: Surroundings,
	) => Promise<IDataObject | undefined>;
}

/**
 * The amount that goes over the wire, computed once. Exactly without Keep At Least is left to BitMart:
 * nothing is read for it.
 */
export function fitTransfer({
	source: sourceOf,
	least = STEP,
	step = STEP,
	movedSince,
}: TransferKind): Prepare {
	return async (values, around): Promise<Prepared> => {
		const { howMuch, amount, keepAtLeast, skipIfMovedSince: since } = values;
		const currency = String(values.currency);
		if (movedSince && since !== undefined) {
			const earlier = await movedSince(values, Number(since), around);
			if (earlier) return { values, nothing: { moved: false, ...earlier, currency } };
		}
		if (howMuch === 'exactly' && keepAtLeast === undefined) return { values, checks: [] };
		const source = sourceOf(values);
		const available = await availableIn(source, currency, around);
		const above = howMuch === 'everythingAbove' ? String(amount) : '0';
		const keep = larger(String(keepAtLeast ?? '0'), above);
		const size = moved(values, available, leaving(available, keep), step);
		const isTooLittle =
			howMuch === 'exactly' ? signOf(size) === 0 : compareDecimals(size, least) < 0;
		if (isTooLittle) {
			const message = nothingSentence(values, available, keep, least, source);
			return { values, nothing: { moved: false, message, currency, available } };
		}
		const asked = { howMuch: String(howMuch), askedAmount: String(amount), available };
		return {
			values: { ...values, amount: size },
			checks: [`${withoutZeros(available)} ${currency} is available in ${source.where}`],
			notes: { ...(howMuch !== 'exactly' && asked), ...(signOf(keep) > 0 && { kept: keep }) },
		};
	};
}
