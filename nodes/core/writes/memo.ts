import { clock } from '../exchange/clock';

/**
 * What jobs found out before their first write (a size, the positions to close), so that a repetition goes
 * on with the same and does not take what the first try has left for something new.
 */

/** As long as the ledger keeps writes. */
const KEPT = 3_600_000;

const MOST = 50_000;

interface Memo {
	since: number;
	found: Promise<unknown>;
}

/** In the order of their time. */
const memos = new Map<string, Memo>();

function evict(now: number): void {
	for (const [id, { since }] of memos) {
		if (now - since < KEPT && memos.size < MOST) return;
		memos.delete(id);
	}
}

export const memo = {
	/** What was computed under this name, or is being computed; a failure is not kept. */
	async once<T>(id: string, compute: () => Promise<T>): Promise<T> {
		const known = memos.get(id);
		if (known) return (await known.found) as T;
		const now = clock.now();
		evict(now);
		const found = compute();
		memos.set(id, { since: now, found });
		found.catch(() => memos.delete(id));
		return await found;
	},
	forget(id: string): void {
		memos.delete(id);
	},
	/** For tests: as after a restart of the process. */
	clear(): void {
		memos.clear();
	},
};
