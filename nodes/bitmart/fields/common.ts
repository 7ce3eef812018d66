import type { Field } from '../../core/definition/operation';

/** Fields that mean the same in every operation, so that they are named and described once. */

/** `BTC/USDT`, `btc_usdt` and `BTC-USDT` all mean `BTC_USDT`. */
export function toSpotSymbol(text: string): string | undefined {
	const symbol = text.toUpperCase().replace(/[/-]/, '_');
	return /^[A-Z0-9$.]+_[A-Z0-9$.]+$/.test(symbol) ? symbol : undefined;
}

export const spotSymbol: Field = {
	displayName: 'Symbol',
	name: 'symbol',
	type: 'string',
	kind: 'text',
	required: true,
	default: '',
	placeholder: 'e.g. BTC_USDT',
	description: 'Trading pair, base currency first, such as BTC_USDT or BTC/USDT',
	normalize: toSpotSymbol,
	expects: 'a trading pair such as BTC_USDT',
};

/** Currency IDs can carry a network, as USDT-TRC20 and USDT-BSC_BNB do. */
function toCurrency(text: string): string | undefined {
	return /^[A-Za-z0-9$._-]+$/.test(text) ? text.toUpperCase() : undefined;
}

export const currency: Field = {
	displayName: 'Currency',
	name: 'currency',
	type: 'string',
	kind: 'text',
	default: '',
	placeholder: 'e.g. USDT',
	description: 'Return only this currency',
	normalize: toCurrency,
	expects: 'a currency such as USDT',
};

/** Where money enters or leaves BitMart the network is part of the currency: a bare USDT means OMNI. */
export const networkCurrency: Field = {
	...currency,
	required: true,
	placeholder: 'e.g. USDT-TRC20',
	description:
		'Currency with its network, such as USDT-TRC20, as Currency: Get Many lists it. Plain USDT means the OMNI network.',
	expects: 'a currency such as BTC or USDT-TRC20',
};

/** A price, size or amount: exact text, never a float. */
export function money(field: Omit<Field, 'type' | 'kind' | 'default'>): Field {
	return { type: 'string', kind: 'decimal', default: '', placeholder: 'e.g. 0.015', ...field };
}

/** How much of a currency is moved, borrowed or withdrawn. */
export const amount: Field = money({
	displayName: 'Amount',
	name: 'amount',
	required: true,
	placeholder: 'e.g. 25.50',
	description: 'How much to move, in units of the currency',
});

export const orderSide: Field = {
	displayName: 'Side',
	name: 'side',
	type: 'options',
	kind: 'choice',
	required: true,
	options: [
		{ name: 'Buy', value: 'buy', description: 'Buy the base currency, pay in the quote currency' },
		{ name: 'Sell', value: 'sell', description: 'Sell the base currency for the quote currency' },
	],
	default: 'buy',
	description: 'Whether to buy or to sell the base currency',
};

export const orderType: Field = {
	displayName: 'Type',
	name: 'type',
	type: 'options',
	kind: 'choice',
	required: true,
	options: [
		{
			name: 'Limit',
			value: 'limit',
			description: 'Rests on the book at a fixed price until it fills',
		},
		{ name: 'Market', value: 'market', description: 'Fills at once at the best available prices' },
		{
			name: 'Limit Maker (Post Only)',
			value: 'limit_maker',
			description:
				'May only rest on the book. One that would fill at once is accepted and then canceled by BitMart.',
		},
		{
			name: 'IOC',
			value: 'ioc',
			description: 'Fills at a limit price at once; what does not fill is canceled',
		},
	],
	default: 'limit',
	description: 'How the order is executed',
};

const BASE_SIZE = 'Quantity in the base currency, for example BTC in BTC_USDT';

/**
 * What a spot order names beside pair, side and type: types that rest at a price have size and price, a
 * market buy spends an amount, a market sell gives a size. A buy with a size ends in code 50021.
 */
export function orderAmounts(priced: string[]): Field[] {
	return [
		money({
			displayName: 'Size',
			name: 'size',
			required: true,
			when: { type: priced },
			description: BASE_SIZE,
		}),
		money({
			displayName: 'Size',
			name: 'size',
			required: true,
			when: { type: ['market'], side: ['sell'] },
			description: BASE_SIZE,
		}),
		money({
			displayName: 'Amount to Spend',
			name: 'notional',
			required: true,
			when: { type: ['market'], side: ['buy'] },
			placeholder: 'e.g. 25.50',
			description: 'Amount of the quote currency to spend, for example USDT in BTC_USDT',
		}),
		money({
			displayName: 'Price',
			name: 'price',
			required: true,
			when: { type: priced },
			placeholder: 'e.g. 61250.50',
			description: 'Price of one unit of the base currency, in the quote currency',
		}),
	];
}

/** The types of `orderType` that name a price. */
export const PRICED = ['limit', 'limit_maker', 'ioc'];

/** Self-trade prevention of spot orders; the one camelCase key of `/spot/v2/submit_order`. */
export const spotStpMode: Field = {
	displayName: 'Self-Trade Prevention',
	name: 'stpMode',
	type: 'options',
	kind: 'choice',
	options: [
		{ name: 'Cancel Both', value: 'cancel_both', description: 'Both orders are canceled' },
		{
			name: 'Cancel Maker',
			value: 'cancel_maker',
			description: 'The order that is already on the book is canceled',
		},
		{
			name: 'Cancel Taker',
			value: 'cancel_taker',
			description: 'The incoming order is canceled',
		},
		{ name: 'None', value: 'none', description: 'The orders may trade with each other' },
	],
	default: 'none',
	description: 'What happens when the order would trade with another order of yours',
};

export const orderId: Field = {
	displayName: 'Order ID',
	name: 'orderId',
	type: 'string',
	kind: 'id',
	required: true,
	default: '',
	placeholder: 'e.g. 1187654321098765432',
	description: 'ID that BitMart gave the order',
	normalize: (text) => (/^[A-Za-z0-9]+$/.test(text) ? text : undefined),
	expects: 'an ID of letters and digits',
};

export const clientOrderId: Field = {
	displayName: 'Client Order ID',
	name: 'clientOrderId',
	type: 'string',
	kind: 'id',
	default: '',
	placeholder: 'e.g. alert20260801a',
	description: 'Your own ID of the order: at most 32 letters and digits, used once',
	normalize: (text) => (/^[A-Za-z0-9]{1,32}$/.test(text) ? text : undefined),
	expects: 'at most 32 letters and digits',
};

/** Chooses between the endpoint for BitMart's ID and the one for the user's own. */
export const findBy: Field = {
	displayName: 'Find By',
	name: 'findBy',
	type: 'options',
	kind: 'choice',
	local: true,
	required: true,
	options: [
		{ name: 'Order ID', value: 'orderId', description: 'The ID that BitMart gave the order' },
		{ name: 'Client Order ID', value: 'clientOrderId', description: 'The ID you gave the order' },
	],
	default: 'orderId',
	description: 'Which ID names the order',
};

/** Chooses between two places where BitMart keeps orders that it lets one look up. */
export const queryState: Field = {
	displayName: 'Look In',
	name: 'queryState',
	type: 'options',
	kind: 'choice',
	options: [
		{ name: 'Open Orders', value: 'open', description: 'Orders that can still fill' },
		{ name: 'Past Orders', value: 'history', description: 'Orders that are filled or canceled' },
	],
	default: 'open',
	description: 'Where to look; without it, in both. Faster when you know.',
};

/**
 * Reaches the endpoints that BitMart has superseded, for workflows that depend on one. Stands first
 * among the options, because others look at it.
 */
export function endpointVersion(description: string, current: string, ...older: string[]): Field {
	return {
		displayName: 'Endpoint Version',
		name: 'endpointVersion',
		type: 'options',
		kind: 'choice',
		local: true,
		options: [
			{ name: `${current.toUpperCase()} (Current)`, value: current },
			...older.map((value) => ({ name: `${value.toUpperCase()} (Superseded)`, value })),
		],
		default: current,
		description,
	};
}

export const limit = (maxValue: number): Field => ({
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	kind: 'integer',
	typeOptions: { minValue: 1, maxValue },
	default: 50,
	description: 'Max number of results to return',
});

export const receiveWindow: Field = {
	displayName: 'Receive Window',
	name: 'receiveWindow',
	wire: 'recvWindow',
	type: 'number',
	kind: 'integer',
	typeOptions: { minValue: 1, maxValue: 60_000 },
	default: 5000,
	description:
		'How many milliseconds after signing BitMart still accepts the request. Raise it only for a slow connection.',
};

/** A bound of a time range. */
export function timeBound(field: Omit<Field, 'type' | 'kind' | 'default'>): Field {
	return { type: 'dateTime', kind: 'time', default: '', ...field };
}

export const orderMode: Field = {
	displayName: 'Account',
	name: 'orderMode',
	type: 'options',
	kind: 'choice',
	options: [
		{ name: 'Isolated Margin', value: 'iso_margin', description: 'Orders of the margin accounts' },
		{ name: 'Spot', value: 'spot', description: 'Orders of the spot account' },
	],
	default: 'spot',
	description: 'Return only orders of this account; without it, orders of both',
};

/** The account of a balance or a withdrawal since there is a funding account (June 2026). */
export function sourceAccount(description: string): Field {
	return {
		displayName: 'Source Account',
		name: 'sourceAccount',
		type: 'options',
		kind: 'choice',
		options: [
			{ name: 'Funding', value: 'FUND', description: 'The funding account' },
			{ name: 'Spot', value: 'SPOT', description: 'The spot account' },
		],
		default: 'SPOT',
		description: `${description}. Known from one public client only, so BitMart may ignore it.`,
	};
}
