import type { IDataObject } from 'n8n-workflow';

import type { Row } from '../../bitmart/exports/row';
import type { ToRow } from '../../bitmart/exports/rows';
import { ERROR_CODES } from '../../bitmart/errorCodes';
import { DAY } from '../../bitmart/paging';
import type { Values } from '../../core/definition/field';
import type { Conductor, Step } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import type { Report } from './exportReport';
import { categoryOf, isPassing, iso, reasonOf } from './exportReport';

/** How the lists that a source is made of are read to their ends. */

/** One export: what it asks for, and what its sources learn for each other. */
export interface Reading {
	call: Conductor;
	/** Milliseconds; both are included. */
	from: number;
	to: number;
	/** Contracts and margin pairs that were named or seen. Lists that take one are read for each of these. */
	contracts: Set<string>;
	pairs: Set<string>;
	/** The futures accounts that BitMart lists, by its words for them; the first is there always. */
	accounts: string[];
	/** The sources that were read so far. */
	done: Set<string>;
}

/** A list of BitMart that is read to its end. */
export interface Part {
	/** What it is of, where a source has several. */
	of?: string;
	step: Step;
	/** The values of its form; the times are added. */
	values?: Values;
	/** The names of its options for the time range, where it has them. */
	bounds?: [start: string, end: string];
	toRow: ToRow;
	/** Its rows are sums, which stand for times around their own. */
	isSum?: true;
	/** A futures account that not everybody has: a refusal of it says nothing of the others. */
	account?: string;
	/** Looks at each record on its way. */
	see?: (record: IDataObject) => void;
}

/** A source of rows. */
export interface Source {
	value: string;
	/** As the form shows it. */
	name: string;
	description: string;
	/** What holds for every export of it. */
	limits?: string;
	/** The lists that it is made of. They are read one after the other. */
	parts: (reading: Reading, report: Report) => AsyncIterable<Part>;
}

/** Refusals after which every other part of the source would be refused as well. */
const HOPELESS = new Set(['auth', 'ip', 'timestamp', 'permission', 'account', 'maintenance']);

/** Refusals that may be about the time range alone. */
const OF_THE_RANGE = new Set(['parameter', 'other']);

/** Days by which a refused range is tried again, so that its nearer part is not lost with the rest. */
const NEARER = [64, 32, 16, 8, 4, 2, 1];

/** One list on its way back in time. */
class Walk {
	/** How far back it was read, in milliseconds; undefined where it was not read at all. */
	reached: number | undefined;
	/** The records of the answer before, which a range that begins where it ended may have again. */
	private last: IDataObject[] = [];

	constructor(
		private readonly reading: Reading,
		private readonly report: Report,
		private readonly part: Part,
	) {}

	/** The records of a time range. */
	async *records(from: number, to: number): AsyncGenerator<IDataObject> {
		const { of = '', step, values = {}, bounds } = this.part;
		const { options = {}, ...form } = values as { options?: Values };
		const times = bounds ? { [bounds[0]]: from, [bounds[1]]: to } : {};
		const asked = { returnAll: true, simplify: false, ...form, options: { ...options, ...times } };
		const before = new Set(this.last.map((record) => JSON.stringify(record)));
		let isOpen = false;
		for await (const page of this.reading.call.pages(`${this.report.source} ${of}`, step, asked)) {
			if (page.hint !== undefined) this.report.cut(page.hint);
			isOpen ||= page.hint !== undefined && page.from === undefined;
			for (const record of page.items) {
				if (before.size === 0 || !before.has(JSON.stringify(record))) yield record;
			}
			this.last = page.items;
			this.reached = page.from ?? this.reached;
		}
		if (bounds && !isOpen) this.reached = from;
	}

	/** The records of a range whose far end was refused, as far back as they are listed, to the day. */
	async *nearer(): AsyncGenerator<IDataObject> {
		const { from, to } = this.reading;
		for (const days of NEARER) {
			const end = this.reached ?? to;
			const start = Math.max(from, end - days * DAY);
			if (start >= end) return;
			try {
				yield* this.records(start, end);
			} catch (caught) {
				if (!isOfRange(caught)) throw asCaught(caught);
			}
		}
	}
}

const isOfRange = (caught: unknown): boolean =>
	caught instanceof Failure && OF_THE_RANGE.has(String(categoryOf(caught)));

/** Whether BitMart itself said no, and not to the key as such. */
const isRefusal = ({ facts: { code, httpStatus } }: Failure): boolean => {
	const category = ERROR_CODES[code ?? '']?.category ?? '';
	const isKnown = code !== undefined && httpStatus !== undefined;
	return isKnown && !['auth', 'ip', 'timestamp', 'server', 'rate-limit'].includes(category);
};

/** The records of a part within the time range, page by page. */
async function* recordsOf(
	reading: Reading,
	report: Report,
	part: Part,
): AsyncGenerator<IDataObject> {
	const { of = '', bounds, account } = part;
	const walk = new Walk(reading, report, part);
	try {
		yield* walk.records(reading.from, reading.to);
	} catch (caught) {
		if (!(caught instanceof Failure)) throw asCaught(caught);
		const isFatal = isPassing(caught) || HOPELESS.has(String(categoryOf(caught)));
		if (bounds && isOfRange(caught)) yield* walk.nearer();
		// What is left is a refusal of this very question: a time too long ago, a pair that is gone, an
		// account that is not there.
		else if (isFatal && !(account !== undefined && isRefusal(caught))) throw asCaught(caught);
		if (walk.reached === undefined) {
			reading.accounts = reading.accounts.filter((one) => one !== account);
		}
		const what = of === '' ? 'more' : of;
		const when = walk.reached === undefined ? '' : ` before ${iso(walk.reached)}`;
		report.cut(`BitMart does not list ${what}${when}: ${reasonOf(caught)}`);
	} finally {
		if (walk.reached !== undefined) report.readBackTo(walk.reached);
	}
}

/** The rows of a source within the time range, newest first within each of its lists. */
export async function* rowsOf(
	source: Source,
	reading: Reading,
	report: Report,
): AsyncGenerator<Row> {
	const [first, last] = [iso(reading.from), iso(reading.to)];
	if (source.limits !== undefined) report.say(source.limits);
	for await (const part of source.parts(reading, report)) {
		const { simplify } = part.step.operation;
		for await (const record of recordsOf(reading, report, part)) {
			part.see?.(record);
			const words = simplify ? simplify(record, {}) : record;
			const row = part.toRow({ record, words }, source.value);
			const isOutside = row.time !== '' && (row.time < first || row.time > last);
			if (isOutside && !part.isSum) continue;
			yield row;
		}
	}
}

/** Reads a list only to learn from its records. */
export async function learn(reading: Reading, report: Report, part: Part): Promise<void> {
	for await (const record of recordsOf(reading, report, part)) part.see?.(record);
}
