import { isKeyed } from '../definition/operation';
import { clock } from '../exchange/clock';
import { Failure } from '../exchange/errors';
import { ledger } from './ledger';
import type { Sending } from './sending';
import { hasCandidates } from './sending';

/** A write of which nobody knows whether it was carried out: what to say about it. */

export function isLost(caught: unknown): caught is Failure {
	return caught instanceof Failure && caught.facts.effect !== 'none';
}

/** The lost answer in words; a partial one names what it knows. */
export function whatHappened({ message, facts }: Failure): string {
	return facts.effect === 'partial' ? `${message}. ${facts.hint}` : `${message}.`;
}

/** Says that a write may have been carried out, and how to find out. */
export function outcomeUnknown(sending: Sending, because?: string, candidates?: string[]): Failure {
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

export async function unknownWithCandidates(sending: Sending, because?: string): Promise<Failure> {
	const { repeat, values, read } = sending;
	const since = ledger.get(sending.id)?.since ?? clock.now();
	if (!hasCandidates(repeat)) return outcomeUnknown(sending, because);
	try {
		return outcomeUnknown(sending, because, await repeat.candidates(values, since, read));
	} catch {
		return outcomeUnknown(sending, `${because ?? ''} The history could not be read.`.trim());
	}
}
