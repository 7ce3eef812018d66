import type { Values } from '../../core/definition/field';

/** Rules between the fields of a futures order. */

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
