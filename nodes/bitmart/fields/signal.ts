import type { Field } from '../../core/definition/field';
import { ruleOptions } from '../rules/options';
import { money, timeBound } from './common';

/** Fields of the operations that act upon an alert. */

const signalFrom: Field = {
	displayName: 'Signal From',
	name: 'signalFrom',
	type: 'options',
	kind: 'choice',
	local: true,
	required: true,
	options: [
		{
			name: 'Alert',
			value: 'alert',
			description: 'As it comes, such as the body of a webhook',
		},
		{
			name: 'Fields',
			value: 'fields',
			description: 'Each part from an expression or a value of its own',
		},
	],
	default: 'alert',
	description: 'Where action, symbol and the rest are read',
};

const BY_FIELDS = { signalFrom: ['fields'] };

const alert: Field = {
	displayName: 'Alert',
	name: 'alert',
	type: 'json',
	kind: 'any',
	local: true,
	required: true,
	when: { signalFrom: ['alert'] },
	default: '={{ $json.body }}',
	description:
		'What was sent, such as the body of a webhook: an object, or its JSON text. It names action and symbol, and may name type, size, price, ID, time and secret.',
};

const parts: Field[] = [
	{
		displayName: 'Action',
		name: 'action',
		type: 'string',
		kind: 'text',
		local: true,
		required: true,
		when: BY_FIELDS,
		default: '',
		placeholder: 'e.g. buy',
		description:
			'What is to be done: buy, sell or close; in futures also open long, open short, close long, close short',
	},
	{
		displayName: 'Symbol',
		name: 'symbol',
		type: 'string',
		kind: 'text',
		local: true,
		required: true,
		when: BY_FIELDS,
		default: '',
		placeholder: 'e.g. BITMART:BTCUSDT',
		description: 'The pair or the contract, also as TradingView writes it',
	},
	{
		displayName: 'Signal Size',
		name: 'signalSize',
		type: 'string',
		kind: 'text',
		local: true,
		when: BY_FIELDS,
		default: '',
		placeholder: 'e.g. 25 or 50%',
		description:
			'What the signal itself says of its size; blank where it says nothing. One that closes takes percent only.',
	},
	money({
		displayName: 'Price',
		name: 'price',
		local: true,
		when: BY_FIELDS,
		placeholder: 'e.g. 61250.5',
		description: 'Of a limit order. Type is among the options.',
	}),
	{
		displayName: 'ID',
		name: 'id',
		type: 'string',
		kind: 'id',
		local: true,
		when: BY_FIELDS,
		default: '',
		description: 'Tells this signal from all others, and stays the same when it is sent again',
	},
	timeBound({
		displayName: 'Time',
		name: 'time',
		local: true,
		unit: 'ms',
		when: BY_FIELDS,
		description: 'When the signal was given, or its bar began',
	}),
	{
		displayName: 'Secret',
		name: 'secret',
		type: 'string',
		typeOptions: { password: true },
		kind: 'text',
		local: true,
		when: BY_FIELDS,
		default: '',
		description:
			'What came with the signal; it must be the Signal Secret of the credential, where one is set',
	},
];

const keyBy: Field = {
	displayName: 'Recognize By',
	name: 'keyBy',
	type: 'options',
	kind: 'choice',
	local: true,
	required: true,
	options: [
		{
			name: 'ID of the Alert',
			value: 'id',
			description: 'Every alert has an ID of its own, which it keeps when it is sent again',
		},
		{
			name: 'Symbol, Action and Bar Time',
			value: 'bar',
			description: 'One order a symbol and action in each bar, by the time in the alert',
		},
	],
	default: 'id',
	description: 'What an alert that comes again is known by, so that it is not acted upon twice',
};

/**
 * The form.
 * @param sizeIn that of the orders which are placed
 * @param closing what becomes of the size of an order that closes, in a sentence
 */
export const signalFields = (sizeIn: Field, closing: string): Field[] => [
	signalFrom,
	alert,
	...parts,
	keyBy,
	{
		...sizeIn,
		description:
			'What the size is in, of the alert and of Size below. A size of the alert that ends in % is a percentage whatever is chosen here.',
	},
	money({
		displayName: 'Size',
		name: 'size',
		local: true,
		placeholder: 'e.g. 25',
		description: `How much to trade where the alert does not say; blank, it must. ${closing}`,
	}),
];

/** The options. */
export const signalOptions: Field[] = [
	{
		displayName: 'If Stale',
		name: 'ifStale',
		type: 'options',
		kind: 'choice',
		local: true,
		options: [
			{
				name: 'Give Out an Item That Says So',
				value: 'skip',
				description: 'Send nothing and go on with the workflow',
			},
			{ name: 'Refuse', value: 'refuse', description: 'Send nothing and end with an error' },
		],
		default: 'refuse',
		description: 'What happens to an alert that is older than Maximum Age',
	},
	{
		displayName: 'Maximum Age',
		name: 'maximumAge',
		type: 'number',
		kind: 'integer',
		local: true,
		typeOptions: { minValue: 1 },
		default: 60,
		notBlank: 'Remove the option if alerts of any age are to be acted upon.',
		description:
			'How many seconds old an alert may be. It must have a time then; the time of a bar is that of its beginning.',
	},
	{
		displayName: 'Names of Keys',
		name: 'keyNames',
		type: 'fixedCollection',
		kind: 'rows',
		local: true,
		when: { signalFrom: ['alert'] },
		typeOptions: { multipleValues: true },
		placeholder: 'Add Name',
		default: {},
		description: 'Where the alert calls something by a name that is not known',
		fields: [
			{
				displayName: 'Entry',
				name: 'entry',
				type: 'options',
				kind: 'choice',
				required: true,
				options: [
					{ name: 'Action', value: 'action' },
					{ name: 'ID', value: 'id' },
					{ name: 'Price', value: 'price' },
					{ name: 'Secret', value: 'secret' },
					{ name: 'Size', value: 'size' },
					{ name: 'Symbol', value: 'symbol' },
					{ name: 'Time', value: 'time' },
					{ name: 'Type', value: 'type' },
				],
				default: 'action',
				description: 'What is read of the alert',
			},
			{
				displayName: 'Key',
				name: 'key',
				type: 'string',
				kind: 'text',
				required: true,
				default: '',
				placeholder: 'e.g. order_action',
				description: 'The key of the alert that it stands under, exactly as it is written',
			},
		],
	},
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		kind: 'choice',
		local: true,
		options: [
			{ name: 'Limit', value: 'limit', description: 'At the price of the alert' },
			{ name: 'Market', value: 'market', description: 'At the best available prices' },
		],
		default: 'market',
		description: 'How the order is executed where the alert does not say',
	},
	...ruleOptions,
];
