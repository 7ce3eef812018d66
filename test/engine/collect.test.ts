import { sleep } from 'n8n-workflow';

import { clock } from '../../nodes/core/exchange/clock';
import { forgetRates } from '../../nodes/core/exchange/pacing';
import { forgetExecutions } from '../../nodes/core/writes/keys';
import { ledger } from '../../nodes/core/writes/ledger';
import { memo } from '../../nodes/core/writes/memo';
import type { SandboxAccount } from '../../sandbox';
import { DEFAULT_ACCOUNTS, marginWallet } from '../../sandbox';
import type { EngineOptions } from '../support/engine';
import { runNode } from '../support/engine';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';
import { FAULTS, nameOf as faultName } from '../faults/plan';

/** Account: Collect against a whole exchange: what arrives, what stays and why, and nothing twice. */

const MAIN = '80000001';
const START = Date.UTC(2026, 7, 1, 12);
const SUB_SPOT = 'POST /account/sub-account/main/v1/sub-to-main';
const SUB_FUTURES = 'POST /account/contract/sub-account/main/v1/sub-to-main';
const MARGIN = 'POST /spot/v1/margin/isolated/transfer';
const CONTRACT = 'POST /account/v1/transfer-contract';
const LIST = 'GET /account/sub-account/main/v1/subaccount-list';
const MOVES = [SUB_SPOT, SUB_FUTURES, MARGIN, CONTRACT];

const sandbox = useNodes(START);

/** Eighteen sub-accounts beside those of a fresh sandbox, each with money in both wallets. */
const DESKS: SandboxAccount[] = Array.from({ length: 18 }, (_, index) => ({
	uid: String(80000100 + index),
	accessKey: `example-access-key-desk-${index}`,
	secretKey: `example-secret-desk-${index}`,
	memo: 'desk',
	permissions: [],
	balances: { USDT: `${100 + index}.12345678`, BTC: `0.0${index + 1}` },
	futuresBalances: { USDT: `${10 + index}.5` },
	name: `team${index}@example.com`,
	parent: MAIN,
}));

const byUid = (uid: string) =>
	sandbox.accounts.find((account) => account.uid === uid) as SandboxAccount;

/** All money of the family, by currency. */
function totals(): Record<string, string> {
	const sums = new Map<string, bigint>();
	const add = (coin: string, amount: string) => {
		const [whole = '', fraction = ''] = amount.split('.');
		const units = BigInt(whole + fraction.padEnd(12, '0').slice(0, 12));
		sums.set(coin, (sums.get(coin) ?? 0n) + units);
	};
	const uids = [...new Set(sandbox.accounts.map(({ uid }) => uid))];
	for (const uid of uids) {
		const wallets = [uid, ...['BTC_USDT', 'ETH_USDT'].map((pair) => marginWallet(uid, pair))];
		for (const wallet of wallets) {
			for (const [coin, { available, frozen }] of Object.entries(sandbox.books.balances(wallet))) {
				add(coin, available);
				add(coin, frozen);
			}
		}
		for (const { currency, equity, unrealized } of sandbox.futures.assets(uid, START)) {
			add(currency, equity.minus(unrealized).toFixed(12));
		}
	}
	return Object.fromEntries([...sums].map(([coin, units]) => [coin, units.toString()]));
}

/** Transfers in the books. */
const made = () => [
	...sandbox.transfers.between('spot', [MAIN]),
	...sandbox.transfers.between('futures', [MAIN]),
	...sandbox.margin.transfers(MAIN),
	...sandbox.transfers.contract(MAIN),
];

type Parameters = Record<string, unknown>;

const collect = async (parameters: Parameters = {}, options: EngineOptions = {}) => {
	const form = {
		resource: 'collect',
		operation: 'collectAll',
		sources: ['futures', 'margin', 'subAccounts'],
		...parameters,
	};
	const credential = sandboxCredential(sandbox);
	const { outputs, error } = await runNode('bitmartAccount', form, { credential, ...options });
	const items = (outputs[0] ?? []).map(({ json }) => json);
	return {
		error,
		items,
		moved: items.filter(({ moved }) => moved === true),
		held: items.filter(({ moved, because }) => moved === false && because !== undefined),
		summary: items.find((item) => item.summary === true),
		last: items.at(-1),
	};
};

const posts = () => arrivals(sandbox).filter((arrival) => MOVES.includes(arrival));

/** As after a restart of n8n. */
function restart(): void {
	ledger.clear();
	memo.clear();
	forgetExecutions();
	forgetRates();
}

const MARGIN_MONEY: Array<[string, string, string]> = [
	['BTC_USDT', 'BTC', '0.25'],
	['BTC_USDT', 'USDT', '333.33'],
	['ETH_USDT', 'ETH', '1.5'],
];

beforeAll(() => {
	sandbox.accounts.push(...DESKS);
	Object.assign(byUid('80000003'), { balances: { ETH: '3' }, futuresBalances: { USDT: '40' } });
});
beforeEach(() => {
	memo.clear();
	for (const [pair, coin, amount] of MARGIN_MONEY) {
		sandbox.books.credit(marginWallet(MAIN, pair), coin, amount);
	}
});

describe('with twenty sub-accounts and every wallet filled', () => {
	/** 18 with two currencies, one with USDT, one with ETH; 20 futures wallets; three of margin; futures. */
	const SPOT = 18 * 2 + 2;
	const TRANSFERS = SPOT + 20 + 3 + 1;

	it('moves everything that can move, an item a transfer, and the total stays', async () => {
		const before = totals();
		const { error, moved, held, summary, items, last } = await collect();
		expect(error).toBeUndefined();
		expect(totals()).toEqual(before);
		expect(moved).toHaveLength(TRANSFERS);
		expect(made()).toHaveLength(TRANSFERS);
		expect(new Set(moved.map(({ outcome }) => outcome))).toEqual(new Set(['placed']));
		// The futures wallet holds some BTC, which the API does not move.
		expect(held).toEqual([
			{
				moved: false,
				from: 'main',
				fromWallet: 'futures',
				currency: 'BTC',
				amount: '0.1',
				because:
					'BitMart moves only USDT out of futures wallets through its API. Move it on the website.',
			},
		]);
		expect(summary).toMatchObject({ transfers: TRANSFERS, left: [{ amount: '0.1' }] });
		expect(last).toMatchObject({ moved: false, page: 'https://www.bitmart.com' });
		expect(items).toHaveLength(TRANSFERS + 3);
		for (const { uid } of sandbox.accounts.filter(({ parent }) => parent === MAIN)) {
			const amounts = Object.values(sandbox.books.balances(uid)).map(({ available }) => available);
			expect(amounts.every((amount) => Number(amount) === 0)).toBe(true);
			expect(sandbox.futures.available(uid, 'USDT').isZero()).toBe(true);
		}
		expect(sandbox.futures.available(MAIN, 'USDT').isZero()).toBe(true);
		expect(posts()).toEqual([
			...Array.from({ length: SPOT + 20 }, () => expect.stringContaining('sub-to-main') as string),
			...[MARGIN, MARGIN, MARGIN, CONTRACT],
		]);
	});

	it('moves nothing when it runs again, and says so', async () => {
		await collect();
		const count = made().length;
		const { error, moved, summary } = await collect();
		expect(error).toBeUndefined();
		expect(moved).toEqual([]);
		expect(summary).toMatchObject({
			transfers: 0,
			message: 'Nothing was moved. Left undone: 1 amount.',
		});
		expect(made()).toHaveLength(count);
	});

	it('shows the plan in a dry run: each request with its amount, and nothing is sent', async () => {
		const { error, items, summary } = await collect({ options: { dryRun: true } });
		expect(error).toBeUndefined();
		expect(posts()).toEqual([]);
		const planned = items.filter(({ request }) => request !== undefined);
		expect(planned).toHaveLength(TRANSFERS);
		expect(items.every(({ dryRun }) => dryRun === true)).toBe(true);
		// 5000 of the wallet, 200 and 40 of the first sub-accounts, and 10.5 to 27.5 of the others.
		expect(planned.at(-1)).toMatchObject({
			from: 'main',
			fromWallet: 'futures',
			to: 'main',
			toWallet: 'spot',
			amount: '5582',
			request: { body: '{"currency":"USDT","amount":"5582","type":"contract_to_spot"}' },
		});
		expect(summary?.message).toMatch(/^62 transfers would be made\. .+ would arrive/);
		const { summary: real } = await collect();
		expect(real?.collected).toEqual(summary?.collected);
	});

	it('goes on where it was stopped: nothing twice, and nothing left', async () => {
		const before = totals();
		let stop = () => {};
		const stopped = new Promise<void>((resolve) => {
			stop = resolve;
		});
		const wait = clock.wait;
		jest.spyOn(clock, 'wait').mockImplementation(async (milliseconds, signal) => {
			if (posts().length === 30) {
				stop();
				await sleep(50);
			}
			return await wait(milliseconds, signal);
		});
		await collect({}, { stop: stopped });
		expect(made()).toHaveLength(30);
		restart();
		const { error, moved } = await collect();
		expect(error).toBeUndefined();
		expect(moved).toHaveLength(TRANSFERS - 30);
		expect(made()).toHaveLength(TRANSFERS);
		expect(totals()).toEqual(before);
	});

	it.each(FAULTS.map((fault) => [faultName(fault), fault] as const))(
		'%s on a transfer of each kind: the total stays, nothing is moved twice, every claim is in the books',
		async (_name, fault) => {
			const before = totals();
			for (const on of MOVES) {
				sandbox.faults.push({
					...fault,
					on,
					times: 1,
					skip: on === CONTRACT ? 0 : 1,
					...(fault.kind === 'delay' && { until: () => {} }),
					...(fault.kind === 'trickle' && { until: () => {} }),
				});
			}
			const first = await collect();
			expect(first.error).toBeUndefined();
			expect(totals()).toEqual(before);
			expect(first.moved.length).toBeLessThanOrEqual(made().length);
			// What was put off is carried out at last; then the rest is done.
			sandbox.settle();
			sandbox.faults.length = 0;
			restart();
			const second = await collect();
			expect(second.error).toBeUndefined();
			expect(totals()).toEqual(before);
			expect(made()).toHaveLength(TRANSFERS);
			expect(second.summary).toMatchObject({ left: [{ currency: 'BTC', amount: '0.1' }] });
			// Each claim of either run stands for a transfer of its own.
			expect(first.moved.length + second.moved.length).toBeLessThanOrEqual(TRANSFERS);
		},
		60_000,
	);
});
