import Decimal from 'decimal.js';
import fc from 'fast-check';

import { spotWallet } from '../../nodes/bitmart/rules/available';
import { assumeRules, forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { fitSpotOrder } from '../../nodes/bitmart/rules/spotRules';
import { outlineSpotOrder, outlineSpotOrders } from '../../nodes/bitmart/rules/spotSizes';
import type { Values } from '../../nodes/core/definition/field';
import type { Reader } from '../../nodes/core/definition/operation';
import { Complaint } from '../../nodes/core/values/complaint';
import { getSpotWallet } from '../../nodes/Account/operations/balance';
import { getSymbolRules, getTicker } from '../../nodes/Spot/operations/market';

/** What Size and Size In come to on the wire, whatever the numbers. */

Decimal.set({ precision: 400, toExpNeg: -1e9, toExpPos: 1e9 });

const HERE = 'http://127.0.0.1:1';
const SYMBOL = 'BTC_USDT';

beforeEach(() => forgetRules());

const withPoint = (digits: bigint, decimals: number) => {
	const text = digits.toString().padStart(decimals + 1, '0');
	return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
};

/** A decimal above zero with up to 18 decimals, as typed: zeros at its end included. */
const decimal = fc
	.tuple(fc.bigInt({ min: 1n, max: 10n ** 24n }), fc.integer({ min: 0, max: 18 }))
	.map(([digits, decimals]) => withPoint(digits, decimals));

/** Steps are powers of ten, but need not be. */
const step = fc
	.tuple(fc.constantFrom(1n, 1n, 1n, 5n, 25n, 3n), fc.integer({ min: 0, max: 12 }))
	.map(([digits, decimals]) => withPoint(digits, decimals));

const order = fc.record({
	symbol: fc.constant(SYMBOL),
	side: fc.constantFrom('buy', 'sell'),
	type: fc.constantFrom('limit', 'limit_maker', 'ioc', 'market'),
	sizeIn: fc.constantFrom('base', 'quote'),
	size: decimal,
	price: decimal,
	triggerPrice: fc.option(decimal, { nil: undefined }),
	ifAmountDoesNotFit: fc.constantFrom('stop', 'roundDown'),
});

/** As the form reads it: a market order has no price. */
const asRead = ({ price, ...rest }: Values): Values =>
	rest.type === 'market' ? rest : { ...rest, price };

/** What is sent, or the sentence. */
async function sent(values: Values, last: unknown): Promise<Values | string> {
	const read: Reader = async () => [{ symbol: SYMBOL, last: last as string }];
	try {
		return (
			await fitSpotOrder(
				getSymbolRules,
				getTicker,
				spotWallet(getSpotWallet),
			)(values, { read, baseUrl: HERE, account: 'a' })
		).values;
	} catch (caught) {
		if (!(caught instanceof Complaint)) throw caught as Error;
		return caught.message;
	}
}

describe('what is sent of a size', () => {
	it('never exceeds what was asked, is on the step, and is never zero without a sentence', async () => {
		let [converted, explained] = [0, 0];
		await fc.assert(
			fc.asyncProperty(order, decimal, step, fc.integer({ min: 0, max: 12 }), async (...all) => {
				const [given, last, sizeStep, decimals] = all;
				forgetRules();
				assumeRules(HERE, [
					{ symbol: SYMBOL, quote_increment: sizeStep, price_max_precision: decimals },
				]);
				const values = asRead(given);
				const result = await sent(values, last);
				if (typeof result === 'string') {
					explained++;
					expect(result).toMatch(/^[A-Z\d]/);
					return;
				}
				const asked = new Decimal(given.size);
				const isBuy = values.type === 'market' && values.side === 'buy';
				const [name, other] = isBuy ? ['notional', 'size'] : ['size', 'notional'];
				expect(result[other as string]).toBeUndefined();
				const amount = new Decimal(String(result[name as string]));
				expect(amount.greaterThan(0)).toBe(true);
				if (!isBuy) expect(amount.modulo(sizeStep).isZero()).toBe(true);

				if ((values.sizeIn === 'quote') === isBuy) {
					expect(amount.lessThanOrEqualTo(asked)).toBe(true);
					expect(result.askedSize).toBeUndefined();
					if (!isBuy && result.size === given.size) expect(amount.equals(asked)).toBe(true);
					return;
				}
				converted++;
				expect(result.askedSize).toBe(given.size);
				const isMarket = values.type === 'market';
				const price = isMarket ? (given.triggerPrice ?? last) : String(result.price);
				if (isMarket && given.triggerPrice === undefined) expect(result.priceUsed).toBe(last);
				if (isBuy) {
					const worth = asked.times(String(result.priceUsed));
					expect(amount.lessThanOrEqualTo(worth)).toBe(true);
					expect(amount.decimalPlaces()).toBeLessThanOrEqual(Math.min(decimals, 8));
					// Not a step less than it could be.
					const unit = new Decimal(10).pow(-Math.min(decimals, 8));
					expect(amount.plus(unit).greaterThan(worth)).toBe(true);
				} else {
					const used = isMarket ? String(result.priceUsed) : price;
					expect(amount.times(used).lessThanOrEqualTo(asked)).toBe(true);
					expect(amount.plus(sizeStep).times(used).greaterThan(asked)).toBe(true);
				}
			}),
			{ numRuns: 3000, seed: 1 },
		);
		expect(converted).toBeGreaterThan(200);
		expect(explained).toBeGreaterThan(200);
	});

	it.each<[string, Values, string]>([
		[
			'less than a step',
			{ type: 'limit', side: 'sell', sizeIn: 'quote', size: '0.5', price: '61250.50' },
			'Size 0.5 USDT is less than one step of BTC_USDT, which is 0.00001 BTC, at a price of 61250.50',
		],
		[
			'less than the minimum',
			{ type: 'limit', side: 'buy', sizeIn: 'quote', size: '6', price: '61250.50' },
			'6 USDT at a price of 61250.50 is a size that cannot be sent: Size 0.00009 is below the minimum of BTC_USDT, which is 0.0001',
		],
		[
			'worth less than the minimum after rounding',
			{ type: 'limit', side: 'buy', sizeIn: 'quote', size: '10', price: '61250.50' },
			'Rounded down, the order is worth 9.80008 USDT, below the minimum of 10 USDT for buying BTC_USDT. At this Price the smallest Size is 10.412585 USDT',
		],
		[
			'nothing to spend',
			{ type: 'market', side: 'buy', sizeIn: 'base', size: '0.0000001' },
			'Size 0.0000001 BTC is worth less than 0.01 USDT at a price of 61250.57',
		],
		[
			'too little to spend',
			{ type: 'market', side: 'buy', sizeIn: 'base', size: '0.0001' },
			'0.0001 BTC at a price of 61250.57 is worth 6.12 USDT, below the minimum of BTC_USDT for market buys, which is 10 USDT',
		],
	])('(%s) gets a sentence', async (_name, values, sentence) => {
		assumeRules(HERE, [
			{
				symbol: SYMBOL,
				quote_increment: '0.00001',
				base_min_size: '0.0001',
				price_max_precision: 2,
				min_buy_amount: '10',
			},
		]);
		expect(await sent({ symbol: SYMBOL, ...values }, '61250.57')).toBe(sentence);
	});

	it.each<[string, Values, string]>([
		[
			'no step of sizes',
			{ type: 'limit', side: 'buy', sizeIn: 'quote', price: '5' },
			'Size cannot be converted: BitMart states no step of the size for BTC_USDT',
		],
		[
			'no decimals of prices',
			{ type: 'market', side: 'buy', sizeIn: 'base' },
			'Size cannot be converted: BitMart states no step of the amount for BTC_USDT',
		],
	])('is not computed where BitMart states %s', async (_name, values, sentence) => {
		assumeRules(HERE, [{ symbol: SYMBOL }]);
		expect(await sent({ symbol: SYMBOL, size: '10', ...values }, '61250.57')).toBe(sentence);
	});

	it.each([undefined, '', '0', '-1', 'n/a', null, {}])(
		'is not computed with %j for a price',
		async (last) => {
			assumeRules(HERE, [{ symbol: SYMBOL, quote_increment: '0.1', price_max_precision: 2 }]);
			const sell = { symbol: SYMBOL, type: 'market', side: 'sell', sizeIn: 'quote', size: '10' };
			expect(await sent(sell, last)).toContain(
				'The current price of BTC_USDT, which Size is converted with, could not be read',
			);
		},
	);
});

describe('the outline of an order', () => {
	it('is worth no more than what was asked, and open where a price is missing', () => {
		fc.assert(
			fc.property(order, (given) => {
				const values = asRead(given);
				const outline = outlineSpotOrder(values);
				const isMarket = values.type === 'market';
				const converts = (values.sizeIn === 'quote') !== (isMarket && values.side === 'buy');
				if (isMarket && converts) {
					expect(outline).toBeUndefined();
				} else if (outline && converts) {
					const worth = new Decimal(String(outline.size)).times(given.price);
					expect(worth.lessThanOrEqualTo(given.size)).toBe(true);
				} else if (outline) {
					expect(outline.notional ?? outline.size).toBe(given.size);
				}
			}),
		);
	});

	it('of a batch is open where one of its orders is', () => {
		const limit = { type: 'limit', side: 'buy', sizeIn: 'base', size: '1', price: '2' };
		const spend = { type: 'market', side: 'buy', sizeIn: 'quote', size: '5' };
		expect(outlineSpotOrders({ orders: [limit, spend] })).toEqual({
			orders: [limit, { ...spend, size: undefined, notional: '5' }],
		});
		expect(outlineSpotOrders({ orders: [limit, { ...spend, sizeIn: 'base' }] })).toBeUndefined();
	});
});
