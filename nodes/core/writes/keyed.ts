import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../definition/field';
import type { Finding, KeyedRepeat } from '../definition/operation';
import { asCaught, Failure } from '../exchange/errors';
import { Complaint } from '../values/complaint';
import { fromFinding, LOOK_UPS, lookUp, otherUnderKey, settle } from './finding';
import type { LedgerEntry } from './ledger';
import { ledger } from './ledger';
import { patiently } from './patience';
import type { Sending, Sent } from './sending';
import { isLost, notLookedUp, outcomeUnknown, wasNotSent, whatHappened } from './unknown';

/** Writes with a key of ours, by which the exchange refuses a second one or shows the first. */

/** The exchange refuses a used key here, and is documented to. */
function isDuplicate(caught: unknown, { duplicate }: KeyedRepeat): boolean {
	if (!(caught instanceof Failure)) return false;
	return duplicate.some((code) => String(code) === caught.facts.code);
}

/** The exchange says that the key was used before, documented or not. */
function saysUsed(caught: unknown, repeat: KeyedRepeat): boolean {
	return isDuplicate(caught, repeat) || (caught instanceof Failure && caught.facts.used === true);
}

/** What is known of a write whose key is used, where nothing shows the write: the key itself. */
function duplicateByKey(sending: Sending, { key }: KeyedRepeat): Sent {
	const { values } = sending.identity;
	return settle(sending, {}, 'duplicate', { [key]: values[key] as string });
}

/** The values to send again: what a look-up that worked did not find. */
const missingIn = (finding: Finding | undefined): Values | undefined =>
	finding?.kind === 'absent' ? finding.again : undefined;

/**
 * The second and last try of a keyed write: the exchange itself refuses it if the first one worked.
 * @param again the part of it that is not there
 */
async function sendAgain(
	sending: Sending,
	repeat: KeyedRepeat,
	again: Values,
	because?: string,
): Promise<Sent> {
	let accepted = false;
	try {
		const { envelope } = await patiently(sending, again, false);
		if (!repeat.elements) return settle(sending, envelope, 'placed');
	} catch (caught) {
		// A guard rail that refuses now (the price has moved) says nothing about the first try.
		if (caught instanceof Complaint) {
			ledger.markUnknown(sending.identity.id);
			throw outcomeUnknown(sending, `${because ?? ''} ${caught.message}.`.trim());
		}
		if (!(caught instanceof Failure)) throw asCaught(caught);
		if (!repeat.find && isDuplicate(caught, repeat)) return duplicateByKey(sending, repeat);
		accepted = caught.facts.accepted === true;
		// Any refusal now may be due to the first try (the balance it froze, the key it took).
	}
	const settled = fromFinding(sending, await lookUp(sending, repeat, LOOK_UPS), 'recovered');
	if (settled) return settled;
	ledger.markUnknown(sending.identity.id, accepted);
	throw outcomeUnknown(sending, because);
}

/**
 * Looks a write up that may have been carried out, and sends once more what is not there, if the
 * exchange refuses a second one. Where no look-up works, nothing is sent: who cannot be asked would
 * hardly take an order. What the exchange has said it took is never sent again.
 */
async function recover(
	sending: Sending,
	repeat: KeyedRepeat,
	entry: Pick<LedgerEntry, 'accepted' | 'place'>,
	because?: string,
): Promise<Sent> {
	const isOurs = entry.place === sending.identity.place;
	const finding = await lookUp(sending, repeat, LOOK_UPS);
	const settled = fromFinding(sending, finding, isOurs ? 'recovered' : 'duplicate');
	if (settled) return settled;
	const missing = repeat.find ? missingIn(finding) : sending.identity.values;
	if (repeat.duplicate.length === 0 || entry.accepted || !missing) {
		throw outcomeUnknown(sending, because);
	}
	return await sendAgain(sending, repeat, missing, because);
}

/**
 * Looks for a write that cannot be sent now. Where it could be, a look-up may fail, because the exchange
 * refuses a second one; here nothing else tells whether it is there.
 */
async function lookSurely(
	sending: Sending,
	{ find }: KeyedRepeat,
	refused: Error,
): Promise<Finding | undefined> {
	try {
		return await find?.(sending.identity.values, sending.read);
	} catch (caught) {
		if (!(caught instanceof Failure) || sending.signal?.aborted) throw asCaught(caught);
		throw notLookedUp(sending.action, refused, caught);
	}
}

/** Looks for an earlier execution's write under the same key, before this one is sent. */
async function lookBefore(sending: Sending, repeat: KeyedRepeat): Promise<Sent | undefined> {
	const { refused } = sending.prepared;
	const finding = refused
		? await lookSurely(sending, repeat, refused)
		: await lookUp(sending, repeat, [0]);
	const settled = fromFinding(sending, finding, 'duplicate');
	if (settled) return settled;
	const missing = missingIn(finding);
	const mayBeSent = missing !== undefined && refused === undefined;
	const isPart = mayBeSent && isPartOf(sending, repeat, missing);
	return isPart ? await sendAgain(sending, repeat, missing) : undefined;
}

/**
 * A write with a key of ours.
 * @param known what the ledger has of it: it may have been carried out
 */
export async function sendKeyed(
	sending: Sending,
	repeat: KeyedRepeat,
	known: LedgerEntry | undefined,
): Promise<Sent> {
	const { identity, prepared } = sending;
	const { id, derived, lookFirst } = identity;
	if (known) return await recover(sending, repeat, known);
	// Entered before anything else: whoever comes with the same key meanwhile waits for this one.
	ledger.enter({ ...identity, prepared });
	try {
		const before = lookFirst ? await lookBefore(sending, repeat) : undefined;
		if (before) return before;
		if (prepared.refused) throw prepared.refused;
	} catch (caught) {
		// Nothing was sent by the look-up itself.
		if (ledger.get(id)?.state === 'sent') ledger.remove(id);
		throw asCaught(caught);
	}
	try {
		const { envelope } = await patiently(sending, identity.values, false);
		return await settlePlaced(sending, repeat, envelope);
	} catch (caught) {
		if (sending.signal?.aborted && !wasNotSent(caught)) ledger.markUnknown(id);
		else if (isLost(caught)) {
			const accepted = caught.facts.accepted === true;
			ledger.markUnknown(id, accepted);
			const entry = { place: identity.place, ...(accepted && { accepted: true as const }) };
			return await recover(sending, repeat, entry, whatHappened(caught));
		} else if (saysUsed(caught, repeat) && (derived || lookFirst)) {
			return await settleDuplicate(sending, repeat, isDuplicate(caught, repeat));
		} else if (repeat.elements && caught instanceof Failure) {
			return await settleRefusedBatch(sending, repeat, caught);
		} else if (wasNotSent(caught)) ledger.remove(id);
		else ledger.markUnknown(id);
		throw asCaught(caught);
	}
}

/**
 * A success; in a batch that answers for each element, those that were refused because their key was
 * used before are looked up: only an earlier try of ours can have used it.
 */
async function settlePlaced(
	sending: Sending,
	repeat: KeyedRepeat,
	envelope: IDataObject,
): Promise<Sent> {
	const { identity } = sending;
	const { values, derived, lookFirst } = identity;
	const { used, elements } = repeat;
	const indexes = used && (derived || lookFirst) ? used.indexes(envelope) : [];
	if (!used || !elements || indexes.length === 0) return settle(sending, envelope, 'placed');
	const writes = (values[elements] ?? []) as Values[];
	const refused = { ...values, [elements]: indexes.map((index) => writes[index]) };
	const part = { ...sending, identity: { ...identity, values: refused } };
	const finding = await lookUp(part, repeat, [0, ...LOOK_UPS]);
	if (finding?.kind === 'other') throw otherUnderKey(sending, finding.sentence);
	if (finding?.kind === 'found') {
		return settle(sending, used.merge(envelope, indexes, finding.envelope), 'placed');
	}
	ledger.markUnknown(identity.id, true);
	throw outcomeUnknown(
		part,
		`The rest of the batch was placed. Of these, ${sending.exchange} says only that their keys were used before.`,
	);
}

/** Whether only some of a batch's elements are still to be sent: the others are there. */
function isPartOf({ identity }: Sending, { elements = '' }: KeyedRepeat, missing: Values): boolean {
	const count = (values: Values) => ((values[elements] ?? []) as unknown[]).length;
	return count(missing) < count(identity.values);
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
	const { id } = sending.identity;
	ledger.markUnknown(id);
	const finding = await lookUp(sending, repeat, [0]);
	const settled = fromFinding(sending, finding, 'duplicate');
	if (settled) return settled;
	if (!finding) {
		throw outcomeUnknown(
			sending,
			`${refused.message}. Whether some of its orders are there already could not be read.`,
		);
	}
	if (finding.kind === 'absent' && isPartOf(sending, repeat, finding.again)) {
		throw outcomeUnknown(sending, `${refused.message}. Some of its orders are there already.`);
	}
	ledger.remove(id);
	throw asCaught(refused);
}

/** The exchange knows our derived key already: an earlier try of this item, before this process started. */
async function settleDuplicate(
	sending: Sending,
	repeat: KeyedRepeat,
	isDocumented: boolean,
): Promise<Sent> {
	const { id } = sending.identity;
	if (!repeat.find && isDocumented) return duplicateByKey(sending, repeat);
	ledger.markUnknown(id);
	const finding = await lookUp(sending, repeat, [0, ...LOOK_UPS]);
	const settled = fromFinding(sending, finding, 'duplicate');
	if (settled) return settled;
	throw outcomeUnknown(
		sending,
		`${sending.exchange} says that this key was used before, but does not show for what.`,
	);
}
