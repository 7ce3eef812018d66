/** All books together, as the calls reach them. */
import type { SandboxAccount } from './accounts';
import type { AlgoBooks } from './algo';
import type { FundingBooks } from './funding';
import type { FuturesBooks } from './futures/books';
import type { MarginBooks } from './margin';
import type { RebateBooks } from './rebates';
import type { SpotBooks } from './spot/books';
import type { TransferBooks } from './transfers';

/** What has state. */
export interface State {
	accounts: SandboxAccount[];
	/**
	 * How far the lists of `/spot/v4/query/*` go back, in milliseconds; an earlier start is refused (50041).
	 * No source says how far that is, so everything is listed unless a test sets it.
	 */
	spotDepth?: number;
	/** Orders, trades and balances, as the exchange sees them. */
	books: SpotBooks;
	/** Trigger and take-profit/stop-loss orders of the spot side. */
	algos: AlgoBooks;
	/** Loans and repayments; the money of a margin account is in `books` under `marginWallet(uid, symbol)`. */
	margin: MarginBooks;
	/** Deposits, withdrawals and saved addresses. */
	funding: FundingBooks;
	/** Transfers between wallets and between accounts. */
	transfers: TransferBooks;
	/** Rebates of brokers and affiliates. */
	rebates: RebateBooks;
	/** Orders, positions, trades and money of the futures side. */
	futures: FuturesBooks;
}
