import type { IDataObject } from 'n8n-workflow';

import { addDecimals, subtractDecimals } from '../../core/values/decimal';
import { describeRow, inSeconds } from './koinly';
import type { Money, Movement, MovementKind } from './movements';
import type { Row } from './row';

/**
 * CoinTracking's CSV import: the eleven columns that every line must have. The columns that may follow
 * are left out, as sources disagree on their order; the IDs stand in the comment.
 * Its amounts are what really came and went: a fee in the currency of one side is already added to what
 * was sold, or taken off what was bought, and stands beside it for information; a fee in a third currency
 * is a line of its own.
 * Sources: https://cointracking.info/import/import_csv/ (columns),
 * https://cointracking.freshdesk.com/en/support/solutions/articles/29000042783-transaction-types (types),
 * …/29000007202-entering-fees (fees), …/29000047245-loans-and-their-repayments (loans).
 */

/** The columns, in the order of the import. */
export const COINTRACKING_COLUMNS = [
	'Type',
	'Buy Amount',
	'Buy Currency',
	'Sell Amount',
	'Sell Currency',
	'Fee',
	'Fee Currency',
	'Exchange',
	'Trade-Group',
	'Comment',
	'Date',
] as const;

const TYPES: Record<MovementKind, string> = {
	trade: 'Trade',
	deposit: 'Deposit',
	withdrawal: 'Withdrawal',
	profit: 'Derivatives / Futures Profit',
	loss: 'Derivatives / Futures Loss',
	funding: 'Derivatives / Futures Loss',
	fee: 'Other Fee',
	refund: 'Reward / Bonus',
	loan: 'Receive Loan',
	repayment: 'Repay Loan',
	interest: 'Borrowing Fee',
	reward: 'Reward / Bonus',
};

/** The wallets of the account, as groups of trades. */
const GROUPS: Record<string, string> = {
	spot: 'Spot',
	margin: 'Margin',
	futures: 'Futures',
	copyTrading: 'Copy Trading',
};

function line(
	row: Row,
	{ kind, bought, sold, fee }: { kind: MovementKind; bought?: Money; sold?: Money; fee?: Money },
): IDataObject {
	return {
		Type: TYPES[kind],
		'Buy Amount': bought?.amount ?? '',
		'Buy Currency': bought?.currency ?? '',
		'Sell Amount': sold?.amount ?? '',
		'Sell Currency': sold?.currency ?? '',
		Fee: fee?.amount ?? '',
		'Fee Currency': fee?.currency ?? '',
		Exchange: 'BitMart',
		'Trade-Group': GROUPS[row.account] ?? '',
		Comment: [describeRow(row), row.transactionId].filter((part) => part !== '').join(' '),
		Date: inSeconds(row.time),
	};
}

/** The lines of CoinTracking's file for one movement. */
export function toCoinTracking(movement: Movement, row: Row): IDataObject[] {
	const { kind, sent, received, fee } = movement;
	if (!fee) return [line(row, { kind, bought: received, sold: sent })];
	if (sent && fee.currency === sent.currency) {
		const sold = { ...sent, amount: addDecimals(sent.amount, fee.amount) };
		return [line(row, { kind, bought: received, sold, fee })];
	}
	if (received && fee.currency === received.currency) {
		const bought = { ...received, amount: subtractDecimals(received.amount, fee.amount) };
		return [line(row, { kind, bought, sold: sent, fee })];
	}
	return [line(row, { kind, bought: received, sold: sent }), line(row, { kind: 'fee', sold: fee })];
}
