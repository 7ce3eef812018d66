import type { IDataObject } from 'n8n-workflow';

import type { Prepared } from '../definition/operation';
import { clock } from '../exchange/clock';

/** What became of a write: carried out now, found after a lost answer, or carried out before. */
export type Outcome = 'placed' | 'recovered' | 'duplicate';

/** A success of a write. */
export interface Settled {
	envelope: IDataObject;
	outcome: Outcome;
	/** All that is known of it, where the exchange only said that it was carried out before. */
	only?: IDataObject;
}

/** What is written down before a write is sent. */
export interface Entered {
	/** Names the write; a repetition of the same item has the same. */
	id: string;
	/** Where it comes from: workflow, node, execution, run and item. */
	place: string;
	/** What is to be done. */
	content: string;
	/** What the checks before sending made of it; a repetition must not judge it by other rules. */
	prepared: Prepared;
}

/**
 * What this process has written, so that running a node again does not write again: n8n's Retry On
 * Fail repeats all items of a node, those that went well included.
 */
export interface LedgerEntry extends Entered {
	/** `sent`: on its way. `settled`: its result is known. `unknown`: it may or may not have been carried out. */
	state: 'sent' | 'settled' | 'unknown';
	/** When it was entered, in milliseconds since 1970. */
	since: number;
	settled?: Settled;
	/** The exchange said that it took the write, without saying what became of all of it. */
	accepted?: true;
	/** What came out of it, as the user saw it. */
	items?: IDataObject[];
	/** Resolves when the entry is no longer on its way. */
	finished: Promise<void>;
	finish: () => void;
}

/** n8n waits five minutes at most between tries; an hour leaves room. */
const KEPT = 3_600_000;

/** Bounds the memory; reached only by far more writes an hour than the limits of an exchange allow one key. */
const MOST = 200_000;

const entries = new Map<string, LedgerEntry>();

/** The ID of the last write of each place. */
const places = new Map<string, string>();

function forget(id: string): void {
	const entry = entries.get(id);
	if (!entry) return;
	entries.delete(id);
	if (places.get(entry.place) === id) places.delete(entry.place);
	entry.finish();
}

function evict(now: number): void {
	for (const [id, { since }] of entries) {
		// Entries are in the order of their time.
		if (now - since < KEPT && entries.size < MOST) return;
		forget(id);
	}
}

/** The process-wide book of writes. */
export const ledger = {
	get: (id: string): LedgerEntry | undefined => entries.get(id),
	/** The write that a place has made already. */
	at: (place: string): LedgerEntry | undefined => entries.get(places.get(place) ?? ''),
	enter(write: Entered): void {
		const now = clock.now();
		evict(now);
		forget(write.id);
		let finish = () => {};
		const finished = new Promise<void>((resolve) => {
			finish = resolve;
		});
		const { id, place, content, prepared } = write;
		const entry = { id, place, content, prepared, since: now, finished, finish };
		entries.set(id, { ...entry, state: 'sent' });
		places.set(place, id);
	},
	settle(id: string, settled: Settled): void {
		const entry = entries.get(id);
		if (!entry) return;
		Object.assign(entry, { state: 'settled', settled });
		entry.finish();
	},
	/** Remembers what the user got, for a sentence about it. */
	note(id: string, items: IDataObject[]): void {
		const entry = entries.get(id);
		if (entry) entry.items = items;
	},
	markUnknown(id: string, accepted = false): void {
		const entry = entries.get(id);
		if (!entry) return;
		entry.state = 'unknown';
		if (accepted) entry.accepted = true;
		entry.finish();
	},
	/** Refused without effect: as if it had never been sent. */
	remove(id: string): void {
		forget(id);
	},
	/** For tests: as after a restart of the process. */
	clear(): void {
		for (const id of [...entries.keys()]) forget(id);
	},
};
