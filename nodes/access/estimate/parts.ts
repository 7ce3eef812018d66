import {
	addDecimals,
	compareDecimals,
	multiplyDecimals,
	withoutZeros,
} from '../../core/values/decimal';
import type { Sources } from './sources';

/** What an estimate is made of. */

/** An amount of one currency, as exact decimal text. */
export interface Amount {
	amount: string;
	currency: string;
}

/** What a write takes out of a wallet, and what is there. */
export interface Cover {
	/** What must be free for it. */
	needs?: Amount;
	/** What is free in the wallet that it is taken from; of a loan, what may still be borrowed. */
	available?: Amount;
	enough?: boolean;
}

/** What a write would move; each part only where it is known. */
export interface Estimate extends Cover {
	/** Its size at its own price; at the last one where it names none. */
	worth?: Amount;
	fee?: Amount;
	/** Of orders that need several currencies, instead of `needs` and `available`. */
	needsEach?: Cover[];
	/** Sentences that say what could not be estimated, and why. */
	notKnown?: string[];
}

/** Reads what is free of a currency; throws a Complaint where that is not known. */
export type Wallet = (currency: string) => Promise<string>;

/** A product without the zeros that multiplying leaves at its end. */
export const product = (a: string, b: string): string => withoutZeros(multiplyDecimals(a, b));

export const inWords = ({ amount, currency }: Amount): string => `${amount} ${currency}`.trim();

/** The sums of each currency, in the order of their first amounts; undefined where one is not known. */
export function totals(amounts: Array<Amount | undefined>): Amount[] | undefined {
	const sums = new Map<string, string>();
	for (const one of amounts) {
		if (!one) return undefined;
		const before = sums.get(one.currency);
		sums.set(one.currency, before === undefined ? one.amount : addDecimals(before, one.amount));
	}
	return [...sums].map(([currency, amount]) => ({ amount, currency }));
}

/** What is needed beside what is there. */
export async function covered(sources: Sources, needs: Amount, wallet: Wallet): Promise<Cover> {
	const { currency } = needs;
	const amount = await sources.known(async () => await wallet(currency));
	if (amount === undefined) return { needs };
	const enough = compareDecimals(amount, needs.amount) >= 0;
	return { needs, available: { amount, currency }, enough };
}
