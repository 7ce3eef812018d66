import type { Field } from '../core/operation';

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

export const currency: Field = {
	displayName: 'Currency',
	name: 'currency',
	type: 'string',
	kind: 'text',
	default: '',
	placeholder: 'e.g. USDT',
	description: 'Return only this currency',
	normalize: (text) => (/^[A-Za-z0-9$.-]+$/.test(text) ? text.toUpperCase() : undefined),
	expects: 'a currency such as USDT',
};

/** A price, size or amount: exact text, never a float. */
export function money(field: Omit<Field, 'type' | 'kind' | 'default'>): Field {
	return { type: 'string', kind: 'decimal', default: '', placeholder: 'e.g. 0.015', ...field };
}

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
