import type { IDataObject } from 'n8n-workflow';

import type { Money, Movement, MovementKind } from './movements';
import type { Row } from './row';

/**
 * Koinly's universal template: one line a movement, all amounts above zero, the fee beside what was sent
 * and received (Koinly adds it to the cost itself), times in UTC, no fee on a deposit.
 * Sources: https://support.koinly.io/en/articles/9489976-how-to-create-a-custom-csv-file-with-your-data
 * (columns, form of the date), …/9490023-what-are-tags (labels), …/9490025-trading-fees-transaction-fees
 * (fees), …/9490022-what-are-transactions-in-koinly (deposits have none),
 * …/9490026-crypto-loans-repayments-and-collateral (loans), and
 * …/9490027-futures-and-perpetuals-pnl-transactions: only results of futures are imported, on both sides
 * with the label "realized gain".
 */

/** The columns, in the order of the template. */
export const KOINLY_COLUMNS = [
	'Date',
	'Sent Amount',
	'Sent Currency',
	'Received Amount',
	'Received Currency',
	'Fee Amount',
	'Fee Currency',
	'Net Worth Amount',
	'Net Worth Currency',
	'Label',
	'Description',
	'TxHash',
] as const;

const LABELS: Record<MovementKind, string> = {
	trade: '',
	deposit: '',
	withdrawal: '',
	profit: 'realized gain',
	loss: 'realized gain',
	funding: 'margin fee',
	fee: 'margin fee',
	refund: 'fee refund',
	loan: 'loan',
	repayment: 'loan repayment',
	interest: 'loan fee',
	reward: 'reward',
};

const cells = (name: string, money: Money | undefined) => ({
	[`${name} Amount`]: money?.amount ?? '',
	[`${name} Currency`]: money?.currency ?? '',
});

/** `2026-07-20T12:00:00.000Z` as `2026-07-20 12:00:00`. */
export const inSeconds = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

/** What the row was at BitMart, so that a line can be found again. */
export const describeRow = ({ type, id, orderId, symbol, from }: Row): string =>
	[
		`BitMart ${type}`,
		symbol,
		id,
		...(orderId !== '' && orderId !== id ? [`order ${orderId}`] : []),
		...(from === '' ? [] : [`from user ${from}`]),
	]
		.filter((part) => part !== '')
		.join(' ');

/** A line of Koinly's file. */
export const toKoinly = (
	{ kind, sent, received, fee }: Movement,
	row: Row,
): IDataObject & Record<(typeof KOINLY_COLUMNS)[number], string> =>
	({
		Date: `${inSeconds(row.time)} UTC`,
		...cells('Sent', sent),
		...cells('Received', received),
		...cells('Fee', fee),
		...cells('Net Worth', undefined),
		Label: LABELS[kind],
		Description: describeRow(row),
		TxHash: row.transactionId,
	}) as Record<(typeof KOINLY_COLUMNS)[number], string>;
