import { alertReportOf } from './alertReport';
import { runAlerts } from './alerts';
import { storyOf } from './alertStories';
import type { Ending, Findings, Said } from './alertVerdict';
import { judgeAlert } from './alertVerdict';
import { Random } from './random';

/** Some alerts; `npm run faults` has a thousand. */
const SOME = 60;

const RIGHT = { doubles: 0, excess: 0, falseClaims: 0, missing: 0 };

describe('an alert that comes again and again', () => {
	it('becomes one order, whatever goes wrong', async () => {
		const result = await runAlerts({ alerts: SOME, seed: 1 });
		expect(result.faults).toEqual([]);
		expect(result.totals).toEqual(RIGHT);
		// The alerts reach what they are about.
		const { counts } = result;
		const names = ['orders', 'placed', 'recovered', 'duplicate', 'nothingToClose', 'at once'];
		for (const name of [...names, 'crashes', 'restarts', 'spoiled', 'with faults']) {
			expect([name, (counts[name] ?? 0) > 0]).toEqual([name, true]);
		}
		expect(alertReportOf(result)).toContain('Orders in the books');
	}, 240_000);

	it('becomes several where every delivery has another key', async () => {
		const result = await runAlerts({ alerts: SOME / 4, seed: 1, unprotected: true });
		expect(result.totals.doubles).toBeGreaterThan(SOME / 20);
		expect(alertReportOf(result)).toContain('orders of side');
	}, 240_000);

	it('has the same story for the same seed', () => {
		const stories = () => Array.from({ length: 50 }, (_, n) => storyOf(n, new Random(n)));
		expect(stories()).toEqual(stories());
		const deliveries = stories().map(({ groups }) =>
			groups.reduce((sum, group) => sum + group.deliveries.length, 0),
		);
		expect([...new Set(deliveries)].sort()).toEqual([1, 2, 3, 4, 5]);
	});
});

describe('the comparison of an alert with the books', () => {
	const order = { orderId: '1', side: 3, type: 'market', size: 5, price: 0, time: 0 } as const;
	const executed: Said = {
		kind: 'executed',
		orders: [{ orderId: '1', outcome: 'placed' }],
		booked: 1,
		sawNothing: false,
	};
	const again: Said = { ...executed, orders: [{ orderId: '1', outcome: 'duplicate' }] };
	const refused: Said = { ...executed, kind: 'refused', orders: [], message: 'no' };
	const ending: Ending = {
		asked: {
			sides: [3, 2],
			type: 'market',
			unit: 'positionPercent',
			size: 50,
			closes: true,
		},
		contract: 0.001,
		leverage: 10,
		orders: [order],
		said: [executed, again],
		seen: { quote: 1000, base: 0, long: 10, short: 10, price: 50_000 },
		leftOpen: [],
	};
	const buys = { ...ending.asked, sides: ['buy'], closes: false } as const;
	const spends = { ...order, side: 'buy', notional: 500 } as const;
	const long = { ...order, side: 1 } as const;

	it.each<[string, Partial<Ending>, Partial<Record<keyof Findings, number>>]>([
		['one order', {}, {}],
		['an order a side', { orders: [order, { ...order, orderId: '2', side: 2 }] }, {}],
		['no order, and none said to be there', { orders: [], said: [{ ...refused, booked: 0 }] }, {}],
		['two orders of a side', { orders: [order, { ...order, orderId: '2' }] }, { doubles: 1 }],
		['an order of more than was asked for', { orders: [{ ...order, size: 6 }] }, { excess: 1 }],
		['another side', { orders: [{ ...order, side: 1 }] }, { excess: 1 }],
		['another type', { orders: [{ ...order, type: 'limit' }] }, { excess: 1 }],
		['another price', { asked: { ...ending.asked, price: 9 } }, { excess: 1 }],
		['what was opened later', { orders: [{ ...order, closesLater: true }] }, { excess: 1 }],
		['a share of the money', { asked: { ...buys, unit: 'percent' }, orders: [spends] }, {}],
		['more than the share', { asked: { ...buys, unit: 'percent', size: 49 }, orders: [spends] }, { excess: 1 }], // prettier-ignore
		['more than the amount', { asked: { ...buys, unit: 'quote', size: 499 }, orders: [spends] }, { excess: 1 }], // prettier-ignore
		['more coins', { asked: { ...buys, unit: 'base', size: 0.004, sides: [1] }, orders: [long] }, { excess: 1 }], // prettier-ignore
		['more margin', { asked: { ...buys, unit: 'walletPercent', size: 2, sides: [1] }, orders: [long] }, { excess: 1 }], // prettier-ignore
		['an order that is not there', { orders: [] }, { falseClaims: 2, missing: 1 }],
		['one order placed twice', { said: [executed, executed] }, { falseClaims: 1 }],
		['a denied order', { said: [executed, refused] }, { falseClaims: 1 }],
		['an order that all deny', { said: [{ ...refused, booked: 0 }] }, { falseClaims: 1 }],
		['nothing to close, where there is', { said: [{ ...refused, kind: 'nothingToClose' }] }, { falseClaims: 1 }], // prettier-ignore
		['one with a wrong secret that is executed', { said: [{ ...executed, spoiled: 'wrong secret' }] }, { falseClaims: 1 }], // prettier-ignore
		['one with a wrong secret that sends', { said: [executed, { ...refused, spoiled: 'x', sent: 1 }] }, { falseClaims: 1 }], // prettier-ignore
		['a side that is left open', { leftOpen: ['short'] }, { missing: 1 }],
	])('judges %s', (_what, changes, expected) => {
		const findings = judgeAlert({ ...ending, ...changes });
		const counts = Object.fromEntries(
			Object.entries(findings).map(([kind, texts]) => [kind, texts.length]),
		);
		expect(counts).toEqual({ ...RIGHT, ...expected });
	});
});
