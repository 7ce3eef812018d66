import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Prepared, Reader, Surroundings } from '../../core/definition/operation';
import { clock } from '../../core/exchange/clock';
import { Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import { NOTHING_SENT } from './fitting';

/**
 * What orders are held to before they are sent: the rules that BitMart publishes for a symbol, kept for
 * some minutes for each environment.
 */

/** The hook of an operation. */
export type Prepare = (values: Values, surroundings: Surroundings) => Promise<Prepared>;

/** How long rules are taken for current, in milliseconds. */
const KEPT = 600_000;

/** How long a symbol that is not there is taken for unknown, in milliseconds: it may be listed soon. */
const ABSENT = 60_000;

/** The rules of a symbol; undefined where BitMart does not list it. */
interface Entry {
	rules: IDataObject | undefined;
	at: number;
}

const entries = new Map<string, Entry>();

/** Readings on their way; who needs the same rules meanwhile waits for them. */
const readings = new Map<string, Promise<void>>();

/** The rules of one environment say nothing about another. */
const keyOf = (baseUrl: string, symbol: string) => `${baseUrl} ${symbol}`;

const isCurrent = ({ rules, at }: Entry) => clock.now() - at < (rules ? KEPT : ABSENT);

/** Where the rules of a market come from. */
export interface RuleSource {
	/** What a symbol is, as in "… is not a trading pair of BitMart". */
	what: string;
	/** Where the symbols are listed. */
	listed: string;
	/** One answer holds the rules of all symbols; otherwise those of one. */
	all: boolean;
	read: (read: Reader, symbol: string) => Promise<IDataObject[]>;
}

async function fill(source: RuleSource, symbol: string, { read, baseUrl }: Surroundings) {
	const records = await source.read(read, symbol);
	for (const [key, entry] of entries) if (!isCurrent(entry)) entries.delete(key);
	const at = clock.now();
	for (const rules of records) entries.set(keyOf(baseUrl, String(rules.symbol)), { rules, at });
	// Stands for all of them: what is not among them is not listed.
	if (source.all) entries.set(keyOf(baseUrl, ''), { rules: {}, at });
}

/** One reading for all who ask at the same time. */
async function load(source: RuleSource, symbol: string, around: Surroundings): Promise<void> {
	const key = keyOf(around.baseUrl, source.all ? '' : symbol);
	const running = readings.get(key);
	if (running) {
		try {
			return await running;
		} catch {
			// The execution that started it may have been stopped, which is no matter of this one.
		}
	}
	const next =
		readings.get(key) ?? fill(source, symbol, around).finally(() => readings.delete(key));
	readings.set(key, next);
	await next;
}

/**
 * The rules of a symbol as BitMart's record, or undefined where it lists no such symbol.
 * @throws Failure where they cannot be read
 */
export async function rulesOf(
	source: RuleSource,
	symbol: string,
	around: Surroundings,
): Promise<IDataObject | undefined> {
	const key = keyOf(around.baseUrl, symbol);
	const known = entries.get(key);
	if (known && isCurrent(known)) return known.rules;
	await load(source, symbol, around);
	const loaded = entries.get(key);
	if (loaded && isCurrent(loaded)) return loaded.rules;
	entries.set(key, { rules: undefined, at: clock.now() });
	return undefined;
}

/**
 * Every symbol that BitMart lists, from a source that holds all of them.
 * @throws Failure where they cannot be read
 */
export async function symbolsOf(source: RuleSource, around: Surroundings): Promise<string[]> {
	const prefix = keyOf(around.baseUrl, '');
	const all = entries.get(prefix);
	if (!all || !isCurrent(all)) await load(source, '', around);
	return [...entries]
		.filter(([key, { rules }]) => rules && key.startsWith(prefix) && key !== prefix)
		.map(([key]) => key.slice(prefix.length));
}

/** Forgets all rules; for tests. */
export function forgetRules(): void {
	entries.clear();
}

/**
 * Takes these records for the rules of their symbols until `forgetRules`, and reads none for them; for
 * tests that are about something else. A record that names only its symbol permits everything.
 */
export function assumeRules(baseUrl: string, records: IDataObject[]): void {
	for (const rules of records) {
		entries.set(keyOf(baseUrl, String(rules.symbol)), { rules, at: Infinity });
	}
}

/**
 * The rules for an order of this symbol; undefined where they cannot be read and the user wants it sent
 * all the same.
 * @param values those of the operation, with its options
 * @throws Complaint where the rules cannot be read, or there is no such symbol
 */
export async function rulesFor(
	source: RuleSource,
	symbol: string,
	values: Values,
	around: Surroundings,
	prefix = '',
): Promise<IDataObject | undefined> {
	let rules: IDataObject | undefined;
	try {
		rules = await rulesOf(source, symbol, around);
	} catch (caught) {
		if (caught instanceof Failure && values.sendUnchecked === true) return undefined;
		throw unreadable(caught);
	}
	if (rules) return rules;
	throw new Complaint(
		`${prefix}${symbol} is not a ${source.what} of BitMart`,
		`${NOTHING_SENT} ${source.listed}`,
	);
}

function unreadable(caught: unknown): unknown {
	if (!(caught instanceof Failure)) return caught;
	return new Complaint(
		`The trading rules could not be read, so nothing was sent: ${caught.message}`,
		`${caught.facts.hint} To send orders unchecked in such a case, switch Send Unchecked in the options on.`,
	);
}
