import type { IDataObject } from 'n8n-workflow';

import type { Prepared } from '../definition/operation';
import { clock } from '../exchange/clock';

/**
 * What this process has written, so that running a node again does not write again: n8n's Retry On
 * Fail repeats all items of a node, those that went well included.
 */
export interface LedgerEntry {
	/** `sent`: on its way. `settled`: its result is known. `unknown`: it may or may not have been carried out. */
	state: 'sent' | 'settled' | 'unknown';
	/** When it was entered, in milliseconds since 1970. */
	since: number;
	/** What was to be done, and by which execution. */
	content: string;
	execution: string;
	/** The answer, once settled. */
	envelope?: IDataObject;
	outcome?: Outcome;
	/** What the checks before sending made of it; a repetition must not judge it by other rules. */
	prepared?: Prepared;
}

/** What became of a write: carried out now, found after a lost answer, or carried out before. */
export type Outcome = 'placed' | 'recovered' | 'duplicate';

/** n8n waits five minutes at most between tries; an hour leaves room. */
const KEPT = 3_600_000;

/** Bounds the memory; reached only by far more writes an hour than BitMart's limits allow one key. */
const MOST = 200_000;

const entries = new Map<string, LedgerEntry>();

function evict(now: number): void {
	for (const [id, { since }] of entries) {
		// Entries are in the order of their time.
		if (now - since < KEPT && entries.size < MOST) return;
		entries.delete(id);
	}
}

/** The process-wide book of writes, by an ID that a repetition of the same item has again. */
export const ledger = {
	get: (id: string): LedgerEntry | undefined => entries.get(id),
	enter(id: string, content: string, execution: string): void {
		const now = clock.now();
		evict(now);
		entries.delete(id);
		entries.set(id, { state: 'sent', since: now, content, execution });
	},
	settle(id: string, envelope: IDataObject, outcome: Outcome): void {
		const entry = entries.get(id);
		if (entry) Object.assign(entry, { state: 'settled', envelope, outcome });
	},
	keep(id: string, prepared: Prepared): void {
		const entry = entries.get(id);
		if (entry) entry.prepared = prepared;
	},
	markUnknown(id: string): void {
		const entry = entries.get(id);
		if (entry) entry.state = 'unknown';
	},
	/** Refused without effect: as if it had never been sent. */
	remove(id: string): void {
		entries.delete(id);
	},
	/** For tests: as after a restart of the process. */
	clear(): void {
		entries.clear();
	},
};
