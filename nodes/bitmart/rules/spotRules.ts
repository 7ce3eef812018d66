import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Operation, Prepared } from '../../core/definition/operation';
import { Failure } from '../../core/exchange/errors';
import {
	compareDecimals,
	leastMultiple,
	multiplyDecimals,
	withoutZeros,
} from '../../core/values/decimal';
import { Fitting, ruleAt } from './fitting';
import { roundsDown } from './options';
import type { Prepare, RuleSource } from './ruleBook';
import { rulesFor } from './ruleBook';

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

/** What the order is worth must reach a minimum. A market sell has no price, so nobody knows. */
function checkWorth(fitting: Fitting, rules: IDataObject, side: unknown): void {
	const buys = side === 'buy';
	const least = ruleAt(rules, buys ? 'min_buy_amount' : 'min_sell_amount');
	if (!least) return;
	const { symbol } = fitting;
	const quote = symbol.split('_')[1] ?? '';
	const minimum = `${withoutZeros(least)} ${quote}`;

	const spent = fitting.amount('notional');
	if (spent && compareDecimals(spent, least) < 0) {
		fitting.refuse(
			`Amount to Spend ${spent} is below the minimum of ${symbol}, which is ${minimum}`,
		);
	}
	const [size, price] = [fitting.amount('size'), fitting.amount('price')];
	if (!size || !price) return;
	const worth = multiplyDecimals(size, price);
	if (compareDecimals(worth, least) >= 0) return;
	const step = ruleAt(rules, 'quote_increment');
	const enough = step ? withoutZeros(leastMultiple(step, price, least)) : undefined;
	fitting.refuse(
		[
			`${fitting.isCut ? 'Rounded down, the' : 'The'} order is worth ${withoutZeros(worth)} ${quote}`,
			`, below the minimum of ${minimum} for ${buys ? 'buying' : 'selling'} ${symbol}`,
			enough ? `. At this Price the smallest Size is ${enough}` : '',
		].join(''),
	);
}

/** One order against the rules of its pair. */
function fit(order: Values, rules: IDataObject, roundDown: boolean, prefix?: string): Prepared {
	const fitting = new Fitting(order, String(order.symbol), roundDown, prefix);
	fitting.trades(rules.trade_status, 'trading');
	const step = priceStep(rules);
	for (const [name, label] of PRICES) fitting.toStep(name, label, step);
	const least = ruleAt(rules, 'base_min_size');
	fitting.atLeast('size', 'Size', least);
	fitting.toStep('size', 'Size', ruleAt(rules, 'quote_increment'), least);
	fitting.atMost('size', 'Size', ruleAt(rules, 'base_max_size'));
	checkWorth(fitting, rules, order.side);
	return fitting.prepared;
}

/** Holds an order to the rules of its pair. `details` is Market: Get Symbol Rules. */
export function fitSpotOrder(details: Operation): Prepare {
	const source = pairs(details);
	return async (values, around) => {
		const rules = await rulesFor(source, String(values.symbol), values, around);
		return rules ? fit(values, rules, roundsDown(values)) : { values };
	};
}

/**
 * Holds every order of a batch to the rules of its pair. What was cut down is noted in the order itself,
 * under `adjusted`, which is not sent.
 */
export function fitSpotOrders(details: Operation): Prepare {
	const source = pairs(details);
	return async (values, around) => {
		const orders: Values[] = [];
		for (const [index, order] of ((values.orders ?? []) as Values[]).entries()) {
			const prefix = `Orders ${index + 1}: `;
			const rules = await rulesFor(source, String(order.symbol), values, around, prefix);
			if (!rules) return { values };
			const { values: fitted, notes } = fit(order, rules, roundsDown(values), prefix);
			orders.push({ ...fitted, ...notes });
		}
		return { values: { ...values, orders } };
	};
}
