import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../definition/field';
import type { NeverRepeat, Reader, Repeat, SafeRepeat } from '../definition/operation';
import type { Outcome } from './ledger';

/** One write or read on its way. */
export interface Sending {
	repeat: Repeat;
	values: Values;
	signal: AbortSignal | undefined;
	/** What is done, for messages: "Create a spot order". */
	action: string;
	/** One paced, signed request. */
	attempt: (values: Values) => Promise<IDataObject>;
	read: Reader;
	/** Reads the exchange's clock and signs with it from now on. */
	correctClock: () => Promise<void>;
	/** What identifies the write in this process; a repetition of the item has it again. */
	id: string;
	content: string;
	execution: string;
	/** The key on the wire came from execution and item, not from the user. */
	derived: boolean;
	/** Under a derived key, an order older than this (milliseconds by the exchange's clock) is somebody else's. */
	notBefore: () => number;
	/** Look before the first try: the key may belong to an earlier execution. */
	lookFirst: boolean;
	/** Where the user can put the key to try again safely. */
	keyLabel: string;
}

/** A success, and for a write what became of it. */
export interface Sent {
	envelope: IDataObject;
	outcome?: Outcome;
}

export const hasCandidates = (repeat: Repeat): repeat is NeverRepeat =>
	typeof repeat === 'object' && 'candidates' in repeat;

export const canSettle = (repeat: Repeat): repeat is SafeRepeat =>
	typeof repeat === 'object' && 'settle' in repeat;

/** Reads, and writes that do the same when they are carried out twice. */
export const isSafe = (repeat: Repeat): boolean => repeat === 'safe' || canSettle(repeat);
