import { runNode } from '../support/engine';
import { sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

const NOW = Date.UTC(2026, 6, 20, 12);
const UID = '80000001';
const sandbox = useNodes(NOW);

it('a list that is too crowded to be complete says so, and names BitMart', async () => {
	const createTime = NOW - 3_600_000;
	const options = { startTime: createTime - 3_600_000 };
	sandbox.seed.spotTrades(UID, Array(250).fill({ createTime, updateTime: createTime }));
	const { hints } = await runNode(
		'bitmartSpot',
		{ resource: 'trade', operation: 'getMany', returnAll: true, options },
		{ credential: sandboxCredential(sandbox) },
	);
	expect(hints).toHaveLength(1);
	expect(hints[0]).toMatch(
		/^More records share the time 2026-07-20T1\d:\d\d:\d\d\.\d{3}Z than BitMart returns at once; some of them may be missing\.$/,
	);
});
