import type { IDataObject } from 'n8n-workflow';

import { limit } from '../../bitmart/fields/common';
import {
	executionPrice,
	futuresAmounts,
	futuresOrderId,
	futuresSymbol,
	leverage,
	marginMode,
	orderKeys,
	orderModeField,
	planCategory,
	presetFields,
	sideField,
	symbolFilter,
	triggerPrice,
	triggerPriceType,
} from '../../bitmart/fields/futures';
import { acceptedCancel, sentContracts } from '../../bitmart/records/futuresOrders';
import { placedId } from '../../bitmart/records/placed';
import { compact, isoFromMilliseconds, objectAt } from '../../bitmart/records/records';
import { postOnlyComplaint, presetComplaint, sizeComplaint } from '../../bitmart/rules/complaints';
import { outlineContractOrder } from '../../bitmart/rules/contractSizes';
import { ruleOptions } from '../../bitmart/rules/options';
import { OPENING_SIDES, sideWord } from '../../bitmart/words';
import type { Field } from '../../core/definition/field';
import type { Operation, Resource } from '../../core/definition/operation';
import { prepareOrder } from './prepare';

const LIMIT = { name: 'Limit', value: 'limit', description: 'Places a limit order when it fires' };
const MARKET = {
	name: 'Market',
	value: 'market',
	description: 'Places a market order when it fires',
};

const PLAN_TYPES = [
	LIMIT,
	MARKET,
	{
		name: 'Stop Loss',
		value: 'stop_loss',
		description: 'A stop loss; the resource TP/SL Order has more choices',
	},
	{
		name: 'Take Profit',
		value: 'take_profit',
		description: 'A take profit; the resource TP/SL Order has more choices',
	},
];

const PRICE_WAYS: Record<string, number> = { rises: 1, falls: 2 };

/** The path of the price to the trigger, not the direction of the position (trap 10). */
const priceWay: Field = {
	displayName: 'Fires When Price',
	name: 'priceWay',
	wire: 'price_way',
	type: 'options',
	kind: 'choice',
	required: true,
	options: [
		{
			name: 'Falls',
			value: 'falls',
			description: 'The trigger price is below the current price, for example to stop a long',
		},
		{
			name: 'Rises',
			value: 'rises',
			description: 'The trigger price is above the current price, for example to stop a short',
		},
	],
	values: PRICE_WAYS,
	default: 'rises',
	description:
		'From which side the price reaches the trigger. Rises when the trigger is above the current price, Falls when it is below; long or short does not matter.',
};

/** Anything that the exchange knows by this ID only. */
const planOrderId: Field = {
	...futuresOrderId,
	wire: 'order_id',
	description: 'ID that BitMart gave the plan order',
};

const cancel: Operation = {
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel a plan order',
	description:
		'Ask BitMart to cancel one live plan order or TP/SL order. Accepted does not mean canceled yet; Get Many Open shows whether it is gone.',
	endpoint: 'POST /contract/private/cancel-plan-order',
	permission: 'Future-Trade',
	limit: { requests: 40, seconds: 2, per: 'UID' },
	repeat: 'safe',
	fields: [futuresSymbol, ...orderKeys],
	rows: acceptedCancel,
};

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a plan order',
	description:
		'Place a live plan order: an order that is placed when the price reaches a trigger. Returns its ID. It has no Client Order ID, so it is not protected against double orders.',
	endpoint: 'POST /contract/private/submit-plan-order',
	permission: 'Future-Trade',
	limit: { requests: 24, seconds: 2, per: 'UID' },
	repeat: 'never',
	fields: [
		futuresSymbol,
		sideField(),
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			kind: 'choice',
			required: true,
			options: PLAN_TYPES,
			default: 'limit',
			description: 'What is placed when the price reaches the trigger',
		},
		triggerPrice,
		priceWay,
		triggerPriceType,
		{ ...executionPrice, when: { type: ['limit'] } },
		...futuresAmounts,
		leverage,
		marginMode,
	],
	options: [
		orderModeField,
		{
			...planCategory,
			// Of a plain plan order it would say nothing.
			when: { type: ['stop_loss', 'take_profit'] },
			description: 'How much of the position a take profit or stop loss covers',
		},
		...presetFields({ side: OPENING_SIDES }),
		...ruleOptions,
	],
	outline: outlineContractOrder,
	prepare: prepareOrder(({ type }) => (type === 'limit' ? 'limit' : 'market')),
	check: (values) => sizeComplaint(values) ?? postOnlyComplaint(values) ?? presetComplaint(values),
	rows: (answer, values) => {
		const { symbol, side, type, triggerPrice } = values as IDataObject;
		const orderId = placedId(objectAt(answer, 'data').order_id);
		return [compact({ orderId, symbol, side, type, triggerPrice, ...sentContracts(values) })];
	},
};

/** BitMart documents 1 and 2; its own samples have 4, as of orders that are finished, and the text for 2. */
const STATUS: Record<string, string> = {
	'1': 'pending',
	'2': 'waiting',
	active: 'waiting',
	'4': 'finished',
};

const getManyOpen: Operation = {
	value: 'getManyOpen',
	name: 'Get Many Open',
	action: 'Get many open plan orders',
	description:
		'Retrieve plan orders and TP/SL orders that have not fired, at most 100. One that fired is a new order with the client order ID PLAN_ and the ID of the plan order.',
	endpoint: 'GET /contract/private/current-plan-order',
	permission: 'Read-Only',
	limit: { requests: 50, seconds: 2, per: 'KEY' },
	fields: [limit(100)],
	options: [
		{
			displayName: 'Plan Type',
			name: 'planType',
			wire: 'plan_type',
			type: 'options',
			kind: 'choice',
			options: [
				{ name: 'Plan', value: 'plan', description: 'Plan orders' },
				{
					name: 'TP/SL',
					value: 'profit_loss',
					description: 'Take profit and stop loss orders',
				},
			],
			default: 'plan',
			description: 'Return only orders of this kind; without it, both',
		},
		symbolFilter,
		// In the answer `type` means something else: plan, take_profit or stop_loss.
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			kind: 'choice',
			options: [LIMIT, MARKET],
			default: 'limit',
			description: 'Return only orders that place this kind of order',
		},
	],
	rows: 'data',
	simplify: (plan) =>
		compact({
			orderId: plan.order_id,
			symbol: plan.symbol,
			side: sideWord(plan.side, plan.position_mode),
			status: STATUS[String(plan.state)] ?? plan.state,
			type: plan.type,
			triggerPrice: plan.trigger_price,
			executionPrice: plan.executive_price,
			size: plan.size,
			priceWay:
				Object.keys(PRICE_WAYS).find((word) => PRICE_WAYS[word] === Number(plan.price_way)) ??
				plan.price_way,
			createdAt: isoFromMilliseconds(plan.create_time),
		}),
};

const modify: Operation = {
	value: 'modify',
	name: 'Modify',
	action: 'Modify a plan order',
	description:
		'Change trigger and execution of a live plan order. Everything is stated anew, also what stays; size, side and leverage cannot be changed.',
	endpoint: 'POST /contract/private/modify-plan-order',
	permission: 'Future-Trade',
	limit: { requests: 24, seconds: 2, per: 'UID' },
	repeat: 'never',
	fields: [
		futuresSymbol,
		planOrderId,
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			kind: 'choice',
			required: true,
			options: [LIMIT, MARKET],
			default: 'limit',
			description: 'What is placed when the price reaches the trigger',
		},
		triggerPrice,
		triggerPriceType,
		{ ...executionPrice, when: { type: ['limit'] } },
	],
	withoutOutcome: true,
	rows: (answer, values) => {
		const { symbol, triggerPrice: trigger } = values as IDataObject;
		return [
			{ orderId: placedId(objectAt(answer, 'data').order_id), symbol, triggerPrice: trigger },
		];
	},
};

const modifyPreset: Operation = {
	value: 'modifyPreset',
	name: 'Modify Preset',
	action: 'Modify the preset TP and SL of a futures order',
	description:
		'Change the take profit and stop loss that a live opening order carries. Give both prices where both shall stay: whether BitMart keeps one that is left out is not documented.',
	endpoint: 'POST /contract/private/modify-preset-plan-order',
	permission: 'Future-Trade',
	limit: { requests: 24, seconds: 2, per: 'UID' },
	repeat: 'never',
	fields: [
		futuresSymbol,
		{
			...futuresOrderId,
			wire: 'order_id',
			description: 'ID of the opening order that carries the presets, not of a TP/SL order',
		},
	],
	options: presetFields(),
	check: (values) =>
		presetComplaint(values) ??
		(values.presetStopLossPrice === undefined && values.presetTakeProfitPrice === undefined
			? 'Preset Stop Loss Price or Preset Take Profit Price is needed, in the options'
			: undefined),
	withoutOutcome: true,
	rows: (answer, { symbol }) => [
		{ orderId: placedId(objectAt(answer, 'data').order_id), symbol: symbol as string },
	],
};

/** Orders that wait for a trigger price. */
export const planOrder: Resource = {
	value: 'planOrder',
	name: 'Plan Order',
	description: 'Orders that are placed when the price reaches a trigger',
	host: 'futures',
	defaultOperation: 'create',
	operations: [cancel, create, getManyOpen, modify, modifyPreset],
};
