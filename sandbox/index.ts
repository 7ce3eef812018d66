import { DEFAULT_ACCOUNTS } from './books/accounts';
import { AlgoBooks } from './books/algo';
import { FundingBooks } from './books/funding';
import { FuturesBooks } from './books/futures';
import { MarginBooks } from './books/margin';
import { seeder } from './books/seed';
import { SpotBooks } from './books/spot';
import { TransferBooks } from './books/transfers';
import type { Endpoint } from './door/description';
import { describe } from './door/log';
import { Rates } from './door/rates';
import { listen, type HostContext } from './door/server';
import { PendingWork } from './faults/faults';
import type { Sandbox, SandboxOptions, State } from './types';

export { DEFAULT_ACCOUNTS } from './books/accounts';
export type { AlgoBooks, AlgoOrder } from './books/algo';
export type { Fault, FaultKind, FaultRequest, FaultRule } from './faults/faults';
export type { FundingBooks, FundingRecord, SavedAddress } from './books/funding';
export type {
	FuturesBooks,
	FuturesOrder,
	FuturesTrade,
	Position,
	Transaction,
} from './books/futures';
export type { Loan, MarginBooks, Repayment } from './books/margin';
export type { Seed } from './books/seed';
export { marginWallet } from './books/spot';
export type { SpotBalance, SpotBooks, SpotOrder, SpotTrade } from './books/spot';
export type { ContractTransfer, SubTransfer, TransferBooks } from './books/transfers';
export type { RecordedRequest, Sandbox, SandboxAccount, SandboxOptions } from './types';

/** Starts a local BitMart: two hosts on 127.0.0.1, with state, checked as strictly as asked for. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const clock = options.now ?? Date.now;
	const accounts = structuredClone(options.accounts ?? DEFAULT_ACCOUNTS);
	const books = new SpotBooks();
	const state: State = {
		// Tests may put other accounts into the sandbox, so this is looked up anew every time.
		get accounts() {
			return sandbox.accounts;
		},
		books,
		algos: new AlgoBooks(books),
		margin: new MarginBooks(),
		funding: new FundingBooks(),
		transfers: new TransferBooks(),
		futures: new FuturesBooks(),
	};
	const rates = new Rates();
	const pending = new PendingWork();
	let traces = 0;

	const now = () => clock() + sandbox.clockOffset;
	const reset = () => {
		sandbox.requests.length = 0;
		sandbox.clockOffset = 0;
		delete sandbox.canned;
		sandbox.faults = [];
		pending.clear();
		traces = 0;
		rates.reset();
		books.reset(sandbox.accounts, now());
		state.algos.reset(now());
		state.margin.reset();
		state.funding.reset();
		state.transfers.reset();
		state.futures.reset(sandbox.accounts, now());
	};
	const sandbox: Sandbox = {
		spotUrl: '',
		futuresUrl: '',
		requests: [],
		mode: options.mode ?? 'strict',
		clockOffset: 0,
		accounts,
		faults: [],
		enforceRates: options.enforceRates ?? false,
		settle: () => pending.runUntil(Infinity),
		reset,
		stop: async () => {},
		books,
		algos: state.algos,
		margin: state.margin,
		funding: state.funding,
		transfers: state.transfers,
		futures: state.futures,
		seed: seeder(state, () => now()),
	};
	const context: HostContext = {
		sandbox,
		state,
		now,
		trace: () => `5a4db0c5-0000-4000-8000-${(++traces).toString(16).padStart(12, '0')}`,
		count: (endpoint: Endpoint, who: string, caller: string) =>
			rates.count(endpoint, who, caller, now(), sandbox.enforceRates),
		pending,
		log: (record, detail) => options.log?.(describe(record, detail)),
	};

	reset();
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
