import type { Field, When } from '../../core/definition/field';
import type { Side } from '../words';
import { MODE_NAMES, SIDES } from '../words';
import { money } from './common';
import { clientOrderId, findBy, orderId } from './orderIds';

/** What is true of BitMart's futures as a whole: words for its numbers, and its shared fields. */

/** `BTC/USDT`, `btc_usdt` and `BTC-USDT` all mean the contract `BTCUSDT`. */
export function toFuturesSymbol(text: string): string | undefined {
	const symbol = text.toUpperCase().replace(/[/_-]/g, '');
	return /^[A-Z0-9$.]+$/.test(symbol) ? symbol : undefined;
}

/** The contract of an order or a query. */
export const futuresSymbol: Field = {
	displayName: 'Symbol',
	name: 'symbol',
	type: 'string',
	kind: 'text',
	required: true,
	default: '',
	placeholder: 'e.g. BTCUSDT',
	description: 'Contract, such as BTCUSDT',
	normalize: toFuturesSymbol,
	expects: 'a contract such as BTCUSDT',
};

/** Narrows a list to one contract. */
export const symbolFilter: Field = {
	...futuresSymbol,
	required: false,
	description: 'Return only this contract',
};

/** Which of the futures accounts to read. */
export const futuresAccount: Field = {
	displayName: 'Account',
	name: 'account',
	type: 'options',
	kind: 'choice',
	options: [
		{ name: 'Copy Trading', value: 'copy_trading', description: 'The copy trading account' },
		{ name: 'Futures', value: 'futures', description: 'The futures account' },
	],
	default: 'futures',
	description: 'Which account to read',
};

const inMode = ({ mode, does }: Side): string => {
	const name = MODE_NAMES[mode];
	return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${does}`;
};

/**
 * One field with the words of both position modes: nothing else of the form may decide which words there
 * are, as Side is what data fills in. The rule `fitPositionMode` refuses words of the other mode.
 * @param sides those that the operation has
 */
export function sideField(sides: readonly Side[] = SIDES): Field {
	const [first = ''] = sides.map(({ word }) => word);
	return {
		displayName: 'Side',
		name: 'side',
		type: 'options',
		kind: 'choice',
		required: true,
		options: sides.map((side) => ({
			name: side.name,
			value: side.word,
			description: inMode(side),
		})),
		values: Object.fromEntries(sides.map(({ word, number }) => [word, number])),
		default: first,
		description:
			'What the order does to the position. Which words apply depends on the position mode of your account, which Position: Get Mode shows; a word of the other mode is refused.',
	};
}

/** How a position is backed. */
export const marginMode: Field = {
	displayName: 'Margin Mode',
	name: 'marginMode',
	wire: 'open_type',
	type: 'options',
	kind: 'choice',
	required: true,
	options: [
		{ name: 'Cross', value: 'cross', description: 'The whole futures balance backs the position' },
		{
			name: 'Isolated',
			value: 'isolated',
			description: 'Only the margin of the position backs it',
		},
	],
	default: 'isolated',
	description:
		'How the position is backed; with a position open it must be the mode of that position',
};

export const leverage: Field = {
	displayName: 'Leverage',
	name: 'leverage',
	type: 'string',
	kind: 'decimal',
	required: true,
	default: '',
	placeholder: 'e.g. 10',
	description:
		'Leverage as a number; with a position open it must be the leverage of that position',
};

/** Contracts, not coins. */
export const contracts: Field = {
	displayName: 'Size',
	name: 'size',
	type: 'number',
	kind: 'integer',
	required: true,
	typeOptions: { minValue: 1 },
	default: 1,
	description:
		'Number of contracts, a whole number. Market: Get Contracts shows how much one contract is.',
};

/** One field for all units, so that it is there whatever Side and Type turn out to be. */
export const futuresSizeIn: Field = {
	displayName: 'Size In',
	name: 'sizeIn',
	type: 'options',
	kind: 'choice',
	local: true,
	required: true,
	options: [
		{
			name: 'Coins',
			value: 'base',
			description: 'The size of the position in coins, for example BTC in BTCUSDT',
		},
		{
			name: 'Contracts',
			value: 'contracts',
			description: 'A whole number; Market: Get Contracts shows how much one contract is',
		},
		{
			name: 'Percent of the Position',
			value: 'positionPercent',
			description:
				'For orders that close: a percentage of the contracts of the open position that can still be closed',
		},
		{
			name: 'Percent of the Wallet',
			value: 'walletPercent',
			description:
				'For orders that open: a percentage of the available balance as margin, at the leverage of the order',
		},
		{
			name: 'Quote Currency',
			value: 'quote',
			description: 'The value of the position, for example in USDT for BTCUSDT',
		},
	],
	default: 'contracts',
	description:
		'What Size is in. BitMart takes whole contracts only; the node converts what you choose, and never up.',
};

/** How large an order is; `rules/contractSizes.ts` makes of it the contracts that go over the wire. */
export const futuresAmounts: Field[] = [
	futuresSizeIn,
	{
		displayName: 'Size',
		name: 'size',
		type: 'string',
		kind: 'decimal',
		// BitMart wants a bare whole number, and that is what is sent.
		wireType: 'number',
		required: true,
		default: '1',
		placeholder: 'e.g. 25',
		description:
			'How much to trade, in the unit of Size In: a whole number of contracts, or with decimals in any other unit; a percentage is at most 100',
	},
];

/** Which price is watched: BitMart's 1 and 2. */
export function priceType(field: Pick<Field, 'displayName' | 'name'> & Partial<Field>): Field {
	return {
		type: 'options',
		kind: 'choice',
		options: [
			{ name: 'Last Price', value: 'last', description: 'The price of the last trade' },
			{ name: 'Mark Price', value: 'mark', description: 'The fair price, which BitMart computes' },
		],
		values: { last: 1, mark: 2 },
		default: 'last',
		description: 'Which price is compared with the trigger',
		...field,
	};
}

/** Order mode 1 to 4. */
export const orderModeField: Field = {
	displayName: 'Order Mode',
	name: 'mode',
	type: 'options',
	kind: 'choice',
	options: [
		{ name: 'FOK', value: 'fok', description: 'Fills completely at once or not at all' },
		{ name: 'GTC', value: 'gtc', description: 'Stays until it is filled or canceled' },
		{ name: 'IOC', value: 'ioc', description: 'Fills what it can at once; the rest is canceled' },
		{
			name: 'Post Only',
			value: 'postOnly',
			description: 'May only rest on the book; limit orders only',
		},
	],
	values: { fok: 2, gtc: 1, ioc: 3, postOnly: 4 },
	default: 'gtc',
	description: 'How long the order stays',
};

/** Take profit and stop loss that come with an opening order, in alphabetical order. */
export function presetFields(when?: When): Field[] {
	const condition = when ? { when } : {};
	return [
		money({
			displayName: 'Preset Stop Loss Price',
			name: 'presetStopLossPrice',
			wire: 'preset_stop_loss_price',
			description: 'Price at which the new position is closed at a loss',
			...condition,
		}),
		priceType({
			displayName: 'Preset Stop Loss Price Type',
			name: 'presetStopLossPriceType',
			wire: 'preset_stop_loss_price_type',
			...condition,
		}),
		money({
			displayName: 'Preset Take Profit Price',
			name: 'presetTakeProfitPrice',
			wire: 'preset_take_profit_price',
			description: 'Price at which the new position is closed at a gain',
			...condition,
		}),
		priceType({
			displayName: 'Preset Take Profit Price Type',
			name: 'presetTakeProfitPriceType',
			wire: 'preset_take_profit_price_type',
			...condition,
		}),
	];
}

/** Orders that this node looks up or changes are named by digits only; no digit may be lost. */
export const futuresOrderId: Field = {
	...orderId,
	placeholder: 'e.g. 3000417725906318',
	normalize: (text) => (/^\d+$/.test(text) ? text : undefined),
	expects: 'an ID of digits only',
};

/**
 * One order, by either ID. Without an ID BitMart would cancel all orders of the contract (trap 1), so
 * whichever is chosen is required.
 */
export const orderKeys: Field[] = [
	findBy,
	{ ...futuresOrderId, wire: 'order_id', when: { findBy: ['orderId'] } },
	{
		...clientOrderId,
		wire: 'client_order_id',
		required: true,
		when: { findBy: ['clientOrderId'] },
	},
];

/** What fires a plan order or a TP/SL order. */
export const triggerPrice: Field = money({
	displayName: 'Trigger Price',
	name: 'triggerPrice',
	wire: 'trigger_price',
	required: true,
	placeholder: 'e.g. 58000',
	description: 'Price at which the order fires',
});

export const triggerPriceType: Field = priceType({
	displayName: 'Price Type',
	name: 'priceType',
	wire: 'price_type',
	required: true,
});

/** The limit price of a plan order or a TP/SL order; BitMart has no `price` there. */
export const executionPrice: Field = money({
	displayName: 'Execution Price',
	name: 'executionPrice',
	wire: 'executive_price',
	required: true,
	placeholder: 'e.g. 58050',
	description: 'Limit price of the order that is placed when the trigger fires',
});

/** How much of the position a take profit or stop loss covers. */
export const planCategory: Field = {
	displayName: 'Plan Category',
	name: 'planCategory',
	wire: 'plan_category',
	type: 'options',
	kind: 'choice',
	options: [
		{
			name: 'Position',
			value: 'position',
			description: 'Covers the whole position',
		},
		{ name: 'Quantity', value: 'quantity', description: 'Covers a number of contracts' },
	],
	values: { quantity: 1, position: 2 },
	default: 'quantity',
	description: 'How much of the position a take profit or stop loss covers',
};
