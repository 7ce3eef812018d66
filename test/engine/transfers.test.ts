import { forgetRates } from '../../nodes/core/exchange/pacing';
import { forgetExecutions } from '../../nodes/core/writes/keys';
import { ledger } from '../../nodes/core/writes/ledger';
import type { EngineOptions } from '../support/engine';
import { runNode } from '../support/engine';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/** How much a transfer moves, what holds it back, and what is said where there is nothing to move. */

const MAIN = '80000001';
const DESK1 = '80000002';
const WALLET = 'GET /spot/v1/wallet';
const ASSETS = 'GET /contract/private/assets-detail';
const CONTRACT = 'POST /account/v1/transfer-contract';
const CONTRACT_LIST = 'POST /account/v1/transfer-contract-list';
const SUB_WALLET = 'GET /account/sub-account/main/v1/wallet';
const SUB_TO_MAIN = 'POST /account/sub-account/main/v1/sub-to-main';
const SUB_FUTURES = 'POST /account/contract/sub-account/main/v1/sub-to-main';
const SUB_FUTURES_LIST = 'GET /account/contract/sub-account/main/v1/transfer-list';
const MARGIN = 'POST /spot/v1/margin/isolated/transfer';

const START = Date.UTC(2026, 7, 1, 12);
const sandbox = useNodes(START);

type Parameters = Record<string, unknown>;

const run = async (type: string, parameters: Parameters, options: EngineOptions = {}) => {
	const credential = sandboxCredential(sandbox);
	const { outputs, error } = await runNode(type, parameters, { credential, ...options });
	return { error, items: (outputs[0] ?? []).map(({ json }) => json) };
};

const toSpot = async (parameters: Parameters, options?: EngineOptions) =>
	await run(
		'bitmartFutures',
		{
			resource: 'transfer',
			operation: 'create',
			currency: 'USDT',
			direction: 'futuresToSpot',
			...parameters,
		},
		options,
	);
const fromDesk = async (parameters: Parameters, options?: EngineOptions) =>
	await run(
		'bitmartSubAccount',
		{
			resource: 'transfer',
			operation: 'subToMain',
			as: 'main',
			wallet: 'spot',
			currency: 'USDT',
			subAccount: 'desk1@example.com',
			...parameters,
		},
		options,
	);
const toMargin = async (parameters: Parameters) =>
	await run('bitmartSpot', {
		resource: 'marginAccount',
		operation: 'transfer',
		symbol: 'ETH_USDT',
		currency: 'USDT',
		direction: 'in',
		...parameters,
	});

const moved = () => sandbox.transfers.contract(MAIN).map(({ amount, type }) => `${amount} ${type}`);
const fromSubs = () => sandbox.transfers.between('spot', [DESK1]).map(({ amount }) => amount);
const futuresOf = (uid: string) => sandbox.futures.available(uid, 'USDT').toFixed();

/** As after a restart of n8n. */
function restart(): void {
	ledger.clear();
	forgetExecutions();
	forgetRates();
}

describe('how much is moved', () => {
	it.each<[Parameters, string]>([
		[{ howMuch: 'exactly', amount: '12.30' }, '12.3'],
		[{ howMuch: 'upTo', amount: '12.30' }, '12.3'],
		[{ howMuch: 'upTo', amount: '999999' }, '5000'],
		[{ howMuch: 'upTo', amount: '999999', options: { keepAtLeast: '4999.5' } }, '0.5'],
		[{ howMuch: 'percent', amount: '100' }, '5000'],
		[{ howMuch: 'percent', amount: '0.00123456789' }, '0.06172839'],
		[{ howMuch: 'percent', amount: '50', options: { keepAtLeast: '4000' } }, '1000'],
		[{ howMuch: 'percent', amount: '10', options: { keepAtLeast: '4000' } }, '500'],
		[{ howMuch: 'everythingAbove', amount: '0' }, '5000'],
		[{ howMuch: 'everythingAbove', amount: '4999.123456789' }, '0.87654321'],
		[{ howMuch: 'everythingAbove', amount: '1000', options: { keepAtLeast: '3000' } }, '2000'],
		[{ howMuch: 'everythingAbove', amount: '3000', options: { keepAtLeast: '1000' } }, '2000'],
		[{ howMuch: 'exactly', amount: '1000', options: { keepAtLeast: '4000' } }, '1000'],
	])('%j moves %s of 5000', async (parameters, amount) => {
		const { error, items } = await toSpot(parameters);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(items[0]).toMatchObject({ outcome: 'placed', direction: 'futuresToSpot' });
		expect(moved()).toEqual([`${amount} contract_to_spot`]);
	});

	it('reads nothing for an amount that is given exactly', async () => {
		await toSpot({ amount: '5' });
		expect(arrivals(sandbox)).toEqual([CONTRACT]);
	});

	it('leaves what positions bind, in what is available', async () => {
		const order = { symbol: 'BTCUSDT', side: 1, type: 'market', size: 100 } as const;
		sandbox.futures.place({ uid: MAIN, ...order, leverage: '10', openType: 'cross' }, START);
		const free = futuresOf(MAIN);
		await toSpot({ howMuch: 'everythingAbove', amount: '0' });
		expect(Number(free)).toBeLessThan(5000);
		expect(Number(futuresOf(MAIN))).toBeLessThan(0.00000001);
		expect(arrivals(sandbox)).toEqual([ASSETS, CONTRACT]);
	});

	it('is computed once: a lost answer does not move half of the rest', async () => {
		sandbox.faults.push({ kind: 'lostAnswer', on: SUB_TO_MAIN, times: 1 });
		const { error, items } = await fromDesk({ howMuch: 'percent', amount: '50' });
		expect(error).toBeUndefined();
		expect(fromSubs()).toEqual(['400']);
		// BitMart says only that the number was used; nobody says here how much that was.
		expect(items).toEqual([{ requestNo: expect.any(String) as string, outcome: 'duplicate' }]);
		expect(arrivals(sandbox)).toEqual([SUB_WALLET, SUB_TO_MAIN, SUB_TO_MAIN]);
	});

	it('is the same when n8n tries again', async () => {
		const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
		// The second item fails in each try; the first one is done in the first.
		const { error } = await fromDesk(
			{ howMuch: 'percent', amount: '={{ $json.amount }}', subAccount: '={{ $json.name }}' },
			{
				node,
				items: [
					{ amount: '50', name: 'desk1@example.com' },
					{ amount: '120', name: 'desk1@example.com' },
				],
			},
		);
		expect(error?.message).toContain('Amount must be at most 100');
		expect(fromSubs()).toEqual([]);
		sandbox.faults.push({ kind: '500before', on: SUB_TO_MAIN, skip: 1 });
		await fromDesk(
			{ howMuch: 'percent', amount: '={{ $json.amount }}' },
			{ node, items: [{ amount: '50' }, { amount: '25' }] },
		);
		expect(fromSubs()).toEqual(['400']);
	});

	it('is the same for two executions with one Idempotency Key, and both say so', async () => {
		const parameters = {
			howMuch: 'percent',
			amount: '50',
			options: { idempotencyKey: '2026-08-01' },
		};
		const both = await Promise.all([fromDesk(parameters), fromDesk(parameters)]);
		expect(fromSubs()).toEqual(['400']);
		const items = both.flatMap(({ items: own }) => own);
		expect(items.map(({ outcome }) => outcome).sort()).toEqual(['duplicate', 'placed']);
		expect(items.map(({ amount }) => amount)).toEqual(['400', '400']);
	});
});

describe('where there is nothing to move', () => {
	it.each<[Parameters, string]>([
		[
			{ howMuch: 'everythingAbove', amount: '5000' },
			'Nothing to move: 5000 USDT is available in the futures wallet, of which 5000 USDT stays. BitMart moves at least 0.01 USDT',
		],
		[
			{ howMuch: 'everythingAbove', amount: '4999.995' },
			'Nothing to move: 5000 USDT is available in the futures wallet, of which 4999.995 USDT stays. BitMart moves at least 0.01 USDT',
		],
		[
			{ howMuch: 'percent', amount: '0.0001' },
			'Nothing to move: 5000 USDT is available in the futures wallet, and 0.0001 % was asked for. BitMart moves at least 0.01 USDT',
		],
		[
			{ howMuch: 'exactly', amount: '100', options: { keepAtLeast: '4900.01' } },
			'Nothing to move: 5000 USDT is available in the futures wallet, of which 4900.01 USDT stays, too little for 100 USDT',
		],
	])('%j is an item that says so, and no transfer', async (parameters, message) => {
		const { error, items } = await toSpot(parameters);
		expect(error).toBeUndefined();
		expect(items).toEqual([{ moved: false, message, currency: 'USDT', available: '5000' }]);
		expect(arrivals(sandbox)).toEqual([ASSETS]);
	});

	it.each([
		['a sub-account', fromDesk, { currency: 'DOGE' }, 'the spot wallet of desk1@example.com'],
		['a margin account', toMargin, { direction: 'out' }, 'the margin account of ETH_USDT'],
	])('%s that has none of the currency is no failure', async (_name, transfer, more, where) => {
		const { error, items } = await transfer({ howMuch: 'upTo', amount: '5', ...more });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ moved: false }]);
		expect(items[0]?.message).toMatch(`is available in ${where}`);
	});

	it('is said in a dry run too', async () => {
		const options = { dryRun: true };
		const { items } = await toSpot({ howMuch: 'everythingAbove', amount: '6000', options });
		expect(items).toMatchObject([{ dryRun: true, moved: false }]);
	});

	it('does not count as carried out where a later item fails', async () => {
		sandbox.faults.push({ kind: '418', on: CONTRACT });
		const { error } = await toSpot(
			{ howMuch: 'everythingAbove', amount: '={{ $json.keep }}' },
			{ items: [{ keep: '9000' }, { keep: '4000' }] },
		);
		expect(error).toBeDefined();
		expect(error?.description).not.toContain('Carried out before');
	});
});

describe('a dry run', () => {
	it('shows the request with the computed amount, and what is available', async () => {
		const { items } = await toSpot({ howMuch: 'percent', amount: '10', options: { dryRun: true } });
		expect(items).toMatchObject([
			{
				dryRun: true,
				request: { body: '{"currency":"USDT","amount":"500","type":"contract_to_spot"}' },
				askedAmount: '10',
				checks: [
					'The parameters are complete, and in the form that the exchange wants',
					'5000 USDT is available in the futures wallet',
					'The guard rails of the credential allow it',
				],
			},
		]);
		expect(moved()).toEqual([]);
	});

	it('claims no check that was not made', async () => {
		const { items } = await toSpot({ amount: '10', options: { dryRun: true } });
		expect(items[0]?.checks).toEqual([
			'The parameters are complete, and in the form that the exchange wants',
			'The guard rails of the credential allow it',
		]);
	});
});

describe('what cannot be sent', () => {
	it.each<[Parameters, string]>([
		[{ howMuch: 'exactly', amount: '0' }, 'Amount must be greater than zero'],
		[{ howMuch: 'upTo', amount: '0' }, 'Amount must be greater than zero'],
		[{ howMuch: 'percent', amount: '0' }, 'Amount must be greater than zero'],
		[{ howMuch: 'percent', amount: '-5' }, 'Amount must be greater than zero'],
		[{ howMuch: 'everythingAbove', amount: '-5' }, 'Amount must be zero or more'],
		[
			{ howMuch: 'percent', amount: '120' },
			'Amount must be at most 100 with How Much Percent of What Is Available',
		],
		[
			{ howMuch: 'half', amount: '5' },
			'How Much must be one of: Everything Above, Exactly, Percent of What Is Available, Up To',
		],
		[{ amount: '5', options: { keepAtLeast: '-1' } }, 'Keep At Least must be zero or more'],
		[{ amount: '5', options: { keepAtLeast: '={{ "" }}' } }, 'Keep At Least is empty'],
		[{ amount: '5', options: { skipIfMovedSince: '={{ "" }}' } }, 'Skip If Moved Since is empty'],
		[
			{ amount: '5', options: { skipIfMovedSince: 'today' } },
			'Skip If Moved Since must be a date such as 2026-08-01T12:00:00Z, or a time in seconds or milliseconds',
		],
	])('%j: %s', async (parameters, sentence) => {
		const { error } = await toSpot(parameters);
		expect(error?.message).toBe(sentence);
		expect(sandbox.requests).toEqual([]);
	});

	it('is an option that does not go with the wallet', async () => {
		const options = { skipIfMovedSince: '2026-08-01' };
		const { error } = await fromDesk({ amount: '5', options });
		expect(error?.message).toBe(
			'Skip If Moved Since does not apply here: it goes with Wallet Futures only',
		);
		expect(sandbox.requests).toEqual([]);
	});

	it('is a computed amount of what cannot be read, which is safe to try again', async () => {
		sandbox.faults.push({ kind: '418', on: ASSETS, times: 1 });
		const first = await toSpot({ howMuch: 'percent', amount: '50' });
		expect(first.error?.message).toMatch(
			/^What is available in the futures wallet could not be read, so nothing was sent: /,
		);
		expect(first.error?.description).toContain('How Much and Keep At Least ask for it.');
		const second = await toSpot({ howMuch: 'percent', amount: '50' });
		expect(second.items).toMatchObject([{ amount: '2500' }]);
		expect(moved()).toHaveLength(1);
	});

	it('names the sub-account that is frozen', async () => {
		const desk = sandbox.accounts.find(({ uid }) => uid === DESK1);
		Object.assign(desk ?? {}, { subStatus: 2 });
		const { error } = await fromDesk({ howMuch: 'everythingAbove', amount: '0' });
		Object.assign(desk ?? {}, { subStatus: 1 });
		expect(error?.message).toContain('The main account has frozen this sub-account');
		expect(fromSubs()).toEqual([]);
	});
});

describe('Skip If Moved Since', () => {
	const since = { options: { skipIfMovedSince: '2026-08-01T00:00:00Z' } };

	it('reads the history first, and moves where nothing was moved', async () => {
		sandbox.seed.transfers(MAIN, [
			// The day before, the other way, another currency, and one that failed.
			{ type: 'contract_to_spot', timestamp: Date.UTC(2026, 6, 31, 23, 59) },
			{ type: 'spot_to_contract' },
			{ type: 'contract_to_spot', currency: 'BTC' },
			{ type: 'contract_to_spot', state: 'FAILED' },
		]);
		const { items } = await toSpot({ amount: '5', ...since });
		expect(items).toMatchObject([{ amount: '5', outcome: 'placed' }]);
		expect(arrivals(sandbox)).toEqual([CONTRACT_LIST, CONTRACT]);
	});

	it.each(['FINISHED', 'PROCESSING'] as const)(
		'moves nothing after one that is %s',
		async (state) => {
			const timestamp = Date.UTC(2026, 7, 1);
			const rows = [{ type: 'contract_to_spot', timestamp, state, amount: '7' }] as const;
			const [row] = sandbox.seed.transfers(MAIN, [...rows]);
			const { error, items } = await toSpot({ amount: '5', ...since });
			expect(error).toBeUndefined();
			expect(items).toEqual([
				{
					moved: false,
					message:
						'Nothing was moved: a transfer in this direction was made at 2026-08-01T00:00:00.000Z, and Skip If Moved Since is 2026-08-01T00:00:00.000Z',
					earlierTransferId: row?.transferId,
					earlierAmount: '7',
					earlierAt: '2026-08-01T00:00:00.000Z',
					currency: 'USDT',
				},
			]);
			expect(arrivals(sandbox)).toEqual([CONTRACT_LIST]);
		},
	);

	it('reads on where the first page has none', async () => {
		const timestamp = Date.UTC(2026, 7, 1, 1);
		sandbox.seed.transfers(MAIN, [
			{ type: 'contract_to_spot', timestamp },
			...Array.from({ length: 150 }, () => ({ timestamp: START })),
		]);
		const { items } = await toSpot({ amount: '5', ...since });
		expect(items).toMatchObject([{ moved: false }]);
		expect(arrivals(sandbox)).toEqual([CONTRACT_LIST, CONTRACT_LIST]);
	});

	it('finds what was done before a restart, although the answer was lost', async () => {
		sandbox.faults.push({ kind: 'lostAnswer', on: CONTRACT, times: 1 });
		const first = await toSpot({ amount: '5', ...since });
		expect(first.error?.message).toContain('It is not known whether this was carried out');
		restart();
		const second = await toSpot({ amount: '5', ...since });
		expect(second.items).toMatchObject([{ moved: false, earlierAmount: '5' }]);
		expect(moved()).toHaveLength(1);
	});

	it('moves nothing where the history cannot be read', async () => {
		sandbox.faults.push({ kind: '418', on: CONTRACT_LIST });
		const { error } = await toSpot({ amount: '5', ...since });
		expect(error?.message).toMatch(
			/^The transfers between the spot and the futures wallet could not be read, so nothing was sent/,
		);
		expect(moved()).toEqual([]);
	});

	it('goes with futures wallets of sub-accounts, each direction by itself', async () => {
		sandbox.seed.subTransfers(MAIN, DESK1, [{ host: 'futures', amount: '3' }]);
		const parameters = { wallet: 'futures', amount: '5', ...since };
		const first = await fromDesk(parameters);
		expect(first.items).toMatchObject([{ amount: '5', outcome: 'placed' }]);
		const second = await fromDesk(parameters);
		expect(second.items).toMatchObject([{ moved: false, earlierAmount: '5' }]);
		expect(arrivals(sandbox)).toEqual([SUB_FUTURES_LIST, SUB_FUTURES, SUB_FUTURES_LIST]);
	});

	it('does not guess where a list does not reach back far enough', async () => {
		const rows = Array.from({ length: 100 }, () => ({ host: 'futures' as const, time: START }));
		sandbox.seed.subTransfers(MAIN, DESK1, rows);
		const { error } = await fromDesk({ wallet: 'futures', amount: '5', ...since });
		expect(error?.message).toBe(
			'Whether something was moved since Skip If Moved Since cannot be told: BitMart lists the newest 100 transfers, and all of them are later',
		);
	});
});

describe('an Idempotency Key of the schedule', () => {
	const daily = (day: string) => ({
		howMuch: 'percent',
		amount: '10',
		options: { idempotencyKey: day },
	});

	it('holds for the day, also after a restart, and not for the next', async () => {
		await fromDesk(daily('2026-08-01'));
		restart();
		const again = await fromDesk(daily('2026-08-01'));
		expect(again.items).toEqual([
			{ requestNo: expect.any(String) as string, outcome: 'duplicate' },
		]);
		await fromDesk(daily('2026-08-02'));
		expect(fromSubs()).toEqual(['80', '72']);
	});

	it('is refused where BitMart would move twice', async () => {
		const options = { idempotencyKey: '2026-08-01' };
		for (const { error } of [
			await fromDesk({ wallet: 'futures', amount: '5', options }),
			await toSpot({ amount: '5', options }),
			await toMargin({ amount: '5', options }),
		]) {
			expect(error?.message).toBe('Idempotency Key cannot protect this call');
		}
		expect(sandbox.requests).toEqual([]);
	});
});

it('moves into a margin account what is above an amount, after one reading', async () => {
	const { items } = await toMargin({ howMuch: 'everythingAbove', amount: '9000' });
	expect(items).toMatchObject([{ amount: '1000', available: '10000.00000000', kept: '9000' }]);
	expect(arrivals(sandbox)).toEqual([WALLET, MARGIN]);
});
