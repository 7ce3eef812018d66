import { assumeRules } from '../../nodes/bitmart/rules/ruleBook';
import { clock } from '../../nodes/core/exchange/clock';
import { forgetRates } from '../../nodes/core/exchange/pacing';
import { forgetExecutions } from '../../nodes/core/writes/keys';
import { ledger } from '../../nodes/core/writes/ledger';
import { DEFAULT_ACCOUNTS, startSandbox } from '../../sandbox';
import { endpoints } from '../../sandbox/door/description';
import { runNode } from '../support/engine';
import { sandboxCredential } from '../support/sandbox';
import { RICHES } from './operations';

/** Writes whose pace is measured. */
export const PACED = {
	spotOrders: {
		type: 'bitmartSpot',
		endpoint: 'POST /spot/v2/submit_order',
		parameters: {
			resource: 'order',
			operation: 'create',
			symbol: 'BTC_USDT',
			side: 'buy',
			type: 'limit',
			size: '={{ $json.size }}',
			price: '50000',
		},
	},
	subAccountTransfers: {
		type: 'bitmartSubAccount',
		endpoint: 'POST /account/sub-account/main/v1/main-to-sub',
		parameters: {
			resource: 'transfer',
			operation: 'mainToSub',
			wallet: 'spot',
			currency: 'USDT',
			amount: '={{ $json.size }}',
			subAccount: 'desk1@example.com',
		},
	},
} as const;

/** What a measurement found. */
export interface Throughput {
	sent: number;
	/** Answers 429 and 418. */
	tooMany: number;
	/** Items that came out without an error. */
	succeeded: number;
	/** Milliseconds from the first request to the last. */
	elapsed: number;
	/** The shortest time in which the documented limit allows that many requests, in milliseconds. */
	floor: number;
	error?: string;
}

/** The shortest time between the first of so many requests and the last, by the description of the exchange. */
export function floorOf(endpoint: string, count: number): number {
	const limit = endpoints.find(({ method, path }) => `${method} ${path}` === endpoint)?.rateLimit;
	if (!limit || count < 1) return 0;
	return Math.floor((count - 1) / limit.requests) * limit.windowSeconds * 1000;
}

/**
 * Sends many writes through the engine against a sandbox that enforces its limits.
 * @param realTime go on for so many milliseconds of the wall clock, instead of `count` writes on a clock of the test
 */
export async function measure(
	which: keyof typeof PACED,
	{ count = 1000, realTime }: { count?: number; realTime?: number },
): Promise<Throughput> {
	const { type, endpoint, parameters } = PACED[which];
	const start = realTime === undefined ? Date.UTC(2026, 7, 3) : Date.now();
	let time = start;
	const now = realTime === undefined ? () => time : Date.now;
	const accounts = DEFAULT_ACCOUNTS.map((account) =>
		account.balances ? { ...account, balances: { USDT: RICHES } } : account,
	);
	const sandbox = await startSandbox({ now, accounts, enforceRates: true });
	const original = { ...clock };
	if (realTime === undefined) {
		Object.assign(clock, {
			now,
			wait: async (milliseconds: number) => {
				time += milliseconds;
			},
		});
	}
	ledger.clear();
	forgetExecutions();
	forgetRates();
	assumeRules(sandbox.spotUrl, [{ symbol: 'BTC_USDT' }]);
	let made = 0;
	let succeeded = 0;
	let error: string | undefined;
	/** One execution of the node with so many items. */
	const execute = async (items: number) => {
		const run = await runNode(type, parameters, {
			credential: sandboxCredential(sandbox),
			items: Array.from({ length: items }, () => ({ size: (0.001 + made++ / 1e5).toFixed(5) })),
		});
		error ??= run.error?.message;
		succeeded += run.outputs[0]?.length ?? 0;
	};
	try {
		if (realTime === undefined) await execute(count);
		else while (Date.now() - start < realTime && error === undefined) await execute(40);
		const arrived = sandbox.requests.filter(({ method, path }) => `${method} ${path}` === endpoint);
		const tooMany = sandbox.requests.filter(({ status }) => [429, 418].includes(status)).length;
		return {
			sent: arrived.length,
			tooMany,
			succeeded,
			elapsed: (arrived.at(-1)?.at ?? 0) - (arrived[0]?.at ?? 0),
			floor: floorOf(endpoint, arrived.length),
			...(error !== undefined && { error }),
		};
	} finally {
		Object.assign(clock, original);
		await sandbox.stop();
	}
}
