import type { Endpoint } from './description';
import { describe } from './log';
import { listen, type HostContext } from './server';
import { SpotBooks } from './spot';
import type { Sandbox, SandboxAccount, SandboxOptions } from './types';

export type { RecordedRequest, Sandbox, SandboxAccount, SandboxOptions } from './types';
export type { SpotBalance, SpotBooks, SpotOrder, SpotTrade } from './spot';

const permissions = [
	'Read-Only',
	'Spot-Trade',
	'Margin-Trade',
	'Future-Trade',
	'Withdraw',
	'Sub-Account Transfer',
	'Contract-Agent',
];

/** The keys of a fresh sandbox: four keys of one user. */
export const DEFAULT_ACCOUNTS: SandboxAccount[] = [
	{
		uid: '80000001',
		accessKey: 'example-access-key-0001',
		secretKey: 'example-secret-0001',
		memo: 'sandbox memo',
		permissions,
		balances: { USDT: '10000', BTC: '0.5', ETH: '10' },
	},
	{
		uid: '80000001',
		accessKey: 'example-access-key-readonly',
		secretKey: 'example-secret-readonly',
		memo: 'read only',
		permissions: ['Read-Only'],
	},
	{
		uid: '80000001',
		accessKey: 'example-access-key-otherip',
		secretKey: 'example-secret-otherip',
		memo: 'other ip',
		permissions,
		allowedIps: ['203.0.113.7'],
	},
	{
		uid: '80000001',
		accessKey: 'example-access-key-expired',
		secretKey: 'example-secret-expired',
		memo: 'expired',
		permissions,
		expired: true,
	},
];

/** Starts a local BitMart: two hosts on 127.0.0.1, with state, checked as strictly as asked for. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const clock = options.now ?? Date.now;
	const accounts = structuredClone(options.accounts ?? DEFAULT_ACCOUNTS);
	const books = new SpotBooks();
	const used = new Map<string, { window: number; calls: number }>();
	let traces = 0;

	const now = () => clock() + sandbox.clockOffset;
	const reset = () => {
		sandbox.requests.length = 0;
		sandbox.clockOffset = 0;
		delete sandbox.canned;
		traces = 0;
		used.clear();
		books.reset(sandbox.accounts, now());
	};
	const sandbox: Sandbox = {
		spotUrl: '',
		futuresUrl: '',
		requests: [],
		mode: options.mode ?? 'strict',
		clockOffset: 0,
		accounts,
		reset,
		stop: async () => {},
		books,
	};
	const context: HostContext = {
		sandbox,
		state: { books },
		now,
		trace: () => `5a4db0c5-0000-4000-8000-${(++traces).toString(16).padStart(12, '0')}`,
		count: ({ method, path, rateLimit }: Endpoint, who: string) => {
			const window = Math.floor(now() / ((rateLimit?.windowSeconds ?? 1) * 1000));
			const key = `${method} ${path} ${who}`;
			const before = used.get(key);
			const calls = before?.window === window ? before.calls + 1 : 1;
			used.set(key, { window, calls });
			return calls;
		},
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
