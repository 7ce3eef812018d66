import Decimal from 'decimal.js';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { forgetModes } from '../../nodes/bitmart/rules/positionMode';
import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { SIDES, sideOf } from '../../nodes/bitmart/words';
import type { Values } from '../../nodes/core/definition/field';
import type { Operation, Reader, Resource } from '../../nodes/core/definition/operation';
import { callsOf } from '../../nodes/core/definition/operation';
import { Complaint } from '../../nodes/core/values/complaint';
import { order as futuresOrder } from '../../nodes/Futures/operations/order';
import { planOrder } from '../../nodes/Futures/operations/planOrder';
import { trailingOrder } from '../../nodes/Futures/operations/trailingOrder';
import { marginOrder } from '../../nodes/Spot/operations/marginOrder';
import { order as spotOrder } from '../../nodes/Spot/operations/order';
import { triggerOrder } from '../../nodes/Spot/operations/triggerOrder';

/** What Size comes to where it is taken of what is there, or counted in contracts, whatever the numbers. */

Decimal.set({ precision: 400, toExpNeg: -1e9, toExpPos: 1e9 });

/** What BitMart answers, by endpoint; what is missing is not expected to be read. */
type Answers = Record<string, IDataObject[]>;

const operationOf = ({ operations }: Resource, value = 'create') =>
	operations.find((one) => one.value === value) as Operation;

/** What is sent, or the sentence. */
async function sent(operation: Operation, values: Values, answers: Answers) {
	const read: Reader = async (_host, reading) => {
		const found = callsOf(reading).find(({ endpoint }) => answers[endpoint])?.endpoint;
		if (!found) throw new Error(`Nothing was to be read with ${reading.action}`);
		return answers[found] ?? [];
	};
	try {
		const complaint = operation.check?.(values);
		if (complaint) return complaint;
		const around = { read, baseUrl: 'http://127.0.0.1:1', account: 'a' };
		return (await operation.prepare?.(values, around))?.values ?? values;
	} catch (caught) {
		if (!(caught instanceof Complaint)) throw caught as Error;
		expect(String(caught.hint)).toMatch(/Nothing was sent|Size In asks/);
		return caught.message;
	}
}

beforeEach(() => {
	forgetRules();
	forgetModes();
});

const withPoint = (digits: bigint, decimals: number) => {
	const text = digits.toString().padStart(decimals + 1, '0');
	return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
};

const decimal = (most: bigint, least = 1n) =>
	fc
		.tuple(fc.bigInt({ min: least, max: most }), fc.integer({ min: 0, max: 12 }))
		.map(([digits, decimals]) => withPoint(digits, decimals));

const percent = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom('100', '50', '99.9999', '33.333333', '0.01', '100.00') },
	{ weight: 3, arbitrary: fc.integer({ min: 1, max: 100 }).map(String) },
	{ weight: 1, arbitrary: decimal(200_000_000_000_000n) },
);
const price = decimal(10n ** 12n);
const money = fc.oneof(
	{ weight: 8, arbitrary: decimal(10n ** 16n) },
	{ weight: 1, arbitrary: fc.constantFrom('0', '0.00000000') },
);
const step = fc
	.tuple(fc.constantFrom(1n, 1n, 1n, 5n, 25n), fc.integer({ min: 0, max: 8 }))
	.map(([digits, decimals]) => withPoint(digits, decimals));

const isSentence = (result: Values | string): result is string => {
	if (typeof result === 'string') expect(result).toMatch(/^[A-Z\d].*[^.]$/);
	return typeof result === 'string';
};

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

const FUTURES = {
	order: operationOf(futuresOrder),
	planOrder: operationOf(planOrder),
	trailingOrder: operationOf(trailingOrder),
};
const UNITS = ['contracts', 'base', 'quote', 'walletPercent', 'positionPercent'];

const futuresCase = fc.record({
	resource: fc.constantFrom('order', 'planOrder', 'trailingOrder') as fc.Arbitrary<
		keyof typeof FUTURES
	>,
	symbol: fc.constantFrom('BTCUSDT', 'BTCUSDT', 'BTCUSDC', 'BTCUSD'),
	side: fc.constantFrom(...SIDES.map(({ word }) => word)),
	type: fc.constantFrom('limit', 'market'),
	sizeIn: fc.constantFrom(...UNITS),
	whole: fc.integer({ min: 1, max: 1000 }).map(String),
	amount: decimal(10n ** 14n),
	percent,
	price,
	triggerPrice: price,
	last: price,
	leverage: fc.oneof(fc.integer({ min: 1, max: 200 }).map(String), fc.constant('2.5')),
	fee: fc.constantFrom('0.0006', '0.0002', '0', '0.01', undefined),
	balance: money,
	contractSize: fc.constantFrom('0.001', '0.01', '1', '100', '10', '0.0000001'),
	volume: fc.constantFrom('1', '1', '1', '5', '10', undefined),
	least: fc.constantFrom(undefined, '1', '3'),
	held: fc.integer({ min: 0, max: 100_000 }),
	closing: fc.integer({ min: 0, max: 3000 }),
});

type FuturesCase = typeof futuresCase extends fc.Arbitrary<infer T> ? T : never;

const isOneWay = ({ side }: FuturesCase) => sideOf(side)?.mode === 'oneWay';
const sells = ({ side }: FuturesCase) => [3, 4].includes(sideOf(side)?.number ?? 0);
const isInverse = ({ symbol }: FuturesCase) => symbol === 'BTCUSD';

/** The answers to a futures order. What is held in the other direction, or elsewhere, must not count. */
function futuresAnswers(given: FuturesCase): Answers {
	const { symbol, held, closing, balance } = given;
	const isLong = sells(given);
	const row = (amount: number, long: boolean, of = symbol) => ({
		symbol: of,
		position_side: isOneWay(given) ? 'both' : long ? 'long' : 'short',
		current_amount: String(amount),
		position_amount: String(isOneWay(given) && !long ? -amount : amount),
	});
	const others = isOneWay(given) ? [] : [row(7_000_000, !isLong)];
	const open = (side: number, size: number, type = 'limit', of = symbol) => ({
		symbol: of,
		side,
		type,
		size: String(size + 2),
		deal_size: '2',
	});
	const closes = isLong ? 3 : 2;
	return {
		'GET /contract/private/get-position-mode': [
			{ positionMode: isOneWay(given) ? 'oneWay' : 'hedge' },
		],
		'GET /contract/public/details': [
			{
				symbol,
				base_currency: 'BTC',
				quote_currency: symbol.slice(3),
				contract_size: given.contractSize,
				vol_precision: given.volume ?? '',
				min_volume: given.least ?? '',
				last_price: given.last,
			},
		],
		'GET /contract/private/assets-detail': [
			{ currency: 'ETH', available_balance: '999' },
			{
				currency: isInverse(given) ? 'BTC' : symbol.slice(3),
				available_balance: balance,
			},
		],
		'GET /contract/private/trade-fee-rate': [{ symbol, taker_fee_rate: given.fee ?? '' }],
		'GET /contract/private/position-v2': [row(held, isLong), ...others],
		'GET /contract/private/get-open-orders': [
			open(closes, closing),
			open(closes, 5000, 'trailing'),
			open(isLong ? 1 : 4, 5000),
			...(isOneWay(given) ? [open(isLong ? 4 : 1, closing)] : [open(isLong ? 4 : 1, 5000)]),
		],
	};
}

function futuresValues(given: FuturesCase): Values {
	const { resource, symbol, side, type, sizeIn, triggerPrice, leverage } = given;
	const isPercent = sizeIn.endsWith('Percent');
	const size = sizeIn === 'contracts' ? given.whole : isPercent ? given.percent : given.amount;
	const shared = { symbol, side, sizeIn, size, ifAmountDoesNotFit: 'stop' };
	const opens = [1, 4].includes(sideOf(side)?.number ?? 0);
	if (resource === 'order') {
		return {
			...shared,
			type,
			...(type === 'limit' && { price: given.price }),
			...(opens && { leverage, marginMode: 'cross' }),
		};
	}
	const waits = { ...shared, leverage, marginMode: 'cross' };
	if (resource === 'trailingOrder') return { ...waits, activationPrice: triggerPrice };
	const limit = type === 'limit' && { executionPrice: given.price };
	return { ...waits, type, triggerPrice, ...limit };
}

/** The price that the order trades at, as far as it says. */
function priceOf({ resource, type, price: own, triggerPrice, last }: FuturesCase): string {
	if (resource !== 'trailingOrder' && type === 'limit') return own;
	return resource === 'order' ? last : triggerPrice;
}

/** Dollars, or coins, that so many contracts are worth: what the margin is counted in. */
function valueOf(given: FuturesCase, contracts: Decimal): Decimal {
	const size = contracts.times(given.contractSize);
	return isInverse(given) ? size.div(priceOf(given)) : size.times(priceOf(given));
}

/** The most that may be sent, in the unit that was asked in, and what so many contracts are there. */
function bounds(given: FuturesCase, contracts: Decimal): { asked: Decimal; sent: Decimal } {
	const size = contracts.times(given.contractSize);
	const at = priceOf(given);
	switch (given.sizeIn) {
		case 'base':
			return { asked: new Decimal(given.amount), sent: isInverse(given) ? size.div(at) : size };
		case 'quote':
			return { asked: new Decimal(given.amount), sent: isInverse(given) ? size : size.times(at) };
		case 'walletPercent':
			return {
				asked: new Decimal(given.balance).times(given.percent).div(100),
				sent: valueOf(given, contracts).div(given.leverage),
			};
		case 'positionPercent': {
			const closable = given.held - given.closing * (isOneWay(given) ? 2 : 1);
			return { asked: new Decimal(closable).times(given.percent).div(100), sent: contracts };
		}
		default:
			return { asked: new Decimal(given.whole), sent: contracts };
	}
}

describe('the size of a futures order', () => {
	it('is whole, never more than was asked or is there, and nothing only with a sentence', async () => {
		const reached: Record<string, number> = {};
		await fc.assert(
			fc.asyncProperty(futuresCase, async (given) => {
				forgetRules();
				forgetModes();
				const values = futuresValues(given);
				const result = await sent(FUTURES[given.resource], values, futuresAnswers(given));
				if (isSentence(result)) return;
				expect(String(result.size)).toMatch(/^[1-9]\d*$/);
				const contracts = new Decimal(String(result.size));
				const unit = new Decimal(given.volume ?? '1');
				expect(contracts.modulo(unit).isZero()).toBe(true);
				// A quotient is cut after 400 digits.
				const exact = (value: Decimal) => value.toSignificantDigits(300);
				const { asked, sent: is } = bounds(given, contracts);
				expect(exact(is).lessThanOrEqualTo(exact(asked))).toBe(true);
				const more = exact(bounds(given, contracts.plus(unit)).sent);
				if (given.sizeIn === 'contracts') expect(is.equals(asked)).toBe(true);
				else if (given.sizeIn !== 'walletPercent') {
					expect(more.greaterThan(exact(asked))).toBe(true);
				} else {
					// An answer without a rate stands for a dear one.
					const rate = given.fee ?? '0.001';
					const cost = is.plus(valueOf(given, contracts).times(rate));
					expect(exact(cost).lessThanOrEqualTo(given.balance)).toBe(true);
					// Not less than it could be, but for the room that a market order is given.
					const dear = more.plus(valueOf(given, contracts.plus(unit)).times(rate)).times('1.005');
					const isMost =
						more.greaterThan(exact(asked)) || dear.plus('3e-8').greaterThan(given.balance);
					expect(isMost).toBe(true);
				}
				if (given.sizeIn === 'contracts') expect(result.askedSize).toBeUndefined();
				else expect(result.askedSize).toBe(values.size);
				for (const name of [given.resource, given.sizeIn, given.symbol, given.side, given.type]) {
					reached[name] = (reached[name] ?? 0) + 1;
				}
			}),
			{ numRuns: 6000, seed: 1 },
		);
		expect(Object.keys(reached)).toHaveLength(3 + 5 + 3 + 8 + 2);
		expect(Math.min(...Object.values(reached))).toBeGreaterThan(60);
	});

	it('is refused with the sides that it does not go with', async () => {
		for (const { word } of SIDES) {
			for (const sizeIn of ['walletPercent', 'positionPercent']) {
				const given = { side: word, sizeIn, symbol: 'BTCUSDT', size: '10', callbackRate: '1' };
				const complaint = operationOf(trailingOrder).check?.(given);
				const opens = [1, 4].includes(sideOf(word)?.number ?? 0);
				const goes = sizeIn === 'walletPercent' ? opens : !opens || sideOf(word)?.mode === 'oneWay';
				expect([word, sizeIn, complaint === undefined]).toEqual([word, sizeIn, goes]);
			}
		}
	});
});
