import { clock, forgetTimes, learnTime, signingTime } from '../../nodes/core/exchange/clock';

const NOW = Date.UTC(2026, 7, 1);
const ORIGIN = 'https://exchange.example';

beforeEach(() => {
	forgetTimes();
	jest.spyOn(clock, 'now').mockReturnValue(NOW);
});
afterEach(() => jest.restoreAllMocks());

describe('the time to sign with', () => {
	it("is ours until the exchange's is known, and the exchange's from then on", () => {
		expect(signingTime(ORIGIN)).toBe(NOW);
		learnTime([ORIGIN], NOW - 600_000);
		expect(signingTime(ORIGIN)).toBe(NOW - 600_000);
		expect(signingTime('https://other.example')).toBe(NOW);
	});

	it.each([NaN, Infinity, 0, -1])('is not spoiled by %p', (time) => {
		learnTime([ORIGIN], time);
		expect(signingTime(ORIGIN)).toBe(NOW);
	});
});
