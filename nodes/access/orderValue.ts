import type { IDataObject } from 'n8n-workflow';

import type { Endpoint } from '../core/definition/operation';
import { compareDecimals, multiplyDecimals, plainDecimal, signOf } from '../core/values/decimal';
import type { Body } from './body';
import { isNothing } from './body';
import { Refusal } from './guardSettings';

/**
 * What an order is worth in its quote currency, from the body as it goes over the wire. Exact decimals,
 * and in doubt too much rather than too little.
 */

/** A futures contract as far as values depend on it. */
export interface Contract {
	/** Coins per contract; of a coin-margined contract, dollars. */
	size: string;
	lastPrice: string;
	base: string;
	quote: string;
	coinMargined: boolean;
}

/** What only the exchange knows. */
export interface Facts {
	/** The last price of a spot pair. */
	spotPrice(symbol: string): Promise<string>;
	contract(symbol: string): Promise<Contract>;
	/** The open order that a call changes, from the list at this endpoint; undefined where it is not there. */
	openOrder(list: Endpoint, change: Body): Promise<IDataObject | undefined>;
}

export interface Value {
	amount: string;
	currency: string;
}

/** `exempt`: there is nothing to hold to a limit. `unknown`: facts are needed, and there are none. */
export type Valuation = Value | 'exempt' | 'unknown';

/** One order of a call. */
export interface Order {
	/** How a sentence calls it. */
	name: string;
	body: Body;
	symbol: unknown;
}

/** Where a placing call says what. Names are those on the wire. */
export interface Shape {
	market: 'spot' | 'futures';
	/** The list of orders, where one call places several. */
	list?: 'orderParams' | 'order_params';
	/** Every order of the list names its own symbol. */
	ownSymbols?: true;
	/** The key that says limit or market; absent where there are limit orders only. */
	type?: string;
	/** The key of the limit price. */
	limit?: string;
	/** Other prices at which the order may start to trade. */
	triggers?: string[];
	/** May come without a size. */
	sizeless?: true;
	/** It changes an order of this list; what the body does not name stays as it is there. */
	changes?: { list: Endpoint; keys: string[] };
}

const spot: Shape = { market: 'spot', type: 'type', limit: 'price' };
const futures: Shape = { market: 'futures' };
const plan: Shape = {
	market: 'futures',
	type: 'type',
	limit: 'executive_price',
	triggers: ['trigger_price'],
};
// Whether the execution price holds depends on two more parameters here, so it is one price of several.
const tpSl: Shape = {
	market: 'futures',
	triggers: ['trigger_price', 'executive_price'],
	sizeless: true,
};

const OPEN_ORDERS: Endpoint = 'GET /contract/private/get-open-orders';
const OPEN_PLANS: Endpoint = 'GET /contract/private/current-plan-order';

/** Every call that places an order, or makes one larger. */
const PLACING: Record<string, Shape> = {
	'POST /spot/v1/submit_order': spot,
	'POST /spot/v2/submit_order': spot,
	'POST /spot/v1/batch_orders': { ...spot, list: 'orderParams', ownSymbols: true },
	'POST /spot/v2/batch_orders': { ...spot, list: 'order_params', ownSymbols: true },
	'POST /spot/v4/batch_orders': { ...spot, list: 'orderParams' },
	'POST /spot/v1/margin/submit_order': spot,
	'POST /spot/v4/algo/submit_order': {
		...spot,
		type: 'trigger_type',
		triggers: ['trigger_price'],
	},
	'POST /contract/private/submit-order': { ...futures, type: 'type', limit: 'price' },
	'POST /contract/private/submit-plan-order': plan,
	'POST /contract/private/submit-trail-order': { ...futures, triggers: ['activation_price'] },
	'POST /contract/private/submit-tp-sl-order': tpSl,
	'POST /contract/private/modify-limit-order': {
		...futures,
		limit: 'price',
		changes: { list: OPEN_ORDERS, keys: ['side', 'price', 'size'] },
	},
	'POST /contract/private/modify-plan-order': {
		...plan,
		changes: { list: OPEN_PLANS, keys: ['side', 'size'] },
	},
	'POST /contract/private/modify-tp-sl-order': {
		...tpSl,
		changes: { list: OPEN_PLANS, keys: ['size'] },
	},
};

/** Where a placing call says what; undefined of all others. */
export const shapeOf = (endpoint: string): Shape | undefined => PLACING[endpoint];

/** Whether a call places orders or makes one larger. */
export const isPlacing = (endpoint: string): boolean => shapeOf(endpoint) !== undefined;

/** Whether a call places something new, so that the body alone says what. */
export const isPlacingNew = (endpoint: string): boolean =>
	isPlacing(endpoint) && PLACING[endpoint]?.changes === undefined;

/** Whether the same body is worth the same in both calls. */
export const areWorthTheSame = (one: string, other: string): boolean =>
	isPlacing(one) && PLACING[one] === PLACING[other];

function unclear(name: string, why: string): Refusal {
	return new Refusal(
		`The value of ${name} is not clear: ${why}`,
		'This credential has a Largest Order Value, so an order whose value is not clear is not sent. Write the body as BitMart documents it.',
	);
}

/**
 * The orders of a placing call, with the symbol that each is for.
 * @throws Refusal where a call of several orders holds no list of them
 */
export function ordersOf(endpoint: string, body: Body): Order[] {
	const { list, ownSymbols } = PLACING[endpoint] ?? {};
	if (!list) return [{ name: 'the order', body, symbol: body.symbol }];
	const rows = body[list];
	const isObject = (row: unknown): row is Body =>
		typeof row === 'object' && row !== null && !Array.isArray(row);
	if (!Array.isArray(rows) || rows.length === 0 || !rows.every(isObject)) {
		throw new Refusal(
			`The orders of this call cannot be judged: ${list} must be a list of objects`,
			'The guard rails of this credential look at every order. Write the body as BitMart documents it.',
		);
	}
	return rows.map((row, index) => ({
		name: `order ${index + 1}`,
		body: row,
		symbol: ownSymbols ? row.symbol : body.symbol,
	}));
}

/** An amount above zero as plain digits; undefined where the order has none. */
function amountAt({ name, body }: Order, key: string): string | undefined {
	const given = body[key];
	if (isNothing(given)) return undefined;
	const isScalar = typeof given === 'string' || typeof given === 'number';
	const amount = isScalar ? plainDecimal(given) : undefined;
	if (amount === undefined || signOf(amount) <= 0) {
		throw unclear(name, `${key} must be a number above zero`);
	}
	return amount;
}

/** An amount above zero as plain digits. */
export function requiredAmount(order: Order, key: string): string {
	const amount = amountAt(order, key);
	if (amount === undefined) throw unclear(order.name, `${key} is missing`);
	return amount;
}

/** A price above zero; undefined where the order has none, or 0, which stands for the market price. */
export function priceAt(order: Order, key: string | undefined): string | undefined {
	if (key === undefined || /^0+(\.0*)?$/.test(String(order.body[key]))) return undefined;
	return amountAt(order, key);
}

const pricesAt = (order: Order, keys: string[] = []) => keys.map((key) => priceAt(order, key));

const highest = (prices: Array<string | undefined>): string =>
	prices.reduce<string>(
		(most, price) => (price !== undefined && compareDecimals(price, most) > 0 ? price : most),
		'0',
	);

/** A value of the body that must be one of these. */
export function choiceAt(order: Order, key: string, choices: string[]): string {
	const given = order.body[key];
	if (typeof given === 'string' && choices.includes(given)) return given;
	throw unclear(order.name, `${key} must be one of ${choices.join(', ')}`);
}

/** The symbol of an order, which it must have. */
export function symbolOf({ name, symbol }: Order): string {
	if (typeof symbol === 'string' && symbol !== '') return symbol;
	throw unclear(name, 'symbol is missing');
}

/** A market buy names what it spends, all others their size; both together would be ambiguous. */
export function spotAmount(order: Order, spends: boolean): string {
	const [key, other] = spends ? ['notional', 'size'] : ['size', 'notional'];
	if (!isNothing(order.body[other as string])) {
		throw unclear(order.name, `${other} does not belong into it`);
	}
	return requiredAmount(order, key as string);
}

/**
 * A buyer never pays more than the limit price, so it bounds the value. A seller never gets less: an
 * order to sell far below the market sells at the market, so the price now counts where it is higher.
 */
async function spotValue(order: Order, shape: Shape, facts?: Facts): Promise<Valuation> {
	const { type: typeKey = 'type', limit = 'price', triggers } = shape;
	const symbol = symbolOf(order);
	const currency = symbol.split('_')[1] ?? '';
	const side = choiceAt(order, 'side', ['buy', 'sell']);
	const type = choiceAt(order, typeKey, ['limit', 'limit_maker', 'ioc', 'market']);
	const spends = type === 'market' && side === 'buy';
	const given = spotAmount(order, spends);
	if (spends) return { amount: given, currency };
	const price = type === 'market' ? undefined : requiredAmount(order, limit);
	// A post-only order that would fill at once is canceled, so it trades at its own price or not at all.
	if (price !== undefined && (side === 'buy' || type === 'limit_maker')) {
		return { amount: multiplyDecimals(given, price), currency };
	}
	const waiting = pricesAt(order, triggers);
	if (!facts) return 'unknown';
	const now = await facts.spotPrice(symbol);
	return { amount: multiplyDecimals(given, highest([price, ...waiting, now])), currency };
}

/** Sides 1 and 2 buy, 3 and 4 sell. */
const buys = ({ body }: Order) => ['1', '2'].includes(String(body.side));

/**
 * Contracts, coins per contract and price. As with spot, only the limit price of a buy is a bound; where
 * the price is left to the market, the highest of the prices that the order names and the last one counts.
 */
async function futuresValue(order: Order, shape: Shape, facts?: Facts): Promise<Valuation> {
	const { type, limit, triggers, sizeless } = shape;
	// A take profit or stop loss without a size closes the whole position, whatever that is when it
	// fires. It opens nothing, and an account whose stop loss is refused is in more danger, not in less.
	if (sizeless && isNothing(order.body.size)) return 'exempt';
	const symbol = symbolOf(order);
	const size = requiredAmount(order, 'size');
	const price = priceAt(order, limit);
	const waiting = pricesAt(order, triggers);
	if (!facts) return 'unknown';
	const contract = await facts.contract(symbol);
	const amount = multiplyDecimals(size, contract.size);
	const currency = contract.quote;
	if (contract.coinMargined) return { amount, currency };
	const isLimit = type === undefined || order.body[type] === 'limit';
	const bound = isLimit && buys(order) ? price : undefined;
	const highestPrice = bound ?? highest([price, ...waiting, contract.lastPrice]);
	return { amount: multiplyDecimals(amount, highestPrice), currency };
}

/** The order as it will be after the change; undefined where that takes facts, and there are none. */
export async function changed(
	order: Order,
	shape: Shape,
	facts?: Facts,
): Promise<Order | undefined> {
	const { changes, sizeless } = shape;
	const missing = changes?.keys.filter((key) => isNothing(order.body[key])) ?? [];
	const isWholePosition = sizeless === true && String(order.body.plan_category) === '2';
	if (!changes || missing.length === 0 || isWholePosition) return order;
	if (!facts) return undefined;
	const found = await facts.openOrder(changes.list, order.body);
	if (!found) {
		if (missing.every((key) => key === 'side')) return order;
		throw unclear(order.name, 'it is not among the first 100 open orders of the contract');
	}
	// Nothing and zero mean the same in a record.
	const kept = missing.filter((key) => !/^[0.]*$/.test(String(found[key] ?? '')));
	const rest = Object.fromEntries(kept.map((key) => [key, found[key]]));
	return { ...order, body: { ...order.body, ...rest } };
}

/**
 * What an order of a placing call is worth.
 * @throws Refusal where the order does not say, or where the facts cannot be read
 */
export async function valueOf(endpoint: string, given: Order, facts?: Facts): Promise<Valuation> {
	const shape = PLACING[endpoint];
	if (!shape) return 'exempt';
	const order = await changed(given, shape, facts);
	if (!order) return 'unknown';
	return shape.market === 'spot'
		? await spotValue(order, shape, facts)
		: await futuresValue(order, shape, facts);
}
