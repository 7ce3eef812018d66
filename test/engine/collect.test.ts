import { sleep } from 'n8n-workflow';

import { clock } from '../../nodes/core/exchange/clock';
import { forgetRates } from '../../nodes/core/exchange/pacing';
import { forgetExecutions } from '../../nodes/core/writes/keys';
import { ledger } from '../../nodes/core/writes/ledger';
import { memo } from '../../nodes/core/writes/memo';
import type { SandboxAccount } from '../../sandbox';
import { marginWallet } from '../../sandbox';
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

/** A transfer in words, as an item claims it. */
const claimed = (items: Array<Record<string, unknown>>) =>
	items.map(({ from, fromWallet, currency, amount }) =>
		[from, fromWallet, currency, Number(amount)].map(String).join(' '),
	);

/** The same, of the books. */
const inBooks = () => {
	const sub = (wallet: string) => (row: { fromUid: string; currency: string; amount: string }) =>
		`${byUid(row.fromUid).name} ${wallet} ${row.currency} ${Number(row.amount)}`;
	return [
		...sandbox.transfers.between('spot', [MAIN]).map(sub('spot')),
		...sandbox.transfers.between('futures', [MAIN]).map(sub('futures')),
		...sandbox.margin
			.transfers(MAIN)
			.map(({ symbol, currency, amount }) => `main margin ${symbol} ${currency} ${Number(amount)}`),
		...sandbox.transfers
			.contract(MAIN)
			.map(({ currency, amount }) => `main futures ${currency} ${Number(amount)}`),
	];
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
			message: 'Nothing was moved. Left undone: 0.1 BTC in main (futures).',
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
		const wait = jest.mocked(clock.wait).getMockImplementation();
		jest.spyOn(clock, 'wait').mockImplementation(async (milliseconds, signal) => {
			if (posts().length === 30) {
				stop();
				await sleep(50);
			}
			await wait?.(milliseconds, signal);
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
			// Each claim of either run stands for a transfer of its own, with its amount.
			const claims = claimed([...first.moved, ...second.moved]);
			const books = inBooks();
			for (const claim of claims) {
				expect(books).toContain(claim);
				books.splice(books.indexOf(claim), 1);
			}
			// What nobody claims is of the kind that BitMart shows nowhere, and was said to be unknown.
			const unknown = first.held.filter(({ because }) => /^It is not known/.test(String(because)));
			expect(books.length).toBeLessThanOrEqual(unknown.length);
		},
		60_000,
	);

	it.each(['lostAnswer', 'late', '500after', 'truncated'] as const)(
		'%s on every transfer but those of the spot wallets is found in the books',
		async (kind) => {
			sandbox.faults.push(...[SUB_FUTURES, MARGIN, CONTRACT].map((on) => ({ kind, on, times: 2 })));
			const { error, moved, summary } = await collect();
			expect(error).toBeUndefined();
			expect(moved).toHaveLength(TRANSFERS);
			expect(claimed(moved).sort()).toEqual(inBooks().sort());
			expect(summary).toMatchObject({ transfers: TRANSFERS });
			const recovered = moved.filter(({ outcome }) => outcome === 'recovered');
			expect(recovered.map(({ fromWallet, settledBy }) => [fromWallet, settledBy])).toEqual([
				['futures', 'history'],
				['futures', 'history'],
				['margin BTC_USDT', 'balance'],
				['margin BTC_USDT', 'balance'],
				['futures', 'history'],
			]);
		},
	);

	it('tries nothing else where three answers in a row were lost, and says so', async () => {
		sandbox.faults.push({ kind: 'lostRequest', on: /sub-to-main/ });
		const { error, moved, held } = await collect();
		expect(error).toBeUndefined();
		expect(moved).toEqual([]);
		expect(made()).toEqual([]);
		const [first] = held;
		expect(first?.because).toMatch(/^It is not known whether this was carried out/);
		expect(held.filter(({ because }) => /was not tried/.test(String(because)))).toHaveLength(
			TRANSFERS - 3,
		);
		// Again under its number only where BitMart refuses a second one.
		expect(posts()).toEqual([SUB_SPOT, SUB_SPOT, SUB_FUTURES, SUB_SPOT, SUB_SPOT]);
		sandbox.faults.length = 0;
		restart();
		expect((await collect()).moved).toHaveLength(TRANSFERS);
	});

	it("goes on with the same plan under n8n's Retry On Fail", async () => {
		const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
		const items = [{ sources: ['subAccounts'] }, { sources: ['margin'] }];
		sandbox.faults.push({ kind: '418', on: 'GET /spot/v1/margin/isolated/account', times: 1 });
		const { error, moved } = await collect({ sources: '={{ $json.sources }}' }, { node, items });
		expect(error).toBeUndefined();
		expect(moved).toHaveLength(TRANSFERS);
		expect(claimed(moved).sort()).toEqual(inBooks().sort());
		expect(posts()).toHaveLength(TRANSFERS);
		expect(arrivals(sandbox).filter((arrival) => arrival === LIST)).toHaveLength(1);
	});
});

describe('what holds money back', () => {
	it('is an open order of a sub-account: the rest of its wallet is moved', async () => {
		const [desk] = DESKS as [SandboxAccount];
		sandbox.books.place(
			desk.uid,
			{ symbol: 'BTC_USDT', side: 'buy', type: 'limit', size: '0.001', price: '50000' },
			START,
		);
		const { moved, held } = await collect({ sources: ['subAccounts'] });
		expect(moved.filter(({ from }) => from === desk.name)).toMatchObject([
			{ fromWallet: 'spot', currency: 'USDT', amount: '50.12345678' },
			{ fromWallet: 'spot', currency: 'BTC' },
			{ fromWallet: 'futures', currency: 'USDT' },
		]);
		expect(held).toEqual([
			{
				moved: false,
				from: desk.name,
				fromWallet: 'spot',
				currency: 'USDT',
				amount: '50',
				because: 'Open orders hold it. Cancel them first.',
			},
		]);
	});

	it('is a position: what is free keeps it from liquidation, unless it is asked for', async () => {
		const order = { symbol: 'BTCUSDT', side: 1, type: 'market', size: 100 } as const;
		const opened = { ...order, leverage: '10', openType: 'cross' } as const;
		sandbox.futures.place({ uid: MAIN, ...opened }, START);
		const free = sandbox.futures.available(MAIN, 'USDT').toFixed();
		const first = await collect({ sources: ['futures'], options: { currencies: 'usdt' } });
		expect(first.moved).toEqual([]);
		expect(first.held).toMatchObject([
			{ from: 'main', fromWallet: 'futures', amount: free },
			{ because: 'Open positions hold it. Close them first.' },
		]);
		expect(first.held[0]?.because).toMatch(/^It keeps open positions from liquidation\./);
		// What comes from sub-accounts goes through all the same, and no more than that.
		const second = await collect({ options: { currencies: 'USDT' } });
		expect(second.moved.at(-1)).toMatchObject({
			fromWallet: 'futures',
			toWallet: 'spot',
			amount: '582',
		});
		expect(sandbox.futures.available(MAIN, 'USDT').toFixed()).toBe(free);
		const options = { currencies: 'USDT', includeOpenFutures: true };
		const third = await collect({ sources: ['futures'], options });
		expect(third.moved).toHaveLength(1);
		expect(Number(sandbox.futures.available(MAIN, 'USDT'))).toBeLessThan(0.00000001);
	});

	it('is a position of a sub-account', async () => {
		const order = { symbol: 'BTCUSDT', side: 1, type: 'market', size: 1 } as const;
		const desk = DESKS.at(-1) as SandboxAccount;
		sandbox.futures.place({ uid: desk.uid, ...order, leverage: '100', openType: 'cross' }, START);
		const { moved, held } = await collect({ sources: ['subAccounts'] });
		expect(moved.filter(({ from }) => from === desk.name)).toHaveLength(2);
		expect(held).toMatchObject([
			{ from: desk.name, fromWallet: 'futures', currency: 'USDT' },
			{ because: 'Open positions or orders hold it. Close or cancel them first.' },
		]);
	});

	it('is a loan: nothing leaves a margin account that secures one', async () => {
		const wallet = marginWallet(MAIN, 'BTC_USDT');
		const asked = { uid: MAIN, symbol: 'BTC_USDT', currency: 'USDT', amount: '100' };
		sandbox.margin.borrow(asked, START);
		sandbox.books.credit(wallet, 'USDT', '100');
		const { moved, held } = await collect({ sources: ['margin'] });
		expect(moved).toMatchObject([
			{ fromWallet: 'margin ETH_USDT', currency: 'ETH', amount: '1.5' },
		]);
		expect(held).toMatchObject([
			{ fromWallet: 'margin BTC_USDT', currency: 'BTC', amount: '0.25' },
			{ fromWallet: 'margin BTC_USDT', currency: 'USDT', amount: '433.33' },
		]);
		expect(held[0]?.because).toMatch(/^It secures a loan of 100\.0\d+ USDT\. Repay it first\.$/);
	});

	it.each([
		[2, /^The main account has frozen this sub-account\./],
		[0, /^BitMart has disabled this sub-account\./],
	] as const)(
		'is a sub-account of status %s, while the others go on',
		async (subStatus, because) => {
			const [desk, ...others] = DESKS as [SandboxAccount, ...SandboxAccount[]];
			Object.assign(byUid(desk.uid), { subStatus });
			const { error, moved, held } = await collect({ sources: ['subAccounts'] });
			Object.assign(byUid(desk.uid), { subStatus: 1 });
			expect(error).toBeUndefined();
			expect(moved.some(({ from }) => from === desk.name)).toBe(false);
			expect(new Set(moved.map(({ from }) => from)).size).toBe(others.length + 2 + 1);
			expect(held).toMatchObject([
				{ from: desk.name, fromWallet: 'spot', currency: 'USDT', amount: '100.12345678' },
				{ from: desk.name, fromWallet: 'spot', currency: 'BTC' },
				{ from: desk.name, fromWallet: 'futures', currency: 'USDT' },
			]);
			for (const one of held) expect(one.because).toMatch(because);
		},
	);

	it('is a sub-account that was frozen since the list was read: BitMart says so, and the rest goes on', async () => {
		const [desk] = DESKS as [SandboxAccount];
		sandbox.faults.push({
			kind: 'lostRequest',
			on: ({ path, body }) => {
				if (path.includes('sub-to-main')) Object.assign(byUid(desk.uid), { subStatus: 2 });
				return body === 'never';
			},
		});
		const { error, moved, held, summary } = await collect({ sources: ['subAccounts'] });
		Object.assign(byUid(desk.uid), { subStatus: 1 });
		expect(error).toBeUndefined();
		expect(moved.length).toBeGreaterThan(50);
		expect(held).toHaveLength(3);
		for (const one of held) expect(one).toMatchObject({ from: desk.name });
		expect(held[0]?.because).toMatch(/The main account has frozen this sub-account/);
		expect(summary?.left).toHaveLength(3);
	});

	it('is a wallet that cannot be read', async () => {
		const [desk] = DESKS as [SandboxAccount];
		const name = encodeURIComponent(String(desk.name));
		sandbox.faults.push({
			kind: '418',
			on: ({ path, rawQuery }) =>
				path === '/account/sub-account/main/v1/wallet' && rawQuery.includes(name),
		});
		const { held, moved } = await collect({ sources: ['subAccounts'] });
		expect(held).toMatchObject([{ from: desk.name, fromWallet: 'spot' }]);
		expect(held[0]?.because).toMatch(/^It could not be read what is there: /);
		expect(moved.filter(({ from }) => from === desk.name)).toMatchObject([
			{ fromWallet: 'futures' },
		]);
	});
});

describe('what the API does not move', () => {
	it('is named in the last item, with the amounts of the funding account', async () => {
		const { last: without } = await collect({ sources: ['margin'] });
		expect(without?.message).toContain('BitMart names no amount for it here.');
		Object.assign(byUid(MAIN), { fundBalances: { USDT: '12.5', DOGE: '3' } });
		const { last } = await collect({ sources: ['margin'] });
		delete byUid(MAIN).fundBalances;
		expect(last?.message).toContain('The funding account holds 12.5 USDT, 3 DOGE.');
		expect(last).toMatchObject({
			moved: false,
			fundingAccount: [
				{ currency: 'USDT', available: '12.5', frozen: '0' },
				{ currency: 'DOGE', available: '3', frozen: '0' },
			],
			page: 'https://www.bitmart.com',
		});
	});
});

describe('where it cannot be done', () => {
	const as = (accessKey: string) => {
		const account = sandbox.accounts.find((one) => one.accessKey === accessKey) as SandboxAccount;
		const { secretKey, memo: text } = account;
		return { credential: { ...sandboxCredential(sandbox), accessKey, secretKey, memo: text } };
	};

	it('says which permission the key needs, and nothing is moved', async () => {
		const { error } = await collect({}, as('example-access-key-readonly'));
		expect(error?.message).toMatch(
			/^Sources has Sub-Accounts, and it could not be read what is there, so nothing was moved: /,
		);
		expect(error?.description).toContain('Sub-Account Transfer');
		expect(arrivals(sandbox)).toEqual([LIST]);
	});

	it.each([
		[
			'margin',
			MARGIN,
			'The key needs the permission Margin-Trade for what comes out of margin accounts.',
		],
		[
			'futures',
			CONTRACT,
			'The key needs the permission Future-Trade for what comes out of the futures wallet.',
		],
	])(
		'is an error where the key may only read, with %s as the only source',
		async (source, path, advice) => {
			const { error } = await collect({ sources: [source] }, as('example-access-key-readonly'));
			expect(error?.message).toContain('code 30012');
			expect(error?.description).toContain(advice);
			// What holds for one holds for all of its kind.
			expect(posts()).toEqual([path]);
			expect(made()).toEqual([]);
		},
	);

	it('says so for the key of a sub-account', async () => {
		const { error } = await collect({}, as('example-access-key-sub'));
		expect(error?.message).toContain('A sub-account is not allowed to do this');
		expect(posts()).toEqual([]);
	});

	it('says what the guard rails of the credential do not allow, and sends nothing', async () => {
		const credential = { ...sandboxCredential(sandbox), allowTransfers: false };
		const { error } = await collect({}, { credential });
		expect(error?.message).toMatch(/^This credential does not allow/);
		expect(posts()).toEqual([]);
	});

	it('needs a source', async () => {
		const { error } = await collect({ sources: [] });
		expect(error?.message).toContain('Sources');
		expect(sandbox.requests).toEqual([]);
	});

	it('says that there is nothing to collect', async () => {
		const { error, items } = await collect({ options: { currencies: 'DOGE' } });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{ summary: true, message: 'There is nothing to collect.', transfers: 0, left: [] },
			{ moved: false },
		]);
		expect(posts()).toEqual([]);
	});
});
