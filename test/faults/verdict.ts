/** What was wanted, what the node says became of it, and what the exchange's books say. */

/** One thing that should happen once: an order, a transfer, a withdrawal. */
export interface Intent {
	/** What identifies it in the books. Two intents of one attempt may want the same. */
	content: string;
}

/** What the node says about an intent. */
export type Claim =
	/** It is there; the id is known where the exchange gives one and the node could show it. */
	| { kind: 'placed' | 'recovered' | 'duplicate'; id?: string }
	/** It is not there. */
	| { kind: 'refused'; message?: string }
	/** The exchange refused it because it had the key before: it is there, from an earlier try. */
	| { kind: 'refusedAsDuplicate'; message?: string }
	/** It may be there. */
	| { kind: 'unknown' }
	/** It was never this item's turn. */
	| { kind: 'notReached' };

/** What the books hold: one write. */
export interface Write {
	content: string;
	/** Empty where the exchange gives none. */
	id: string;
}

/** What is wrong with the claims of an attempt, and what became of the open ones. */
export interface Verdict {
	/** Writes beyond one for each intent. */
	duplicates: number;
	/** Said to be there, but not in the books. */
	lost: number;
	/** Any other claim that the books contradict: refused but there, the id of something else, one id twice. */
	falseClaims: number;
	/** Carried out a second time because the network delivered the request twice; not ours, and not a duplicate. */
	doubled: number;
	unknownPlaced: number;
	unknownNotPlaced: number;
	/** In words, for the report. */
	complaints: string[];
}

const isSuccess = (claim: Claim): claim is Extract<Claim, { id?: string }> =>
	claim.kind === 'placed' || claim.kind === 'recovered' || claim.kind === 'duplicate';

/**
 * Compares the claims for some intents with what the books hold since.
 * @param doubled those of the writes that are there only because the network delivered a request again
 */
export function judgeClaims(
	intents: ReadonlyArray<{ intent: Intent; claim: Claim }>,
	writes: readonly Write[],
	doubled: readonly Write[] = [],
): Verdict {
	const verdict: Verdict = {
		duplicates: 0,
		lost: 0,
		falseClaims: 0,
		doubled: 0,
		unknownPlaced: 0,
		unknownNotPlaced: 0,
		complaints: [],
	};
	const complain = (kind: 'duplicates' | 'lost' | 'falseClaims', count: number, text: string) => {
		verdict[kind] += count;
		verdict.complaints.push(`${kind}: ${text}`);
	};
	const contents = new Set(intents.map(({ intent }) => intent.content));
	for (const { content, id } of writes) {
		if (!contents.has(content)) {
			complain('falseClaims', 1, `nobody wanted "${content}" (ID ${id || 'none'})`);
		}
	}
	for (const content of contents) {
		const claims = intents
			.filter(({ intent }) => intent.content === content)
			.map(({ claim }) => claim);
		const held = writes.filter((write) => write.content === content);
		const again = doubled.filter((write) => write.content === content).length;
		verdict.doubled += again;
		/** What our requests have done, each counted once. */
		const count = held.length - again;
		const certain = claims.filter(
			(claim) => isSuccess(claim) || claim.kind === 'refusedAsDuplicate',
		).length;
		const open = claims.filter(({ kind }) => kind === 'unknown').length;
		const said = `"${content}", said to be ${claims.map(({ kind }) => kind).join(', ')}`;
		const surplus = Math.max(0, count - claims.length);
		if (surplus > 0) complain('duplicates', surplus, `${count} times ${said}`);
		if (count < certain) {
			complain('lost', certain - count, `${count} times ${said}`);
		}
		const unclaimed = count - surplus - certain - open;
		if (unclaimed > 0) {
			const messages = claims.flatMap((claim) => ('message' in claim ? [claim.message] : []));
			complain('falseClaims', unclaimed, `${count} times ${said} (${messages.join('; ')})`);
		}
		const placed = Math.max(0, Math.min(open, count - certain));
		verdict.unknownPlaced += placed;
		verdict.unknownNotPlaced += open - placed;

		const ids = claims.filter(isSuccess).flatMap(({ id }) => (id === undefined ? [] : [id]));
		const wrong = ids.filter((id) => !held.some((write) => write.id === id)).length;
		// A claim with a wrong id where nothing is in the books counts once, as lost.
		const unexplained = wrong - Math.max(0, certain - count);
		if (unexplained > 0) complain('falseClaims', unexplained, `another ID for ${said}`);
		const twice = ids.length - new Set(ids).size;
		if (twice > 0) complain('falseClaims', twice, `one ID twice for ${said}`);
	}
	return verdict;
}
