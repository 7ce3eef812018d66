import type { IDataObject } from 'n8n-workflow';

import { objectAt } from '../../bitmart/records/records';
import { STEP } from '../../bitmart/rules/transferAmounts';
import type { Values } from '../../core/definition/field';
import type { Conductor, Operation } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import {
	addDecimals,
	compareDecimals,
	floorToStep,
	plainDecimal,
	signOf,
	subtractDecimals,
	withoutZeros,
} from '../../core/values/decimal';
import { getAssets } from '../../Futures/operations/account';
import { getMarginAccounts } from '../../Spot/operations/marginAccount';
import { getMany as getSubAccounts } from '../../SubAccount/operations/account';
import { getMany as getSubBalances } from '../../SubAccount/operations/balance';

/** What is to be collected, found out before anything is moved, and what holds the rest back. */

/** The ways that money can take. */
export type Kind = 'subSpot' | 'subFutures' | 'margin' | 'futures';

/** One transfer of the plan. */
export interface Leg {
	kind: Kind;
	/** User name of the sub-account; `main` for the account itself. */
	account: string;
	/** Of a margin account. */
	symbol?: string;
	currency: string;
	amount: string;
	/** What its wallet held of the currency when the plan was made, free or not. */
	total: string;
	/** Of the futures wallet: what stays in it. */
	keep: string;
	/** When it was first sent, in milliseconds since 1970. */
	since?: number;
}

/** Money that stays where it is, and why. */
export interface Held {
	from: string;
	fromWallet: string;
	currency?: string;
	amount?: string;
	because: string;
}

export interface Plan {
	/** What it was made for. */
	asked: string;
	legs: Leg[];
	held: Held[];
}

export const MAIN = 'main';

/** The only currency that BitMart moves out of futures wallets, and the least of it. */
const FUTURES_CURRENCY = 'USDT';
const FUTURES_LEAST = '0.01';

const ORDERS = 'Open orders hold it. Cancel them first.';
const POSITIONS = 'Open positions hold it. Close them first.';
const IN_USE =
	'It keeps open positions from liquidation. Close them first, or add Include Futures With Positions to the options.';
const POSITIONS_OR_ORDERS = 'Open positions or orders hold it. Close or cancel them first.';
const OTHER_CURRENCY =
	'BitMart moves only USDT out of futures wallets through its API. Move it on the website.';

/** The sources as the form names them. */
export const SOURCES = { futures: 'Futures', margin: 'Margin', subAccounts: 'Sub-Accounts' };

/** The permission of a key that a source needs, as BitMart names it. */
export const NEEDS: Record<keyof typeof SOURCES, string> = {
	futures: 'Future-Trade',
	margin: 'Margin-Trade',
	subAccounts: 'Sub-Account Transfer',
};

/** An amount of a record; none where BitMart leaves it out, and none where losses have eaten it up. */
export function amountAt(record: IDataObject, key: string): string {
	const stated = record[key];
	if (stated === undefined || stated === null) return '0';
	const decimal = plainDecimal(stated as string | number);
	if (decimal === undefined) throw new Complaint(`"${key}" of an answer is no number`);
	return signOf(decimal) > 0 ? withoutZeros(decimal) : '0';
}

const isSome = (amount: string): boolean => signOf(amount) > 0;
const cut = (amount: string): string => withoutZeros(floorToStep(amount, STEP));

/** Without what a source holds there is no plan. */
const unread = (source: keyof typeof SOURCES, { message, facts }: Failure): Complaint =>
	new Complaint(
		`Sources has ${SOURCES[source]}, and it could not be read what is there, so nothing was moved: ${message}`,
		`${facts.hint} The key needs the permissions Read-Only and ${NEEDS[source]} on BitMart for it. Or take ${SOURCES[source]} out of Sources. Running this again is safe.`,
	);

/** Reads a source as a whole. */
async function readAll(
	call: Conductor,
	source: keyof typeof SOURCES,
	host: string,
	operation: Operation,
): Promise<IDataObject[]> {
	try {
		return await call.read(host, operation, {});
	} catch (caught) {
		throw caught instanceof Failure ? unread(source, caught) : asCaught(caught);
	}
}

/** What is owed in a currency; undefined where BitMart does not say: then nobody knows that it is nothing. */
function debtOf(side: IDataObject): string | undefined {
	const [borrowed, interest] = [side.borrow_unpaid, side.interest_unpaid].map((stated) =>
		typeof stated === 'string' || typeof stated === 'number' ? plainDecimal(stated) : undefined,
	);
	if (borrowed === undefined || interest === undefined) return undefined;
	if (signOf(borrowed) < 0 || signOf(interest) < 0) return undefined;
	return addDecimals(borrowed, interest);
}

/** Gathers what can be moved and what cannot. */
class Planner {
	readonly legs: Leg[] = [];
	readonly held: Held[] = [];

	constructor(
		private readonly call: Conductor,
		private readonly currencies: string[] | undefined,
		private readonly includesOpen: boolean,
	) {}

	private wants(currency: string): boolean {
		return this.currencies?.includes(currency) ?? true;
	}

	private hold(
		from: string,
		fromWallet: string,
		currency: string,
		amount: string,
		because: string,
	) {
		if (isSome(amount)) this.held.push({ from, fromWallet, currency, amount, because });
	}

	/** What can be moved: enough to be written down. */
	private add(leg: Omit<Leg, 'keep'> & { keep?: string }): void {
		const amount = cut(leg.amount);
		if (isSome(amount)) this.legs.push({ keep: '0', ...leg, amount });
	}

	/** The records of one wallet of a sub-account; undefined where it cannot be read, which is said. */
	private async walletOf(account: string, wallet: string): Promise<IDataObject[] | undefined> {
		try {
			return await this.call.read('spot', getSubBalances, { wallet, subAccount: account });
		} catch (caught) {
			if (!(caught instanceof Failure)) throw asCaught(caught);
			const because = `It could not be read what is there: ${caught.message}`;
			this.held.push({ from: account, fromWallet: wallet, because });
			return undefined;
		}
	}

	/** One sub-account; `frozen` says why nothing leaves it. */
	async subAccount(account: string, frozen: string | undefined): Promise<void> {
		for (const record of (await this.walletOf(account, 'spot')) ?? []) {
			const currency = String(record.currency);
			if (!this.wants(currency)) continue;
			const [free, bound] = [amountAt(record, 'available'), amountAt(record, 'frozen')];
			const total = addDecimals(free, bound);
			if (frozen) this.hold(account, 'spot', currency, total, frozen);
			else {
				this.add({ kind: 'subSpot', account, currency, amount: free, total });
				this.hold(account, 'spot', currency, bound, ORDERS);
			}
		}
		for (const record of (await this.walletOf(account, 'futures')) ?? []) {
			const currency = String(record.currency);
			if (!this.wants(currency)) continue;
			const [free, bound] = [amountAt(record, 'available'), amountAt(record, 'frozen')];
			const total = addDecimals(free, bound);
			if (frozen) this.hold(account, 'futures', currency, total, frozen);
			else if (currency !== FUTURES_CURRENCY) {
				this.hold(account, 'futures', currency, total, OTHER_CURRENCY);
			} else {
				// The list does not tell positions from orders.
				const isOpen = isSome(bound) && !this.includesOpen;
				if (isOpen) this.hold(account, 'futures', currency, free, IN_USE);
				else this.add({ kind: 'subFutures', account, currency, amount: free, total });
				this.hold(account, 'futures', currency, bound, POSITIONS_OR_ORDERS);
			}
		}
	}

	/** The margin account of a pair. What secures a loan stays, borrowed money included. */
	margin(record: IDataObject): void {
		const symbol = String(record.symbol);
		const sides = [objectAt(record, 'base'), objectAt(record, 'quote')];
		const loans = sides.flatMap((side) => {
			const debt = debtOf(side);
			if (debt === undefined) return ['an unknown amount'];
			return isSome(debt) ? [`${withoutZeros(debt)} ${String(side.currency)}`] : [];
		});
		for (const side of sides) {
			const currency = String(side.currency);
			if (!this.wants(currency)) continue;
			const [free, bound] = [amountAt(side, 'available'), amountAt(side, 'frozen')];
			const wallet = `margin ${symbol}`;
			if (loans.length > 0) {
				const because = `It secures a loan of ${loans.join(' and ')}. Repay it first.`;
				this.hold(MAIN, wallet, currency, free, because);
			} else {
				const total = addDecimals(free, bound);
				this.add({ kind: 'margin', account: MAIN, symbol, currency, amount: free, total });
			}
			this.hold(MAIN, wallet, currency, bound, ORDERS);
		}
	}

	/**
	 * The futures wallet, through which the futures wallets of sub-accounts go.
	 * @param isSource whether what was there before is collected as well
	 */
	futures(records: IDataObject[], isSource: boolean): void {
		let own = '0';
		let keep = '0';
		for (const record of records) {
			const currency = String(record.currency);
			if (!this.wants(currency)) continue;
			const free = amountAt(record, 'available_balance');
			const [orders, positions] = ['frozen_balance', 'position_deposit'].map((key) =>
				amountAt(record, key),
			) as [string, string];
			if (currency === FUTURES_CURRENCY) {
				own = free;
				const isOpen = isSome(positions) && !this.includesOpen;
				if (!isSource || isOpen) keep = own;
				if (isSource && isOpen) this.hold(MAIN, 'futures', currency, own, IN_USE);
			} else if (isSource) this.hold(MAIN, 'futures', currency, free, OTHER_CURRENCY);
			if (!isSource) continue;
			this.hold(MAIN, 'futures', currency, positions, POSITIONS);
			this.hold(MAIN, 'futures', currency, orders, ORDERS);
		}
		const arriving = this.legs
			.filter(({ kind }) => kind === 'subFutures')
			.reduce((sum, { amount }) => addDecimals(sum, amount), '0');
		const planned = addDecimals(subtractDecimals(own, keep), arriving);
		if (compareDecimals(planned, FUTURES_LEAST) >= 0) {
			const total = addDecimals(own, arriving);
			this.add({
				kind: 'futures',
				account: MAIN,
				currency: FUTURES_CURRENCY,
				amount: planned,
				total,
				keep,
			});
		} else {
			const because = `BitMart moves at least ${FUTURES_LEAST} ${FUTURES_CURRENCY} out of the futures wallet.`;
			this.hold(MAIN, 'futures', FUTURES_CURRENCY, planned, because);
		}
	}
}

/** Why nothing leaves a sub-account, by the number that BitMart has for its status. */
const FROZEN: Record<string, string> = {
	'0': 'BitMart has disabled this sub-account. Ask its support.',
	'2': 'The main account has frozen this sub-account. Unfreeze it on the website first.',
};

/** What is asked for, to tell a plan from that of something else. */
export const askedIn = ({ sources, currencies, includeOpenFutures }: Values): string =>
	JSON.stringify([sources, currencies ?? [], includeOpenFutures ?? false]);

/** Reads every source, and plans a transfer for all that can be moved. */
export async function planOf(values: Values, call: Conductor): Promise<Plan> {
	const sources = values.sources as Array<keyof typeof SOURCES>;
	const currencies = values.currencies as string[] | undefined;
	const planner = new Planner(call, currencies, values.includeOpenFutures === true);
	if (sources.includes('subAccounts')) {
		for (const record of await readAll(call, 'subAccounts', 'spot', getSubAccounts)) {
			await planner.subAccount(String(record.accountName), FROZEN[String(record.status)]);
		}
	}
	if (sources.includes('margin')) {
		const accounts = await readAll(call, 'margin', 'spot', getMarginAccounts);
		for (const record of accounts) planner.margin(record);
	}
	const isSource = sources.includes('futures');
	if (isSource || planner.legs.some(({ kind }) => kind === 'subFutures')) {
		const source = isSource ? 'futures' : 'subAccounts';
		planner.futures(await readAll(call, source, 'futures', getAssets), isSource);
	}
	return { asked: askedIn(values), legs: planner.legs, held: planner.held };
}
