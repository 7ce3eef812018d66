import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../nodes/core/definition/field';
import type { Finding, KeyedRepeat, Repeat } from '../../nodes/core/definition/operation';
import type { FailureFacts } from '../../nodes/core/exchange/errors';
import { Failure } from '../../nodes/core/exchange/errors';
import type { Identity } from '../../nodes/core/writes/keys';
import { ledger } from '../../nodes/core/writes/ledger';
import { sendAsAllowed } from '../../nodes/core/writes/repeat';
import type { Sending } from '../../nodes/core/writes/sending';
import { Complaint } from '../../nodes/core/values/complaint';
import { VirtualClock } from '../support/virtualClock';

/** What happens to a try: an answer, or a failure of this kind. */
type Try = 'ok' | 'refused' | 'lost' | 'wait' | 'clock' | 'connect' | 'duplicate';

const FACTS: Record<Exclude<Try, 'ok'>, Partial<FailureFacts>> = {
	refused: { code: '50020' },
	lost: { effect: 'unknown', remedy: 'lost' },
	wait: { code: '30013', remedy: 'wait' },
	clock: { code: '30007', remedy: 'clock' },
	connect: { remedy: 'connect' },
	duplicate: { code: '50042' },
};

const START = Date.UTC(2026, 7, 1);
let time: VirtualClock;
beforeEach(() => {
	ledger.clear();
	time = new VirtualClock(START);
});
afterEach(() => jest.restoreAllMocks());

interface Played {
	sent: Values[];
	clockReads: number;
	result?: { envelope: IDataObject; outcome?: string };
	error?: Error & { facts?: FailureFacts };
}

/** Sends once with tries that go as told; look-ups answer with the findings in turn, the last one for ever. */
async function play(
	repeat: Repeat,
	tries: Try[],
	findings: Array<Finding | 'fails'> = [],
	changes: Partial<Sending> = {},
	identity: Partial<Identity> = {},
): Promise<Played & { lookUps: number }> {
	const played: Played & { lookUps: number } = { sent: [], clockReads: 0, lookUps: 0 };
	const withFind =
		typeof repeat === 'object' && 'duplicate' in repeat && findings.length > 0
			? {
					...repeat,
					find: async () => {
						const finding = findings[Math.min(played.lookUps++, findings.length - 1)];
						if (finding === undefined || finding === 'fails') {
							throw new Failure({ message: 'x', hint: '', effect: 'none', remedy: 'lost' });
						}
						return finding;
					},
				}
			: repeat;
	const sending: Sending = {
		repeat: withFind,
		identity: {
			values: { clientOrderId: 'key1', size: '1' },
			id: 'write-1',
			place: 'place-1',
			content: 'content-1',
			derived: true,
			notBefore: START,
			lookFirst: false,
			ownKeys: { label: '', keys: [] },
			...identity,
		},
		prepared: { values: {} },
		signal: undefined,
		exchange: 'BitMart',
		action: 'Create an order',
		attempt: async (values) => {
			const next = tries[played.sent.length] ?? 'ok';
			played.sent.push(values);
			if (next === 'ok') return { code: 1000, data: { order_id: String(played.sent.length) } };
			throw new Failure({ message: `it was ${next}`, hint: '', effect: 'none', ...FACTS[next] });
		},
		read: async () => [],
		glance: async () => [],
		aheadOfUs: () => 0,
		correctClock: async () => {
			played.clockReads++;
		},
		keyLabel: 'Client Order ID',
		...changes,
	};
	try {
		played.result = await sendAsAllowed(sending);
	} catch (error) {
		played.error = error as Failure;
	}
	return played;
}

const found: Finding = {
	kind: 'found',
	envelope: { code: 1000, data: { order_id: '77' } },
	createdAt: START,
};
const absent: Finding = { kind: 'absent', again: { clientOrderId: 'key1', size: '1' } };
const other: Finding = {
	kind: 'other',
	sentence: 'This key already belongs to another order (ID 5)',
};

const KEYED: KeyedRepeat = { key: 'clientOrderId', duplicate: [50042] };
const KEYED_WITHOUT_DUPLICATE: KeyedRepeat = { key: 'clientOrderId', duplicate: [] };

describe.each<[string, Repeat]>([
	['a read', 'safe'],
	['a keyed write', KEYED],
	['a write without a key', 'never'],
])('%s', (_kind, repeat) => {
	it('is sent again after a refusal for its number, its time, or when it never left', async () => {
		for (const why of ['wait', 'clock', 'connect'] as const) {
			ledger.clear();
			const { sent, result, clockReads } = await play(repeat, [why]);
			expect(sent).toHaveLength(2);
			expect(result?.envelope.data).toEqual({ order_id: '2' });
			expect(clockReads).toBe(why === 'clock' ? 1 : 0);
		}
	});

	it('corrects the clock once only', async () => {
		const { sent, error, clockReads } = await play(repeat, ['clock', 'clock', 'clock']);
		expect([sent.length, clockReads]).toEqual([2, 1]);
		expect(error?.facts?.code).toBe('30007');
	});

	it('gives up after four tries', async () => {
		const { sent, error } = await play(repeat, ['connect', 'connect', 'connect', 'connect', 'ok']);
		expect(sent).toHaveLength(4);
		expect(error?.message).toBe('it was connect');
		expect(time.waits).toEqual([500, 1000, 2000]);
	});

	it('is no try where its time was wrong', async () => {
		const { sent, result } = await play(repeat, ['clock'], [], { tries: 1 });
		expect(sent).toHaveLength(2);
		expect(result?.envelope.code).toBe(1000);
	});

	it('is not sent again after a refusal', async () => {
		const { sent, error } = await play(repeat, ['refused']);
		expect(sent).toHaveLength(1);
		expect(error?.facts?.code).toBe('50020');
	});
});

describe('a read', () => {
	it('is sent again after a lost answer, three times at most', async () => {
		expect((await play('safe', ['lost', 'lost', 'lost'])).sent).toHaveLength(4);
		expect((await play('safe', ['lost', 'lost', 'lost', 'lost'])).error?.message).toBe(
			'it was lost',
		);
	});
});

describe('a write that may be carried out twice', () => {
	const cancel: Repeat = { settle: async () => ({ code: 1000, data: { result: true } }) };

	it('is settled by reading the order where a repetition finds the work done', async () => {
		expect((await play(cancel, ['lost', 'refused'])).result?.envelope.data).toEqual({
			result: true,
		});
	});

	it('is not settled where nothing was repeated', async () => {
		expect((await play(cancel, ['refused'])).error?.facts?.code).toBe('50020');
		expect((await play(cancel, ['ok'])).result?.envelope.data).toEqual({ order_id: '1' });
	});
});

describe('a keyed write whose answer was lost', () => {
	it('is found and not sent again', async () => {
		const { sent, result, lookUps } = await play(KEYED, ['lost'], [found]);
		expect([sent.length, lookUps]).toEqual([1, 1]);
		expect(result).toMatchObject({
			outcome: 'recovered',
			envelope: found.kind === 'found' && found.envelope,
		});
	});

	it('is found although the look-up lags', async () => {
		const { sent, result } = await play(KEYED, ['lost'], [absent, 'fails', absent, absent, found]);
		expect(sent).toHaveLength(1);
		expect(result?.outcome).toBe('recovered');
		expect(time.time - START).toBe(7000);
	});

	it('is sent once more under the same key where it is not found and BitMart refuses duplicates', async () => {
		const { sent, result } = await play(KEYED, ['lost', 'ok'], [absent]);
		expect(sent).toEqual([
			{ clientOrderId: 'key1', size: '1' },
			{ clientOrderId: 'key1', size: '1' },
		]);
		expect(result?.outcome).toBe('placed');
	});

	it('is looked up again where that one is refused, for whatever reason', async () => {
		for (const second of ['duplicate', 'refused', 'lost'] as const) {
			ledger.clear();
			const findings = [absent, absent, absent, absent, absent, absent, found];
			const { sent, result } = await play(KEYED, ['lost', second], findings);
			expect(sent).toHaveLength(2);
			expect(result?.outcome).toBe('recovered');
		}
	});

	it('stays unknown where nothing shows it, and says how to go on', async () => {
		const { sent, error } = await play(KEYED, ['lost', 'duplicate'], [absent]);
		expect(sent).toHaveLength(2);
		expect(error?.message).toBe('It is not known whether this was carried out: Create an order');
		expect(error?.facts?.hint).toContain('it was lost.');
		expect(error?.facts?.hint).toContain('Do not run this again before you have looked');
		expect(error?.facts?.hint).toContain(
			'Look for Client Order ID key1, sent at 2026-08-01T00:00:00.000Z',
		);
		expect(error?.facts?.hint).toContain('put key1 into Client Order ID');
		expect(error?.facts?.effect).toBe('unknown');
	});

	it('is never sent again where no refusal of duplicates is documented', async () => {
		const { sent, error } = await play(KEYED_WITHOUT_DUPLICATE, ['lost'], [absent]);
		expect(sent).toHaveLength(1);
		expect(error?.facts?.effect).toBe('unknown');
	});

	it('is not claimed where the key belongs to another order', async () => {
		const { sent, error } = await play(KEYED, ['lost'], [other]);
		expect(sent).toHaveLength(1);
		expect(error?.message).toBe('This key already belongs to another order (ID 5)');
	});

	it('is not claimed where the order is older than the execution', async () => {
		const old: Finding = { ...found, kind: 'found', createdAt: START - 600_000, envelope: {} };
		const { error } = await play(KEYED, ['lost'], [old]);
		expect(error?.facts?.effect).toBe('unknown');
		expect(error?.facts?.hint).toContain('older than this execution');
	});

	it('without a look-up is sent once more, and a refused duplicate means that it was carried out', async () => {
		const { sent, result } = await play(KEYED, ['lost', 'duplicate']);
		expect(sent).toHaveLength(2);
		expect(result?.outcome).toBe('duplicate');
	});
});

describe('running a node again', () => {
	it('returns a settled write without sending anything', async () => {
		const first = await play(KEYED, ['ok']);
		const second = await play(KEYED, ['ok']);
		expect(second.sent).toEqual([]);
		// With what was sent then: what this try made of the values was not.
		expect(second.result).toEqual({ ...first.result, prepared: { values: {} } });
	});

	it('looks for an unknown keyed write before anything else', async () => {
		await play(KEYED, ['lost', 'lost'], [absent]);
		const { sent, result } = await play(KEYED, ['ok'], [found]);
		expect(sent).toEqual([]);
		expect(result?.outcome).toBe('recovered');
	});

	it('says again that a write without a key is unknown, and sends nothing', async () => {
		expect((await play('never', ['lost'])).sent).toHaveLength(1);
		const { sent, error } = await play('never', ['ok']);
		expect(sent).toEqual([]);
		expect(error?.facts?.effect).toBe('unknown');
	});

	it('sends a refused write again', async () => {
		await play('never', ['refused']);
		expect((await play('never', ['ok'])).result?.outcome).toBe('placed');
	});

	it('finds the first write after the process was restarted, by the refused duplicate', async () => {
		await play(KEYED, ['ok']);
		ledger.clear();
		const { sent, result } = await play(KEYED, ['duplicate'], [found]);
		expect(sent).toHaveLength(1);
		expect(result?.outcome).toBe('duplicate');
	});

	it("takes a refused duplicate of the user's own key for what it is", async () => {
		const { error } = await play(KEYED, ['duplicate'], [found], {}, { derived: false });
		expect(error?.facts?.code).toBe('50042');
	});
});

describe('an Idempotency Key', () => {
	const key = { derived: false, lookFirst: true };

	it('looks before it sends, and finds the first write', async () => {
		const { sent, result } = await play(KEYED, ['ok'], [found], {}, key);
		expect(sent).toEqual([]);
		expect(result?.outcome).toBe('duplicate');
	});

	it('sends where nothing is found', async () => {
		expect((await play(KEYED, ['ok'], [absent], {}, key)).result?.outcome).toBe('placed');
	});

	it.each<[string, Error, RegExp | undefined]>([
		['the checks refuse', new Complaint('No USDT is available'), /No USDT is available\./],
		['a job only asks for', new Error('absent'), undefined],
	])(
		'says of what %s that nobody knows, where it cannot be looked up',
		async (_what, refused, hint) => {
			const prepared = { values: {}, refused };
			const failing = await play(KEYED, ['ok'], ['fails'], { prepared }, key);
			expect(failing.sent).toEqual([]);
			expect(failing.error?.message).toMatch(
				/^It is not known whether this was carried out before/,
			);
			expect(failing.error?.facts?.effect).toBe('unknown');
			if (hint) expect(failing.error?.facts?.hint).toMatch(hint);
			const { error } = await play(KEYED, ['ok'], [absent], { prepared }, key);
			expect(error).toBe(refused);
			const { result } = await play(KEYED, ['ok'], [found], { prepared }, key);
			expect(result?.outcome).toBe('duplicate');
		},
	);

	it('may find an order that is older than the execution', async () => {
		const old: Finding = { kind: 'found', envelope: {}, createdAt: START - 600_000 };
		expect((await play(KEYED, ['ok'], [old], {}, key)).result?.outcome).toBe('duplicate');
	});

	it('refuses where the key has other content', async () => {
		const { sent, error } = await play(KEYED, ['ok'], [other], {}, key);
		expect(sent).toEqual([]);
		expect(error?.message).toContain('belongs to another order');
	});
});

describe('a write without a key whose answer was lost', () => {
	it('is never sent again, and names what the history has, without claiming it', async () => {
		const repeat: Repeat = { candidates: async () => ['Withdrawal 9, 5 USDT.'] };
		const { sent, error } = await play(repeat, ['lost']);
		expect(sent).toHaveLength(1);
		expect(error?.facts?.hint).toContain('may or may not be it: Withdrawal 9, 5 USDT.');
	});

	it('says so where the history shows nothing, or cannot be read', async () => {
		expect((await play({ candidates: async () => [] }, ['lost'])).error?.facts?.hint).toContain(
			'The history shows nothing like it so far.',
		);
		ledger.clear();
		const broken: Repeat = { candidates: async () => await Promise.reject(new Error('x')) };
		expect((await play(broken, ['lost'])).error?.facts?.hint).toContain(
			'The history could not be read',
		);
	});
});

describe('a stopped execution', () => {
	it('does not try again, and its write counts as unknown', async () => {
		const stop = new AbortController();
		const attempt = async () => {
			stop.abort();
			return await Promise.reject(
				new Failure({ message: 'gone', hint: '', effect: 'unknown', remedy: 'lost' }),
			);
		};
		const { error } = await play(KEYED, [], [found], { attempt, signal: stop.signal });
		expect(error?.message).toBe('gone');
		expect(ledger.get('write-1')?.state).toBe('unknown');
	});
});
