import { isKeyed, canSettle, isSafe } from '../definition/operation';
import { asCaught, Failure } from '../exchange/errors';
import { Complaint } from '../values/complaint';
import { otherUnderKey, settle } from './finding';
import { sendKeyed } from './keyed';
import type { Identity } from './keys';
import type { LedgerEntry } from './ledger';
import { ledger } from './ledger';
import { patiently } from './patience';
import { namesIn } from './references';
import type { Sending, Sent } from './sending';
import { isLost, unknownWithCandidates, wasNotSent, whatHappened } from './unknown';

/**
 * What may be sent again, and when. A request that was refused without effect, or that never left, may
 * always be; one whose answer was lost only as its definition says. Nothing else in the package repeats.
 */

/** A read, or a write that may be carried out twice. */
async function sendSafe(sending: Sending): Promise<Sent> {
	const { repeat, identity, read } = sending;
	const { values } = identity;
	const settled = async () => (canSettle(repeat) ? await repeat.settle(values, read) : undefined);
	try {
		const { envelope, tries } = await patiently(sending, values, true);
		return { envelope: (tries > 1 ? await settled() : undefined) ?? envelope };
	} catch (caught) {
		// After a repetition, "already canceled" may be the work of the try whose answer was lost.
		const repeated = caught instanceof Failure && (caught.tries ?? 1) > 1;
		const done = repeated && caught.facts.remedy === undefined ? await settled() : undefined;
		if (done) return { envelope: done };
		throw asCaught(caught);
	}
}

/** A write without a key: sent once, and never again once it may have been carried out. */
async function sendOnce(sending: Sending, known: LedgerEntry | undefined): Promise<Sent> {
	const { identity, prepared } = sending;
	if (known) throw await unknownWithCandidates(sending);
	ledger.enter({ ...identity, prepared });
	try {
		const { envelope } = await patiently(sending, identity.values, false);
		return settle(sending, envelope, 'placed');
	} catch (caught) {
		if (wasNotSent(caught)) ledger.remove(identity.id);
		else ledger.markUnknown(identity.id);
		if (isLost(caught) && !sending.signal?.aborted) {
			throw await unknownWithCandidates(sending, whatHappened(caught));
		}
		throw asCaught(caught);
	}
}

/**
 * Refuses a write whose place has made another one already: n8n evaluates every expression again when
 * it tries a node again, and a time or a random number in one would make a second order of the same item.
 * @throws Complaint where the first one is settled, Failure where nobody knows
 */
export function refuseChanged({ place, id, content }: Identity): void {
	const made = ledger.at(place);
	if (!made || (made.id === id && made.content === content)) return;
	const advice =
		'Use values that stay the same when n8n tries again: an ID from the input, not the time or a random number.';
	const since = new Date(made.since).toISOString();
	if (made.state === 'settled') {
		const names = namesIn(made.items ?? []);
		throw new Complaint(
			'The values of this item changed between two tries, so nothing was sent now',
			`The first try was carried out at ${since}${names ? ` (${names})` : ''}. ${advice}`,
		);
	}
	throw new Failure({
		message: 'The values of this item changed between two tries, so nothing was sent now',
		hint: `It is not known whether the first try, sent at ${since}, was carried out: look it up before you run this again. ${advice}`,
		effect: 'unknown',
	});
}

/** Somebody else is about to send this very write. Of the same place, it is what a try that broke off has left behind. */
const isAhead = (entry: LedgerEntry, { place }: Identity): boolean =>
	entry.state === 'sent' && entry.place !== place;

/** Waits for something, or rejects as soon as the execution is stopped. */
async function until(what: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
	if (!signal) return await what;
	signal.throwIfAborted();
	let stop = () => {};
	const stopped = new Promise<never>((_resolve, reject) => {
		stop = () => reject(signal.reason as Error);
		signal.addEventListener('abort', stop);
	});
	try {
		await Promise.race([what, stopped]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}

/** Sends as the definition allows. A write that this process has settled is not sent again. */
export async function sendAsAllowed(sending: Sending): Promise<Sent> {
	const { repeat, identity, signal } = sending;
	if (isSafe(repeat)) return await sendSafe(sending);
	refuseChanged(identity);
	let known = ledger.get(identity.id);
	// From the last look to the entry nothing may be awaited: whoever comes between would send too.
	while (known && isAhead(known, identity)) {
		await until(known.finished, signal);
		known = ledger.get(identity.id);
	}
	if (known && known.content !== identity.content) {
		throw otherUnderKey(sending, 'This Idempotency Key was used for something else already');
	}
	if (known?.settled) {
		const isRetry = known.place === identity.place;
		const { settled, prepared } = known;
		return { ...settled, prepared, ...(!isRetry && { outcome: 'duplicate' as const }) };
	}
	return isKeyed(repeat) ? await sendKeyed(sending, repeat, known) : await sendOnce(sending, known);
}
