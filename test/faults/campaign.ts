import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { DEFAULT_ACCOUNTS, startSandbox, type Sandbox, type SandboxAccount } from '../../sandbox';
import type { EngineRun } from '../support/engine';
import { runNode } from '../support/engine';
import { sandboxCredential } from '../support/sandbox';
import { OTHER_UID, RICHES, SUBJECTS, UID, type Subject, type Wanted } from './operations';
import { PLANS, rulesOf, type Plan } from './plan';
import { Random } from './random';
import { situationsOf, type Situation } from './situations';
import { told, wantedOf, type Told } from './told';
import { judgeClaims, type Verdict, type Write } from './verdict';
import { restart, World } from './world';

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
	situation: Situation;
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
	/** Carried out twice because the network delivered a request twice. */
	doubled: number;
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
	situation: Situation;
	/** Where values change between two tries: the option that does; undefined: what is ordered. */
	changing?: string;
}

/** One execution of the node, with all its tries. */
interface Execution {
	credential: ICredentialDataDecryptedObject;
	id: string;
	/** What goes into the Idempotency Keys and the IDs of this attempt. */
	key: number;
	/** What the first try asks for, the second, and so on; the last stands for all that follow. */
	asked: Told[];
}

/** Runs attempts one after the other against one sandbox, on a clock of its own. */
class Campaign {
	/** Changes with every attempt; only the unprotected campaign looks at it. */
	private credulous = false;

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
		private readonly otherCredential: ICredentialDataDecryptedObject,
		private readonly world: World,
		private readonly random: Random,
	) {}

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
			virtualTime: this.world.passed,
		};
	}

	private newEpoch(): void {
		this.requests += this.sandbox.requests.length;
		this.sandbox.reset();
		for (const { fund } of SUBJECTS) fund?.(this.sandbox, this.world.now());
		this.numbers = 0;
		// The ids of the sandbox begin anew, and so must what the package remembers of them.
		restart();
		forgetRules();
	}

	private attemptOf(subject: Subject, plan: Plan): Attempt {
		const { random } = this;
		const count = random.chance(0.5) ? 1 : random.between(2, 3);
		const items = this.itemsOf(subject, count);
		const [first] = items;
		// Two items may want the very same, and both must get it.
		if (first && count > 1 && random.chance(0.25)) items[count - 1] = first;
		const situation = this.options.unprotected
			? 'one execution'
			: random.pick(situationsOf(subject));
		const changes = situation === 'values change';
		const changing = changes ? random.pick([...subject.changeable, undefined]) : undefined;
		return {
			subject,
			plan: { ...plan, skip: random.between(0, count - 1) },
			items,
			continueOnFail: !changes && random.chance(0.3),
			tries:
				situation === 'as a tool'
					? 1
					: changes || random.chance(0.6)
						? random.between(2, TRIES)
						: 1,
			pause: random.pick([1000, 5000, 5000, 60_000]),
			// Nothing but the ledger knows the first values, or of the other execution.
			restarts: subject.keyed && !changes && situation !== 'same key at once' && random.chance(0.3),
			situation,
			...(changing !== undefined && { changing }),
		};
	}

	private itemsOf(subject: Subject, count: number): Wanted[] {
		const { random } = this;
		return Array.from({ length: count }, () =>
			subject.item(this.numbers++, random.chance(0.12), random),
		);
	}

	private async attempt(number: number, attempt: Attempt): Promise<void> {
		const { subject, plan } = attempt;
		const { sandbox } = this;
		const books = [UID, OTHER_UID].map((uid) => {
			const writes = () => subject.writes(sandbox, uid);
			return { uid, writes, before: writes().length, first: 0, doubled: [] as Write[] };
		});
		const delivered = (time: 1 | 2) => {
			for (const one of books) {
				if (time === 1) one.first = one.writes().length;
				else one.doubled.push(...one.writes().slice(one.first));
			}
		};
		sandbox.faults = rulesOf(plan, subject, {
			tick: this.world.tick,
			trickling: this.world.trickling,
			delivered,
		});
		const firstRequest = sandbox.requests.length;
		const said = await this.executeAll(attempt);
		// What is late comes now, whatever anybody still hopes for.
		this.world.tick(60_000);
		sandbox.faults = [];
		sandbox.settle();
		sandbox.clockOffset = 0;
		this.world.tick(60_000);

		const story: string[] = [];
		for (const { uid, writes, before, doubled } of books) {
			const ours = said.filter((one) => one.uid === uid);
			const wanted = ours.flatMap(wantedOf);
			const verdict = judgeClaims(wanted, writes().slice(before), doubled);
			const complaints = ours.flatMap((one) => one.complaints);
			verdict.falseClaims += complaints.length;
			verdict.complaints.push(...complaints);
			if (uid === UID || wanted.length > 0) this.count(attempt, uid === UID, wanted, verdict);
			story.push(...verdict.complaints);
		}
		if (story.length > 0) this.contradict(number, attempt, firstRequest, story);
	}

	private contradict(
		number: number,
		attempt: Attempt,
		firstRequest: number,
		complaints: string[],
	): void {
		const { subject, plan, items, ...how } = attempt;
		const arrived = this.sandbox.requests
			.slice(firstRequest)
			.map(({ path, status, code, fault }) =>
				[path.split('/').slice(-2).join('/'), fault, code || status].filter(Boolean).join(' '),
			);
		const story = JSON.stringify({ items: items.length, ...how });
		this.contradictions.push({
			attempt: number,
			subject: subject.name,
			story: `${plan.name}${plan.lag ? ` (lag ${plan.lag} ms)` : ''} ${story}: ${arrived.join(' > ')}`,
			complaints,
		});
	}

	/** All executions of an attempt; what they say of what was wanted. */
	private async executeAll(attempt: Attempt): Promise<Told[]> {
		const { situation, subject, items, tries, pause, changing } = attempt;
		const key = ++this.executions;
		const next = (asked: Told[], credential = this.credential): Execution => ({
			credential,
			id: `execution-${++this.executions}`,
			key,
			asked,
		});
		const first = told(UID, items);
		switch (situation) {
			case 'one execution':
				await this.tryAll(attempt, next([first]));
				return [first];
			case 'same key again':
				await this.tryAll(attempt, next([first]));
				this.world.tick(pause);
				await this.tryAll(attempt, next([first]));
				return [first];
			case 'same key, two accounts': {
				const other = told(OTHER_UID, items);
				await this.tryAll(attempt, next([first]));
				this.world.tick(pause);
				await this.tryAll(attempt, next([other], this.otherCredential));
				return [first, other];
			}
			case 'same key at once': {
				const second = told(UID, items);
				await Promise.all([
					this.tryAll(attempt, next([first])),
					this.tryAll(attempt, next([second])),
				]);
				return [first.joinedWith(second)];
			}
			case 'values change': {
				const later = Array.from({ length: tries - 1 }, () =>
					told(UID, this.itemsOf(subject, items.length)),
				);
				const asked = changing === undefined ? [first, ...later] : [first];
				await this.tryAll(attempt, next(asked));
				return asked;
			}
			case 'as a tool': {
				const calls = [first, told(UID, items), told(UID, items)];
				for (const call of calls) {
					await this.tryAll(attempt, { ...next([call]), id: '__UNKNOWN__' });
					this.world.tick(pause);
				}
				return calls;
			}
		}
	}

	/** One execution: n8n tries again as often as it is told to. */
	private async tryAll(attempt: Attempt, execution: Execution): Promise<void> {
		const { tries, pause, restarts } = attempt;
		const { unprotected = false } = this.options;
		// Who does not look takes a lost answer for a failure and sends again, or takes it for done.
		this.credulous = !this.credulous;
		const believes = unprotected && this.credulous;
		let { id } = execution;
		for (let made = 0; made < (unprotected ? TRIES : tries); made++) {
			if (made > 0) {
				this.world.tick(pause);
				if (restarts || unprotected) restart();
				if (unprotected) id = `execution-${++this.executions}`;
			}
			const asked = execution.asked[Math.min(made, execution.asked.length - 1)];
			if (!asked) return;
			const run = await this.execute(attempt, { ...execution, id }, asked, made);
			asked.hear(run, attempt.subject, execution.asked);
			if (unprotected) asked.assume(believes ? 'placed' : 'refused');
			if (believes) return;
			if (!run.error && !(unprotected && asked.hasFailed())) return;
		}
	}

	private async execute(
		{ subject, situation, continueOnFail, changing }: Attempt,
		{ credential, id: executionId, key }: Execution,
		{ items }: Told,
		made: number,
	): Promise<EngineRun> {
		const options = {
			...(subject.parameters.options as object | undefined),
			...(situation.startsWith('same key') && { idempotencyKey: '={{ $json.key }}' }),
			...(changing !== undefined && { [changing]: '={{ $json.changed }}' }),
			// A tool only shows what it would do, unless the author of the workflow lets it.
			...(situation === 'as a tool' && { dryRun: false }),
		};
		const changed = (index: number) =>
			changing === 'receiveWindow' ? 5000 + made : `changed${key}x${index}x${made}`;
		return await runNode(
			`${subject.type}${situation === 'as a tool' ? 'Tool' : ''}`,
			{ ...subject.parameters, options },
			{
				credential,
				executionId,
				items: items.map(({ json }, index) => ({
					...json,
					key: `alert ${key} ${index}`,
					changed: changed(index),
				})),
				...(continueOnFail && { node: { onError: 'continueRegularOutput' } }),
			},
		);
	}

	/** @param isFirst one attempt is counted once, though it has the books of two accounts */
	private count(
		{ subject, plan, situation }: Attempt,
		isFirst: boolean,
		wanted: ReturnType<typeof wantedOf>,
		verdict: Verdict,
	): void {
		const key = `${subject.name} / ${plan.name} / ${situation}`;
		let tally = this.tallies.get(key);
		if (!tally) {
			tally = {
				subject: subject.name,
				plan: plan.name,
				situation,
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
				doubled: 0,
			};
			this.tallies.set(key, tally);
		}
		const of = (...kinds: string[]) =>
			wanted.filter(({ claim }) => kinds.includes(claim.kind)).length;
		if (isFirst) tally.attempts++;
		tally.placed += of('placed');
		tally.recovered += of('recovered');
		tally.duplicate += of('duplicate');
		tally.refused += of('refused', 'refusedAsDuplicate');
		const sums = [
			'unknownPlaced',
			'unknownNotPlaced',
			'duplicates',
			'lost',
			'falseClaims',
			'doubled',
		] as const;
		for (const name of sums) tally[name] += verdict[name];
	}
}

/** Runs a campaign; replaces the package's clock while it lasts. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
	const random = new Random(options.seed);
	const world = new World(START, random);
	const sandbox = await startSandbox({ now: world.now, accounts: richAccounts() });
	const credentialOf = (of: string) => {
		const { accessKey, secretKey, memo } = DEFAULT_ACCOUNTS.find(({ uid }) => uid === of) ?? {};
		const keys = { accessKey: accessKey ?? '', secretKey: secretKey ?? '', memo: memo ?? '' };
		return sandboxCredential(sandbox, keys);
	};
	world.enter();
	try {
		const [ours, theirs] = [credentialOf(UID), credentialOf(OTHER_UID)];
		return await new Campaign(options, sandbox, ours, theirs, world, random).run();
	} finally {
		world.leave();
		restart();
		forgetRules();
		await sandbox.stop();
	}
}
