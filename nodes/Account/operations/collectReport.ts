import type { IDataObject } from 'n8n-workflow';

import { compact } from '../../bitmart/records/records';
import type { Conductor } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { addDecimals, signOf, withoutZeros } from '../../core/values/decimal';
import { getMany as getBalances } from './balance';
import type { Held, Kind } from './collectPlan';
import { amountAt } from './collectPlan';

/** What is said at the end of collecting. */

/** Where money that the API does not move can be moved. */
const WEBSITE = 'https://www.bitmart.com';

/** What has been done so far. */
export interface Course {
	transfers: number;
	/** What has arrived in the main spot wallet, by currency. */
	arrived: Map<string, string>;
	left: Held[];
	/** Kinds of which every transfer is refused, and why. */
	refused: Map<Kind, string>;
	/** Lost answers in a row. */
	lost: number;
	/** The first refusal that holds for all. */
	first?: Failure;
}

/** What the API does not reach, with its amount where that can be read. */
export async function unreachable(call: Conductor): Promise<IDataObject> {
	const funds = await call.read('spot', getBalances, {}).then(
		(records) =>
			records.flatMap((record) => {
				const available = amountAt(record, 'fundAvailable');
				const frozen = amountAt(
					record,
					record.fundFrozen === undefined ? 'fundFroze' : 'fundFrozen',
				);
				return signOf(addDecimals(available, frozen)) > 0
					? [{ currency: String(record.currency), available, frozen }]
					: [];
			}),
		(caught: unknown) => {
			if (caught instanceof Failure) return [];
			throw asCaught(caught);
		},
	);
	const amounts = funds.map(({ currency: coin, available, frozen }) =>
		withoutZeros(addDecimals(available, frozen)).concat(' ', coin),
	);
	const known =
		amounts.length > 0
			? `The funding account holds ${amounts.join(', ')}.`
			: 'BitMart names no amount for it here.';
	return {
		moved: false,
		message: `Money in the funding account and in savings products cannot be moved through the documented API. ${known} What sub-accounts have there or in margin accounts cannot be seen with this key. Look at Assets on the website, and move it there.`,
		...(funds.length > 0 && { fundingAccount: funds }),
		page: WEBSITE,
	};
}

const plural = (number: number, one: string): string =>
	`${number} ${one}${number === 1 ? '' : 's'}`;

/** How many amounts are named; the rest is counted. */
const MOST_NAMED = 5;

function leftIn(left: Held[]): string {
	const named = left
		.slice(0, MOST_NAMED)
		.map(
			({ from, fromWallet, currency = '', amount = 'what' }) =>
				`${amount} ${currency || 'is'} in ${from} (${fromWallet})`,
		);
	const rest = left.length - named.length;
	return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

/** What was moved, and what is left undone. */
export function summary({ transfers, arrived, left }: Course, isDryRun: boolean): IDataObject {
	const sums = [...arrived].map(([coin, amount]) => `${withoutZeros(amount)} ${coin}`);
	const what = isDryRun ? 'would be made' : transfers === 1 ? 'was made' : 'were made';
	const done =
		transfers === 0
			? left.length === 0
				? 'There is nothing to collect.'
				: `Nothing ${isDryRun ? 'would be' : 'was'} moved.`
			: `${plural(transfers, 'transfer')} ${what}. ${sums.join(', ') || 'Nothing'} ${isDryRun ? 'would arrive' : 'arrived'} in the main spot wallet.`;
	const undone = left.length === 0 ? 'Nothing is left undone.' : `Left undone: ${leftIn(left)}.`;
	return {
		summary: true,
		message: transfers === 0 && left.length === 0 ? done : `${done} ${undone}`,
		transfers,
		collected: [...arrived].map(([coin, amount]) => ({
			currency: coin,
			amount: withoutZeros(amount),
		})),
		left: left.map((held) => compact({ ...held })),
	};
}
