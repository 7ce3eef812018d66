import { clock } from '../../nodes/core/exchange/clock';
import { forgetRates } from '../../nodes/core/exchange/pacing';
import { ledger } from '../../nodes/core/writes/ledger';
import type { Sandbox } from '../../sandbox';
import { useSandbox } from './useSandbox';
import { VirtualClock } from './virtualClock';

/**
 * A sandbox, and nodes that remember nothing of the test before.
 * @param time where the clock of both starts for each test; it moves only when somebody waits. Without
 *   it the clock is the real one.
 */
export function useNodes(time?: number): Sandbox {
	afterEach(() => jest.restoreAllMocks());
	return useSandbox({ now: time === undefined ? Date.now : () => clock.now() }, () => {
		if (time !== undefined) new VirtualClock(time);
		forgetRates();
		ledger.clear();
	});
}
