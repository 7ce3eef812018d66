import type { IDataObject } from 'n8n-workflow';

import { clock, forgetTimes } from '../../nodes/core/exchange/clock';
import { forgetRates } from '../../nodes/core/exchange/pacing';
import { forgetExecutions } from '../../nodes/core/writes/keys';
import { ledger } from '../../nodes/core/writes/ledger';
import { memo } from '../../nodes/core/writes/memo';
import { FAULTS } from '../faults/plan';
import { Random } from '../faults/random';
import { runNode } from '../support/engine';
import { sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/**
 * A month of daily schedules, each run up to four times a day, with faults of every kind on the transfer and
 * restarts of n8n in between. What is promised holds; where nothing is, no item claims what is not in the books.
 */

const MAIN = '80000001';
const DESK1 = '80000002';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DAYS = 31;
const START = Date.UTC(2026, 7, 1);

const sandbox = useNodes(START);

/** As after a restart of n8n. */
function restart(): void {
	ledger.clear();
	memo.clear();
	forgetExecutions();
	forgetRates();
	forgetTimes();
}
beforeEach(restart);

/** One run of a schedule: what came out of it, or what it said. */
interface Run {
	day: string;
	item?: IDataObject;
	error?: string;
}

interface Schedule {
	type: string;
	parameters: (day: string) => Record<string, unknown>;
	/** The call that moves. */
	on: string;
	/** Milliseconds between two runs of a day. */
	pause: number;
	/** Kinds of faults that do not occur, because nothing is promised with them. */
	without?: string[];
	/** Before each run. */
	before?: (random: Random) => void;
}

const KINDS = FAULTS.filter(({ kind }) => kind !== 'oversized');

/** Runs a schedule for a month. The last run of a day meets no fault. */
async function month(schedule: Schedule, seed: number): Promise<Run[]> {
	const { type, parameters, on, pause, without = [], before } = schedule;
	const random = new Random(seed);
	const faults = KINDS.filter(({ kind }) => !without.includes(kind));
	const runs: Run[] = [];
	for (let number = 0; number < DAYS; number++) {
		const midnight = START + number * DAY;
		await clock.wait(midnight + HOUR - clock.now());
		const day = new Date(midnight).toISOString().slice(0, 10);
		const times = random.between(1, 4);
		for (let time = 1; time <= times; time++) {
			before?.(random);
			sandbox.faults =
				time === times
					? []
					: Array.from({ length: random.between(1, 3) }, () => ({
							...random.pick(faults),
							on,
							times: 1,
							until: () => {},
						}));
			const credential = sandboxCredential(sandbox);
			const { outputs, error } = await runNode(type, parameters(day), { credential });
			const item = outputs[0]?.[0]?.json;
			runs.push({ day, ...(item && { item }), ...(error && { error: error.message }) });
			// Clocks are put right again, and what was under way has arrived or not.
			sandbox.clockOffset = 0;
			if (random.chance(0.5)) restart();
			await clock.wait(pause);
		}
	}
	sandbox.settle();
	return runs;
}

/** Transfers a day, in the order of the days. */
const aDay = (times: number[]): number[] =>
	Array.from(
		{ length: DAYS },
		(_, number) => times.filter((time) => Math.floor((time - START) / DAY) === number).length,
	);

const claims = (runs: Run[]) => runs.flatMap(({ item }) => (item?.outcome ? [item] : []));

/** A run either gives an item, or says what stands in its way. */
function expectAnswers(runs: Run[]): void {
	for (const { item, error } of runs)
		expect([item === undefined, error === undefined]).toContain(false);
}

const SEEDS = [1, 2, 3];

describe('a transfer from a sub-account every day, with an Idempotency Key of the day', () => {
	it.each(SEEDS)(
		'moves once a day, whatever happens (seed %i)',
		async (seed) => {
			const runs = await month(
				{
					type: 'bitmartSubAccount',
					on: 'POST /account/sub-account/main/v1/sub-to-main',
					pause: 1000,
					parameters: (day) => ({
						resource: 'transfer',
						operation: 'subToMain',
						as: 'main',
						wallet: 'spot',
						currency: 'USDT',
						subAccount: 'desk1@example.com',
						howMuch: 'percent',
						amount: '10',
						options: { idempotencyKey: day, keepAtLeast: '100' },
					}),
					// Money comes in between two runs: the second must not move it on.
					before: (random) => sandbox.books.credit(DESK1, 'USDT', String(random.between(10, 90))),
				},
				seed,
			);
			expectAnswers(runs);
			const made = sandbox.transfers.between('spot', [DESK1]);
			expect(aDay(made.map(({ time }) => time))).toEqual(Array.from({ length: DAYS }, () => 1));
			for (const { outcome, requestNo, amount } of claims(runs)) {
				expect(sandbox.transfers.used(`spot ${MAIN}`, String(requestNo))).toBe(true);
				// An amount is stated only where it is known.
				if (amount !== undefined) expect(made.map((one) => one.amount)).toContain(amount);
				else expect(outcome).toBe('duplicate');
			}
		},
		120_000,
	);
});

describe('a transfer between spot and futures every day', () => {
	const schedule = (pause: number, without: string[]): Schedule => ({
		type: 'bitmartFutures',
		on: 'POST /account/v1/transfer-contract',
		pause,
		without,
		parameters: (day) => ({
			resource: 'transfer',
			operation: 'create',
			currency: 'USDT',
			direction: 'spotToFutures',
			amount: '5',
			options: { skipIfMovedSince: day },
		}),
	});

	it('moves more often without Skip If Moved Since: the month is one in which that matters', async () => {
		const { parameters, ...rest } = schedule(HOUR, ['doubled']);
		const bare = (day: string) => ({ ...parameters(day), options: {} });
		await month({ ...rest, parameters: bare }, 1);
		const days = aDay(sandbox.transfers.contract(MAIN).map(({ timestamp }) => timestamp));
		expect(days.filter((times) => times > 1).length).toBeGreaterThan(10);
	}, 120_000);

	/** What an item claims, against the books. */
	function expectTrue(runs: Run[]): void {
		const made = sandbox.transfers.contract(MAIN);
		for (const { day, item } of runs) {
			if (item?.moved !== false) continue;
			const earlier = made.find(({ transferId }) => transferId === item.earlierTransferId);
			expect(earlier?.timestamp).toBeGreaterThanOrEqual(Date.parse(day));
		}
		expect(claims(runs).length).toBeLessThanOrEqual(made.length);
		for (const { outcome } of claims(runs)) expect(outcome).toBe('placed');
	}

	it.each(SEEDS)(
		'moves once a day with Skip If Moved Since, where runs are an hour apart (seed %i)',
		async (seed) => {
			// What the network delivers twice is moved twice: nothing on our side can know.
			const runs = await month(schedule(HOUR, ['doubled']), seed);
			expectAnswers(runs);
			const made = sandbox.transfers.contract(MAIN);
			expect(aDay(made.map(({ timestamp }) => timestamp))).toEqual(
				Array.from({ length: DAYS }, () => 1),
			);
			expectTrue(runs);
		},
		120_000,
	);

	it.each(SEEDS)(
		'claims nothing that is not in the books, where one run follows at the heels of another (seed %i)',
		async (seed) => {
			const runs = await month(schedule(0, []), seed);
			expectAnswers(runs);
			expectTrue(runs);
			const days = aDay(sandbox.transfers.contract(MAIN).map(({ timestamp }) => timestamp));
			expect(Math.min(...days)).toBeGreaterThanOrEqual(1);
		},
		120_000,
	);
});

describe('a transfer into a margin account every day, which nothing protects', () => {
	it.each(SEEDS)(
		'claims nothing that is not in the books (seed %i)',
		async (seed) => {
			const runs = await month(
				{
					type: 'bitmartSpot',
					on: 'POST /spot/v1/margin/isolated/transfer',
					pause: 0,
					parameters: () => ({
						resource: 'marginAccount',
						operation: 'transfer',
						symbol: 'ETH_USDT',
						currency: 'USDT',
						direction: 'in',
						amount: '5',
					}),
				},
				seed,
			);
			expectAnswers(runs);
			const ids = sandbox.margin.transfers(MAIN).map(({ transferId }) => transferId);
			const claimed = claims(runs).map(({ transferId }) => transferId);
			expect(new Set(claimed).size).toBe(claimed.length);
			for (const id of claimed) expect(ids).toContain(id);
		},
		120_000,
	);
});
