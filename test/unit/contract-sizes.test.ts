import Decimal from 'decimal.js';
import fc from 'fast-check';

import { forgetModes } from '../../nodes/bitmart/rules/positionMode';
import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { SIDES, sideOf } from '../../nodes/bitmart/words';
import type { Values } from '../../nodes/core/definition/field';
import { order as futuresOrder } from '../../nodes/Futures/operations/order';
import { planOrder } from '../../nodes/Futures/operations/planOrder';
import { trailingOrder } from '../../nodes/Futures/operations/trailingOrder';
import type { Answers } from '../support/sizes';
import { decimal, isSentence, money, operationOf, percent, price, sent } from '../support/sizes';

/** What Size and Size In of a futures order come to in contracts, whatever the numbers. */

Decimal.set({ precision: 400, toExpNeg: -1e9, toExpPos: 1e9 });

beforeEach(() => {
	forgetRules();
	forgetModes();
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

/** The dearest price that an order may fill at: a limit is the worst for who trades, not for his margin. */
function dearest(given: FuturesCase): string {
	const own = priceOf(given);
	const market = given.resource === 'order' ? given.last : given.triggerPrice;
	const sells = [3, 4].includes(sideOf(given.side)?.number ?? 0);
	if (isInverse(given)) return sells ? own : Decimal.min(own, market).toFixed();
	return sells ? Decimal.max(own, market).toFixed() : own;
}

/** Dollars, or coins, that so many contracts are worth: what the margin is counted in. */
function valueOf(given: FuturesCase, contracts: Decimal): Decimal {
	const size = contracts.times(given.contractSize);
	return isInverse(given) ? size.div(dearest(given)) : size.times(dearest(given));
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

describe('a futures size that cannot be sent', () => {
	const CASE: FuturesCase = {
		resource: 'order',
		symbol: 'BTCUSDT',
		side: 'closeLong',
		type: 'market',
		sizeIn: 'positionPercent',
		whole: '1',
		amount: '50',
		percent: '10',
		price: '61250.5',
		triggerPrice: '61250.5',
		last: '61250.5',
		leverage: '10',
		fee: '0.0006',
		balance: '500',
		contractSize: '0.001',
		volume: '1',
		least: '1',
		held: 20,
		closing: 0,
	};
	it.each<[string, Partial<FuturesCase>, string]>([
		[
			'less than a contract of a position',
			{ held: 9 },
			'10 % of the 9 contracts of the long position that can be closed is less than one contract',
		],
		[
			'of a position that is being closed',
			{ closing: 20 },
			'All 20 contracts of the long position in BTCUSDT are being closed by open orders already',
		],
		[
			'less than a contract is worth',
			{ sizeIn: 'quote', side: 'openLong' },
			'Size 50 USDT at a price of 61250.5 is less than one contract of BTCUSDT, which is 0.001 BTC',
		],
		[
			'less than a contract that is dollars',
			{ sizeIn: 'quote', symbol: 'BTCUSD', contractSize: '100' },
			'Size 50 USD is less than one contract of BTCUSD, which is 100 USD',
		],
		[
			'less than the step of several contracts',
			{ sizeIn: 'base', amount: '0.004', volume: '5' },
			'Size 0.004 BTC is less than 5 contracts of BTCUSDT, of 0.001 BTC each',
		],
		[
			'less than a contract of a wallet',
			{ sizeIn: 'walletPercent', side: 'openLong', percent: '1' },
			'Size 1 % of the available 500 USDT at a leverage of 10 and a price of 61250.5 is less than one contract of BTCUSDT, which is 0.001 BTC',
		],
		[
			'less than the minimum',
			{ sizeIn: 'base', amount: '0.0025', least: '3' },
			'0.0025 BTC is a size that cannot be sent: Size 2 is below the minimum of BTCUSDT, which is 3',
		],
		[
			'of a wallet with losses',
			{ sizeIn: 'walletPercent', side: 'openLong', balance: '-0.5' },
			'No USDT is available in the futures wallet, so there is nothing that Size could be a percentage of',
		],
	])('(%s) gets a sentence', async (_name, changes, sentence) => {
		const given = { ...CASE, ...changes };
		const result = await sent(FUTURES.order, futuresValues(given), futuresAnswers(given));
		expect(result).toBe(sentence);
	});

	it('(of a position with more open orders than are listed) gets a sentence', async () => {
		const [list, order] = ['GET /contract/private/get-open-orders', { symbol: 'BTCUSDT' }];
		const answers = { ...futuresAnswers(CASE), [list]: Array.from({ length: 100 }, () => order) };
		expect(await sent(FUTURES.order, futuresValues(CASE), answers)).toBe(
			'The long position in BTCUSDT could not be read, so nothing was sent: there are more open orders than BitMart lists',
		);
	});

	const UNREADABLE = { 'GET /contract/public/details': undefined };
	it.each([
		['base', 'Size cannot be converted, because the trading rules of BTCUSDT could not be read'],
		[
			'walletPercent',
			'Size cannot be converted, because the trading rules of BTCUSDT could not be read',
		],
	])(
		'(%s, where the rules cannot be read) gets a sentence, also with Send Unchecked',
		async (sizeIn, sentence) => {
			const given = { ...CASE, sizeIn, side: 'openLong' };
			const values = { ...futuresValues(given), sendUnchecked: true };
			const answers = { ...futuresAnswers(given), ...UNREADABLE };
			expect(await sent(FUTURES.order, values, answers)).toBe(sentence);
		},
	);

	it('does not keep a part of a position from being closed with Send Unchecked', async () => {
		const values = { ...futuresValues(CASE), sendUnchecked: true };
		const answers = { ...futuresAnswers(CASE), ...UNREADABLE };
		expect(await sent(FUTURES.order, values, answers)).toMatchObject({ size: '2' });
	});
});
