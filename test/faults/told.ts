import type { EngineRun } from '../support/engine';
import type { Subject, Wanted } from './operations';
import type { Claim, Intent } from './verdict';

/** What the node has said of some items, run by run. */

const CHANGED = /^The values of this item changed between two tries/;

/** What the run says about an error. */
function claimOf(message: string, hint: string): Claim {
	if (/not known whether|part of it was carried out/.test(`${message} ${hint}`)) {
		return { kind: 'unknown' };
	}
	return /\(code (50042|40050|61004)\)/.test(message)
		? { kind: 'refusedAsDuplicate', message }
		: { kind: 'refused', message };
}

/** What an error says of an item before the one that failed: it was carried out, under this ID. */
function carriedOut(
	description: string,
	index: number,
	{ id = '' }: Subject,
): { id?: string } | undefined {
	const [, list] = /Carried out before that: (.*)$/s.exec(description) ?? [];
	const found = new RegExp(`(?:^|, )item ${index}(?: \\(([^)]*)\\))?(?:[,.]|$)`).exec(list ?? '');
	if (!found) return undefined;
	const [, name] = new RegExp(`(?:^|, |; )${id} ([^,;)]+)`).exec(found[1] ?? '') ?? [];
	return id !== '' && name !== undefined ? { id: name } : {};
}

/** What a run that stopped says; nothing of items that it does not name. */
function saidByError(
	error: NonNullable<EngineRun['error']>,
	subject: Subject,
	items: Wanted[],
): Array<Claim[] | undefined> {
	const { message, context } = error;
	const description = error.description ?? '';
	const failed = Number(context?.itemIndex ?? 0);
	const claim = claimOf(message, description);
	return items.map(({ intents, refused }, index) => {
		// Two tries of other values: what the first has said stands.
		if (index === failed) return CHANGED.test(message) ? undefined : intents.map(() => claim);
		const done = carriedOut(description, index, subject);
		return (
			done &&
			intents.map((_, place): Claim => {
				if (refused.includes(place)) return { kind: 'refused' };
				return { kind: 'placed', ...(intents.length === 1 && done) };
			})
		);
	});
}

/** What a run that went through says of every intent of every item. */
function saidByItems({ outputs }: EngineRun, { id }: Subject, items: Wanted[]): Claim[][] {
	return items.map(({ intents }, index) => {
		const rows = (outputs[0] ?? []).filter(({ pairedItem }) => {
			const { item } = (pairedItem ?? { item: 0 }) as { item: number };
			return item === index;
		});
		return intents.map((_, place): Claim => {
			const json = rows[intents.length > 1 && rows.length > 1 ? place : 0]?.json;
			if (!json) return { kind: 'refused', message: 'no output' };
			if (json.error !== undefined) {
				const details = (json.details ?? {}) as { hint?: string; effect?: string };
				if ((details.effect ?? 'none') !== 'none') return { kind: 'unknown' };
				return claimOf(String(json.error), details.hint ?? '');
			}
			if (json.refused !== undefined) {
				return claimOf(`${String(json.refused)} (code ${String(json.code)})`, '');
			}
			const kind = String(json.outcome) as 'placed' | 'recovered' | 'duplicate';
			const name = id === undefined ? undefined : json[id];
			return { kind, ...(name !== undefined && { id: String(name) }) };
		});
	});
}

const isSuccess = ({ kind }: Claim) => ['placed', 'recovered', 'duplicate'].includes(kind);

/** How much a claim says, where two executions speak of the same order. */
const weightOf = (claim: Claim): number =>
	isSuccess(claim) ? 3 : claim.kind === 'refusedAsDuplicate' ? 2 : claim.kind === 'unknown' ? 1 : 0;

/** The items of one account, and the last that was said of each. */
export class Told {
	/** Statements that contradict others, in words. */
	readonly complaints: string[] = [];

	constructor(
		readonly uid: string,
		readonly items: Wanted[],
		private claims: Claim[][],
	) {}

	/** What is said now stands in place of what was said before. */
	hear(run: EngineRun, subject: Subject, tries: Told[]): void {
		const said = run.error
			? saidByError(run.error, subject, this.items)
			: saidByItems(run, subject, this.items);
		said.forEach((claims, index) => {
			if (claims) this.claims[index] = claims;
		});
		if (run.error && CHANGED.test(run.error.message)) this.compare(run.error, tries);
	}

	/** What is said of the first try of an item with other values must be what that try has said. */
	private compare({ description, context }: NonNullable<EngineRun['error']>, tries: Told[]): void {
		const index = Number(context?.itemIndex ?? 0);
		const before = tries.flatMap(({ claims }) => claims[index] ?? []);
		const settled = /The first try was carried out/.test(description ?? '');
		if (before.some((claim) => (settled ? isSuccess(claim) : claim.kind === 'unknown'))) return;
		this.complaints.push(
			`falseClaims: item ${index} is said to be ${settled ? 'carried out' : 'open'} by the first try, which said ${before.map(({ kind }) => kind).join(', ')}`,
		);
	}

	/** For who does not look: takes what is open for one thing or the other. */
	assume(kind: 'placed' | 'refused'): void {
		for (const claim of this.claims.flat()) {
			if (claim.kind === 'unknown') Object.assign(claim, { kind });
		}
	}

	/** Whether any intent that could succeed is said to have failed. */
	hasFailed(): boolean {
		return this.items.some(({ intents, refused }, index) =>
			intents.some(
				(_, place) => !refused.includes(place) && this.claims[index]?.[place]?.kind === 'refused',
			),
		);
	}

	/** Two executions that stand for the same orders: what either knows, and no two IDs for one order. */
	joinedWith(other: Told): Told {
		const complaints = [...this.complaints, ...other.complaints];
		const joined = this.claims.map((claims, index) =>
			claims.map((mine, place) => {
				const theirs = other.claims[index]?.[place] ?? mine;
				const ids = [mine, theirs].flatMap((claim) => ('id' in claim ? [claim.id] : []));
				if (new Set(ids).size > 1) {
					complaints.push(`falseClaims: two executions name one order ${ids.join(' and ')}`);
				}
				return weightOf(theirs) > weightOf(mine) ? theirs : mine;
			}),
		);
		const result = new Told(this.uid, this.items, joined);
		result.complaints.push(...complaints);
		return result;
	}

	/** What the node says of one intent. */
	claim(index: number, place: number): Claim {
		return this.claims[index]?.[place] ?? { kind: 'notReached' };
	}
}

/** Items of which nothing was said yet. */
export const told = (uid: string, items: Wanted[]): Told =>
	new Told(
		uid,
		items,
		items.map(({ intents }) => intents.map(() => ({ kind: 'notReached' }))),
	);

/** Every intent with the last that was said of it. */
export const wantedOf = (of: Told): Array<{ intent: Intent; claim: Claim }> =>
	of.items.flatMap(({ intents }, index) =>
		intents.map((intent, place) => ({ intent, claim: of.claim(index, place) })),
	);
