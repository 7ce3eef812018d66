import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Operation, Prepared, Surroundings } from '../../core/definition/operation';
import { Failure } from '../../core/exchange/errors';
import {
	compareDecimals,
	floorToStep,
	leastMultiple,
	multiplyDecimals,
	signOf,
	withoutZeros,
} from '../../core/values/decimal';
import type { PurseOf } from './available';
import { shareOf } from './available';
import { Fitting, ruleAt } from './fitting';
import { roundsDown } from './options';
import { pricesFrom } from './prices';
import type { Prepare, RuleSource } from './ruleBook';
import { rulesFor, rulesOf, symbolsOf } from './ruleBook';
import type { Computed, Sources } from './spotSizes';
import { toWire, uncheckedOrder } from './spotSizes';
import { keepWithin } from './together';

/** Spot and margin orders are held to the rules of their trading pair before they are sent. */

/** All pairs come in one answer; there is no filter. `details` is Market: Get Symbol Rules. */
function pairs(details: Operation): RuleSource {
	return {
		what: 'trading pair',
		listed: 'Market: Get Symbols lists the pairs.',
		all: true,
		read: async (read) => {
			const records = await read('spot', details, {});
			if (records.length > 0) return records;
			// Not a single pair: that says nothing about the one asked for.
			throw new Failure({
				message: 'BitMart lists no trading pair',
				hint: 'Try again in a minute.',
				effect: 'none',
			});
		},
	};
}

/** `price_max_precision` counts decimals, as opposed to `quote_increment`, which is the step of the size. */
function priceStep(rules: IDataObject): string | undefined {
	const decimals = Number(rules.price_max_precision ?? NaN);
	if (!Number.isInteger(decimals) || decimals < 0 || decimals > 60) return undefined;
	return decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`;
}

const PRICES = [
	['price', 'Price'],
	['triggerPrice', 'Trigger Price'],
] as const;

/**
 * What the order is worth must reach a minimum. A market sell has no price, so nobody knows.
 * @param computed how its amount came about, where it was computed
 */
function checkWorth(
	fitting: Fitting,
	rules: IDataObject,
	{ side }: Values,
	computed: Computed | undefined,
): void {
	const buys = side === 'buy';
	const least = ruleAt(rules, buys ? 'min_buy_amount' : 'min_sell_amount');
	if (!least) return;
	const { symbol } = fitting;
	const quote = symbol.split('_')[1] ?? '';
	const minimum = `${withoutZeros(least)} ${quote}`;

	const spent = fitting.amount('notional');
	if (spent && compareDecimals(spent, least) < 0) {
		const what = computed
			? `${computed.words} is worth ${spent} ${quote},`
			: `Size ${spent} ${quote} is`;
		fitting.refuse(`${what} below the minimum of ${symbol} for market buys, which is ${minimum}`);
	}
	const [size, price] = [fitting.amount('size'), fitting.amount('price')];
	if (!size || !price) return;
	const worth = multiplyDecimals(size, price);
	if (compareDecimals(worth, least) >= 0) return;
	const step = ruleAt(rules, 'quote_increment');
	const enough = step ? withoutZeros(leastMultiple(step, price, least)) : undefined;
	// In the unit of the form; a percentage has none that could be named.
	const inQuote = computed && enough ? withoutZeros(multiplyDecimals(enough, price)) : undefined;
	const what = computed && !computed.inQuote ? 'order' : 'Size';
	const smallest = inQuote ? `${inQuote} ${quote}` : enough;
	fitting.refuse(
		[
			`${fitting.isCut || computed ? 'Rounded down, the' : 'The'} order is worth ${withoutZeros(worth)} ${quote}`,
			`, below the minimum of ${minimum} for ${buys ? 'buying' : 'selling'} ${symbol}`,
			smallest ? `. At this Price the smallest ${what} is ${smallest}` : '',
		].join(''),
	);
}

/** One order against the rules of its pair. */
async function fit(
	order: Values,
	rules: IDataObject,
	sources: Sources,
	roundDown: boolean,
	prefix?: string,
): Promise<Prepared> {
	const fitting = new Fitting(order, String(order.symbol), roundDown, prefix);
	fitting.trades(rules.trade_status, 'trading');
	const steps = { size: ruleAt(rules, 'quote_increment'), price: priceStep(rules) };
	for (const [name, label] of PRICES) fitting.toStep(name, label, steps.price);
	const computed = await toWire(fitting, order, steps, sources);
	const label = computed ? `${computed.words} is a size that cannot be sent: Size` : 'Size';
	const least = ruleAt(rules, 'base_min_size');
	fitting.atLeast('size', label, least);
	fitting.toStep('size', label, steps.size, least);
	fitting.atMost('size', label, ruleAt(rules, 'base_max_size'));
	checkWorth(fitting, rules, order, computed);
	return fitting.prepared;
}

/**
 * Holds an order to the rules of its pair and makes of its size what goes over the wire. `details` is
 * Market: Get Symbol Rules, `ticker` is Market: Get Ticker.
 * @param purseOf where the money of the order comes from
 */
export function fitSpotOrder(details: Operation, ticker: Operation, purseOf: PurseOf): Prepare {
	const source = pairs(details);
	return async (values, around) => {
		const rules = await rulesFor(source, String(values.symbol), values, around);
		if (!rules) return { values: uncheckedOrder(values) };
		const sources = { priceNow: pricesFrom(ticker, around), purse: purseOf(around) };
		return await fit(values, rules, sources, roundsDown(values));
	};
}

/**
 * The same for every order of a batch. What was cut down is noted in the order itself, under `adjusted`,
 * which is not sent.
 */
export function fitSpotOrders(details: Operation, ticker: Operation, purseOf: PurseOf): Prepare {
	const source = pairs(details);
	return async (values, around) => {
		const sources = { priceNow: pricesFrom(ticker, around), purse: purseOf(around) };
		const given = (values.orders ?? []) as Values[];
		const nameOf = (index: number) => `Orders ${index + 1}: `;
		const orders: Values[] = [];
		for (const [index, order] of given.entries()) {
			const prefix = nameOf(index);
			const rules = await rulesFor(source, String(order.symbol), values, around, prefix);
			if (!rules) {
				const unchecked = given.map((one, place) => uncheckedOrder(one, nameOf(place)));
				return { values: { ...values, orders: unchecked } };
			}
			const fitted = await fit(order, rules, sources, roundsDown(values), prefix);
			orders.push({ ...fitted.values, ...fitted.notes });
		}
		keepWithin(orders);
		return { values: { ...values, orders } };
	};
}

/** The names of all pairs. `details` is Market: Get Symbol Rules. */
export const spotPairs = async (details: Operation, around: Surroundings): Promise<string[]> =>
	await symbolsOf(pairs(details), around);

/**
 * Whether a market sell of so many percent of what is free is one that BitMart would take. What is too
 * small to be sold is as good as nothing for who closes: the rest of earlier trades stays everywhere.
 */
export function sellableSpot(details: Operation, ticker: Operation, purseOf: PurseOf) {
	return async (symbol: string, percent: string, around: Surroundings): Promise<boolean> => {
		const [base = ''] = symbol.split('_');
		const free = shareOf(await purseOf(around).available(symbol, base), percent);
		const rules = (await rulesOf(pairs(details), symbol, around)) ?? {};
		const step = ruleAt(rules, 'quote_increment');
		const size = step ? floorToStep(free, step) : free;
		const least = ruleAt(rules, 'base_min_size');
		if (signOf(size) === 0 || (least && compareDecimals(size, least) < 0)) return false;
		const worth = ruleAt(rules, 'min_sell_amount');
		if (!worth) return true;
		const price = await pricesFrom(ticker, around)(symbol);
		return compareDecimals(multiplyDecimals(size, price), worth) >= 0;
	};
}
