import type { Values } from '../../core/definition/field';
import { compareDecimals } from '../../core/values/decimal';
import { OPENING_SIDES, sideOf } from '../words';

/** Rules between the fields of an order. */

/** How the ways to give a percentage are called in the form. */
const PERCENTAGES: Record<string, string> = {
	percent: 'Percent of What Is Available',
	walletPercent: 'Percent of the Wallet',
	positionPercent: 'Percent of the Position',
};

/** More than all of it is not there. */
export function percentComplaint({ sizeIn, size }: Values): string | undefined {
	const name = PERCENTAGES[String(sizeIn)];
	if (name === undefined || size === undefined) return undefined;
	return compareDecimals(String(size), '100') > 0
		? `Size must be at most 100 with Size In ${name}`
		: undefined;
}

/** The same for each order of a batch. */
export function percentsComplaint(orders: Values[]): string | undefined {
	const complaints = orders.map(percentComplaint);
	const index = complaints.findIndex((complaint) => complaint !== undefined);
	return index < 0 ? undefined : `Orders ${index + 1}: ${complaints[index]}`;
}

/** What Size In and Size of a futures order ask for must be something that its side can do. */
export function sizeComplaint(values: Values): string | undefined {
	const { sizeIn, size } = values;
	if (sizeIn === 'contracts' && !/^\d+$/.test(String(size))) {
		return 'Size must be a whole number with Size In Contracts';
	}
	const side = sideOf(values.side);
	const opens = side !== undefined && OPENING_SIDES.includes(side.word);
	if (sizeIn === 'walletPercent' && side && !opens) {
		return `Size In Percent of the Wallet goes with orders that open a position, and ${side.name} only closes one: choose Percent of the Position`;
	}
	// In one-way mode an order in the other direction reduces a position, whatever its word.
	if (sizeIn === 'positionPercent' && side?.mode === 'hedge' && opens) {
		return `Size In Percent of the Position goes with orders that close a position, and ${side.name} opens one: choose Percent of the Wallet`;
	}
	return percentComplaint(values);
}

export const isZero = (value: unknown) => !/[1-9]/.test(String(value ?? '0'));

/**
 * A take profit or stop loss that fires as a limit order needs the price of that order; one that closes at
 * the market has none, and BitMart would drop it without a word.
 */
export function categoryComplaint(values: Values): string | undefined {
	const { category, executionPrice } = values;
	if (category === 'limit' && isZero(executionPrice)) {
		return 'Execution Price must be greater than zero when Category is Limit';
	}
	// BitMart closes a whole position at the market where no category is given.
	const atMarket =
		category === 'market' || (category === undefined && values.planCategory === 'position');
	if (!atMarket || isZero(executionPrice)) return undefined;
	return 'Execution Price must be 0 where the order closes at the market price: for a limit order choose Category Limit';
}

/** May only rest on the book: an order that fills at once can never do so. */
export function postOnlyComplaint(values: Values): string | undefined {
	if (values.mode !== 'postOnly' || values.type === 'limit') return undefined;
	return 'Order Mode Post Only goes with Type Limit only';
}

/** A price type alone attaches nothing; who chose one expects a take profit or stop loss to be there. */
export function presetComplaint(values: Values): string | undefined {
	for (const [name, label] of [
		['presetStopLossPrice', 'Preset Stop Loss Price'],
		['presetTakeProfitPrice', 'Preset Take Profit Price'],
	] as const) {
		if (values[`${name}Type`] !== undefined && values[name] === undefined) {
			return `${label} Type was given without ${label}`;
		}
	}
	return undefined;
}
