import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import {
	addDecimals,
	compareDecimals,
	multiplyDecimals,
	signOf,
	withoutZeros,
} from '../../core/values/decimal';
import { isUncounted } from '../rules/contractSizes';
import { roundsDown } from '../rules/options';
import { isUncomputed, spends, withOwnAmount } from '../rules/spotSizes';
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

/** Ours cut to a step that theirs is on, as far as its decimals show it. */
function sameCutDown(ours: unknown, theirs: unknown): boolean {
	return sameUpToCut(ours, withoutZeros(String(theirs)));
}

/** One in the last decimal of an amount: `0.001` of `0.250`. */
const lastDecimalOf = (amount: string) => {
	const decimals = amount.split('.')[1]?.length ?? 0;
	return decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`;
};

/**
 * Half to double: what one amount makes of prices that lie at most some hours apart. Either was rounded
 * down by up to a step, which counts where there are few of them: 3 contracts now were 1 at twice the price.
 */
function isAlike(ours: unknown, theirs: unknown): boolean {
	const [a, b] = [String(ours), String(theirs)];
	const step = lastDecimalOf(a);
	const isMost = (x: string, y: string) =>
		compareDecimals(x, multiplyDecimals(addDecimals(y, step), '2')) < 0;
	return isMost(a, b) && isMost(b, a);
}

const isAnything = () => true;

/** Whether the amount was made with the price of the moment, so that every try has another. */
export const isMomentary = ({ priceUsed, triggerPrice }: Values): boolean =>
	priceUsed !== undefined && triggerPrice === undefined;

/** Size In is a percentage of what the account has, which the order itself has changed. */
const isShare = ({ sizeIn }: Values) => String(sizeIn).toLowerCase().endsWith('percent');

/**
 * How an amount of ours agrees with that of the order that was found. Nobody can tell afterwards what a
 * percentage came to, nor what an amount comes to whose computation has not begun: there the key, the
 * symbol, the side, the type and a given price must do.
 */
function agreement(
	values: Values,
	isUnknown: boolean,
): (ours: unknown, theirs: unknown) => boolean {
	if (isShare(values) || isUnknown) return isAnything;
	if (isMomentary(values)) return isAlike;
	return roundsDown(values) ? sameCutDown : sameDecimal;
}

/** Whether the amount of the order that was found can be another than the one that we would send. */
const canDiffer = (values: Values, isUnknown: boolean): boolean =>
	agreement(values, isUnknown) !== sameDecimal;

/**
 * What differs between a spot order as we would place it and one that the exchange has; undefined where
 * nothing does. Takes an order as it was asked for too, before anything of it was computed.
 */
export function spotDifference(asked: Values, order: IDataObject): string | undefined {
	const values = withOwnAmount(asked);
	const names = ['symbol', 'side', 'type'].filter((name) => values[name] !== order[name]);
	const sameAmount = agreement(values, isUncomputed(asked));
	const samePrice = roundsDown(values) ? sameCutDown : sameUpToCut;
	const amounts = [
		['size', sameAmount],
		['notional', sameAmount],
		['price', samePrice],
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

/** The amount of a spot order that was found, where ours may be another. */
export function ownAmount(asked: Values, order: IDataObject): IDataObject {
	if (!canDiffer(asked, isUncomputed(asked))) return {};
	const name = spends(asked) ? 'notional' : 'size';
	const amount = order[name];
	return amount === undefined || amount === '' ? {} : { [name]: amount };
}

/** The sentence for an order that is not ours. */
export function belongsToAnother(id: unknown, differences: string): string {
	return `This key already belongs to another order (ID ${String(id)}): it differs in ${differences}`;
}

/** What differs between a futures order as we would place it, or as it was asked for, and one that the exchange has. */
export function futuresDifference(values: Values, order: IDataObject): string | undefined {
	const names: string[] = [];
	const [symbol, side, type] = [order.symbol, order.side, order.type].map(String);
	const sameSize = agreement(values, isUncounted(values));
	const samePrice = roundsDown(values) ? sameCutDown : sameUpToCut;
	if (values.symbol !== symbol) names.push('symbol');
	if (sideNumber(values.side) !== Number(side)) names.push('side');
	if (values.type !== type) names.push('type');
	if (!sameSize(values.size, order.size)) names.push('size');
	if (values.price !== undefined && !samePrice(values.price, order.price)) names.push('price');
	return names.length > 0 ? names.join(', ') : undefined;
}

/** The size of a futures order that was found, where ours may be another. */
export const ownSize = (values: Values, { size }: IDataObject): IDataObject =>
	canDiffer(values, isUncounted(values)) ? { size: String(size) } : {};
