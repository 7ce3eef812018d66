import type { IDataObject } from 'n8n-workflow';

import { amount, networkCurrency, sourceAccount } from '../../bitmart/fields/common';
import { sameAmountSince } from '../../bitmart/lookups/candidates';
import { placedId } from '../../bitmart/records/placed';
import { compact } from '../../bitmart/records/records';
import type { Field, Values } from '../../core/definition/field';
import type { Operation, Prepared, Resource, Surroundings } from '../../core/definition/operation';
import { Complaint } from '../../core/values/complaint';
import { compareDecimals } from '../../core/values/decimal';
import { getMany as getHistory } from './historyLists';

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

const getSavedAddresses: Operation = {
	value: 'getSavedAddresses',
	name: 'Get Saved Addresses',
	action: 'Get the saved withdrawal addresses',
	description:
		'Retrieve the addresses that were saved on the BitMart website. Only verified ones can be withdrawn to.',
	endpoint: 'GET /account/v1/withdraw/address/list',
	permission: 'Read-Only',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	fields: [],
	rows: 'data.list',
	simplify: (entry) =>
		compact({
			currency: entry.currency,
			network: entry.network,
			address: entry.address,
			memo: entry.memo,
			remark: entry.remark,
			addressType: ADDRESS_TYPES[String(entry.addressType)] ?? entry.addressType,
			// A number in most sources, a boolean in one.
			verified: ['1', 'true'].includes(String(entry.verifyStatus)),
		}),
};

/** Blockchain addresses in hexadecimal mean the same in either case; all others do not. */
function sameAddress(saved: unknown, wanted: unknown): boolean {
	const [a, b] = [String(saved), String(wanted)];
	return a === b || (/^0x[0-9a-f]+$/i.test(a) && a.toLowerCase() === b.toLowerCase());
}

/**
 * BitMart pays out to saved, verified addresses only (60007). The list is looked at first, because a
 * wrong address or a missing memo cannot be taken back.
 */
async function checkAddress(values: Values, { read }: Surroundings): Promise<Prepared> {
	if (values.sendTo !== 'address') return { values };
	const { address, addressMemo = '' } = values;
	const list = await read('spot', getSavedAddresses, {});
	const saved = list.filter((entry) => sameAddress(entry.address, address));
	if (saved.length === 0) {
		throw new Complaint(
			`Address ${String(address)} is not among the saved addresses of the account`,
			'Nothing was sent. Save and verify it on the BitMart website first; Withdrawal: Get Saved Addresses lists what is there.',
		);
	}
	if (!saved.some(({ verifyStatus }) => String(verifyStatus) === '1')) {
		throw new Complaint(
			`Address ${String(address)} is saved but not verified`,
			'Nothing was sent. Verify it on the BitMart website.',
		);
	}
	const memos = saved.map(({ memo }) => String(memo ?? ''));
	if (!memos.includes(String(addressMemo))) {
		const wanted = memos.every((memo) => memo === '')
			? 'without a memo'
			: `with the memo ${memos.join(' or ')}`;
		throw new Complaint(
			`Address Memo differs from the saved one: the address is saved ${wanted}`,
			'Nothing was sent. Money that arrives with a wrong memo can be lost.',
		);
	}
	return { values };
}

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
		networkCurrency,
		{
			...amount,
			description:
				'How much to withdraw, in units of the currency. Withdrawal: Get Quota shows minimum, decimals and fee.',
		},
		sendTo,
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
	options: [destination, sourceAccount('Which account pays')],
	prepare: checkAddress,
	rows: (answer, values) => {
		const { currency, amount: size } = values as IDataObject;
		const id = placedId((answer.data as IDataObject | null)?.withdraw_id, 'withdrawal');
		return [compact({ withdrawalId: id, currency, amount: size })];
	},
};

const getQuota: Operation = {
	value: 'getQuota',
	name: 'Get Quota',
	action: 'Get the withdrawal quota',
	description:
		'Retrieve what may still be withdrawn today, and the minimum, the decimals and the fee of a currency. Needs the Withdraw permission.',
	endpoint: 'GET /account/v1/withdraw/charge',
	permission: 'Withdraw',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	fields: [networkCurrency],
	rows: 'data',
};

const ADDRESS_TYPES: Record<string, string> = { '0': 'ordinary', '1': 'universal', '2': 'evm' };

/** Withdrawals. */
export const withdrawal: Resource = {
	value: 'withdrawal',
	name: 'Withdrawal',
	description: 'Send money out; does not work for sub-accounts',
	host: 'spot',
	defaultOperation: 'getSavedAddresses',
	operations: [create, getQuota, getSavedAddresses],
};
