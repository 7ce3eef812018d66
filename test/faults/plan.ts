import type { Fault, FaultRule } from '../../sandbox';
import type { Subject } from './operations';
import type { Random } from './random';

/** What goes wrong in one attempt. */
export interface Plan {
	/** Names the row of the report. */
	name: string;
	/** What happens to the writes, one after the other. */
	writes: Fault[];
	/** Writes that go well before. */
	skip: number;
	/** What happens to the look-ups after a lost write. */
	lookUps: Fault[];
	/** Milliseconds by which look-ups lag. */
	lag?: number;
}

/** What can happen to a write; `until` makes a delay cost no time. */
export const FAULTS: Fault[] = [
	{ kind: 'lostRequest' },
	{ kind: 'lostAnswer' },
	{ kind: 'late' },
	{ kind: 'delay' },
	{ kind: '429' },
	{ kind: '418' },
	{ kind: '500before' },
	{ kind: '500after' },
	{ kind: 'cloudflare' },
	{ kind: 'cloudflareAfter' },
	{ kind: 'truncated' },
	{ kind: 'unknownCodeBefore' },
	{ kind: 'unknownCodeAfter' },
	{ kind: 'oddCodeBefore', code: [1000] },
	{ kind: 'oddCodeAfter', code: true },
	{ kind: 'oddCodeAfter', code: {} },
	{ kind: 'doubled' },
	{ kind: 'trickle' },
	{ kind: 'oversized' },
	{ kind: 'clockSkew', after: 120_000 },
	{ kind: 'clockSkew', after: -120_000 },
	{ kind: 'clockSkew', after: 900_000 },
	{ kind: 'clockSkew', after: -900_000 },
];

export const nameOf = ({ kind, after, code }: Fault) =>
	kind === 'clockSkew'
		? `${kind} ${Number(after) / 60_000} min`
		: code === undefined
			? kind
			: `${kind} ${JSON.stringify(code)}`;

/** Those that leave the outcome open. */
const OPEN_FAULTS = FAULTS.filter(
	({ kind }) => !['429', '418', 'clockSkew', 'doubled'].includes(kind),
) as readonly Fault[];

/** Every fault once, then the mixtures. */
const SINGLES: Array<(random: Random) => Plan> = FAULTS.map((fault) => () => ({
	name: nameOf(fault),
	writes: [fault],
	skip: 0,
	lookUps: [],
}));

const LAG = 10_000;

const MIXTURES: Array<(random: Random) => Plan> = [
	() => ({ name: 'nothing', writes: [], skip: 0, lookUps: [] }),
	(random) => {
		const writes = [random.pick(FAULTS), random.pick(FAULTS)];
		return { name: 'two in a row', writes, skip: 0, lookUps: [] };
	},
	(random) => {
		const writes = [random.pick(OPEN_FAULTS)];
		return { name: 'look-up lag', writes, skip: 0, lookUps: [], lag: LAG };
	},
	(random) => {
		const writes = [random.pick(OPEN_FAULTS), random.pick(OPEN_FAULTS)];
		return { name: 'two in a row, look-up lag', writes, skip: 0, lookUps: [], lag: LAG };
	},
	() => ({ name: 'late, look-up lag', writes: [{ kind: 'late' }], skip: 0, lookUps: [], lag: LAG }),
	(random) => ({
		name: 'late twice, look-up lag',
		writes: [{ kind: 'late' }, { kind: 'late', after: random.between(1, 60) * 1000 }],
		skip: 0,
		lookUps: [],
		lag: LAG,
	}),
	(random) => {
		const lookUps = Array.from({ length: random.between(1, 8) }, () => random.pick(FAULTS));
		return { name: 'look-ups fail too', writes: [random.pick(OPEN_FAULTS)], skip: 0, lookUps };
	},
	(random) => {
		const lookUps = Array.from({ length: 200 }, () => random.pick(OPEN_FAULTS));
		return { name: 'no look-up works', writes: [random.pick(OPEN_FAULTS)], skip: 0, lookUps };
	},
	(random) => {
		const writes = Array.from({ length: random.between(2, 8) }, () => random.pick(FAULTS));
		const lookUps = Array.from({ length: random.between(0, 12) }, () => random.pick(FAULTS));
		const lag = random.chance(0.5) ? { lag: random.between(1, 40) * 1000 } : {};
		return { name: 'everything at once', writes, skip: 0, lookUps, ...lag };
	},
];

/** The names of all plans, in the order of the report. */
export const PLANS: ReadonlyArray<(random: Random) => Plan> = [...SINGLES, ...MIXTURES];

/** What the campaign does when a fault says that it is there. */
export interface Hooks {
	/** Lets time pass, for answers that are delayed. */
	tick: (milliseconds: number) => void;
	/** An answer has begun that has no end. */
	trickling: () => void;
	/** The work of a doubled request was done. */
	delivered: (time: 1 | 2) => void;
}

/** The rules of a plan. */
export function rulesOf(plan: Plan, subject: Pick<Subject, 'endpoint'>, hooks: Hooks): FaultRule[] {
	const untils: Partial<Record<Fault['kind'], () => void>> = {
		delay: () => hooks.tick(30_000),
		trickle: hooks.trickling,
	};
	const isWrite: FaultRule['on'] = ({ method, path }) => `${method} ${path}` === subject.endpoint;
	// The clock of the exchange must stay readable, and rules are read before anything is at stake.
	const isLookUp: FaultRule['on'] = ({ method, path }) =>
		`${method} ${path}` !== subject.endpoint && !/^\/(system|.*details)/.test(path);
	const rule = (on: FaultRule['on'], skip: number) => (fault: Fault) => ({
		...fault,
		...(untils[fault.kind] && { until: untils[fault.kind] }),
		...(fault.kind === 'doubled' && on === isWrite && { delivered: hooks.delivered }),
		on,
		skip,
		times: 1,
	});
	return [
		...plan.writes.map(rule(isWrite, plan.skip)),
		...plan.lookUps.map(rule(isLookUp, 0)),
		...(plan.lag === undefined
			? []
			: [{ on: isLookUp, kind: 'lookupLag' as const, after: plan.lag }]),
	];
}
