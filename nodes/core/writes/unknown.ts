import type { IDataObject } from 'n8n-workflow';

import type { KeyedRepeat } from '../definition/operation';
import { isKeyed, hasCandidates } from '../definition/operation';
import { clock } from '../exchange/clock';
import { Failure } from '../exchange/errors';
import { Complaint } from '../values/complaint';
import { ledger } from './ledger';
import type { Sending } from './sending';

/** A write of which nobody knows whether it was carried out: what to say about it. */

export function isLost(caught: unknown): caught is Failure {
	return caught instanceof Failure && caught.facts.effect !== 'none';
}

/** Nothing was carried out: it was refused before it was sent, or by the exchange without effect. */
export function wasNotSent(caught: unknown): boolean {
	return (
		caught instanceof Complaint || (caught instanceof Failure && caught.facts.effect === 'none')
	);
}

/** The lost answer in words; one that was read names what it knows. */
export function whatHappened({ message, facts }: Failure): string {
	return facts.accepted ? `${message}. ${facts.hint}` : `${message}.`;
}

/** The keys of a write on the wire: one, or those of a batch. */
function keysOf({ identity }: Sending, { key, elements }: KeyedRepeat): string[] {
	const { values } = identity;
	const writes = elements ? ((values[elements] ?? []) as IDataObject[]) : [values as IDataObject];
	return writes.flatMap((write) => (write[key] === undefined ? [] : [String(write[key])]));
}

/** Says that a write may have been carried out, and how to find out. */
export function outcomeUnknown(sending: Sending, because?: string, candidates?: string[]): Failure {
	const { repeat, identity, action, exchange, keyLabel } = sending;
	const since = new Date(ledger.get(identity.id)?.since ?? clock.now()).toISOString();
	const keys = isKeyed(repeat) ? keysOf(sending, repeat) : [];
	const [key] = keys;
	const lines = [
		...(because ? [because] : []),
		`Do not run this again before you have looked on ${exchange} whether it was carried out.`,
		key === undefined
			? `It was sent at ${since}.`
			: `Look for ${keyLabel} ${keys.join(', ')}, sent at ${since}.`,
		...(keys.length === 1 ? [`To try again safely, put ${key} into ${keyLabel}.`] : []),
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

/**
 * What cannot be sent now may have been carried out by an earlier execution, and nobody can tell.
 * @param refused why it cannot be sent now
 */
export function notLookedUp(action: string, refused: Error, { facts, message }: Failure): Failure {
	const why = refused instanceof Complaint ? [`It cannot be sent now: ${refused.message}.`] : [];
	return new Failure({
		...(facts.code !== undefined && { code: facts.code }),
		message: `It is not known whether this was carried out before: ${action}`,
		hint: [
			`Nothing was sent now, because it could not be looked up: ${message}.`,
			...why,
			'Run this again in a minute.',
		].join(' '),
		effect: 'unknown',
	});
}

export async function unknownWithCandidates(sending: Sending, because?: string): Promise<Failure> {
	const { repeat, identity, glance } = sending;
	const since = ledger.get(identity.id)?.since ?? clock.now();
	if (!hasCandidates(repeat)) return outcomeUnknown(sending, because);
	try {
		return outcomeUnknown(
			sending,
			because,
			await repeat.candidates(identity.values, since, glance),
		);
	} catch {
		return outcomeUnknown(sending, `${because ?? ''} The history could not be read.`.trim());
	}
}
