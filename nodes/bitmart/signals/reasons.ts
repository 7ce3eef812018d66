import { Complaint } from '../../core/values/complaint';

/** Why an alert is not acted upon. */

/**
 * The words for it that may be told to whoever sent the alert. They say nothing about the account, the
 * workflow or the secret.
 * - `unreadable`: not an object in JSON, or one that says two things at once
 * - `incomplete`: something that is needed is not in it
 * - `unknownAction`: the action is none that the node knows
 * - `unknownSymbol`: the symbol is not written as one, is not traded, or is another exchange's
 * - `badSize`, `badPrice`, `badTime`: not a number, not a time, or out of range
 * - `stale`: too old
 * - `repeated`: acted upon already, when it asked for something else
 * - `refused`: the secret is wrong or missing, and nothing more is said
 */
export type Reason =
	| 'unreadable'
	| 'incomplete'
	| 'unknownAction'
	| 'unknownSymbol'
	| 'badSize'
	| 'badPrice'
	| 'badTime'
	| 'stale'
	| 'repeated'
	| 'refused';

/** A complaint about an alert; alerts are read before anything is sent. */
export function refusal(reason: Reason, message: string, advice?: string): Complaint {
	const hint = advice === undefined ? 'Nothing was sent.' : `Nothing was sent. ${advice}`;
	return new Complaint(message, hint, reason);
}

/** The longest value that stands in a sentence. */
const MAX_QUOTED = 40;

/** A value of an alert as it stands in a sentence: whoever sent it must not decide how long that is. */
export function quoted(value: string): string {
	return value.length > MAX_QUOTED
		? `a text of ${value.length} characters`
		: // As JSON, so that line breaks and other controls are seen and do no harm.
			JSON.stringify(value);
}
