import type { IDataObject } from 'n8n-workflow';

import { plainDecimal } from '../../core/values/decimal';

/** One line of the exported table: everything that an account has done, in one vocabulary. */

/**
 * The columns, in the order of the table. Every row has all of them, as text; empty where there is nothing.
 * - `time`: ISO 8601; of a note, how far back its source was read
 * - `source`: where the row comes from, by the value of the option in the form
 * - `type`: order, trade, loan, repayment, deposit, withdrawal, transfer, rebate, note, or the kind of a
 *   futures transaction
 * - `side`: what an order or a trade does; what moves money by itself has a sign instead
 * - `size`: in the base currency; of futures in contracts
 * - `amount`: in `currency`. Orders and trades have their value, transfers between own wallets what was
 *   moved; everything else has a minus where it left the account
 * - `fee`: beside the amount, not in it
 * - `status`: of a note, whether its source is complete, cut, failed or leftOut
 */
export const COLUMNS = [
	'time',
	'source',
	'type',
	'id',
	'orderId',
	'symbol',
	'currency',
	'side',
	'size',
	'price',
	'amount',
	'fee',
	'feeCurrency',
	'status',
	'account',
	'orderType',
	'filledSize',
	'averagePrice',
	'profit',
	'network',
	'address',
	'transactionId',
	'from',
	'to',
	'note',
] as const;

/** One line of the table. */
export type Row = Record<(typeof COLUMNS)[number], string>;

const EMPTY = Object.fromEntries(COLUMNS.map((name) => [name, ''])) as Row;

/** What BitMart wrote, as text: a number without exponent, nothing for what is not there. */
function textOf(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'number' ? (plainDecimal(value) ?? String(value)) : String(value);
}

/** A row with all columns in their order. */
export function toRow(cells: Partial<Record<keyof Row, unknown>>): Row {
	const row = { ...EMPTY };
	for (const [name, value] of Object.entries(cells)) row[name as keyof Row] = textOf(value);
	return row;
}

/** `USDT-TRC20` is a coin and the network it travels on. */
export function coinOf(currency: unknown): { coin: string; network: string } {
	const [coin = '', ...network] = textOf(currency).split('-');
	return { coin, network: network.join('-') };
}

/** The currency that a contract settles in, by its name; empty where that does not tell. */
export function settlementOf(symbol: unknown): string {
	const name = textOf(symbol);
	const stable = ['USDT', 'USDC'].find((coin) => name.endsWith(coin));
	// Contracts in plain USD are backed by the coin itself.
	return stable ?? (name.endsWith('USD') ? name.slice(0, -'USD'.length) : '');
}

/** A record of BitMart, and the same in the words of the forms. */
export interface Told {
	record: IDataObject;
	words: IDataObject;
}
