import type { IDataObject } from 'n8n-workflow';

import { compact } from '../../bitmart/records/records';
import type { Values } from '../../core/definition/field';
import type { List, Operation, Surroundings } from '../../core/definition/operation';
import { Complaint } from '../../core/values/complaint';

/** The addresses that the account may withdraw to, and which one is meant. */

const ADDRESS_TYPES: Record<string, string> = { '0': 'ordinary', '1': 'universal', '2': 'evm' };

/** Of the resource Withdrawal. */
export const getSavedAddresses: Operation = {
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
			verified: isVerified(entry),
		}),
};

/** A number in most sources, a boolean in one. */
function isVerified({ verifyStatus }: IDataObject): boolean {
	return ['1', 'true'].includes(String(verifyStatus));
}

const textOf = (value: unknown): string => String(value ?? '').trim();

/** Blockchain addresses in hexadecimal mean the same in either case; all others do not. */
function sameAddress(saved: unknown, wanted: unknown): boolean {
	const [a, b] = [textOf(saved), textOf(wanted)];
	return a === b || (/^0x[0-9a-f]+$/i.test(a) && a.toLowerCase() === b.toLowerCase());
}

const ADVICE =
	'Nothing was sent. Save and verify it on the BitMart website first; Withdrawal: Get Saved Addresses lists what is there.';

/** The saved addresses that can be withdrawn to. */
function verified(saved: IDataObject[], wanted: string): IDataObject[] {
	const usable = saved.filter(isVerified);
	if (usable.length > 0) return usable;
	throw new Complaint(
		`${wanted} is saved but not verified`,
		'Nothing was sent. Verify it on the BitMart website.',
	);
}

/**
 * BitMart pays out to saved, verified addresses only (60007). The list is looked at first, because a
 * wrong address or a missing memo cannot be taken back.
 */
function checkAddress({ address, addressMemo = '' }: Values, list: IDataObject[]): void {
	const named = `Address ${String(address)}`;
	const saved = list.filter((entry) => sameAddress(entry.address, address));
	if (saved.length === 0) {
		throw new Complaint(`${named} is not among the saved addresses of the account`, ADVICE);
	}
	const memos = verified(saved, named).map(({ memo }) => textOf(memo));
	if (!memos.includes(String(addressMemo))) {
		const wanted = memos.every((memo) => memo === '')
			? 'without a memo'
			: `with the memo ${memos.join(' or ')}`;
		throw new Complaint(
			`Address Memo differs from the saved one: the address is saved ${wanted}`,
			'Nothing was sent. Money that arrives with a wrong memo can be lost.',
		);
	}
}

/** The one saved address that was chosen, with the currency, network and memo that belong to it. */
function picked({ savedAddress, currency }: Values, list: IDataObject[]): Values {
	const named = `Saved Address ${String(savedAddress)}`;
	const all = list.filter(
		(entry) =>
			idOf(entry) === savedAddress ||
			sameAddress(entry.address, savedAddress) ||
			textOf(entry.remark) === savedAddress,
	);
	if (all.length === 0) throw new Complaint(`${named} is not among those of the account`, ADVICE);
	// An ordinary one is for its own currency; the others are for every currency of their networks.
	const fitting = verified(all, named).filter(
		(entry) =>
			currency === undefined ||
			textOf(entry.currency) === '' ||
			textOf(entry.currency).toUpperCase() === currency,
	);
	const [only, ...others] = fitting;
	if (!only) {
		const theirs = all.map((entry) => textOf(entry.currency)).join(' or ');
		throw new Complaint(
			`${named} is saved for ${theirs}, and Currency is ${String(currency)}`,
			'Nothing was sent. Leave Currency blank, or choose another address.',
		);
	}
	if (others.length > 0) {
		throw new Complaint(
			`${named} stands for ${fitting.length} saved addresses`,
			'Nothing was sent. Choose one from the list, or give Currency as well.',
		);
	}
	const coin = textOf(only.currency) || currency;
	if (coin === undefined) {
		throw new Complaint(
			`Currency is empty, and ${named} is for every currency of its network`,
			'Nothing was sent. Give the currency with its network, such as USDT-ERC20.',
		);
	}
	return { currency: coin, address: textOf(only.address), addressMemo: textOf(only.memo) };
}

/**
 * Where the money goes, from the list of saved addresses.
 * @returns the values that are sent
 */
export async function destinationOf(values: Values, { read }: Surroundings): Promise<Values> {
	const { sendTo } = values;
	if (sendTo === 'user') return values;
	const list = await read('spot', getSavedAddresses, {});
	if (sendTo === 'address') {
		checkAddress(values, list);
		return values;
	}
	const { addressMemo, ...chosen } = picked(values, list);
	return {
		...values,
		sendTo: 'address',
		...chosen,
		...(addressMemo !== '' && { addressMemo }),
		destination: 'To Digital Address',
	};
}

/** Tells two saved addresses apart: one address can be saved for several currencies, or with several memos. */
const idOf = ({ currency, network, address, memo }: IDataObject): string =>
	[currency, network, address, memo].map(textOf).filter(Boolean).join(' ');

/** The verified ones, as people know them. */
export const savedAddresses: List = {
	private: true,
	entries: async (read) => {
		const list = await read('spot', getSavedAddresses, {});
		return list.filter(isVerified).map((entry) => {
			const { remark, currency, network, address, memo } = entry;
			const where = textOf(currency) || `every currency on ${textOf(network) || 'EVM networks'}`;
			const parts = [
				textOf(remark),
				where,
				textOf(address),
				textOf(memo) && `memo ${textOf(memo)}`,
			];
			return { name: parts.filter(Boolean).join(' · '), value: idOf(entry) };
		});
	},
};
