/** The sandbox: a local BitMart, made of its rooms. */
import { DEFAULT_ACCOUNTS, type SandboxAccount } from './books/accounts';
import { AlgoBooks } from './books/algo';
import { FundingBooks } from './books/funding';
import { FuturesBooks } from './books/futures/books';
import { MarginBooks } from './books/margin';
import { RebateBooks } from './books/rebates';
import { seeder, type Seed } from './books/seed';
import { SpotBooks } from './books/spot/books';
import type { State } from './books/state';
import { TransferBooks } from './books/transfers';
import type { Controls, HostContext } from './door/context';
import { describe } from './door/log';
import type { Mode } from './door/parameters';
import { Rates } from './door/rates';
import { listen } from './door/server';
import { PendingWork } from './faults/pending';

export { DEFAULT_ACCOUNTS, type SandboxAccount } from './books/accounts';
export type { AlgoBooks, AlgoOrder } from './books/algo';
export type { FundingBooks, FundingRecord, SavedAddress } from './books/funding';
export type { FuturesBooks } from './books/futures/books';
export type { Transaction } from './books/futures/money';
export type { FuturesOrder } from './books/futures/orders';
export type { Position } from './books/futures/positions';
export type { FuturesTrade } from './books/futures/trades';
export type { Loan, MarginBooks, MarginTransfer, Repayment } from './books/margin';
export type { AffiliateRebate, BrokerRebate, RebateBooks } from './books/rebates';
export type { Seed } from './books/seed';
export type { SpotBooks } from './books/spot/books';
export type { SpotOrder, SpotTrade } from './books/spot/orders';
export { marginWallet, type SpotBalance } from './books/spot/wallets';
export type { ContractTransfer, SubTransfer, TransferBooks } from './books/transfers';
export type { RecordedRequest } from './door/log';
export type { Fault, FaultKind, FaultRequest, FaultRule } from './faults/rules';

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

/** A running sandbox. */
export interface Sandbox extends Controls, State {
	spotUrl: string;
	futuresUrl: string;
	/** Fills histories without moving money: for tests of paging. Gone after `reset`. */
	seed: Seed;
	/** Carries out at once what a 'late' fault has put off. @returns how much it was */
	settle(): number;
	/** Requests, books, balances, ids, faults and the clock offset back to the start. */
	reset(): void;
	/** Closes both servers and every connection. */
	stop(): Promise<void>;
}

/** Starts a local BitMart: two hosts on 127.0.0.1, with state, checked as strictly as asked for. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const clock = options.now ?? Date.now;
	const rates = new Rates();
	const pending = new PendingWork();
	let traces = 0;

	const now = () => clock() + sandbox.clockOffset;
	const books = new SpotBooks();
	const state: State = {
		accounts: structuredClone(options.accounts ?? DEFAULT_ACCOUNTS),
		books,
		algos: new AlgoBooks(books),
		margin: new MarginBooks(),
		funding: new FundingBooks(),
		transfers: new TransferBooks(),
		futures: new FuturesBooks(),
		rebates: new RebateBooks(),
	};
	const sandbox: Sandbox = {
		...state,
		spotUrl: '',
		futuresUrl: '',
		requests: [],
		mode: options.mode ?? 'strict',
		clockOffset: 0,
		faults: [],
		enforceRates: options.enforceRates ?? false,
		seed: seeder(state, now),
		settle: () => pending.runUntil(Infinity),
		reset: () => {
			sandbox.requests.length = 0;
			sandbox.clockOffset = 0;
			delete sandbox.spotDepth;
			delete sandbox.canned;
			sandbox.faults = [];
			pending.clear();
			traces = 0;
			rates.reset();
			sandbox.books.reset(sandbox.accounts, now());
			sandbox.algos.reset(now());
			sandbox.margin.reset();
			sandbox.funding.reset();
			sandbox.transfers.reset();
			sandbox.rebates.reset();
			sandbox.futures.reset(sandbox.accounts, now());
		},
		stop: async () => {},
	};
	const context: HostContext = {
		sandbox,
		now,
		trace: () => `5a4db0c5-0000-4000-8000-${(++traces).toString(16).padStart(12, '0')}`,
		rates,
		pending,
		log: (record, detail) => options.log?.(describe(record, detail)),
	};

	sandbox.reset();
	const spot = await listen('spot', options.spotPort ?? 0, context);
	const futures = await listen('futures', options.futuresPort ?? 0, context).catch(
		async (error: unknown) => {
			await spot.stop();
			return await Promise.reject(error);
		},
	);
	sandbox.spotUrl = spot.url;
	sandbox.futuresUrl = futures.url;
	sandbox.stop = async () => {
		await Promise.all([spot.stop(), futures.stop()]);
	};
	return sandbox;
}
