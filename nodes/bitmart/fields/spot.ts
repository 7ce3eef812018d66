import type { Field } from '../../core/definition/field';
import { money } from './common';

/** Fields of spot and margin orders. */

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

/** One field for what used to be two, so that it is there whatever Side and Type turn out to be. */
export const spotSizeIn: Field = {
	displayName: 'Size In',
	name: 'sizeIn',
	type: 'options',
	kind: 'choice',
	local: true,
	required: true,
	options: [
		{
			name: 'Base Currency',
			value: 'base',
			description: 'What is bought or sold, for example BTC in BTC_USDT',
		},
		{
			name: 'Percent of What Is Available',
			value: 'percent',
			description:
				'Buying: a percentage of the available quote currency. Selling: of the available base currency.',
		},
		{
			name: 'Quote Currency',
			value: 'quote',
			description: 'What is paid or received, for example USDT in BTC_USDT',
		},
	],
	default: 'base',
	description:
		'What Size is in. BitMart takes the quote currency for market buys and the base currency for all others; the node converts what you choose, and never up.',
};

/**
 * What a spot order names beside pair, side and type. BitMart takes an amount of the quote currency for
 * a market buy, and a size of the base currency otherwise; a market buy with a size ends in code 50021.
 * The form has one Size for both, and `rules/spotSizes.ts` makes of it what goes over the wire.
 */
export function orderAmounts(priced: string[]): Field[] {
	return [
		spotSizeIn,
		money({
			displayName: 'Size',
			name: 'size',
			required: true,
			description: 'How much to buy or sell, in the unit of Size In; a percentage is at most 100',
		}),
		money({
			displayName: 'Amount to Spend',
			name: 'notional',
			computed: { from: 'size', with: { sizeIn: 'quote' } },
			when: { type: ['market'], side: ['buy'] },
			description: 'Amount of the quote currency that a market buy spends',
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

/** What to do where a pair that narrows a Cancel All is left blank. */
export const ALL_PAIRS =
	'Remove the option if you mean all pairs. An empty expression is not taken for "all".';
