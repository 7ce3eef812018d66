import type { Endpoint, Mode, Values } from './description';
import type { SpotBooks } from './spot';

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
	status: number;
	code: number | string;
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
	/** Requests, books, balances, ids and the clock offset back to the start. */
	reset(): void;
	/** Closes both servers and every connection. */
	stop(): Promise<void>;
	/** Orders, trades and balances, as the exchange sees them. */
	books: SpotBooks;
	/** If set, the next request that is admitted and valid gets this text instead of an answer of the books; used once. */
	canned?: string;
}

/** What has state. Later areas (transfers, futures, margin ...) add theirs. */
export interface State {
	books: SpotBooks;
}

/** One admitted and checked request. */
export interface Call {
	endpoint: Endpoint;
	/** Present wherever the endpoint is not public. */
	account?: SandboxAccount;
	values: Values;
	now: number;
	state: State;
}

/** One file per area has a table of these, keyed by 'METHOD /path'; each returns the `data` of the answer. */
export type Handlers = Record<string, (call: Call) => unknown>;
