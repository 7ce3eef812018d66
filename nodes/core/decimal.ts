/**
 * Exact decimals as text. Nothing here goes through a float: `0.10` stays `0.10`, and `1e-7` is
 * written out as `0.0000001`, because BitMart does not read exponents.
 */

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i;

/** Far beyond any price or size; keeps a typo such as 1e999 from becoming a megabyte of zeros. */
const MAX_EXPONENT = 60;

/**
 * A number as plain digits, keeping the trailing zeros that were typed.
 * Takes text or a JavaScript number (as an expression hands it over).
 * @returns undefined where it is not a plain decimal number (`1,5`, `NaN`, `0x10`, empty)
 */
export function plainDecimal(value: string | number): string | undefined {
	const match = DECIMAL.exec(String(value).trim());
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
