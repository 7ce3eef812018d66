import type { IDataObject } from 'n8n-workflow';

import type { Wallet } from './parts';
import type { Sources } from './sources';

/** What is free in the wallets that a key can read. */

const THE_BALANCE = 'The balance';

/** Lists of balances leave out what is zero. */
const listed = (records: IDataObject[], key: string, currency: string): unknown => {
	const row = records.find((record) => record[key] === currency);
	return row ? row.available : '0';
};

/** The spot wallet. It is read as a whole, so that one answer serves every currency. */
export const spotWallet =
	(sources: Sources): Wallet =>
	async (currency) =>
		// The currency is called `id` here.
		await sources.number(THE_BALANCE, 'GET /spot/v1/wallet', {}, (records) =>
			listed(records, 'id', currency),
		);

/** The futures wallet, whose list has zeros in it: a currency that is missing is not known. */
export const futuresWallet =
	(sources: Sources): Wallet =>
	async (currency) =>
		await sources.number(
			THE_BALANCE,
			'GET /contract/private/assets-detail',
			{},
			(records) => records.find((record) => record.currency === currency)?.available_balance,
		);

/** The isolated margin account of a pair. */
export const marginWallet =
	(sources: Sources, symbol: string): Wallet =>
	async (currency) =>
		await sources.number(
			`The balance of the margin account of ${symbol}`,
			'GET /spot/v1/margin/isolated/account',
			{ symbol },
			(records) => ofPair(records, symbol, currency)?.available,
		);

/** What may still be borrowed for a pair. */
export const borrowable =
	(sources: Sources, symbol: string): Wallet =>
	async (currency) =>
		await sources.number(
			`What may be borrowed for ${symbol}`,
			'GET /spot/v1/margin/isolated/pairs',
			{ symbol: [symbol] },
			(records) => ofPair(records, symbol, currency)?.borrowable_amount,
		);

/** Of a record about a pair, the half that is about one of its currencies. */
function ofPair(records: IDataObject[], symbol: string, currency: string): IDataObject | undefined {
	const pair = records.find((record) => record.symbol === symbol);
	const halves = [pair?.base, pair?.quote] as Array<IDataObject | undefined>;
	return halves.find((half) => half?.currency === currency);
}

const SUB_WALLETS = {
	spot: 'GET /account/sub-account/main/v1/wallet',
	futures: 'GET /account/contract/sub-account/main/v1/wallet',
} as const;

/** A wallet of a sub-account, which the key of the main account can read. */
export const subWallet =
	(sources: Sources, wallet: 'spot' | 'futures', subAccount: string): Wallet =>
	async (currency) =>
		await sources.number(
			`The balance of ${subAccount}`,
			SUB_WALLETS[wallet],
			{ subAccount },
			(records) => listed(records, 'currency', currency),
		);

/** The account that withdrawals leave: the spot account, or the funding account. */
export const accountWallet =
	(sources: Sources, source: unknown): Wallet =>
	async (currency) => {
		if (source !== 'FUND') {
			return await sources.number(THE_BALANCE, 'GET /account/v1/wallet', {}, (records) =>
				listed(records, 'currency', currency),
			);
		}
		// An exchange that does not know the funding account yet would answer with the spot account, so only
		// the field that has its name counts.
		return await sources.number(
			'The balance of the funding account',
			'GET /account/v1/wallet',
			{ sourceAccount: 'FUND' },
			(records) => records.find((record) => record.currency === currency)?.fundAvailable,
		);
	};
