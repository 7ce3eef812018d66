import { ERROR_CODES } from '../../bitmart/errorCodes';
import { asSentence } from '../../bitmart/records/records';
import type { Failure } from '../../core/exchange/errors';
import type { Complaint } from '../../core/values/complaint';

/** What is said of each source of an export: how far back it was read, and what is missing. */

/** `leftOut`: was not asked for its records, as nothing of them belongs into the chosen format. */
export type Status = 'complete' | 'cut' | 'failed' | 'leftOut';

export const iso = (time: number): string => new Date(time).toISOString();

/** What went wrong, for somebody who reads it long after. */
export const reasonOf = (why: Complaint | Failure): string =>
	'facts' in why ? `${asSentence(why.message)} ${why.facts.hint}` : asSentence(why.message);

/** The category of a refusal; undefined where BitMart has not refused, but could not be reached. */
export const categoryOf = (why: Complaint | Failure): string | undefined =>
	'facts' in why ? ERROR_CODES[why.facts.code ?? '']?.category : undefined;

/** Whether the same question may be answered another time. */
export function isPassing(why: Complaint | Failure): boolean {
	const category = categoryOf(why);
	const passes = category === undefined || category === 'server' || category === 'rate-limit';
	return 'facts' in why && passes;
}

/** What becomes of one source. */
export class Report {
	status: Status = 'complete';
	rows = 0;
	/** The time of the oldest row, as ISO 8601. */
	private oldest = '';
	/** How far back it was read, in milliseconds: the latest time of all its lists. */
	reached: number | undefined;
	private readonly sentences: string[] = [];
	private readonly left = new Map<string, number>();

	constructor(
		readonly source: string,
		readonly name: string,
	) {}

	/** Counts a row of the table. */
	count(time: string): void {
		this.rows++;
		if (time !== '' && (this.oldest === '' || time < this.oldest)) this.oldest = time;
	}

	/** Counts a row that is in no line of the file. */
	leave(reason: string): void {
		this.left.set(reason, (this.left.get(reason) ?? 0) + 1);
	}

	/** A part of the source was read back to this time. */
	readBackTo(time: number): void {
		this.reached = Math.max(this.reached ?? time, time);
	}

	/** Says something that holds for every export. */
	say(text: string): void {
		if (!this.sentences.includes(text)) this.sentences.push(text);
	}

	/** Says what is missing. */
	cut(text: string): void {
		if (this.status === 'complete') this.status = 'cut';
		this.say(text);
	}

	/** Says why it could not be read. */
	fail(why: Complaint | Failure): void {
		this.status = 'failed';
		const rest = this.rows > 0 ? 'It stopped after these' : 'It could not be read';
		const again = isPassing(why) ? ' Run the export again to read what is missing.' : '';
		this.say(`${rest}: ${reasonOf(why)}${again}`);
	}

	/** All of it, in words. */
	toText(): string {
		const { name, rows, oldest, reached, left } = this;
		if (this.status === 'leftOut') return `${name}: ${this.sentences.join(' ')}`;
		const noun = rows === 1 ? 'record' : 'records';
		const age = oldest === '' ? '' : `, the oldest of ${oldest}`;
		const found = rows === 0 ? 'no records' : `${rows} ${noun}${age}`;
		const range = reached === undefined ? '' : ` Read back to ${iso(reached)}.`;
		const missing = [...left].map(([reason, count]) => `Left out (${count}): ${reason}.`);
		return [`${name}: ${found}.${range}`, ...this.sentences, ...missing].join(' ');
	}
}
