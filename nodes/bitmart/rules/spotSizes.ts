import type { Values } from '../../core/definition/field';
import { Complaint } from '../../core/values/complaint';
import {
	floorToStep,
	mostMultiple,
	multiplyDecimals,
	signOf,
	withoutZeros,
} from '../../core/values/decimal';
import type { Purse } from './available';
import { shareOf } from './available';
import { percentComplaint } from './complaints';
import type { Fitting } from './fitting';
import { NOTHING_SENT } from './fitting';
import type { PriceNow } from './prices';

/**
 * What Size and Size In of a spot order are on the wire. A market buy names the amount that it spends
 * (`notional`), every other order a size of the base currency. Where Size is in the other currency it is
 * converted, and where it is a percentage it is taken of what is available: rounded down, never up, and
 * never to nothing without a word.
 */

/** A market buy spends an amount of the quote currency. */
export const spends = ({ type, side }: Values): boolean => type === 'market' && side === 'buy';

/** Whether Size is a percentage of what is available. */
const isShare = ({ sizeIn }: Values) => sizeIn === 'percent';

/** Whether Size is something else than what goes over the wire. */
const converts = (order: Values) => isShare(order) || (order.sizeIn === 'quote') !== spends(order);

/** What changes where Size is in the currency of the wire already. */
const unconverted = (order: Values): Values =>
	spends(order) ? { size: undefined, notional: order.size } : {};

const currenciesOf = (symbol: unknown): [string, string] => {
	const [base = '', quote = ''] = String(symbol).split('_');
	return [base, quote];
};

/** What Size is in: a currency, or `percent`. */
const unitOf = ({ symbol, sizeIn }: Values): string => {
	const [base, quote] = currenciesOf(symbol);
	if (sizeIn === 'percent') return 'percent';
	return sizeIn === 'quote' ? quote : base;
};

/** Whether an order is as it was asked for, and its amount is still to be computed. */
export const isUncomputed = (order: Values): boolean =>
	order.askedSize === undefined && order.notional === undefined && converts(order);

/** The note of what was asked for, of an order whose amount is computed. */
export const askedOf = (order: Values): Values => ({
	askedSize: order.size,
	askedIn: unitOf(order),
});

/**
 * An order with the amount that goes over the wire under its name there, also where it is as it was asked
 * for; with none where it is still to be computed.
 */
export function withOwnAmount(order: Values): Values {
	if (isUncomputed(order)) return { ...order, ...askedOf(order), size: undefined };
	const isAsAsked = spends(order) && order.notional === undefined;
	return isAsAsked ? { ...order, ...unconverted(order) } : order;
}

/** Finer than the step of any pair. */
const FINEST = `0.${'1'.padStart(30, '0')}`;

/**
 * An order as it goes over the wire, as far as that is known before anything was read; undefined where
 * the amount depends on the price of the moment or on what is available.
 */
export function outlineSpotOrder(order: Values): Values | undefined {
	if (!converts(order)) return { ...order, ...unconverted(order) };
	const { size, price } = order;
	if (isShare(order)) return undefined;
	if (price === undefined || size === undefined) return undefined;
	const most = mostMultiple(FINEST, String(price), String(size));
	return signOf(most) > 0 ? { ...order, size: most } : undefined;
}

/** The same of every order of a batch. */
export function outlineSpotOrders(values: Values): Values | undefined {
	const orders = ((values.orders ?? []) as Values[]).map(outlineSpotOrder);
	return orders.includes(undefined) ? undefined : { ...values, orders };
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

/** What a size is computed from beside the rules of its pair. */
export interface Sources {
	priceNow: PriceNow;
	purse: Purse;
}

/** The amount of an order that was computed, in words, and the currency that it was asked in. */
export interface Computed {
	words: string;
	inQuote: boolean;
}

/** The step to cut to; without one nobody knows what BitMart would make of a computed number. */
function stated(fitting: Fitting, step: string | undefined, what: string): string {
	if (step !== undefined) return step;
	return fitting.refuse(
		`Size cannot be converted: BitMart states no step of ${what} for ${fitting.symbol}`,
		'Choose another Size In.',
	);
}

/** What may be spent or sold, before it is cut to a step. */
interface Budget {
	amount: string;
	/** As in "… is less than one step". */
	words: string;
	notes: Values;
}

/**
 * A percentage of what is available. BitMart takes the fee of a spot trade from what is received, so that
 * all of it can be spent.
 */
async function shareFor(fitting: Fitting, order: Values, { purse }: Sources): Promise<Budget> {
	const complaint = percentComplaint(order);
	if (complaint) fitting.refuse(complaint);
	const [base, quote] = currenciesOf(fitting.symbol);
	const currency = order.side === 'buy' ? quote : base;
	const percent = String(order.size);
	const available = await purse.available(fitting.symbol, currency);
	if (signOf(available) === 0) {
		fitting.refuse(
			`No ${currency} is available in ${purse.where(fitting.symbol)}, so there is nothing that Size could be a percentage of`,
		);
	}
	return {
		amount: shareOf(available, percent),
		words: `${percent} % of the available ${withoutZeros(available)} ${currency}`,
		notes: { ...askedOf(order), percentOf: available },
	};
}

/** The amount of a market buy. */
function spend(fitting: Fitting, budget: Budget, steps: Steps, worth: string): void {
	const [, quote] = currenciesOf(fitting.symbol);
	const step = amountStep(stated(fitting, steps.price, 'the amount'));
	const notional = withoutZeros(floorToStep(budget.amount, step));
	if (signOf(notional) === 0) {
		fitting.refuse(`${worth} less than ${withoutZeros(step)} ${quote}${budget.words}`);
	}
	fitting.change({ ...budget.notes, size: undefined, notional });
}

/** Brings a percentage to what goes over the wire. */
async function fromShare(
	fitting: Fitting,
	order: Values,
	steps: Steps,
	sources: Sources,
): Promise<Computed> {
	const [base] = currenciesOf(fitting.symbol);
	const budget = await shareFor(fitting, order, sources);
	const { amount, words, notes } = budget;
	if (spends(order)) {
		spend(fitting, { ...budget, words: '' }, steps, `${words} is`);
		return { words, inQuote: false };
	}
	const step = stated(fitting, steps.size, 'the size');
	// A buyer pays no more than the limit price for what is left after the percentage.
	const price = order.side === 'buy' ? fitting.amount('price') : undefined;
	const size =
		price === undefined
			? withoutZeros(floorToStep(amount, step))
			: mostMultiple(step, price, amount);
	const at = price === undefined ? words : `${words} at a price of ${price}`;
	if (signOf(size) === 0) {
		fitting.refuse(
			`${at} is less than one step of ${fitting.symbol}, which is ${withoutZeros(step)} ${base}`,
		);
	}
	fitting.change({ ...notes, size });
	return { words: at, inQuote: false };
}

/** Brings a size in the other currency to what goes over the wire. */
async function fromOther(
	fitting: Fitting,
	order: Values,
	steps: Steps,
	{ priceNow }: Sources,
): Promise<Computed> {
	const [base, quote] = currenciesOf(fitting.symbol);
	const asked = String(order.size);
	const isMarket = order.type === 'market';
	// A trigger order trades at about its trigger price, whatever the price is now.
	const price =
		fitting.amount(isMarket ? 'triggerPrice' : 'price') ?? (await priceNow(fitting.symbol));
	const notes = { ...askedOf(order), ...(isMarket && { priceUsed: price }) };
	const at = ` at a price of ${price}`;
	if (spends(order)) {
		const budget = { amount: multiplyDecimals(asked, price), words: at, notes };
		spend(fitting, budget, steps, `Size ${asked} ${base} is worth`);
		return { words: `${asked} ${base}${at}`, inQuote: false };
	}
	const step = stated(fitting, steps.size, 'the size');
	const size = mostMultiple(step, price, asked);
	if (signOf(size) === 0) {
		fitting.refuse(
			`Size ${asked} ${quote} is less than one step of ${fitting.symbol}, which is ${withoutZeros(step)} ${base},${at}`,
		);
	}
	fitting.change({ ...notes, size });
	return { words: `${asked} ${quote}${at}`, inQuote: true };
}

/**
 * Brings Size to what goes over the wire, and notes in the order what was asked for.
 * @param order as it was given
 * @returns how the amount came about, where it was computed
 */
export async function toWire(
	fitting: Fitting,
	order: Values,
	steps: Steps,
	sources: Sources,
): Promise<Computed | undefined> {
	if (isShare(order)) return await fromShare(fitting, order, steps, sources);
	if (converts(order)) return await fromOther(fitting, order, steps, sources);
	fitting.change(unconverted(order));
	return undefined;
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
