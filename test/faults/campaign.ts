import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { forgetModes } from '../../nodes/bitmart/rules/positionMode';
import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { clock, forgetTimes } from '../../nodes/core/exchange/clock';
import { forgetRates } from '../../nodes/core/exchange/pacing';
import { forgetExecutions } from '../../nodes/core/writes/keys';
import { ledger } from '../../nodes/core/writes/ledger';
import { DEFAULT_ACCOUNTS, startSandbox, type Sandbox, type SandboxAccount } from '../../sandbox';
import type { EngineRun } from '../support/engine';
import { runNode } from '../support/engine';
import { sandboxCredential } from '../support/sandbox';
import { RICHES, SUBJECTS, type Subject, type Wanted } from './operations';
import { PLANS, rulesOf, type Plan } from './plan';
import { Random } from './random';
import { judgeClaims, type Claim, type Verdict } from './verdict';

/** How to run a campaign. */
export interface CampaignOptions {
	attempts: number;
	seed: number;
	/** Every try gets new keys, and every error is answered by another try: what the package must prevent. */
	unprotected?: boolean;
	/** Only subjects whose name contains this. */
	only?: string;
	/** Hears of every attempt. */
	progress?: (done: number) => void;
}

/** What was counted for one subject and one kind of plan. */
export interface Tally {
	subject: string;
	plan: string;
	attempts: number;
	placed: number;
	recovered: number;
	duplicate: number;
	refused: number;
	unknownPlaced: number;
	unknownNotPlaced: number;
	duplicates: number;
	lost: number;
	falseClaims: number;
}

/** A claim that the books contradict. */
export interface Contradiction {
	attempt: number;
	subject: string;
	/** How the attempt went, in words. */
	story: string;
	complaints: string[];
}

export interface CampaignResult {
	tallies: Tally[];
	contradictions: Contradiction[];
	/** Requests that the sandbox got. */
	requests: number;
	/** What the clock of the tests says has passed, in milliseconds. */
	virtualTime: number;
}

const START = Date.UTC(2026, 7, 3);

/** Attempts between two resets of the sandbox: its books are searched from end to end. */
const EPOCH = 40;

/** How often n8n tries in all. */
const TRIES = 3;

function richAccounts(): SandboxAccount[] {
	return DEFAULT_ACCOUNTS.map((account) =>
		account.balances
			? { ...account, balances: { USDT: RICHES }, futuresBalances: { USDT: RICHES } }
			: account,
	);
}

/** As after a restart of n8n. */
function restart(): void {
	ledger.clear();
	forgetExecutions();
	forgetRates();
	forgetTimes();
	forgetModes();
}

/** How one attempt is made. */
interface Attempt {
	subject: Subject;
	plan: Plan;
	items: Wanted[];
	continueOnFail: boolean;
	/** n8n's Retry On Fail. */
	tries: number;
	/** Milliseconds between two tries. */
	pause: number;
	/** The process starts anew between two tries; without a key of the exchange nothing can survive that. */
	restarts: boolean;
	/** An Idempotency Key for each item, and a second execution with it. */
	idempotent: boolean;
}

/** What the run says about an error. */
function claimOf(message: string, hint: string): Claim {
	if (/not known whether|part of it was carried out/.test(`${message} ${hint}`)) {
		return { kind: 'unknown' };
	}
	const text = message;
	return /\(code (50042|40050|61004)\)/.test(message)
		? { kind: 'refusedAsDuplicate', message: text }
		: { kind: 'refused', message: text };
}

/** What a run of the node says about every intent of every item; undefined where it says nothing. */
function claimsOf(run: EngineRun, { subject, items }: Attempt): Array<Claim[] | undefined> {
	if (run.error) {
		const { message, description, context } = run.error;
		const failed = Number(context?.itemIndex ?? 0);
		const claim = claimOf(message, description ?? '');
		return items.map(({ intents, refused }, index) => {
			if (index > failed) return undefined;
			// Items before the one that failed went well, though their output is not to be seen.
			return intents.map((_, place): Claim => {
				if (index === failed) return claim;
				return refused.includes(place) ? { kind: 'refused' } : { kind: 'placed' };
			});
		});
	}
	return items.map(({ intents }, index) => {
		const rows = (run.outputs[0] ?? []).filter(({ pairedItem }) => {
			const { item } = (pairedItem ?? { item: 0 }) as { item: number };
			return item === index;
		});
		return intents.map((_, place): Claim => {
			const json = rows[intents.length > 1 && rows.length > 1 ? place : 0]?.json;
			if (!json) return { kind: 'refused', message: 'no output' };
			if (json.error !== undefined) {
				const details = (json.details ?? {}) as { hint?: string; effect?: string };
				const effect = details.effect ?? 'none';
				if (effect !== 'none') return { kind: 'unknown' };
				return claimOf(String(json.error), details.hint ?? '');
			}
			if (json.refused !== undefined) {
				return claimOf(`${String(json.refused)} (code ${String(json.code)})`, '');
			}
			const kind = String(json.outcome) as 'placed' | 'recovered' | 'duplicate';
			const id = subject.id === undefined ? undefined : json[subject.id];
			return { kind, ...(id !== undefined && { id: String(id) }) };
		});
	});
}

/** Runs attempts one after the other against one sandbox, on a clock of its own. */
class Campaign {
	/** Changes with every attempt; only the unprotected campaign looks at it. */
	private credulous = false;

	private time = START;
	private readonly random: Random;
	private readonly tallies = new Map<string, Tally>();
	private readonly contradictions: Contradiction[] = [];
	private executions = 0;
	private requests = 0;
	private inEpoch = 0;
	private numbers = 0;

	constructor(
		private readonly options: CampaignOptions,
		private readonly sandbox: Sandbox,
		private readonly credential: ICredentialDataDecryptedObject,
		/** Tells the sandbox and the package what time it is. */
		setTime: (now: () => number) => void,
	) {
		this.random = new Random(options.seed);
		setTime(() => this.time);
	}

	/** Lets time pass. */
	readonly tick = (milliseconds: number): void => {
		// A clock shows whole milliseconds.
		this.time += Math.max(0, Math.ceil(milliseconds));
	};

	/** Chance for the package: its jitter. */
	readonly chance = (): number => this.random.next();

	async run(): Promise<CampaignResult> {
		const { attempts, only = '', progress } = this.options;
		const subjects = SUBJECTS.filter(({ name }) => name.includes(only));
		for (let number = 0; number < attempts; number++) {
			// Every plan in turn, and in every round with the next operation.
			const round = Math.floor(number / PLANS.length);
			const subject = subjects[(number + round) % subjects.length];
			const plan = PLANS[number % PLANS.length];
			if (!subject || !plan) break;
			if (this.inEpoch++ % EPOCH === 0) this.newEpoch();
			await this.attempt(number, this.attemptOf(subject, plan(this.random)));
			progress?.(number + 1);
		}
		return {
			tallies: [...this.tallies.values()],
			contradictions: this.contradictions,
			requests: this.requests,
			virtualTime: this.time - START,
		};
	}

	private newEpoch(): void {
		this.requests += this.sandbox.requests.length;
		this.sandbox.reset();
		for (const { fund } of SUBJECTS) fund?.(this.sandbox);
		this.numbers = 0;
		// The ids of the sandbox begin anew, and so must what the package remembers of them.
		restart();
		forgetRules();
	}

	private attemptOf(subject: Subject, plan: Plan): Attempt {
		const { random } = this;
		const count = random.chance(0.5) ? 1 : random.between(2, 3);
		const items = Array.from({ length: count }, () =>
			subject.item(this.numbers++, random.chance(0.12), random),
		);
		const [first] = items;
		// Two items may want the very same, and both must get it.
		if (first && count > 1 && random.chance(0.25)) items[count - 1] = first;
		return {
			subject,
			plan: { ...plan, skip: random.between(0, count - 1) },
			items,
			continueOnFail: random.chance(0.3),
			tries: random.chance(0.6) ? random.between(2, TRIES) : 1,
			pause: random.pick([1000, 5000, 5000, 60_000]),
			restarts: subject.keyed && random.chance(0.3),
			idempotent: subject.keyed && random.chance(0.2),
		};
	}

	private async attempt(number: number, attempt: Attempt): Promise<void> {
		const { subject, plan, items } = attempt;
		const { sandbox } = this;
		sandbox.faults = rulesOf(plan, subject, this.tick);
		const before = subject.writes(sandbox).length;
		const firstRequest = sandbox.requests.length;
		const claims: Claim[][] = items.map(({ intents }) =>
			intents.map(() => ({ kind: 'notReached' })),
		);
		await this.executeAll(attempt, (said) => {
			said.forEach((claim, index) => {
				if (claim) claims[index] = claim;
			});
		});
		// What is late comes now, whatever anybody still hopes for.
		this.tick(60_000);
		sandbox.faults = [];
		sandbox.settle();
		sandbox.clockOffset = 0;
		this.tick(60_000);

		const wanted = items.flatMap(({ intents }, index) =>
			intents.map((intent, place) => ({
				intent,
				claim: claims[index]?.[place] ?? ({ kind: 'notReached' } as const),
			})),
		);
		const verdict = judgeClaims(wanted, subject.writes(sandbox).slice(before));
		this.count(
			attempt,
			wanted.map(({ claim }) => claim),
			verdict,
		);
		if (verdict.complaints.length === 0) return;
		const arrived = sandbox.requests
			.slice(firstRequest)
			.map(({ path, status, code, fault }) =>
				[path.split('/').slice(-2).join('/'), fault, code || status].filter(Boolean).join(' '),
			);
		const { continueOnFail, tries, restarts, idempotent, pause } = attempt;
		const story = { items: items.length, continueOnFail, tries, restarts, idempotent, pause };
		this.contradictions.push({
			attempt: number,
			subject: subject.name,
			story: `${plan.name}${plan.lag ? ` (lag ${plan.lag} ms)` : ''} ${JSON.stringify(story)}: ${arrived.join(' > ')}`,
			complaints: verdict.complaints,
		});
	}

	/** All executions of an attempt: the tries of the first, and with an Idempotency Key a second one. */
	private async executeAll(
		attempt: Attempt,
		hear: (said: Array<Claim[] | undefined>) => void,
	): Promise<void> {
		const { tries, pause, restarts, idempotent, items } = attempt;
		const { unprotected = false } = this.options;
		const firstKey = ++this.executions;
		// Who does not look takes a lost answer for a failure and sends again, or takes it for done.
		this.credulous = !this.credulous;
		const believes = unprotected && this.credulous;
		for (let execution = 0; execution < (idempotent && !unprotected ? 2 : 1); execution++) {
			let executionId = `execution-${++this.executions}`;
			for (let made = 0; made < (unprotected ? TRIES : tries); made++) {
				if (made > 0) {
					this.tick(pause);
					if (restarts || unprotected) restart();
					if (unprotected) executionId = `execution-${++this.executions}`;
				}
				const run = await this.execute(attempt, executionId, firstKey);
				const claims = claimsOf(run, attempt);
				if (unprotected) {
					const kind = believes ? 'placed' : 'refused';
					for (const claim of claims.flat()) {
						if (claim?.kind === 'unknown') Object.assign(claim, { kind });
					}
				}
				hear(claims);
				if (believes) break;
				if (!run.error && !(unprotected && hasFailed(claims, items))) break;
			}
			this.tick(pause);
		}
	}

	private async execute(
		{ subject, items, continueOnFail, idempotent }: Attempt,
		executionId: string,
		key: number,
	): Promise<EngineRun> {
		const options = {
			...(subject.parameters.options as object | undefined),
			...(idempotent && !this.options.unprotected && { idempotencyKey: '={{ $json.key }}' }),
		};
		return await runNode(
			subject.type,
			{ ...subject.parameters, options },
			{
				credential: this.credential,
				executionId,
				items: items.map(({ json }, index) => ({ ...json, key: `alert ${key} ${index}` })),
				...(continueOnFail && { node: { onError: 'continueRegularOutput' } }),
			},
		);
	}

	private count({ subject, plan }: Attempt, claims: Claim[], verdict: Verdict): void {
		const key = `${subject.name} / ${plan.name}`;
		let tally = this.tallies.get(key);
		if (!tally) {
			tally = {
				subject: subject.name,
				plan: plan.name,
				attempts: 0,
				placed: 0,
				recovered: 0,
				duplicate: 0,
				refused: 0,
				unknownPlaced: 0,
				unknownNotPlaced: 0,
				duplicates: 0,
				lost: 0,
				falseClaims: 0,
			};
			this.tallies.set(key, tally);
		}
		const of = (...kinds: Array<Claim['kind']>) =>
			claims.filter(({ kind }) => kinds.includes(kind)).length;
		tally.attempts++;
		tally.placed += of('placed');
		tally.recovered += of('recovered');
		tally.duplicate += of('duplicate');
		tally.refused += of('refused', 'refusedAsDuplicate');
		tally.unknownPlaced += verdict.unknownPlaced;
		tally.unknownNotPlaced += verdict.unknownNotPlaced;
		tally.duplicates += verdict.duplicates;
		tally.lost += verdict.lost;
		tally.falseClaims += verdict.falseClaims;
	}
}

/** Whether any intent that could succeed is said to have failed. */
function hasFailed(claims: Array<Claim[] | undefined>, items: Wanted[]): boolean {
	return items.some(({ intents, refused }, index) =>
		intents.some(
			(_, place) => !refused.includes(place) && claims[index]?.[place]?.kind === 'refused',
		),
	);
}

/** Runs a campaign; replaces the package's clock while it lasts. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
	let now = () => START;
	const sandbox = await startSandbox({ now: () => now(), accounts: richAccounts() });
	const credential = sandboxCredential(sandbox);
	const original = { ...clock };
	try {
		const campaign = new Campaign(options, sandbox, credential, (time) => (now = time));
		Object.assign(clock, {
			now: () => now(),
			wait: async (milliseconds: number) => campaign.tick(milliseconds),
			random: campaign.chance,
		});
		return await campaign.run();
	} finally {
		Object.assign(clock, original);
		restart();
		forgetRules();
		await sandbox.stop();
	}
}
