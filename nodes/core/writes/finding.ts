import type { IDataObject } from 'n8n-workflow';

import type { Finding, KeyedRepeat } from '../definition/operation';
import { clock } from '../exchange/clock';
import { asCaught, Failure } from '../exchange/errors';
import { KeyTaken } from '../values/complaint';
import type { Outcome } from './ledger';
import { ledger } from './ledger';
import type { Sending, Sent } from './sending';
import { outcomeUnknown } from './unknown';

/** Looking a write up by its key, and what follows from what is found. */

/** Milliseconds before each look-up after a lost answer: a look-up can lag by some seconds. */
export const LOOK_UPS = [300, 700, 1000, 2000, 3000, 3500];

/** No look-up is begun later than this after the first, in milliseconds, however slow they are. */
const LOOK_UPS_END = 30_000;

/**
 * How far the exchange's clock and ours may differ, in milliseconds, when an order is dated. What
 * is signed a minute off is refused, so an order that was taken was not.
 */
const TOLERANCE = 61_000;

/** Looks several times, because a look-up can lag behind the order it looks for. */
export async function lookUp(
	sending: Sending,
	repeat: KeyedRepeat,
	pauses: number[],
): Promise<Finding | undefined> {
	const { find } = repeat;
	if (!find) return undefined;
	const end = clock.now() + LOOK_UPS_END;
	let finding: Finding | undefined;
	for (const pause of pauses) {
		if (clock.now() >= end) break;
		if (pause > 0) await clock.wait(pause, sending.signal);
		try {
			finding = await find(sending.identity.values, sending.glance);
		} catch (caught) {
			// A look-up that fails says nothing; the next one may work.
			if (!(caught instanceof Failure) || sending.signal?.aborted) throw asCaught(caught);
			continue;
		}
		if (finding.kind !== 'absent') return finding;
	}
	return finding;
}

export function otherUnderKey(sending: Sending, sentence: string): KeyTaken {
	return new KeyTaken(
		sentence,
		`Nothing was sent under this key that is not already there. Use another ${sending.keyLabel} for another order.`,
	);
}

export function settle(
	{ identity }: Sending,
	envelope: IDataObject,
	outcome: Outcome,
	only?: IDataObject,
): Sent {
	const settled = { envelope, outcome, ...(only && { only }) };
	ledger.settle(identity.id, settled);
	return settled;
}

/**
 * After a lost answer or a refused duplicate: the order itself, if it is there and is ours.
 * @param outcome `recovered` is said only of what this execution can have made
 */
export function fromFinding(
	sending: Sending,
	finding: Finding | undefined,
	outcome: Outcome,
): Sent | undefined {
	const { notBefore, derived, id } = sending.identity;
	if (finding?.kind === 'other') throw otherUnderKey(sending, finding.sentence);
	if (finding?.kind !== 'found') return undefined;
	// The exchange's clock may have been corrected on the way; the earlier of both readings is the safe one.
	const earliest = notBefore + Math.min(0, sending.aheadOfUs()) - TOLERANCE;
	if ((derived || outcome === 'recovered') && finding.createdAt < earliest) {
		// Somebody else's, or ours by a clock that has jumped: neither is claimed.
		ledger.markUnknown(id);
		const made = new Date(finding.createdAt).toISOString();
		throw outcomeUnknown(
			sending,
			`${sending.exchange} has an order under this key that is older than this execution (made at ${made}).`,
		);
	}
	return settle(sending, finding.envelope, outcome);
}
