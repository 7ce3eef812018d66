import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { floorOf, measure, PACED } from './throughput';

afterAll(() => forgetRules());

describe('a thousand writes in one execution', () => {
	it.each(['subAccountTransfers', 'spotOrders'] as const)(
		'of %s stay within the documented limits, and near the fastest that they allow',
		async (which) => {
			const result = await measure(which, { count: 1000 });
			expect(result).toMatchObject({ sent: 1000, succeeded: 1000, tooMany: 0 });
			expect(result.elapsed).toBeGreaterThanOrEqual(result.floor);
			expect(result.elapsed).toBeLessThanOrEqual(result.floor * 1.15);
		},
		60_000,
	);
});

it('knows the fastest that the limits allow from the description', () => {
	expect(floorOf(PACED.subAccountTransfers.endpoint, 1000)).toBe(998_000);
	expect(floorOf(PACED.spotOrders.endpoint, 1000)).toBe(48_000);
	expect(floorOf(PACED.spotOrders.endpoint, 40)).toBe(0);
	expect(floorOf(PACED.spotOrders.endpoint, 41)).toBe(2000);
});
