import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Operation, Surroundings } from '../../core/definition/operation';
import { Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import {
	floorToStep,
	mostMultiple,
	multiplyDecimals,
	plainDecimal,
	signOf,
	withoutZeros,
} from '../../core/values/decimal';
import type { Fitting } from './fitting';
import { NOTHING_SENT } from './fitting';

/**
 * What Size and Size In of a spot order are on the wire. A market buy names the amount that it spends
 * (`notional`), every other order a size of the base currency. Where Size is in the other currency it is
 * converted: rounded down, never up, and never to nothing without a word.
 */

/** A market buy spends an amount of the quote currency. */
const spends = ({ type, side }: Values) => type === 'market' && side === 'buy';

/** Whether Size is in the other currency than the one that goes over the wire. */
const converts = (order: Values) => (order.sizeIn === 'quote') !== spends(order);

/** What changes where Size is in the currency of the wire already. */
const unconverted = (order: Values): Values =>
	spends(order) ? { size: undefined, notional: order.size } : {};

/** Finer than the step of any pair. */
const FINEST = `0.${'1'.padStart(30, '0')}`;

/**
 * An order as it goes over the wire, as far as that is known before anything was read; undefined where
 * the amount depends on the price of the moment.
 */
export function outlineSpotOrder(order: Values): Values | undefined {
	if (!converts(order)) return { ...order, ...unconverted(order) };
	const { size, price } = order;
	if (price === undefined || size === undefined) return undefined;
	const most = mostMultiple(FINEST, String(price), String(size));
	return signOf(most) > 0 ? { ...order, size: most } : undefined;
}

/** The same of every order of a batch. */
export function outlineSpotOrders(values: Values): Values | undefined {
	const orders = ((values.orders ?? []) as Values[]).map(outlineSpotOrder);
	return orders.includes(undefined) ? undefined : { ...values, orders };
}

/** The price of the moment, by pair. */
export type PriceNow = (symbol: string) => Promise<string>;

function unreadablePrice(symbol: string, caught: unknown): unknown {
	if (!(caught instanceof Failure || caught instanceof Complaint)) return caught;
	return new Complaint(
		`The current price of ${symbol}, which Size is converted with, could not be read: ${caught.message}`,
		`${NOTHING_SENT} Try again in a minute, or give Size in the other currency.`,
	);
}

/** Reads the price of a pair once for all orders of a call. `ticker` is Market: Get Ticker. */
export function pricesFrom(ticker: Operation, { read }: Surroundings): PriceNow {
	const known = new Map<string, string>();
	return async (symbol) => {
		const found = known.get(symbol);
		if (found !== undefined) return found;
		let record: IDataObject | undefined;
		try {
			[record] = await read('spot', ticker, { symbol });
		} catch (caught) {
			throw unreadablePrice(symbol, caught);
		}
		const last = record?.symbol === symbol ? record.last : undefined;
		const price =
			typeof last === 'string' || typeof last === 'number' ? plainDecimal(last) : undefined;
		if (price === undefined || signOf(price) <= 0) {
			throw unreadablePrice(symbol, new Complaint('BitMart names none'));
		}
		known.set(symbol, price);
		return price;
	};
}

/** BitMart writes amounts with eight decimals. */
const AMOUNT_STEP = '0.00000001';

/** What an amount of the quote currency is cut to: as many decimals as a price has, and no more than BitMart writes. */
const amountStep = (priceStep: string) =>
	priceStep.length > AMOUNT_STEP.length ? AMOUNT_STEP : priceStep;

/** The steps that a pair states. */
export interface Steps {
	size: string | undefined;
	price: string | undefined;
}

/** The step to cut to; without one nobody knows what BitMart would make of a computed number. */
function stated(fitting: Fitting, step: string | undefined, what: string): string {
	if (step !== undefined) return step;
	return fitting.refuse(
		`Size cannot be converted: BitMart states no step of ${what} for ${fitting.symbol}`,
		'Give Size in the other currency, see Size In.',
	);
}

/**
 * Brings Size to what goes over the wire, and notes in the order what was asked for.
 * @param order as it was given
 * @returns the conversion in words, where there was one
 */
export async function toWire(
	fitting: Fitting,
	order: Values,
	steps: Steps,
	priceNow: PriceNow,
): Promise<string | undefined> {
	if (!converts(order)) {
		fitting.change(unconverted(order));
		return undefined;
	}
	const [base = '', quote = ''] = fitting.symbol.split('_');
	const asked = String(order.size);
	const isMarket = order.type === 'market';
	// A trigger order trades at about its trigger price, whatever the price is now.
	const price =
		fitting.amount(isMarket ? 'triggerPrice' : 'price') ?? (await priceNow(fitting.symbol));
	const shared = { askedSize: asked, ...(isMarket && { priceUsed: price }) };
	if (spends(order)) {
		const step = amountStep(stated(fitting, steps.price, 'the amount'));
		const notional = withoutZeros(floorToStep(multiplyDecimals(asked, price), step));
		if (signOf(notional) === 0) {
			fitting.refuse(
				`Size ${asked} ${base} is worth less than ${withoutZeros(step)} ${quote} at a price of ${price}`,
			);
		}
		fitting.change({ ...shared, askedIn: base, size: undefined, notional });
		return `${asked} ${base} at a price of ${price}`;
	}
	const step = stated(fitting, steps.size, 'the size');
	const size = mostMultiple(step, price, asked);
	if (signOf(size) === 0) {
		fitting.refuse(
			`Size ${asked} ${quote} is less than one step of ${fitting.symbol}, which is ${withoutZeros(step)} ${base}, at a price of ${price}`,
		);
	}
	fitting.change({ ...shared, askedIn: quote, size });
	return `${asked} ${quote} at a price of ${price}`;
}

/**
 * An order whose rules could not be read and that is to be sent all the same.
 * @throws Complaint where it would have to be converted
 */
export function uncheckedOrder(order: Values, prefix = ''): Values {
	if (!converts(order)) return { ...order, ...unconverted(order) };
	throw new Complaint(
		`${prefix}Size cannot be converted, because the trading rules of ${String(order.symbol)} could not be read`,
		`${NOTHING_SENT} Send Unchecked sends only what needs no conversion: the quote currency for market buys, the base currency for all others. See Size In.`,
	);
}
