import { runNode } from '../support/engine';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

const ADDRESS = 'TXexampleAddress0000000000000000000';

const sandbox = useNodes(Date.UTC(2026, 6, 20, 12));

async function withdraw(changes: Record<string, unknown> = {}) {
	return await runNode(
		'bitmartAccount',
		{
			resource: 'withdrawal',
			operation: 'create',
			currency: 'USDT-TRC20',
			amount: '25',
			sendTo: 'address',
			address: ADDRESS,
			...changes,
		},
		{ credential: sandboxCredential(sandbox) },
	);
}

const LIST = 'GET /account/v1/withdraw/address/list';
const APPLY = 'POST /account/v1/withdraw/apply';

describe('a withdrawal', () => {
	it('goes to a saved address, which is looked at first', async () => {
		const { outputs, error } = await withdraw();
		expect(error).toBeUndefined();
		expect(arrivals(sandbox)).toEqual([LIST, APPLY]);
		expect(outputs[0]?.[0]?.json).toEqual({
			withdrawalId: expect.stringMatching(/^\d+$/) as string,
			currency: 'USDT-TRC20',
			amount: '25',
			outcome: 'placed',
		});
	});

	it.each([
		['that is not saved', { address: 'TXsomebodyElse' }, 'is not among the saved addresses'],
		['whose case differs', { address: ADDRESS.toLowerCase() }, 'is not among the saved addresses'],
		[
			'with a memo that is not the saved one',
			{ addressMemo: '7' },
			'the address is saved without a memo',
		],
	])('to an address %s is refused, and nothing is sent', async (_which, changes, sentence) => {
		const { error } = await withdraw(changes);
		expect(error?.message).toContain(sentence);
		expect(error?.description).toContain('Nothing was sent');
		expect(arrivals(sandbox)).toEqual([LIST]);
	});

	it('to an address that is not verified is refused, and nothing is sent', async () => {
		for (const saved of sandbox.funding.addresses) saved.verifyStatus = 0;
		expect((await withdraw()).error?.message).toContain('saved but not verified');
		expect(arrivals(sandbox)).toEqual([LIST]);
	});

	it('to a hexadecimal address takes either case', async () => {
		const address = '0x00000000000000000000000000000000000000AA';
		const { error } = await withdraw({ currency: 'ETH', amount: '1', address });
		// The node lets it pass; the sandbox compares letter by letter.
		expect(error?.message).toContain('code 60007');
		expect(arrivals(sandbox)).toEqual([LIST, APPLY]);
	});

	it('to another user needs no saved address', async () => {
		await withdraw({ sendTo: 'user', recipientType: 'userId', recipient: '48251907' });
		expect(arrivals(sandbox)).toEqual([APPLY]);
	});
});
