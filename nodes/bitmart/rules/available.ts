import type { IDataObject } from 'n8n-workflow';

import type { Operation, Surroundings } from '../../core/definition/operation';
import { Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import { multiplyDecimals, plainDecimal, signOf } from '../../core/values/decimal';
import { objectAt } from '../records/records';

/** What an account has that an order can take a percentage of. */

/** Where the money of an order comes from, as it is when it is first asked. */
export interface Purse {
	/** As in "No BTC is available in the spot wallet". */
	where: (symbol: string) => string;
	/** What is free of a currency; zero where the account has none of it. */
	available: (symbol: string, currency: string) => Promise<string>;
}

/** The purse of an account. */
export type PurseOf = (around: Surroundings) => Purse;

/** Why the accounts of an order are read at all. */
const SIZE_ADVICE =
	'Size In asks for a percentage of it. Try again in a minute, or give the amount itself.';

/** What stands between a write and its amount. */
function unreadable(what: string, caught: unknown, advice: string): unknown {
	if (!(caught instanceof Failure || caught instanceof Complaint)) return caught;
	return new Complaint(`${what} could not be read, so nothing was sent: ${caught.message}`, advice);
}

/** An amount of a record, zero or more. */
export function amountIn(
	record: IDataObject,
	key: string,
	what: string,
	advice = SIZE_ADVICE,
): string {
	const stated = record[key];
	const amount =
		typeof stated === 'string' || typeof stated === 'number' ? plainDecimal(stated) : undefined;
	if (amount !== undefined && signOf(amount) >= 0) return amount;
	throw unreadable(what, new Complaint('BitMart names no such number'), advice);
}

/** What is free in a record. Losses of open positions can make it less than nothing, which is nothing. */
export function freeIn(record: IDataObject, key: string, what: string, advice?: string): string {
	return /^-[\d.]+$/.test(String(record[key])) ? '0' : amountIn(record, key, what, advice);
}

/**
 * Reads what an amount is made of.
 * @param advice what to do where that fails
 */
export async function reading<T>(
	what: string,
	read: () => Promise<T>,
	advice = SIZE_ADVICE,
): Promise<T> {
	try {
		return await read();
	} catch (caught) {
		throw unreadable(what, caught, advice);
	}
}

/** Reads an account once, so that all orders of a call see the same. */
export function once<T>(what: string, read: () => Promise<T>): () => Promise<T> {
	let known: T | undefined;
	return async () => (known ??= await reading(what, read));
}

/** The spot wallet. `getWallet` is Balance: Get Spot Wallet, which calls the currency `id`. */
export function spotWallet(getWallet: Operation): PurseOf {
	return ({ read }) => {
		const what = 'What is available in the spot wallet';
		const wallet = once(what, async () => await read('spot', getWallet, {}));
		return {
			where: () => 'the spot wallet',
			available: async (_symbol, currency) => {
				const found = (await wallet()).find(({ id }) => id === currency);
				return found ? freeIn(found, 'available', what) : '0';
			},
		};
	};
}

/** The isolated margin account of a pair. `getAccounts` is Margin Account: Get. */
export function marginAccount(getAccounts: Operation): PurseOf {
	return ({ read }) => ({
		where: (symbol) => `the margin account of ${symbol}`,
		available: async (symbol, currency) => {
			const what = `What is available in the margin account of ${symbol}`;
			const accounts = await reading(what, async () => await read('spot', getAccounts, { symbol }));
			const found = accounts.find((account) => account.symbol === symbol) ?? {};
			const sides = [objectAt(found, 'base'), objectAt(found, 'quote')];
			const side = sides.find((one) => one.currency === currency);
			return side ? freeIn(side, 'available', what) : '0';
		},
	});
}

/** A percentage of an amount, exactly. */
export const shareOf = (amount: string, percent: string): string =>
	multiplyDecimals(multiplyDecimals(amount, percent), '0.01');
