import Decimal from 'decimal.js';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import type { Values } from '../../nodes/core/definition/field';
import { marginOrder } from '../../nodes/Spot/operations/marginOrder';
import { order as spotOrder } from '../../nodes/Spot/operations/order';
import { triggerOrder } from '../../nodes/Spot/operations/triggerOrder';
import type { Answers } from '../support/sizes';
import {
	decimal,
	isSentence,
	money,
	operationOf,
	percent,
	price,
	sent,
	step,
} from '../support/sizes';

/** What a percentage of a wallet comes to, whatever the numbers. */

Decimal.set({ precision: 400, toExpNeg: -1e9, toExpPos: 1e9 });

beforeEach(() => forgetRules());

const SPOT = {
	order: operationOf(spotOrder),
	triggerOrder: operationOf(triggerOrder),
	marginOrder: operationOf(marginOrder),
};

const spotCase = fc.record({
	resource: fc.constantFrom('order', 'triggerOrder', 'marginOrder') as fc.Arbitrary<
		keyof typeof SPOT
	>,
	side: fc.constantFrom('buy', 'sell'),
	type: fc.constantFrom('limit', 'market'),
	size: percent,
	price,
	triggerPrice: price,
	roundDown: fc.boolean(),
	base: money,
	quote: money,
	step,
	decimals: fc.integer({ min: 0, max: 10 }),
	least: fc.option(decimal(10n ** 6n), { nil: undefined }),
});

/** The answers to a spot order; BTC is the base, USDT the quote currency. */
function spotAnswers({ base, quote, ...rules }: IDataObject): Answers {
	const row = (id: string, available: unknown) => ({ id, currency: id, available }) as IDataObject;
	const pair = {
		symbol: 'BTC_USDT',
		base: row('BTC', base),
		quote: row('USDT', quote),
	};
	return {
		'GET /spot/v1/symbols/details': [
			{
				symbol: 'BTC_USDT',
				quote_increment: rules.step,
				price_max_precision: rules.decimals,
				base_min_size: rules.least,
			},
		],
		'GET /spot/v1/wallet': [row('ETH', '7'), row('BTC', base), row('USDT', quote)],
		'GET /spot/v1/margin/isolated/account': [{ ...pair, symbol: 'ETH_USDT' }, pair],
	};
}

describe('a percentage of what is available', () => {
	it('never takes more than was asked or is there, and is nothing only with a sentence', async () => {
		const reached: Record<string, number> = {};
		await fc.assert(
			fc.asyncProperty(spotCase, async (given) => {
				forgetRules();
				const { resource, side, type, size, triggerPrice, roundDown, base, quote } = given;
				const values = {
					symbol: 'BTC_USDT',
					side,
					type,
					sizeIn: 'percent',
					size,
					...(type === 'limit' && { price: given.price }),
					...(resource === 'triggerOrder' && { triggerPrice }),
					ifAmountDoesNotFit: roundDown ? 'roundDown' : 'stop',
				};
				const result = await sent(SPOT[resource], values, spotAnswers({ ...given }));
				if (isSentence(result)) return;
				const available = side === 'buy' ? quote : base;
				const share = new Decimal(available).times(size).div(100);
				const isSpent = side === 'buy' && type === 'market';
				const amount = new Decimal(String(isSpent ? result.notional : result.size));
				expect(result[isSpent ? 'size' : 'notional']).toBeUndefined();
				expect(amount.greaterThan(0)).toBe(true);
				const each = side === 'buy' && type === 'limit' ? String(result.price) : '1';
				const taken = amount.times(each);
				expect(taken.lessThanOrEqualTo(share)).toBe(true);
				expect(taken.lessThanOrEqualTo(available)).toBe(true);
				// Not a step less than it could be.
				const unit = isSpent
					? new Decimal(10).pow(-Math.min(given.decimals, 8))
					: new Decimal(given.step);
				expect(amount.modulo(unit).isZero()).toBe(true);
				expect(amount.plus(unit).times(each).greaterThan(share)).toBe(true);
				expect(result).toMatchObject({
					askedSize: size,
					askedIn: 'percent',
					percentOf: available,
				});
				const name = `${resource} ${side} ${type}`;
				reached[name] = (reached[name] ?? 0) + 1;
			}),
			{ numRuns: 3000, seed: 1 },
		);
		expect(Object.keys(reached)).toHaveLength(12);
		expect(Math.min(...Object.values(reached))).toBeGreaterThan(20);
	});

	it('never takes more than is there for all orders of a batch together', async () => {
		let [placed, refused] = [0, 0];
		const one = fc.record({
			side: fc.constantFrom('buy', 'sell'),
			type: fc.constantFrom('limit', 'market'),
			sizeIn: fc.constantFrom('percent', 'percent', 'percent', 'base', 'quote'),
			size: fc.integer({ min: 1, max: 70 }).map(String),
			price: fc.integer({ min: 1, max: 100 }).map(String),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.array(one, { minLength: 1, maxLength: 4 }),
				money,
				async (rows, there) => {
					forgetRules();
					const orders = rows.map(({ price: own, ...row }) => ({
						symbol: 'BTC_USDT',
						...row,
						...(row.type === 'limit' && { price: own }),
					}));
					const rules = { step: '0.00001', decimals: 2, base: there, quote: there };
					const answers = {
						...spotAnswers(rules),
						'GET /spot/quotation/v3/ticker': [{ symbol: 'BTC_USDT', last: '30' }],
					};
					const values = { symbol: 'BTC_USDT', endpointVersion: 'v4', orders };
					const result = await sent(operationOf(spotOrder, 'createMany'), values, answers);
					if (isSentence(result)) {
						if (result.startsWith('Together')) refused++;
						return;
					}
					placed++;
					for (const side of ['buy', 'sell']) {
						const own = (result.orders as Values[]).filter((order) => order.side === side);
						if (!own.some(({ sizeIn }) => sizeIn === 'percent')) continue;
						const total = own.reduce((sum, { size, notional, price: at }) => {
							const each = side === 'buy' ? String(at) : '1';
							return sum.plus(notional ? String(notional) : new Decimal(String(size)).times(each));
						}, new Decimal(0));
						expect(total.lessThanOrEqualTo(there)).toBe(true);
					}
				},
			),
			{ numRuns: 1500, seed: 1 },
		);
		expect(Math.min(placed, refused)).toBeGreaterThan(100);
	});
});

describe('a percentage that cannot be sent', () => {
	const PAIR = { step: '0.00001', decimals: 2, base: '0.5', quote: '100' };
	it.each<[string, Values, IDataObject, string]>([
		[
			'less than a step of the size',
			{ side: 'sell', type: 'market', size: '0.001' },
			{},
			'0.001 % of the available 0.5 BTC is less than one step of BTC_USDT, which is 0.00001 BTC',
		],
		[
			'less than a step of the size, at a price',
			{ side: 'buy', type: 'limit', size: '0.1', price: '61250.5' },
			{ quote: '100.00' },
			'0.1 % of the available 100 USDT at a price of 61250.5 is less than one step of BTC_USDT, which is 0.00001 BTC',
		],
		[
			'less than a step of the amount',
			{ side: 'buy', type: 'market', size: '0.001' },
			{ quote: '100' },
			'0.001 % of the available 100 USDT is less than 0.01 USDT',
		],
		[
			'less than the minimum',
			{ side: 'sell', type: 'market', size: '1' },
			{ least: '0.01' },
			'1 % of the available 0.5 BTC is a size that cannot be sent: Size 0.005 is below the minimum of BTC_USDT, which is 0.01',
		],
		[
			'of less than nothing',
			{ side: 'buy', type: 'market', size: '1' },
			{ quote: '-1.5' },
			'No USDT is available in the spot wallet, so there is nothing that Size could be a percentage of',
		],
		[
			'of a wallet that does not say what is available',
			{ side: 'buy', type: 'market', size: '1' },
			{ quote: 'n/a' },
			'What is available in the spot wallet could not be read, so nothing was sent: BitMart names no such number',
		],
	])('(%s) gets a sentence', async (_name, values, changes, sentence) => {
		const order = { symbol: 'BTC_USDT', sizeIn: 'percent', ...values };
		const answers = spotAnswers({ ...PAIR, ...changes });
		expect(await sent(SPOT.order, order, answers)).toBe(sentence);
	});
});
