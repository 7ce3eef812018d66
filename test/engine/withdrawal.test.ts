import { clock } from '../../nodes/core/exchange/clock';
import { forgetExecutions } from '../../nodes/core/writes/keys';
import { ledger } from '../../nodes/core/writes/ledger';
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
const QUOTA = 'GET /account/v1/withdraw/charge';
const APPLY = 'POST /account/v1/withdraw/apply';

describe('a withdrawal', () => {
	it('goes to a saved address, which is looked at first', async () => {
		const { outputs, error } = await withdraw();
		expect(error).toBeUndefined();
		expect(arrivals(sandbox)).toEqual([LIST, QUOTA, APPLY]);
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
		expect(arrivals(sandbox)).toEqual([LIST, QUOTA, APPLY]);
	});

	it('to another user needs no saved address', async () => {
		await withdraw({ sendTo: 'user', recipientType: 'userId', recipient: '48251907' });
		expect(arrivals(sandbox)).toEqual([QUOTA, APPLY]);
	});
});

/** What left the spot wallet, by the books. */
const paidOut = () =>
	sandbox.funding
		.records('80000001')
		.filter(({ type }) => type === 'withdraw')
		.map(({ currency, amount, fee, address }) => ({ currency, amount, fee, address }));

const itemOf = ({ outputs }: Awaited<ReturnType<typeof withdraw>>) => outputs[0]?.[0]?.json;

describe('a withdrawal to a saved address that was chosen', () => {
	const PICKED = { sendTo: 'saved', currency: '', address: '' };
	const pick = (value: string, changes: Record<string, unknown> = {}) =>
		withdraw({ ...PICKED, savedAddress: { __rl: true, mode: 'list', value }, ...changes });

	it.each([
		['from the list', `USDT-TRC20 TRC20 ${ADDRESS}`],
		['by its remark', 'treasury'],
		['by its address', ADDRESS],
	])('%s has its currency, address and memo', async (_how, value) => {
		const saved = sandbox.funding.addresses.find(({ remark }) => remark === 'treasury');
		const run = await pick(value);
		expect(run.error).toBeUndefined();
		expect(itemOf(run)).toMatchObject({ currency: 'USDT-TRC20', outcome: 'placed' });
		expect(paidOut()).toEqual([
			{ currency: 'USDT-TRC20', amount: '23.5', fee: '1.5', address: saved?.address },
		]);
		const [apply] = sandbox.requests.filter(({ path }) => path.endsWith('/apply'));
		expect(apply?.body).toBe(
			`{"currency":"USDT-TRC20","amount":"25","address":"${ADDRESS}","destination":"To Digital Address"}`,
		);
	});

	it('takes a bare text as well, and a memo comes with it', async () => {
		const [first] = sandbox.funding.addresses;
		if (first) first.memo = '104729';
		const { error } = await withdraw({ ...PICKED, savedAddress: 'treasury' });
		expect(error).toBeUndefined();
		const [apply] = sandbox.requests.filter(({ path }) => path.endsWith('/apply'));
		expect(apply?.body).toContain('"address_memo":"104729"');
	});

	it('that is for a whole network needs a currency', async () => {
		const address = '0x00000000000000000000000000000000000000bb';
		sandbox.funding.addresses.push({
			...{ currency: '', network: '', address, memo: '', remark: 'evm' },
			...{ addressType: 2, verifyStatus: 1 },
		});
		expect((await pick('evm')).error?.message).toBe(
			'Currency is empty, and Saved Address evm is for every currency of its network',
		);
		expect(arrivals(sandbox)).toEqual([LIST]);
		const { error } = await pick('evm', { currency: 'USDT-ERC20' });
		expect(error).toBeUndefined();
		expect(paidOut()).toMatchObject([{ currency: 'USDT-ERC20', address }]);
	});

	it.each([
		['nobody', {}, 'Saved Address nobody is not among those of the account'],
		['not confirmed yet', {}, 'Saved Address not confirmed yet is saved but not verified'],
		[
			'treasury',
			{ currency: 'ETH' },
			'Saved Address treasury is saved for USDT-TRC20, and Currency is ETH',
		],
		['', {}, 'Saved Address is empty'],
	])('%s: refused, and nothing is sent', async (name, changes, sentence) => {
		const { error } = await pick(name, changes);
		expect(error?.message).toBe(sentence);
		expect(arrivals(sandbox)).not.toContain(APPLY);
	});

	it('that two remarks share is refused', async () => {
		for (const saved of sandbox.funding.addresses) {
			Object.assign(saved, { remark: 'mine', verifyStatus: 1 });
		}
		const { error } = await pick('mine');
		expect(error?.message).toBe('Saved Address mine stands for 3 saved addresses');
		expect((await pick('mine', { currency: 'ETH', amount: '1' })).error).toBeUndefined();
	});
});

describe('how much is withdrawn', () => {
	it('can be everything: the wallet is empty afterwards, down to what BitMart pays out', async () => {
		const run = await withdraw({ howMuch: 'everythingAbove', amount: '0' });
		expect(run.error).toBeUndefined();
		expect(itemOf(run)).toMatchObject({
			amount: '10000',
			askedAmount: '0',
			fee: '1.5',
			outcome: 'placed',
		});
		expect(paidOut()).toMatchObject([{ amount: '9998.5', fee: '1.5' }]);
	});

	it('is a multiple of what BitMart asks for', async () => {
		const run = await withdraw({ howMuch: 'percent', amount: '33.33333333' });
		expect(itemOf(run)).toMatchObject({ amount: '3333.333333' });
	});

	it('leaves what must stay, and says where nothing is left to move', async () => {
		const kept = { options: { keepAtLeast: '9995' } };
		const run = await withdraw({ howMuch: 'everythingAbove', amount: '0', ...kept });
		expect(run.error).toBeUndefined();
		expect(itemOf(run)).toMatchObject({
			moved: false,
			message:
				'Nothing to move: 10000 USDT-TRC20 is available in the spot wallet, of which 9995 USDT-TRC20 stays. BitMart moves at least 10 USDT-TRC20',
		});
		expect(arrivals(sandbox)).not.toContain(APPLY);
	});

	it.each([
		[{ amount: '9.99' }, 'Amount must be at least 10 USDT-TRC20'],
		[{ amount: '25.1234567' }, 'Amount must be a multiple of 0.000001 for USDT-TRC20'],
		[{ amount: '0' }, 'Amount must be greater than zero'],
		[{ howMuch: 'percent', amount: '120' }, 'Amount must be at most 100'],
	])('%j is refused with a sentence, and nothing is sent', async (changes, sentence) => {
		const { error } = await withdraw(changes);
		expect(error?.message).toContain(sentence);
		expect(arrivals(sandbox)).not.toContain(APPLY);
	});

	it('is left to BitMart where its terms cannot be read', async () => {
		sandbox.faults.push({
			on: ({ path }) => path.endsWith('/charge'),
			kind: '500before',
			times: 20,
		});
		expect((await withdraw()).error).toBeUndefined();
		const computed = await withdraw({ howMuch: 'upTo', amount: '30' });
		expect(computed.error?.message).toContain(
			'What BitMart allows of a withdrawal could not be read',
		);
		expect(paidOut()).toHaveLength(1);
	});

	it('is computed once, also where n8n tries again after a lost answer', async () => {
		ledger.clear();
		forgetExecutions();
		sandbox.faults.push({
			on: ({ path }) => path.endsWith('/apply'),
			kind: 'lostAnswer',
			times: 1,
		});
		const { error } = await withdraw({ howMuch: 'everythingAbove', amount: '0' });
		expect(error?.message).toContain('It is not known whether this was carried out');
		expect(paidOut()).toHaveLength(1);
	});
});

describe('Withdrawal: Wait', () => {
	const wait = async (withdrawalId: unknown, deadline = 900) =>
		await runNode(
			'bitmartAccount',
			{ resource: 'withdrawal', operation: 'wait', withdrawalId, deadline },
			{ credential: sandboxCredential(sandbox) },
		);

	it('ends when the withdrawal is done', async () => {
		const { withdrawalId } = itemOf(await withdraw()) ?? {};
		const begun = clock.now();
		const { outputs, error } = await wait(withdrawalId);
		expect(error).toBeUndefined();
		expect(outputs[0]?.[0]?.json).toMatchObject({
			id: withdrawalId,
			type: 'withdrawal',
			status: 'done',
			waited: 'done',
			amount: '23.500000000000',
			message: 'The withdrawal is done',
		});
		// The sandbox is done after ten minutes, and the longest pause is half a minute.
		expect(clock.now() - begun).toBeGreaterThanOrEqual(600_000);
		expect(clock.now() - begun).toBeLessThan(640_000);
	});

	it('ends at the deadline, which is no error', async () => {
		const { withdrawalId } = itemOf(await withdraw()) ?? {};
		const { outputs, error } = await wait(withdrawalId, 120);
		expect(error).toBeUndefined();
		expect(outputs[0]?.[0]?.json).toMatchObject({
			status: 'processing',
			waited: 'deadline',
			message: 'The withdrawal is still processing after 120 seconds',
		});
	});

	it.each([
		[4, 'canceled'],
		[5, 'failed'],
	])('says what became of one that ended with status %s', async (status, word) => {
		const { withdrawalId } = itemOf(await withdraw()) ?? {};
		for (const record of sandbox.funding.records('80000001')) record.status = status;
		const { outputs } = await wait(withdrawalId);
		expect(outputs[0]?.[0]?.json).toMatchObject({ status: word, waited: word });
	});

	it('of one that never existed is refused after some seconds', async () => {
		const { error } = await wait('1');
		expect(error?.message).toBe('Withdrawal ID is not known to BitMart');
	});
});
