import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../definition/field';
import type { Prepared, Reader, Repeat } from '../definition/operation';
import type { Identity } from './keys';
import type { Settled } from './ledger';

/** One write or read on its way. */
export interface Sending {
	repeat: Repeat;
	/** Its values are those that are sent. */
	identity: Identity;
	/** What the checks before sending made of it; kept for a repetition. */
	prepared: Prepared;
	signal: AbortSignal | undefined;
	/** How often it is tried where trying again changes nothing; absent: the usual. */
	tries?: number | undefined;
	/** Name of the exchange, for messages. */
	exchange: string;
	/** What is done, for messages: "Create a spot order". */
	action: string;
	/** One paced, signed request. */
	attempt: (values: Values) => Promise<IDataObject>;
	/** Reads as patiently as any read. */
	read: Reader;
	/** Reads once, and briefly: a look-up is one of several. */
	glance: Reader;
	/** Reads the exchange's clock and signs with it from now on. */
	correctClock: () => Promise<void>;
	/** How far the exchange's clock is ahead of ours, in milliseconds. */
	aheadOfUs: () => number;
	/** Where the user can put the key to try again safely. */
	keyLabel: string;
}

/** A success, and for a write what became of it. */
export type Sent = Pick<Settled, 'envelope'> &
	Partial<Settled> & {
		/** What went over the wire, where an earlier try or another execution has sent it. */
		prepared?: Prepared;
	};
