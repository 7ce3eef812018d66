import type { Values } from '../../core/definition/field';
import { Complaint } from '../../core/values/complaint';
import {
	addDecimals,
	compareDecimals,
	multiplyDecimals,
	withoutZeros,
} from '../../core/values/decimal';
import { NOTHING_SENT } from './fitting';

/** What the orders of one batch take together. */

/** The currency that an order takes from the wallet, and how much of it. */
function takenBy(order: Values): { currency: string; amount: string } {
	const [base = '', quote = ''] = String(order.symbol).split('_');
	const { side, notional, size, price } = order;
	if (side !== 'buy') return { currency: base, amount: String(size) };
	const amount = notional ?? multiplyDecimals(String(size), String(price));
	return { currency: quote, amount: String(amount) };
}

/**
 * Percentages of a batch are all of what is available at its start, so they must not take more of it
 * together, nor with what the other orders take: BitMart would place some of the orders and refuse others.
 * @param orders as they go over the wire, with the notes of what was asked for
 * @throws Complaint
 */
export function keepWithin(orders: Values[]): void {
	const available = new Map<string, string>();
	const total = new Map<string, string>();
	for (const order of orders) {
		const { currency, amount } = takenBy(order);
		total.set(currency, addDecimals(total.get(currency) ?? '0', amount));
		if (order.percentOf !== undefined) available.set(currency, String(order.percentOf));
	}
	for (const [currency, there] of available) {
		const taken = total.get(currency) ?? '0';
		if (compareDecimals(taken, there) <= 0) continue;
		throw new Complaint(
			`Together the orders take ${withoutZeros(taken)} ${currency}, more than the ${withoutZeros(there)} ${currency} that are available`,
			`${NOTHING_SENT} Every percentage is of what is available before the first order: together they must leave room for all orders of the batch.`,
		);
	}
}
