import { runCampaign, type Tally } from './campaign';
import { PLANS } from './plan';
import { SUBJECTS } from './operations';
import { reportOf, totalsOf } from './report';
import { situationsOf } from './situations';
import { told } from './told';

/** Every fault with some operations, and every operation with some faults; `npm run faults` has the rest. */
const SOME = 3 * PLANS.length;

describe('faults at random', () => {
	it('place nothing twice, lose nothing and claim nothing wrong', async () => {
		const result = await runCampaign({ attempts: SOME, seed: 1 });
		expect(result.contradictions).toEqual([]);
		expect(totalsOf(result)).toEqual({ duplicates: 0, lost: 0, falseClaims: 0 });
		const sum = (name: keyof Tally) =>
			result.tallies.reduce((total, tally) => total + Number(tally[name]), 0);
		// The campaign reaches what it is about.
		const all = [
			'placed',
			'recovered',
			'duplicate',
			'refused',
			'unknownPlaced',
			'doubled',
		] as const;
		for (const name of all) expect([name, sum(name) > 0]).toEqual([name, true]);
		const reached = new Set(result.tallies.map(({ situation }) => situation));
		expect(reached).toEqual(new Set(SUBJECTS.flatMap(situationsOf)));
		expect(new Set(result.tallies.map(({ subject }) => subject)).size).toBe(SUBJECTS.length);
		expect(reportOf(result)).toContain('no look-up works');
	}, 240_000);

	it('do harm where nothing protects', async () => {
		const result = await runCampaign({ attempts: 2 * PLANS.length, seed: 1, unprotected: true });
		const { duplicates, lost, falseClaims } = totalsOf(result);
		expect(duplicates).toBeGreaterThan(0);
		expect(lost).toBeGreaterThan(0);
		expect(falseClaims).toBeGreaterThan(0);
	}, 240_000);

	it('come out the same for the same seed', async () => {
		const play = async () => await runCampaign({ attempts: 20, seed: 5 });
		const [first, second] = [await play(), await play()];
		expect(second.tallies).toEqual(first.tallies);
		expect([second.requests, second.virtualTime]).toEqual([first.requests, first.virtualTime]);
	}, 60_000);
});

describe('what two runs say of one item', () => {
	const [subject] = SUBJECTS;
	const item = { json: {}, intents: [{ content: 'a' }], refused: [] };
	const failed = (message: string, description: string, itemIndex: number) => ({
		outputs: [],
		hints: [],
		error: { message, description, context: { itemIndex } } as never,
	});
	const heard = (...runs: Array<ReturnType<typeof failed>>) => {
		const one = told('80000001', [item, item]);
		if (subject) for (const run of runs) one.hear(run, subject, [one]);
		return one;
	};
	const claims = (of: ReturnType<typeof told>) => [of.claim(0, 0), of.claim(1, 0)];
	const done = failed('x', 'Carried out before that: item 0 (orderId 7, clientOrderId k).', 1);

	it('is what an error lists as carried out before, with its ID', () => {
		expect(claims(heard(done))).toMatchObject([{ kind: 'placed', id: '7' }, { kind: 'refused' }]);
		expect(claims(heard(failed('x', '', 1)))).toMatchObject([
			{ kind: 'notReached' },
			{ kind: 'refused' },
		]);
	});

	it('stays what the first try said where the values have changed, if that is confirmed', () => {
		const changed = 'The values of this item changed between two tries, so nothing was sent now';
		const confirmed = heard(done, failed(changed, 'The first try was carried out at …', 0));
		expect(claims(confirmed)).toMatchObject([{ kind: 'placed', id: '7' }, { kind: 'refused' }]);
		expect(confirmed.complaints).toEqual([]);
		const denied = heard(done, failed(changed, 'The first try was carried out at …', 1));
		expect(denied.complaints).toHaveLength(1);
	});

	it('is one order where both name one, and a contradiction where they name two', () => {
		const other = heard(failed('x', 'Carried out before that: item 0 (orderId 8).', 1));
		expect(heard(done).joinedWith(heard()).complaints).toEqual([]);
		expect(claims(heard().joinedWith(heard(done)))[0]).toMatchObject({ kind: 'placed', id: '7' });
		expect(heard(done).joinedWith(other).complaints).toHaveLength(1);
	});
});
