import type { Values } from '../definition/field';
import type { KeyedRepeat } from '../definition/operation';
import { asCaught, Failure } from '../exchange/errors';
import { Complaint } from '../values/complaint';
import { fromFinding, LOOK_UPS, lookUp, settle } from './finding';
import { ledger } from './ledger';
import { patiently } from './patience';
import type { Sending, Sent } from './sending';
import { isLost, outcomeUnknown, whatHappened } from './unknown';

/** Writes with a key of ours, by which the exchange refuses a second one or shows the first. */

function isDuplicate(caught: unknown, { duplicate }: KeyedRepeat): boolean {
	return caught instanceof Failure && duplicate.includes(Number(caught.facts.code));
}

/** The second and last try of a keyed write: the exchange itself refuses it if the first one worked. */
async function sendAgain(
	sending: Sending,
	repeat: KeyedRepeat,
	again: Values,
	because?: string,
): Promise<Sent> {
	try {
		const { envelope } = await patiently(sending, again, false);
		if (!repeat.elements) return settle(sending, envelope, 'placed');
	} catch (caught) {
		// A guard rail that refuses now (the price has moved) says nothing about the first try.
		if (caught instanceof Complaint)
			throw outcomeUnknown(sending, `${because ?? ''} ${caught.message}.`.trim());
		if (!(caught instanceof Failure)) throw asCaught(caught);
		if (!repeat.find && isDuplicate(caught, repeat)) return settle(sending, {}, 'duplicate');
		// Any refusal now may be due to the first try (the balance it froze, the key it took).
	}
	const settled = fromFinding(sending, await lookUp(sending, repeat, LOOK_UPS), 'recovered');
	if (settled) return settled;
	ledger.markUnknown(sending.id);
	throw outcomeUnknown(sending, because);
}

/** After a lost answer of a keyed write: look, then send once more where the exchange refuses a second one. */
async function recover(sending: Sending, repeat: KeyedRepeat, because: string): Promise<Sent> {
	ledger.markUnknown(sending.id);
	const finding = await lookUp(sending, repeat, LOOK_UPS);
	const settled = fromFinding(sending, finding, 'recovered');
	if (settled) return settled;
	if (repeat.duplicate.length === 0) throw outcomeUnknown(sending, because);
	const again = finding?.kind === 'absent' ? finding.again : sending.values;
	return await sendAgain(sending, repeat, again, because);
}

/** A write with a key of ours. */
export async function sendKeyed(sending: Sending, repeat: KeyedRepeat): Promise<Sent> {
	const known = ledger.get(sending.id);
	if (known || sending.lookFirst) {
		const finding = await lookUp(sending, repeat, known ? LOOK_UPS : [0]);
		const settled = fromFinding(sending, finding, known ? 'recovered' : 'duplicate');
		if (settled) return settled;
		const missing = finding?.kind === 'absent' ? finding.again : undefined;
		if (!known && missing && isPartOf(sending, repeat, missing)) {
			ledger.enter(sending.id, sending.content, sending.execution);
			return await sendAgain(sending, repeat, missing);
		}
		if (known) {
			if (repeat.duplicate.length === 0) throw outcomeUnknown(sending);
			return await sendAgain(
				sending,
				repeat,
				finding?.kind === 'absent' ? finding.again : sending.values,
			);
		}
	}
	ledger.enter(sending.id, sending.content, sending.execution);
	try {
		const { envelope } = await patiently(sending, sending.values, false);
		return settle(sending, envelope, 'placed');
	} catch (caught) {
		if (sending.signal?.aborted) ledger.markUnknown(sending.id);
		else if (isLost(caught)) return await recover(sending, repeat, whatHappened(caught));
		else if (isDuplicate(caught, repeat) && (sending.derived || sending.lookFirst)) {
			return await settleDuplicate(sending, repeat);
		} else {
			ledger.remove(sending.id);
			if (repeat.elements && caught instanceof Failure)
				return await settleRefusedBatch(sending, repeat, caught);
		}
		throw asCaught(caught);
	}
}

/** Whether only some of a batch's elements are still to be sent: the others are there. */
function isPartOf(sending: Sending, { elements = '' }: KeyedRepeat, missing: Values): boolean {
	const count = (values: Values) => ((values[elements] ?? []) as unknown[]).length;
	return count(missing) < count(sending.values);
}

/**
 * A batch is refused as a whole although an earlier run, before a restart, may have placed a part of it:
 * the refusal of one order must not speak for the others.
 */
async function settleRefusedBatch(
	sending: Sending,
	repeat: KeyedRepeat,
	refused: Failure,
): Promise<Sent> {
	const finding = await lookUp(sending, repeat, [0]);
	const settled = fromFinding(sending, finding, 'duplicate');
	if (settled) return settled;
	if (finding?.kind === 'absent' && isPartOf(sending, repeat, finding.again)) {
		throw outcomeUnknown(sending, `${refused.message}. Some of its orders are there already.`);
	}
	if (!finding) {
		throw outcomeUnknown(
			sending,
			`${refused.message}. Whether some of its orders are there already could not be read.`,
		);
	}
	throw asCaught(refused);
}

/** The exchange knows our derived key already: an earlier try of this item, before this process started. */
async function settleDuplicate(sending: Sending, repeat: KeyedRepeat): Promise<Sent> {
	if (!repeat.find) return settle(sending, {}, 'duplicate');
	const settled = fromFinding(
		sending,
		await lookUp(sending, repeat, [0, ...LOOK_UPS]),
		'duplicate',
	);
	if (settled) return settled;
	ledger.markUnknown(sending.id);
	throw outcomeUnknown(
		sending,
		'BitMart says that this key was used before, but does not show for what.',
	);
}
