/** Exact amounts. */
import { Decimal } from 'decimal.js';

/** Enough digits that no amount is ever rounded by accident. */
export const Exact = Decimal.clone({ precision: 80 });

/** Decimals of a balance. */
export const DIGITS = 8;

/** Plain digits without trailing zeros and without an exponent. */
export const plain = (value: Decimal | string): string => new Exact(value).toFixed();

/** An amount at the eight decimals of a balance, rounded against the user. */
export const roundedUp = (value: Decimal): Decimal =>
	value.toDecimalPlaces(DIGITS, Decimal.ROUND_UP);

/** The decimals an amount is written with. */
export const decimalsOf = (value: string): number => value.split('.')[1]?.length ?? 0;
