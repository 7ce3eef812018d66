import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Operation, Surroundings } from '../../core/definition/operation';
import { Complaint } from '../../core/values/complaint';
import { compact, isoFromMilliseconds } from '../records/records';
import { reading } from '../rules/available';

/** Whether something was moved already, by the lists of transfers: for those that BitMart does not refuse twice. */

const ADVICE = 'Skip If Moved Since asks for it. Try again in a minute, or remove the option.';

/** The most rows of one answer. */
const PAGE = 100;

/** Far more transfers than anybody makes in the time that is asked for. */
const MOST_PAGES = 20;

/** Times before BitMart began are no milliseconds. */
const FIRST_TIME = Date.UTC(2018, 0);

/**
 * A row that cannot be understood may be the transfer that is looked for.
 * @throws Complaint
 */
function refuseUnclear(isClear: boolean): void {
	if (isClear) return;
	throw new Complaint(
		'Whether something was moved since Skip If Moved Since cannot be told: BitMart lists a transfer in a form that is not known',
		`Nothing was sent. ${ADVICE}`,
	);
}

/** What is said of a transfer that was made already. */
function earlier(
	since: number,
	found: { id?: unknown; amount: unknown; time: number },
): IDataObject {
	const at = isoFromMilliseconds(found.time);
	const from = new Date(since).toISOString();
	return compact({
		message: `Nothing was moved: a transfer in this direction was made at ${at}, and Skip If Moved Since is ${from}`,
		earlierTransferId: found.id as string | undefined,
		earlierAmount: String(found.amount),
		earlierAt: at,
	});
}

const tooMany = (listed: number): Complaint =>
	new Complaint(
		`Whether something was moved since Skip If Moved Since cannot be told: BitMart lists the newest ${listed} transfers, and all of them are later`,
		'Nothing was sent. Choose a later time.',
	);

/**
 * A transfer between the spot and the futures wallet that was not refused, in the direction asked for.
 * @param getMany lists them
 * @param directions BitMart's words
 */
export const movedBetweenWallets =
	(getMany: Operation, directions: Record<string, string>) =>
	async (
		{ currency, direction }: Values,
		since: number,
		{ read }: Surroundings,
	): Promise<IDataObject | undefined> => {
		for (let page = 1; page <= MOST_PAGES; page++) {
			const question = { currency, startTime: since, limit: String(PAGE), page: String(page) };
			const records = await reading(
				'The transfers between the spot and the futures wallet',
				async () => await read('futures', getMany, question),
				ADVICE,
			);
			for (const { type, timestamp } of records) {
				const isKnown = Object.values(directions).includes(String(type));
				refuseUnclear(isKnown && Number(timestamp) >= FIRST_TIME);
			}
			const found = records.find(
				(record) =>
					record.type === directions[String(direction)] &&
					record.currency === currency &&
					Number(record.timestamp) >= since &&
					// What is still being processed counts: it may be the one.
					record.state !== 'FAILED',
			);
			if (found) {
				const { transfer_id: id, amount, timestamp } = found;
				return earlier(since, { id, amount, time: Number(timestamp) });
			}
			if (records.length < PAGE) return undefined;
		}
		throw tooMany(PAGE * MOST_PAGES);
	};

/**
 * A transfer between the futures wallets of the main account and a sub-account.
 * @param getMany lists those of a sub-account, the newest hundred
 * @param side on which the sub-account stands
 */
export const movedToOrFrom =
	(getMany: Operation, side: 'fromAccount' | 'toAccount') =>
	async (
		{ currency, subAccount }: Values,
		since: number,
		{ read }: Surroundings,
	): Promise<IDataObject | undefined> => {
		const question = { wallet: 'futures', subAccount, limit: String(PAGE) };
		const records = await reading(
			`The transfers of ${String(subAccount)}`,
			async () => await read('spot', getMany, question),
			ADVICE,
		);
		// Its times are whole seconds, so that one in the second of the bound counts.
		const from = Math.floor(since / 1000);
		for (const { submissionTime } of records) {
			refuseUnclear(Number(submissionTime) * 1000 >= FIRST_TIME);
		}
		const later = records.filter(({ submissionTime }) => Number(submissionTime) >= from);
		const found = later.find(
			(record) => record[side] === subAccount && record.currency === currency,
		);
		if (found) {
			return earlier(since, { amount: found.amount, time: Number(found.submissionTime) * 1000 });
		}
		if (later.length >= PAGE) throw tooMany(PAGE);
		return undefined;
	};
