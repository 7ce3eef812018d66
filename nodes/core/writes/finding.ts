import type { IDataObject } from 'n8n-workflow';

import type { Finding, KeyedRepeat } from '../definition/operation';
import { clock } from '../exchange/clock';
import { asCaught, Failure } from '../exchange/errors';
import { Complaint } from '../values/complaint';
import type { Outcome } from './ledger';
import { ledger } from './ledger';
import type { Sending, Sent } from './sending';
import { outcomeUnknown } from './unknown';

/** Looking a write up by its key, and what follows from what is found. */

/** Milliseconds before each look-up after a lost answer: BitMart's look-up lags by some seconds. */
export const LOOK_UPS = [300, 700, 1000, 2000, 3000, 3500];

/** How far the exchange's clock and ours may differ, in milliseconds, when an order is dated. */
const TOLERANCE = 300_000;

/** Looks several times, because a look-up can lag behind the order it looks for. */
export async function lookUp(
	sending: Sending,
	repeat: KeyedRepeat,
	pauses: number[],
): Promise<Finding | undefined> {
	const { find } = repeat;
	if (!find) return undefined;
	let finding: Finding | undefined;
	for (const pause of pauses) {
		if (pause > 0) await clock.wait(pause, sending.signal);
		try {
			finding = await find(sending.values, sending.read);
		} catch (caught) {
			// A look-up that fails says nothing; the next one may work.
			if (!(caught instanceof Failure)) throw asCaught(caught);
			continue;
		}
		if (finding.kind !== 'absent') return finding;
	}
	return finding;
}

export function otherUnderKey(sending: Sending, sentence: string): Complaint {
	return new Complaint(
		sentence,
		`Nothing was sent under this key that is not already there. Use another ${sending.keyLabel} for another order.`,
	);
}

export function settle(sending: Sending, envelope: IDataObject, outcome: Outcome): Sent {
	ledger.settle(sending.id, envelope, outcome);
	return { envelope, outcome };
}

/** After a lost answer or a refused duplicate: the order itself, if it is there and is ours. */
export function fromFinding(
	sending: Sending,
	finding: Finding | undefined,
	outcome: Outcome,
): Sent | undefined {
	if (finding?.kind === 'other') throw otherUnderKey(sending, finding.sentence);
	if (
		finding?.kind === 'found' &&
		sending.derived &&
		finding.createdAt < sending.notBefore() - TOLERANCE
	) {
		// Somebody else's, or ours by a clock that has jumped: neither is claimed.
		ledger.markUnknown(sending.id);
		const made = new Date(finding.createdAt).toISOString();
		throw outcomeUnknown(
			sending,
			`BitMart has an order under this key that is older than this execution (made at ${made}).`,
		);
	}
	return finding?.kind === 'found' ? settle(sending, finding.envelope, outcome) : undefined;
}
