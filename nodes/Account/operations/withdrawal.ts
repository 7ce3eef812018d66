import type { IDataObject } from 'n8n-workflow';

import { amount, networkCurrency, sourceAccount } from '../../bitmart/fields/common';
import { howMuch, keepAtLeast } from '../../bitmart/fields/transfers';
import { sameAmountSince } from '../../bitmart/lookups/candidates';
import { placedId } from '../../bitmart/records/placed';
import { compact } from '../../bitmart/records/records';
import type { Field } from '../../core/definition/field';
import type { Prepare } from '../../bitmart/rules/ruleBook';
import { howMuchComplaint } from '../../bitmart/rules/transferAmounts';
import type { Operation, Resource } from '../../core/definition/operation';
import { compareDecimals } from '../../core/values/decimal';
import { getMany as getHistory } from './historyLists';
import { getSavedAddresses, savedAddresses, destinationOf } from './withdrawalAddresses';
import { amountOf, getQuota } from './withdrawalAmount';
import { wait } from './withdrawalWait';

/** Addresses, memos and phone numbers are identifiers: a number that has lost digits names somebody else. */
function receiver(field: Omit<Field, 'type' | 'kind' | 'default'>): Field {
	return { type: 'string', kind: 'id', default: '', ...field };
}

/**
 * Decides between the two groups of fields, of which exactly one may be sent: where both arrive,
 * BitMart takes the address, and the money leaves the platform.
 */
const sendTo: Field = {
	displayName: 'Send To',
	name: 'sendTo',
	type: 'options',
	kind: 'choice',
	local: true,
	required: true,
	options: [
		{
			name: 'Address',
			value: 'address',
			description: 'An address on a blockchain that is saved and verified on the BitMart website',
		},
		{ name: 'BitMart User', value: 'user', description: 'The account of another BitMart user' },
		{
			name: 'Saved Address',
			value: 'saved',
			description: 'One from the list, with the currency, network and memo that it is saved with',
		},
	],
	default: 'address',
	description: 'Where the money goes',
};

/** A fixed remark that BitMart's own samples send with every withdrawal to an address, so it always goes along. */
const destination: Field = {
	displayName: 'Destination',
	name: 'destination',
	type: 'options',
	kind: 'choice',
	always: true,
	when: { sendTo: ['address'] },
	options: [
		{
			name: 'To Digital Address',
			value: 'To Digital Address',
			description: 'A withdrawal to an address on a blockchain',
		},
	],
	default: 'To Digital Address',
	description: 'Kind of the withdrawal, of which there is this one only',
};

/** Where it goes and how much, before anything is sent. */
const prepare: Prepare = async (values, around) =>
	await amountOf(await destinationOf(values, around), around);

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a withdrawal',
	description:
		'Send real money to a saved address or to another BitMart user and return the withdrawal ID. This is live and cannot be undone.',
	endpoint: 'POST /account/v1/withdraw/apply',
	permission: 'Withdraw',
	limit: { requests: 8, seconds: 2, per: 'KEY' },
	// No key of ours goes with it, so a lost answer cannot be settled by sending it again.
	repeat: sameAmountSince(
		'spot',
		getHistory,
		() => ({ operationType: 'withdraw', limit: '100' }),
		(record) => ({
			id: record.withdraw_id,
			currency: record.currency,
			amount: record.arrival_amount,
			time: Number(record.apply_time),
		}),
		// What arrives is less than what was sent, by the fee.
		(arrived, sent) => compareDecimals(arrived, sent) <= 0,
	),
	fields: [
		sendTo,
		{
			displayName: 'Saved Address',
			name: 'savedAddress',
			type: 'string',
			kind: 'text',
			local: true,
			required: true,
			when: { sendTo: ['saved'] },
			picker: { list: 'savedAddresses', typed: 'Address or Remark' },
			default: '',
			placeholder: 'e.g. cold wallet',
			description: 'Where to send it: one of the verified addresses of the account',
		},
		{
			...networkCurrency,
			blankWhen: { sendTo: ['saved'] },
			description: `${networkCurrency.description ?? ''} Blank for a Saved Address that is saved for one currency; one that is saved for a whole network needs it.`,
		},
		howMuch,
		{
			...amount,
			zero: { howMuch: ['everythingAbove'] },
			description:
				'How much to withdraw, in units of the currency; with How Much, a percentage, or what stays. BitMart takes its fee from it. Withdrawal: Get Quota shows minimum, decimals and fee.',
		},
		receiver({
			displayName: 'Address',
			name: 'address',
			required: true,
			when: { sendTo: ['address'] },
			placeholder: 'e.g. TXexampleAddress0000000000000000000',
			description:
				'Address to send to. It must be saved and verified on the BitMart website, which Withdrawal: Get Saved Addresses shows.',
		}),
		receiver({
			displayName: 'Address Memo',
			name: 'addressMemo',
			wire: 'address_memo',
			when: { sendTo: ['address'] },
			placeholder: 'e.g. 104729',
			description:
				'Tag, memo or payment ID, for currencies whose addresses have one. Money sent without it can be lost.',
		}),
		{
			displayName: 'Recipient Type',
			name: 'recipientType',
			wire: 'type',
			type: 'options',
			kind: 'choice',
			required: true,
			when: { sendTo: ['user'] },
			options: [
				{ name: 'Email', value: 'email', description: 'The email address of the account' },
				{ name: 'Phone Number', value: 'phone', description: 'The phone number of the account' },
				{ name: 'User ID', value: 'userId', description: 'The numeric ID (CID) of the account' },
			],
			values: { email: 2, phone: 3, userId: 1 },
			default: 'userId',
			description: 'What names the receiving account',
		},
		receiver({
			displayName: 'Recipient',
			name: 'recipient',
			wire: 'value',
			required: true,
			when: { sendTo: ['user'] },
			placeholder: 'e.g. 48251907',
			description: 'User ID, email address or phone number of the receiving account',
		}),
		// camelCase, unlike address_memo in the same body.
		receiver({
			displayName: 'Country Code',
			name: 'areaCode',
			required: true,
			when: { sendTo: ['user'], recipientType: ['phone'] },
			placeholder: 'e.g. 61',
			description: 'Country code of the phone number',
			normalize: (text) => /^\+?(\d{1,6})$/.exec(text)?.[1],
			expects: 'a country code such as 61',
		}),
	],
	options: [destination, keepAtLeast, sourceAccount('Which account pays')],
	check: howMuchComplaint,
	prepare,
	rows: (answer, values) => {
		const { currency, amount: size } = values as IDataObject;
		const id = placedId((answer.data as IDataObject | null)?.withdraw_id, 'withdrawal');
		return [compact({ withdrawalId: id, currency, amount: size })];
	},
};

/** Withdrawals. */
export const withdrawal: Resource = {
	value: 'withdrawal',
	name: 'Withdrawal',
	description: 'Send money out; does not work for sub-accounts',
	host: 'spot',
	defaultOperation: 'getSavedAddresses',
	lists: { savedAddresses },
	operations: [create, getQuota, getSavedAddresses, wait],
};
