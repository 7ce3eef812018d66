import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import { compareDecimals, multiplyDecimals, signOf } from '../../core/values/decimal';
import { sideNumber } from '../words';

/** How it is proved that an order of the exchange is the one that we would place. */

/** Two decimals of the same value: `0.10` and `0.1`. */
export function sameDecimal(a: unknown, b: unknown): boolean {
	const strip = (value: unknown) => {
		const [whole = '', fraction = ''] = String(value).split('.');
		const digits = fraction.replace(/0+$/, '');
		return `${whole.replace(/^0+(?=\d)/, '')}${digits && `.${digits}`}`;
	};
	return strip(a) === strip(b);
}

/** Cut to as many decimals as the exchange keeps; BitMart drops surplus decimals of a price. */
function sameUpToCut(ours: unknown, theirs: unknown): boolean {
	if (sameDecimal(ours, theirs)) return true;
	const decimals = String(theirs).split('.')[1]?.length ?? 0;
	const [whole = '', fraction = ''] = String(ours).split('.');
	return sameDecimal(`${whole}.${fraction.slice(0, decimals)}`, theirs);
}

/** Half to double: what one amount makes of prices that lie at most some hours apart. */
function isAlike(ours: unknown, theirs: unknown): boolean {
	const [a, b] = [String(ours), String(theirs)];
	const isMost = (x: string, y: string) => compareDecimals(x, multiplyDecimals(y, '2')) <= 0;
	return isMost(a, b) && isMost(b, a);
}

/** Whether the amount was made with the price of the moment, so that every try has another. */
export const isMomentary = ({ priceUsed, triggerPrice }: Values): boolean =>
	priceUsed !== undefined && triggerPrice === undefined;

/** What differs between a spot order as we would place it and one that the exchange has; undefined where nothing does. */
export function spotDifference(values: Values, order: IDataObject): string | undefined {
	const names = ['symbol', 'side', 'type'].filter((name) => values[name] !== order[name]);
	const sameAmount = isMomentary(values) ? isAlike : sameDecimal;
	const amounts = [
		['size', sameAmount],
		['notional', sameAmount],
		['price', sameUpToCut],
	] as const;
	for (const [name, same] of amounts) {
		if (values[name] === undefined) continue;
		const theirs = order[name];
		// A market order has no price or size of its own in some answers.
		const missing = theirs === undefined || theirs === '' || signOf(String(theirs)) === 0;
		if (missing ? name !== 'notional' : !same(values[name], theirs)) names.push(name);
	}
	return names.length > 0 ? names.join(', ') : undefined;
}

/** The sentence for an order that is not ours. */
export function belongsToAnother(id: unknown, differences: string): string {
	return `This key already belongs to another order (ID ${String(id)}): it differs in ${differences}`;
}

/** What differs between a futures order as we would place it and one that the exchange has. */
export function futuresDifference(values: Values, order: IDataObject): string | undefined {
	const names: string[] = [];
	const [symbol, side, type] = [order.symbol, order.side, order.type].map(String);
	if (values.symbol !== symbol) names.push('symbol');
	if (sideNumber(values.side) !== Number(side)) names.push('side');
	if (values.type !== type) names.push('type');
	if (!sameDecimal(values.size, order.size)) names.push('size');
	if (values.price !== undefined && !sameUpToCut(values.price, order.price)) names.push('price');
	return names.length > 0 ? names.join(', ') : undefined;
}
