import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../definition/field';
import { allFieldsOf, DEFAULT_CAP, labelOf } from '../definition/fields';
import type { NumberPaging, Operation, Paging, WindowPaging } from '../definition/operation';
import { clock } from '../exchange/clock';
import { Complaint } from '../values/complaint';
import { Collection, Overlap } from './collection';

/** Fetches one answer; the given values replace those of the item. */
export type Fetch = (changes: Values) => Promise<IDataObject[]>;

/** The records, and a sentence where they may not be all. */
export interface Collected {
	records: IDataObject[];
	hint?: string;
}

/** Milliseconds that one step of a time field stands for. */
function stepOf(operation: Operation, name: string): number {
	const field = allFieldsOf(operation).find((one) => one.name === name);
	return field?.unit === 's' ? 1000 : 1;
}

/** The number of rows of one answer. `limit` is sent with Return All off only, so it is off for the request. */
const asking = (rows: number): Values => ({ returnAll: false, limit: String(rows) });

function spanOf({ span }: WindowPaging, values: Values): number {
	return typeof span === 'number' ? span : span(values);
}

const crowded = (exchange: string, time: number) =>
	`More records share the time ${new Date(time).toISOString()} than ${exchange} returns at once; some of them may be missing.`;

const IGNORES_RANGE =
	'The exchange answered with records from outside the time range that was asked for, so the list may not be complete.';

const REPEATS_PAGE =
	'The exchange answered with the same page again, so the list may not be complete.';

const noFurther = (exchange: string, page: number, size: number) =>
	`${exchange} lists no more than ${page} pages of ${size} records, so older ones may be missing.`;

/**
 * Whether a full answer does not keep to its window. Such a window could be halved for ever. A candle may
 * begin before the window that it reaches into; a row without a time tells nothing, as one outside.
 */
function ignoresRange(
	{ time, max }: WindowPaging,
	rows: IDataObject[],
	[from, to]: [from: number, to: number],
	step: number,
): boolean {
	const slack = Math.max(2 * step, (2 * (to - from)) / max);
	const isInside = (at: number) => at >= from - slack && at <= to + slack;
	return !rows.every((row) => isInside(time(row)));
}

/** What was read at a time: the new records of one answer, newest first unless the list is not. */
interface Turned {
	records: IDataObject[];
	/** The part of the time range that they are all of, in milliseconds. */
	from?: number;
	to?: number;
	/** A sentence where some may be missing. */
	hint?: string;
}

/**
 * Walks a time range back in windows, and halves a window whose answer is full. Windows overlap by one
 * step, so that it does not matter whether a bound is inclusive.
 */
async function* walkWindows(
	operation: Operation,
	paging: WindowPaging,
	values: Values,
	fetch: Fetch,
	exchange: string,
): AsyncGenerator<Turned> {
	const step = stepOf(operation, paging.end);
	const end = Math.ceil(Number(values[paging.end] ?? clock.now()) / step) * step;
	const { lookback } = paging;
	if (values[paging.start] === undefined && lookback === undefined) {
		throw new Complaint(`${labelOf(operation, paging.start)} is needed to return all results`);
	}
	const start = Number(values[paging.start] ?? end - (lookback ?? 0));
	// A little shorter than allowed: the overlap of a step belongs to the window, and a window of candles
	// that is exactly full would be halved for nothing.
	const span = spanOf(paging, values) - 2 * step;

	const overlap = new Overlap(paging.id);
	const sorted = (rows: IDataObject[]) =>
		overlap.fresh(rows).sort((a, b) => paging.time(b) - paging.time(a));
	// A stack of windows, the newest on top.
	const windows: Array<[from: number, to: number]> = [];
	for (let to = end; to > start; to -= span) windows.unshift([Math.max(start, to - span), to]);
	while (windows.length > 0) {
		const [from, to] = windows.pop() as [number, number];
		const rows = await fetch({
			[paging.start]: from,
			[paging.end]: Math.min(to + step, end),
			...asking(paging.max),
		});
		const isFull = rows.length >= paging.max;
		if (isFull && ignoresRange(paging, rows, [from, to], step)) {
			yield { records: sorted(rows), hint: IGNORES_RANGE };
			return;
		}
		if (isFull && to - from > 2 * step) {
			const middle = Math.floor((from + to) / 2 / step) * step;
			windows.push([from, middle], [middle, to]);
			continue;
		}
		yield { records: sorted(rows), from, to, ...(isFull && { hint: crowded(exchange, from) }) };
	}
}

/** Asks for page after page until one is short. */
async function* turnPages(
	paging: NumberPaging,
	fetch: Fetch,
	size: number,
	exchange: string,
): AsyncGenerator<Turned> {
	const overlap = new Overlap(paging.id);
	for (let page = 1; ; page++) {
		const rows = await fetch({ [paging.page]: String(page), ...asking(size) });
		const records = overlap.fresh(rows);
		if (rows.length < size) {
			yield { records };
			return;
		}
		if (records.length === 0) {
			yield { records, hint: REPEATS_PAGE };
			return;
		}
		if (page === paging.last) {
			yield { records, hint: noFurther(exchange, page, size) };
			return;
		}
		yield { records };
	}
}

/**
 * Everything that the item asks for, answer by answer, newest first, each record once; no more than a few
 * answers are in memory. A list without paging is one answer.
 * @param exchange its name, for hints
 */
export async function* readPages(
	operation: Operation,
	values: Values,
	fetch: Fetch,
	exchange: string,
): AsyncGenerator<Turned> {
	const { paging } = operation;
	if (!paging) yield { records: await fetch({}) };
	else if (paging.by === 'window') {
		yield* walkWindows(operation, paging, values, fetch, exchange);
	} else yield* turnPages(paging, fetch, paging.max, exchange);
}

/** As many of the answers as it takes, as one list in the order of the exchange. */
async function gather(
	answers: AsyncIterable<Turned>,
	paging: Paging,
	wanted: number,
): Promise<Collected> {
	const found = new Collection(paging.id);
	let hint: string | undefined;
	for await (const answer of answers) {
		found.add(answer.records);
		hint = answer.hint ?? hint;
		if (found.size >= wanted) break;
	}
	const { all } = found;
	if (paging.by === 'window') {
		const direction = paging.oldestFirst ? 1 : -1;
		all.sort((a, b) => direction * (paging.time(a) - paging.time(b)));
	}
	const isFromEnd = paging.by === 'window' && paging.oldestFirst;
	return {
		records: isFromEnd ? all.slice(-wanted) : all.slice(0, wanted),
		...(hint && { hint }),
	};
}

/** The range that is given holds more than one window, and the exchange would not say what it left out. */
function isTooWide(paging: Paging, values: Values): boolean {
	if (paging.by !== 'window' || paging.size) return false;
	const [start, end] = [values[paging.start], values[paging.end]];
	const span = spanOf(paging, values);
	return start !== undefined && end !== undefined && Number(end) - Number(start) > span;
}

/**
 * Everything that the item asks for, in as many requests as it takes.
 * One request is enough where the limit fits into one answer.
 * @param exchange its name, for hints
 */
export async function collect(
	operation: Operation,
	values: Values,
	fetch: Fetch,
	exchange = 'the exchange',
): Promise<Collected> {
	const { paging } = operation;
	if (!paging) return { records: await fetch({}) };

	const all = values.returnAll === true;
	const cap = Number(values.maxResults ?? DEFAULT_CAP);
	const wanted = all ? cap : Number(values.limit ?? paging.max);
	const chosenPage = paging.by === 'page' && values[paging.page] !== undefined;
	if (!all && (wanted <= paging.max || chosenPage)) {
		const size = Math.max(wanted, paging.min ?? 1);
		const first = paging.by === 'page' && !chosenPage ? { [paging.page]: '1' } : {};
		const sized = values.limit !== undefined || paging.by === 'page';
		const rows = isTooWide(paging, values)
			? undefined
			: await fetch({ ...first, ...(sized && asking(size)) });
		// Where the exchange decides how many rows it sends, a full answer has left some out.
		if (rows && (paging.size || rows.length < paging.max)) {
			return {
				records:
					paging.by === 'window' && paging.oldestFirst
						? rows.slice(-wanted)
						: rows.slice(0, wanted),
			};
		}
	}
	const collected = await gather(readPages(operation, values, fetch, exchange), paging, wanted);
	if (all && collected.records.length >= cap) {
		return {
			...collected,
			hint: `Stopped at ${cap} results, as Max Results in the options says. There may be more.`,
		};
	}
	return collected;
}
