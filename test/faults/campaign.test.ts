import { runCampaign } from './campaign';
import { PLANS } from './plan';
import { SUBJECTS } from './operations';
import { reportOf, totalsOf } from './report';

/** Enough for every operation with every fault. */
const ALL = SUBJECTS.length * PLANS.length;

describe('faults at random', () => {
	it('place nothing twice, lose nothing and claim nothing wrong', async () => {
		const result = await runCampaign({ attempts: ALL / 2, seed: 1 });
		expect(result.contradictions).toEqual([]);
		expect(totalsOf(result)).toEqual({ duplicates: 0, lost: 0, falseClaims: 0 });
		const sum = (name: 'placed' | 'recovered' | 'duplicate' | 'refused' | 'unknownPlaced') =>
			result.tallies.reduce((total, tally) => total + tally[name], 0);
		// The campaign reaches what it is about.
		for (const name of ['placed', 'recovered', 'duplicate', 'refused', 'unknownPlaced'] as const) {
			expect(sum(name)).toBeGreaterThan(0);
		}
		expect(reportOf(result)).toContain('no look-up works');
	}, 60_000);

	it('do harm where nothing protects', async () => {
		const result = await runCampaign({ attempts: ALL / 4, seed: 1, unprotected: true });
		const { duplicates, lost, falseClaims } = totalsOf(result);
		expect(duplicates).toBeGreaterThan(0);
		expect(lost).toBeGreaterThan(0);
		expect(falseClaims).toBeGreaterThan(0);
	}, 60_000);

	it('come out the same for the same seed', async () => {
		const play = async () => await runCampaign({ attempts: 20, seed: 5 });
		const [first, second] = [await play(), await play()];
		expect(second.tallies).toEqual(first.tallies);
		expect([second.requests, second.virtualTime]).toEqual([first.requests, first.virtualTime]);
	}, 30_000);
});
