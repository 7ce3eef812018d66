import { Decimal } from 'decimal.js';

import {
	addDecimals,
	compareDecimals,
	divideUp,
	floorToStep,
	leastMultiple,
	multiplyDecimals,
	plainDecimal,
	signOf,
	withoutZeros,
} from '../../nodes/core/values/decimal';

describe('plainDecimal', () => {
	it.each([
		['0.10', '0.10'],
		['1e-7', '0.0000001'],
		['1.50e-3', '0.00150'],
		['12.5E2', '1250'],
		['1e3', '1000'],
		['0.00', '0.00'],
		['007', '7'],
		['.5', '0.5'],
		['5.', '5'],
		[' 61234.50 ', '61234.50'],
		['-0.5', '-0.5'],
		['-0', '0'],
		['123456789012345678901234567890.123456789', '123456789012345678901234567890.123456789'],
		[0.1, '0.1'],
		[1e-7, '0.0000001'],
		[1e21, '1000000000000000000000'],
		['1e-60', `0.${'0'.repeat(59)}1`],
	])('writes %p as %s', (value, text) => {
		expect(plainDecimal(value)).toBe(text);
	});

	it.each([
		'',
		' ',
		'.',
		'1,5',
		'1.2.3',
		'NaN',
		NaN,
		Infinity,
		'0x10',
		'1_000',
		'abc',
		'1e',
		'1e999',
		'- 1',
		'１',
	])('refuses %p', (value) => {
		expect(plainDecimal(value)).toBeUndefined();
	});
});

describe('signOf', () => {
	it.each([
		['0', 0],
		['0.000', 0],
		['0.0001', 1],
		['-0.0001', -1],
	])('sees that %s has the sign %i', (text, sign) => {
		expect(signOf(text)).toBe(sign);
	});
});

describe('compareDecimals', () => {
	it.each([
		['0.10', '0.1', 0],
		['1', '1.000000000000000000001', -1],
		['9007199254740993', '9007199254740992', 1],
		['-1', '0.5', -1],
		['-0.2', '-0.1', -1],
		['0', '0.000', 0],
	])('%s against %s is %i', (a, b, order) => {
		expect(compareDecimals(a, b)).toBe(order);
	});
});

describe('multiplyDecimals', () => {
	it.each([
		['0.1', '0.2', '0.02'],
		['61234.50', '0.00100', '61.2345000'],
		['3', '7', '21'],
		['0.0000001', '0.0000001', '0.00000000000001'],
		['123456789.123456789', '987654321.987654321', '121932631356500531.347203169112635269'],
		['-0.5', '4', '-2.0'],
		['0.00', '5', '0.00'],
	])('%s times %s is exactly %s', (a, b, product) => {
		expect(multiplyDecimals(a, b)).toBe(product);
	});
});

describe('addDecimals', () => {
	it.each([
		['0.1', '0.2', '0.3'],
		['61.2345', '0.10', '61.3345'],
		['5', '7', '12'],
		['-0.5', '0.25', '-0.25'],
		['9007199254740993', '0.0000001', '9007199254740993.0000001'],
	])('%s and %s are exactly %s', (a, b, sum) => {
		expect(addDecimals(a, b)).toBe(sum);
		expect(addDecimals(b, a)).toBe(sum);
	});
});

describe('divideUp', () => {
	it.each([
		['1', '3', 8, '0.33333334'],
		['61250.5', '10', 8, '6125.05000000'],
		['100', '60000', 8, '0.00166667'],
		['0.00000001', '125', 8, '0.00000001'],
		['0', '7', 2, '0.00'],
		['0.5', '0.02', 0, '25'],
		['7', '2', 0, '4'],
	])('%s by %s with %i decimals is %s', (dividend, divisor, decimals, quotient) => {
		expect(divideUp(dividend, divisor, decimals)).toBe(quotient);
	});
});

describe('withoutZeros', () => {
	it.each([
		['0.10', '0.1'],
		['5.00', '5'],
		['100', '100'],
		['100.0', '100'],
		['0.0', '0'],
		['0.0000001', '0.0000001'],
	])('writes %s as %s', (decimal, text) => {
		expect(withoutZeros(decimal)).toBe(text);
	});
});

describe('floorToStep', () => {
	it.each([
		['0.0015678', '0.00001', '0.00156'],
		['0.0015600000', '0.00001', '0.0015600000'],
		['0.001', '0.00001000', '0.001'],
		['0.000009', '0.00001', '0.00000'],
		['1.7', '0.5', '1.5'],
		['127', '10', '120'],
		['12.9', '1', '12'],
		['61250.59', '0.50', '61250.5'],
		['123456789012345678901.9', '1', '123456789012345678901'],
	])('%s in steps of %s is %s', (value, step, text) => {
		expect(floorToStep(value, step)).toBe(text);
	});
});

describe('leastMultiple', () => {
	it.each([
		['0.00001', '49999.99', '5', '0.00011'],
		['0.00001', '50000', '5.00', '0.00010'],
		['0.5', '1', '1.2', '1.5'],
		['10', '1', '10', '10'],
		['10', '0.3', '1', '10'],
	])('of %s times %s to reach %s is %s', (step, factor, bound, text) => {
		expect(leastMultiple(step, factor, bound)).toBe(text);
	});
});

describe('multiples of a step', () => {
	const Exact = Decimal.clone({ precision: 80 });
	const STEPS = ['0.00001', '0.5', '1', '10', '0.25', '0.003'];
	const VALUES = ['0.1', '1.23456789', '99999.99999', '7', '0.00000001', '123456789.987654321'];

	it.each(STEPS)('of %s are those that decimal.js finds', (step) => {
		for (const value of VALUES) {
			const below = new Exact(value).div(step).floor().times(step);
			expect(new Exact(floorToStep(value, step)).eq(below)).toBe(true);
			for (const bound of VALUES) {
				const least = new Exact(bound).div(new Exact(step).times(value)).ceil().times(step);
				expect(new Exact(leastMultiple(step, value, bound)).eq(least)).toBe(true);
			}
		}
	});
});
