import type { Field, Values } from '../../core/definition/field';
import { currency } from './common';

/** What is true of the isolated margin accounts, of which every trading pair has its own. */

export const isolatedCurrency: Field = {
	...currency,
	required: true,
	description: 'Base or quote currency of the trading pair',
};

/** Other currencies cannot be in the account of a pair. */
export function isolatedCheck({ symbol, currency: coin }: Values): string | undefined {
	const [base, quote] = String(symbol).split('_');
	return coin === base || coin === quote
		? undefined
		: `Currency must be ${base} or ${quote}, the currencies of the trading pair`;
}
