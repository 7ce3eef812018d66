import type { IDataObject } from 'n8n-workflow';

import { networkCurrency } from '../../bitmart/fields/common';
import { amountIn, reading } from '../../bitmart/rules/available';
import type { Source } from '../../bitmart/rules/transferAmounts';
import { ADVICE, fitTransfer } from '../../bitmart/rules/transferAmounts';
import type { Values } from '../../core/definition/field';
import type { Operation, Prepared, Surroundings } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import {
	addDecimals,
	compareDecimals,
	floorToStep,
	signOf,
	withoutZeros,
} from '../../core/values/decimal';
import { getMany as getBalances } from './balance';

/** How much a withdrawal moves, and what BitMart allows of it. */

/** Of the resource Withdrawal. */
export const getQuota: Operation = {
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

/** What BitMart allows of a currency. */
interface Terms {
	least: string;
	/** What the amount must be a multiple of. */
	step: string;
	fee: string;
	/** Nothing more leaves today. */
	usedUp: boolean;
}

/** Decimals as a step: `6` is `0.000001`. */
function stepOf(precision: unknown): string {
	const decimals = Number(precision);
	if (!Number.isInteger(decimals) || decimals < 0 || decimals > 18) {
		throw new Complaint('BitMart names no number of decimals for this currency', ADVICE);
	}
	return decimals === 0 ? '1' : `0.${'0'.repeat(decimals - 1)}1`;
}

function termsOf(quota: IDataObject): Terms {
	const what = 'What BitMart allows of a withdrawal';
	const whole = quota.withdraw_Precision_GeTen;
	return {
		least: withoutZeros(amountIn(quota, 'min_withdraw', what, ADVICE)),
		step: Number(whole) > 0 ? String(whole) : stepOf(quota.withdraw_precision),
		fee: withoutZeros(amountIn(quota, 'withdraw_fee', what, ADVICE)),
		usedUp: signOf(amountIn(quota, 'today_available_withdraw_BTC', what, ADVICE)) === 0,
	};
}

/** The wallet knows a currency without its networks: `USDT` for `USDT-TRC20`. */
const coinOf = (currency: string): string => currency.replace(/-[^-]+$/, '');

/** Where the money of a withdrawal is. */
const purse = (isFunding: boolean): Source => ({
	where: isFunding ? 'the funding account' : 'the spot wallet',
	host: 'spot',
	operation: getBalances,
	question: {},
	find: (records, currency) =>
		records.find((record) => record.currency === currency) ??
		records.find((record) => record.currency === coinOf(currency)),
	free: isFunding ? 'fundAvailable' : 'available',
});

/** What is wrong with an amount that was given as it is. */
function complaintOf(values: Values, { least, step, fee }: Terms): string | undefined {
	const amount = String(values.amount);
	const coin = String(values.currency);
	if (compareDecimals(amount, least) < 0) {
		return `Amount must be at least ${least} ${coin}, which is the least that BitMart pays out`;
	}
	if (values.sendTo === 'address' && compareDecimals(amount, fee) <= 0) {
		return `Amount must be more than the fee of ${fee} ${coin}`;
	}
	if (compareDecimals(floorToStep(amount, step), amount) !== 0) {
		return `Amount must be a multiple of ${step} for ${coin}`;
	}
	return undefined;
}

/** The least that may leave: less than the fee would never arrive. */
function leastOf({ sendTo }: Values, { least, step, fee }: Terms): string {
	const isBelow = sendTo === 'address' && compareDecimals(least, fee) <= 0;
	return isBelow ? addDecimals(fee, step) : least;
}

/**
 * The amount that is sent. BitMart judges the amount itself, so that terms which cannot be read stand in
 * the way of computed amounts only; the quota of the day is in BTC, and only one that is used up is seen here.
 */
export async function amountOf(values: Values, around: Surroundings): Promise<Prepared> {
	const computed = values.howMuch !== 'exactly';
	const ask = async () => {
		const [quota] = await around.read('spot', getQuota, { currency: values.currency });
		return termsOf(quota ?? {});
	};
	let terms: Terms | undefined;
	try {
		terms = computed
			? await reading('What BitMart allows of a withdrawal', ask, ADVICE)
			: await ask();
	} catch (caught) {
		if (computed || !(caught instanceof Failure || caught instanceof Complaint))
			throw asCaught(caught);
	}
	if (terms?.usedUp) {
		throw new Complaint(
			'The withdrawal quota of today is used up',
			'Nothing was sent. It is renewed at midnight (UTC).',
		);
	}
	const complaint = terms && !computed ? complaintOf(values, terms) : undefined;
	if (complaint) throw new Complaint(complaint, 'Nothing was sent.');
	const isFunding = values.sourceAccount === 'FUND';
	const { step, fee } = terms ?? {};
	const least = terms ? leastOf(values, terms) : '0';
	const prepared = await fitTransfer({
		source: () => purse(isFunding),
		...(terms && { least }),
		...(step !== undefined && { step }),
	})(values, around);
	const allowed = terms ? [`BitMart pays out ${String(values.currency)} from ${least} on`] : [];
	return {
		...prepared,
		checks: [
			...(values.sendTo === 'address' ? ['The address is saved and verified'] : []),
			...allowed,
			...(prepared.checks ?? []),
		],
		...(computed &&
			!prepared.nothing &&
			values.sendTo === 'address' && { notes: { ...prepared.notes, fee: fee ?? '' } }),
	};
}
