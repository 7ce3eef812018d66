import { isKeyed } from '../definition/operation';
import { asCaught, Failure } from '../exchange/errors';
import { otherUnderKey, settle } from './finding';
import { sendKeyed } from './keyed';
import { ledger } from './ledger';
import { patiently } from './patience';
import type { Sending, Sent } from './sending';
import { canSettle, isSafe } from './sending';
import { isLost, unknownWithCandidates, whatHappened } from './unknown';

/**
 * What may be sent again, and when. A request that was refused without effect, or that never left, may
 * always be; one whose answer was lost only as its definition says. Nothing else in the package repeats.
 */

/** A read, or a write that may be carried out twice. */
async function sendSafe(sending: Sending): Promise<Sent> {
	const { repeat, values, read } = sending;
	const settle = async () => (canSettle(repeat) ? await repeat.settle(values, read) : undefined);
	try {
		const { envelope, tries } = await patiently(sending, values, true);
		const settled = tries > 1 ? await settle() : undefined;
		return { envelope: settled ?? envelope };
	} catch (caught) {
		// After a repetition, "already canceled" may be the work of the try whose answer was lost.
		const repeated = caught instanceof Failure && (caught.tries ?? 1) > 1;
		const settled = repeated && caught.facts.remedy === undefined ? await settle() : undefined;
		if (settled) return { envelope: settled };
		throw asCaught(caught);
	}
}

/** A write without a key: sent once, and never again once it may have been carried out. */
async function sendOnce(sending: Sending): Promise<Sent> {
	if (ledger.get(sending.id)) throw await unknownWithCandidates(sending);
	ledger.enter(sending.id, sending.content, sending.execution);
	try {
		const { envelope } = await patiently(sending, sending.values, false);
		return settle(sending, envelope, 'placed');
	} catch (caught) {
		if (sending.signal?.aborted) ledger.markUnknown(sending.id);
		else if (isLost(caught)) {
			ledger.markUnknown(sending.id);
			throw await unknownWithCandidates(sending, whatHappened(caught));
		} else ledger.remove(sending.id);
		throw asCaught(caught);
	}
}

/** Sends as the definition allows. A write that this process has settled is not sent again. */
export async function sendAsAllowed(sending: Sending): Promise<Sent> {
	const { repeat } = sending;
	if (isSafe(repeat)) return await sendSafe(sending);
	const known = ledger.get(sending.id);
	if (known && known.content !== sending.content) {
		throw otherUnderKey(sending, 'This Idempotency Key was used for something else already');
	}
	if (known?.state === 'settled' && known.envelope && known.outcome) {
		const isRetry = known.execution === sending.execution;
		return { envelope: known.envelope, outcome: isRetry ? known.outcome : 'duplicate' };
	}
	return isKeyed(repeat) ? await sendKeyed(sending, repeat) : await sendOnce(sending);
}
