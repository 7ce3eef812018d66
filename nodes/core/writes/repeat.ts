import type { IDataObject } from 'n8n-workflow';

import { clock } from '../exchange/clock';
import { Complaint, Failure } from '../exchange/errors';
import type { Outcome } from './ledger';
import { ledger } from './ledger';
import type {
	Finding,
	KeyedRepeat,
	NeverRepeat,
	Reader,
	Repeat,
	SafeRepeat,
	Values,
} from '../definition/operation';
import { isKeyed } from '../definition/operation';

/**
 * What may be sent again, and when. A request that was refused without effect, or that never left, may
 * always be; one whose answer was lost only as its definition says. Nothing else in the package repeats.
 */

/** How often a request is tried in all, where trying is allowed. */
const TRIES = 4;

/** Milliseconds before the next try, doubled each time. */
const BACKOFF = 500;

/** Milliseconds before each look-up after a lost answer: BitMart's look-up lags by some seconds. */
const LOOK_UPS = [300, 700, 1000, 2000, 3000, 3500];

/** How far the exchange's clock and ours may differ, in milliseconds, when an order is dated. */
const TOLERANCE = 300_000;

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

const hasCandidates = (repeat: Repeat): repeat is NeverRepeat =>
	typeof repeat === 'object' && 'candidates' in repeat;

const canSettle = (repeat: Repeat): repeat is SafeRepeat =>
	typeof repeat === 'object' && 'settle' in repeat;

/** Reads, and writes that do the same when they are carried out twice. */
export const isSafe = (repeat: Repeat): boolean => repeat === 'safe' || canSettle(repeat);

async function backOff(tries: number, signal: AbortSignal | undefined): Promise<void> {
	await clock.wait(BACKOFF * 2 ** tries * (0.5 + clock.random() / 2), signal);
}

/**
 * Tries a request again where that changes nothing: it was refused for its number or its time, it never
 * left, or (with `safe`) it may be carried out twice.
 */
async function patiently(
	sending: Sending,
	values: Values,
	safe: boolean,
): Promise<{ envelope: IDataObject; tries: number }> {
	let clockCorrected = false;
	for (let tries = 1; ; tries++) {
		try {
			return { envelope: await sending.attempt(values), tries };
		} catch (caught) {
			const remedy = caught instanceof Failure ? caught.facts.remedy : undefined;
			const allowed = remedy !== undefined && (remedy !== 'lost' || safe);
			if (!allowed || tries >= TRIES || sending.signal?.aborted) throw giveUp(caught, tries);
			if (remedy === 'clock') {
				if (clockCorrected) throw giveUp(caught, tries);
				clockCorrected = true;
				await sending.correctClock();
			} else if (remedy !== 'wait') {
				await backOff(tries - 1, sending.signal);
			}
			// `wait`: pacing holds the next try back until the window is open again.
		}
	}
}

/** The last failure, with the number of tries where there were several. */
function giveUp(caught: unknown, tries: number): unknown {
	if (caught instanceof Failure && tries > 1) caught.tries = tries;
	return caught;
}

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
		throw repeatFailure(caught);
	}
}

/** Lint asks for a call here: the error itself is what was caught. */
const repeatFailure = (caught: unknown): unknown => caught;

function isLost(caught: unknown): caught is Failure {
	return caught instanceof Failure && caught.facts.effect !== 'none';
}

/** The lost answer in words; a partial one names what it knows. */
function whatHappened({ message, facts }: Failure): string {
	return facts.effect === 'partial' ? `${message}. ${facts.hint}` : `${message}.`;
}

function isDuplicate(caught: unknown, { duplicate }: KeyedRepeat): boolean {
	return caught instanceof Failure && duplicate.includes(Number(caught.facts.code));
}

/** Says that a write may have been carried out, and how to find out. */
function outcomeUnknown(sending: Sending, because?: string, candidates?: string[]): Failure {
	const { repeat, values, action, keyLabel } = sending;
	const since = ledger.get(sending.id)?.since ?? clock.now();
	const key = isKeyed(repeat) ? values[repeat.key] : undefined;
	const lines = [
		...(because ? [because] : []),
		'Do not run this again before you have looked on BitMart whether it was carried out.',
		key === undefined
			? `It was sent at ${new Date(since).toISOString()}.`
			: `Look for ${keyLabel} ${String(key)}, sent at ${new Date(since).toISOString()}.`,
		...(key === undefined ? [] : [`To try again safely, put ${String(key)} into ${keyLabel}.`]),
		...(candidates === undefined
			? []
			: candidates.length === 0
				? ['The history shows nothing like it so far.']
				: ['The history shows this, which may or may not be it:', ...candidates]),
	];
	return new Failure({
		message: `It is not known whether this was carried out: ${action}`,
		hint: lines.join(' '),
		effect: 'unknown',
	});
}

/** Looks several times, because a look-up can lag behind the order it looks for. */
async function lookUp(
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
			if (!(caught instanceof Failure)) throw repeatFailure(caught);
			continue;
		}
		if (finding.kind !== 'absent') return finding;
	}
	return finding;
}

function otherUnderKey(sending: Sending, sentence: string): Complaint {
	return new Complaint(
		sentence,
		`Nothing was sent under this key that is not already there. Use another ${sending.keyLabel} for another order.`,
	);
}

function settle(sending: Sending, envelope: IDataObject, outcome: Outcome): Sent {
	ledger.settle(sending.id, envelope, outcome);
	return { envelope, outcome };
}

/** After a lost answer or a refused duplicate: the order itself, if it is there and is ours. */
function fromFinding(
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
		if (!(caught instanceof Failure)) throw repeatFailure(caught);
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
async function sendKeyed(sending: Sending, repeat: KeyedRepeat): Promise<Sent> {
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
		throw repeatFailure(caught);
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
	throw repeatFailure(refused);
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

async function unknownWithCandidates(sending: Sending, because?: string): Promise<Failure> {
	const { repeat, values, read } = sending;
	const since = ledger.get(sending.id)?.since ?? clock.now();
	if (!hasCandidates(repeat)) return outcomeUnknown(sending, because);
	try {
		return outcomeUnknown(sending, because, await repeat.candidates(values, since, read));
	} catch {
		return outcomeUnknown(sending, `${because ?? ''} The history could not be read.`.trim());
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
		throw repeatFailure(caught);
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
