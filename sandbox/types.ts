import type { AlgoBooks } from './books/algo';
import type { FundingBooks } from './books/funding';
import type { FuturesBooks } from './books/futures';
import type { MarginBooks } from './books/margin';
import type { Seed } from './books/seed';
import type { SpotBooks } from './books/spot';
import type { TransferBooks } from './books/transfers';
import type { Mode } from './door/description';
import type { FaultKind, FaultRule } from './faults/faults';

/** An API key of the sandbox and the user behind it. Keys with the same `uid` share one set of books. */
export interface SandboxAccount {
	uid: string;
	accessKey: string;
	secretKey: string;
	memo: string;
	/**
	 * Of 'Read-Only', 'Spot-Trade', 'Margin-Trade', 'Future-Trade', 'Withdraw', 'Sub-Account Transfer'
	 * and 'Contract-Agent'. None implies another.
	 */
	permissions: string[];
	/** The only addresses the key may be used from; absent or empty = any. */
	allowedIps?: string[];
	expired?: boolean;
	frozen?: boolean;
	/** What the user owns at the start, by currency. The first key of a `uid` that has balances counts. */
	balances?: Record<string, string>;
	/** What the futures wallet holds at the start, by currency; the same rule. */
	futuresBalances?: Record<string, string>;
	/** The user name: how sub-account calls and internal withdrawals name this account. */
	name?: string;
	/** The uid of the main account, if this is a sub-account. */
	parent?: string;
	/** Of a sub-account: 0 disabled by the platform, 1 normal (the default), 2 frozen by the main account. */
	subStatus?: 0 | 1 | 2;
}

/** How to start a sandbox. */
export interface SandboxOptions {
	/** 0 or absent = any free port. */
	spotPort?: number;
	futuresPort?: number;
	/** Strict (the default) refuses keys that the description does not know; lifelike ignores them. */
	mode?: Mode;
	/** The exchange's clock; default `Date.now`. */
	now?: () => number;
	accounts?: SandboxAccount[];
	/** Refuse what exceeds the documented rate limits; default false. */
	enforceRates?: boolean;
	/** Takes one text per request, of several lines when it was refused. */
	log?: (line: string) => void;
}

/** A request as it arrived, and what became of it. */
export interface RecordedRequest {
	host: 'spot' | 'futures';
	method: string;
	path: string;
	query: Array<[string, string]>;
	rawQuery: string;
	/** Names in lower case. */
	headers: Record<string, string>;
	rawHeaders: string[];
	/** The exact text as received. */
	body: string;
	/** 0 while nothing came of it: the request was lost, or is still to be carried out. */
	status: number;
	code: number | string;
	/** What was made to go wrong with it. */
	fault?: FaultKind;
	/** Why it was refused, in words. */
	refused?: string;
	response: string;
	at: number;
}

/** A running sandbox. */
export interface Sandbox {
	spotUrl: string;
	futuresUrl: string;
	/** Every request since the start or the last reset, oldest first. */
	requests: RecordedRequest[];
	mode: Mode;
	/** Milliseconds added to `now()`: a clock that is off. */
	clockOffset: number;
	accounts: SandboxAccount[];
	/** What goes wrong: for every request the first rule that fits and is not used up. Gone after `reset`. */
	faults: FaultRule[];
	/** Refuse what exceeds the documented limits (429, then 418), in windows that slide. */
	enforceRates: boolean;
	/** Carries out at once what a 'late' fault has put off. @returns how much it was */
	settle(): number;
	/** Requests, books, balances, ids, faults and the clock offset back to the start. */
	reset(): void;
	/** Closes both servers and every connection. */
	stop(): Promise<void>;
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
	/** Orders, positions, trades and money of the futures side. */
	futures: FuturesBooks;
	/** Fills histories without moving money: for tests of paging. Gone after `reset`. */
	seed: Seed;
	/**
	 * If set, the next request to this endpoint (such as 'POST /spot/v2/submit_order') that is admitted and
	 * valid gets this text instead of an answer of the books; used once.
	 */
	canned?: { endpoint: string; text: string };
}

/** What has state. */
export interface State {
	accounts: SandboxAccount[];
	books: SpotBooks;
	algos: AlgoBooks;
	margin: MarginBooks;
	funding: FundingBooks;
	transfers: TransferBooks;
	futures: FuturesBooks;
}
