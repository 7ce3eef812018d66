/**
 * Exact decimals as text. Nothing here goes through a float: `0.10` stays `0.10`, and `1e-7` is
 * written out as `0.0000001`, because exchanges need not read exponents.
 */

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i;

/** Far beyond any price or size; keeps a typo such as 1e999 from becoming a megabyte of zeros. */
const MAX_EXPONENT = 60;

/** The longest text that is looked at. */
const MAX_LENGTH = 200;

/**
 * A number as plain digits, keeping the trailing zeros that were typed.
 * Takes text or a JavaScript number (as an expression hands it over).
 * @returns undefined where it is not a plain decimal number (`1,5`, `NaN`, `0x10`, empty)
 */
export function plainDecimal(value: string | number): string | undefined {
	const given = String(value).trim();
	const match = given.length > MAX_LENGTH ? null : DECIMAL.exec(given);
	if (!match) return undefined;
	const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
	const exponent = Number(exponentText);
	if (whole + fraction === '' || Math.abs(exponent) > MAX_EXPONENT) return undefined;

	const digits = whole + fraction;
	const point = whole.length + exponent;
	const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
	const cut = point <= 0 ? 1 : point;
	const integerPart = padded.slice(0, cut).replace(/^0+(?=\d)/, '');
	const fractionPart = padded.slice(cut);
	const text = fractionPart === '' ? integerPart : `${integerPart}.${fractionPart}`;
	return sign === '-' && /[1-9]/.test(text) ? `-${text}` : text;
}

/** -1, 0 or 1 for a plain decimal below, equal to or above zero. */
export function signOf(decimal: string): -1 | 0 | 1 {
	if (decimal.startsWith('-')) return -1;
	return /[1-9]/.test(decimal) ? 1 : 0;
}

/** A plain decimal as digits and their number of decimals. */
function scaled(decimal: string): { digits: bigint; decimals: number } {
	const [whole = '', fraction = ''] = decimal.split('.');
	return { digits: BigInt(whole + fraction), decimals: fraction.length };
}

/** -1, 0 or 1 where the first plain decimal is below, equal to or above the second. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
	const [left, right] = [scaled(a), scaled(b)];
	const decimals = Math.max(left.decimals, right.decimals);
	const level = ({ digits, decimals: own }: typeof left) => digits * 10n ** BigInt(decimals - own);
	const [x, y] = [level(left), level(right)];
	return x < y ? -1 : x > y ? 1 : 0;
}

/** The exact product of two plain decimals, with as many decimals as both have. */
export function multiplyDecimals(a: string, b: string): string {
	const [left, right] = [scaled(a), scaled(b)];
	const decimals = left.decimals + right.decimals;
	return written(left.digits * right.digits, decimals);
}

/** The exact sum of two plain decimals, with as many decimals as the longer one has. */
export function addDecimals(a: string, b: string): string {
	const [left, right] = [scaled(a), scaled(b)];
	const decimals = Math.max(left.decimals, right.decimals);
	const level = ({ digits, decimals: own }: typeof left) => digits * 10n ** BigInt(decimals - own);
	return written(level(left) + level(right), decimals);
}

/** The quotient with so many decimals, rounded up; the dividend is not below zero, the divisor above it. */
export function divideUp(dividend: string, divisor: string, decimals: number): string {
	const [above, below] = [scaled(dividend), scaled(divisor)];
	const height = above.digits * 10n ** BigInt(below.decimals + decimals);
	const width = below.digits * 10n ** BigInt(above.decimals);
	return written((height + width - 1n) / width, decimals);
}

/** The exact difference of two plain decimals. */
export const subtractDecimals = (a: string, b: string): string =>
	addDecimals(a, b.startsWith('-') ? b.slice(1) : `-${b}`);

/** A whole number of units in the last of so many decimals, as text. */
function written(units: bigint, decimals: number): string {
	const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
	const cut = digits.length - decimals;
	const text = decimals > 0 ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits;
	return units < 0n ? `-${text}` : text;
}

/** A decimal without the zeros at its end that say nothing: `0.10` is `0.1`, `5.00` is `5`. */
export function withoutZeros(decimal: string): string {
	if (!decimal.includes('.')) return decimal;
	// Not by a pattern: one that looks for zeros at the end begins anew at every zero before.
	let end = decimal.length;
	while (decimal[end - 1] === '0') end--;
	return decimal.slice(0, decimal[end - 1] === '.' ? end - 1 : end);
}

/**
 * The largest multiple of a step that is not above the value; neither may be below zero, nor the step
 * zero. As many decimals as the step has; a value that is a multiple already comes back as it was.
 */
export function floorToStep(value: string, step: string): string {
	const [given, unit] = [scaled(value), scaled(withoutZeros(step))];
	const width = unit.digits * 10n ** BigInt(given.decimals);
	const height = given.digits * 10n ** BigInt(unit.decimals);
	return height % width === 0n ? value : written((height / width) * unit.digits, unit.decimals);
}

/** The smallest multiple of a step whose product with a factor is not below a bound; all above zero. */
export function leastMultiple(step: string, factor: string, bound: string): string {
	const [unit, times, least] = [scaled(withoutZeros(step)), scaled(factor), scaled(bound)];
	const width = unit.digits * times.digits * 10n ** BigInt(least.decimals);
	const height = least.digits * 10n ** BigInt(unit.decimals + times.decimals);
	return written(((height + width - 1n) / width) * unit.digits, unit.decimals);
}

/** The largest multiple of a step whose product with a factor is not above a bound; all above zero. */
export function mostMultiple(step: string, factor: string, bound: string): string {
	const [unit, times, most] = [scaled(withoutZeros(step)), scaled(factor), scaled(bound)];
	const width = unit.digits * times.digits * 10n ** BigInt(most.decimals);
	const height = most.digits * 10n ** BigInt(unit.decimals + times.decimals);
	return written((height / width) * unit.digits, unit.decimals);
}
