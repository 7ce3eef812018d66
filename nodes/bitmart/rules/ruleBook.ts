import type { IDataObject } from 'n8n-workflow';

import { clock } from '../../core/exchange/clock';
import {
	compareDecimals,
	floorToStep,
	leastMultiple,
	plainDecimal,
	signOf,
	withoutZeros,
} from '../../core/values/decimal';
import { Complaint, Failure } from '../../core/exchange/errors';
import type { Field, Operation, Prepared, Reader, Surroundings, Values } from '../../core/definition/operation';

/**
 * What orders are held to before they are sent: the rules that BitMart publishes for a symbol, kept for
 * some minutes for each environment, and the ways an amount is brought to them.
 */

/** The hook of an operation. */
export type Prepare = NonNullable<Operation['prepare']>;

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

const ifAmountDoesNotFit: Field = {
	displayName: 'If the Amount Does Not Fit',
	name: 'ifAmountDoesNotFit',
	type: 'options',
	kind: 'choice',
	local: true,
	options: [
		{
			name: 'Round Down',
			value: 'roundDown',
			description: 'Cut surplus decimals off sizes and prices, never up and never to nothing',
		},
		{
			name: 'Stop and Explain',
			value: 'stop',
			description: 'Send nothing and say what would fit',
		},
	],
	default: 'stop',
	description: 'What happens to a size or price with more decimals than BitMart takes',
};

const sendUnchecked: Field = {
	displayName: 'Send Unchecked',
	name: 'sendUnchecked',
	type: 'boolean',
	kind: 'boolean',
	local: true,
	default: false,
	description: 'Whether to send the order unchanged when the trading rules cannot be read',
};

/** The options of every operation that holds its order to the rules. */
export const ruleOptions: Field[] = [ifAmountDoesNotFit, sendUnchecked];

/** Whether the user wants surplus decimals cut off. */
export const roundsDown = (values: Values): boolean => values.ifAmountDoesNotFit === 'roundDown';

const NOTHING_SENT = 'Nothing was sent.';

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

/** A number above zero among the rules; undefined where BitMart states none. */
export function ruleAt(rules: IDataObject, name: string): string | undefined {
	const stated = rules[name];
	if (typeof stated !== 'string' && typeof stated !== 'number') return undefined;
	const decimal = plainDecimal(stated);
	return decimal !== undefined && signOf(decimal) > 0 ? decimal : undefined;
}

/** The step of one in the last decimal, as opposed to one such as 0.5. */
const countsDecimals = (step: string) => /^(1|0\.0*1)$/.test(withoutZeros(step));

/** The amounts of one order on their way to what the rules allow. A rule that is not stated permits everything. */
export class Fitting {
	private values: Values;
	private readonly adjusted: IDataObject = {};

	/** @param prefix names the order where one request holds several */
	constructor(
		given: Values,
		readonly symbol: string,
		private readonly roundDown: boolean,
		private readonly prefix = '',
	) {
		this.values = given;
	}

	/** The amount under a name; undefined where there is none. Zero stands for one that BitMart chooses. */
	amount(name: string): string | undefined {
		const value = this.values[name];
		return value === undefined || signOf(String(value)) === 0 ? undefined : String(value);
	}

	/** @throws Complaint */
	refuse(sentence: string, advice?: string): never {
		throw new Complaint(
			`${this.prefix}${sentence}`,
			[NOTHING_SENT, ...(advice ? [advice] : [])].join(' '),
		);
	}

	/** Only a symbol that trades takes orders. */
	trades(status: unknown, trading: string): void {
		const known = typeof status === 'string' && status !== '';
		if (!known || status.toLowerCase() === trading) return;
		this.refuse(`${this.symbol} does not trade: its status is "${status}"`);
	}

	/** @param limit the bound in words, where it has any, such as "for market orders" */
	atLeast(name: string, label: string, least: string | undefined, limit?: string): void {
		const value = this.amount(name);
		if (!value || !least || compareDecimals(value, least) >= 0) return;
		this.refuse(this.outside(label, value, 'below the minimum', least, limit));
	}

	/** @param limit as above */
	atMost(name: string, label: string, most: string | undefined, limit?: string): void {
		const value = this.amount(name);
		if (!value || !most || compareDecimals(value, most) <= 0) return;
		this.refuse(this.outside(label, value, 'above the maximum', most, limit));
	}

	private outside(label: string, value: string, where: string, bound: string, limit?: string) {
		const stated = `which is ${withoutZeros(bound)}`;
		return `${label} ${value} is ${where} of ${this.symbol}${limit ? ` ${limit}` : ''}, ${stated}`;
	}

	/** Brings an amount to a multiple of a step, if the user wants that; never to less than `least`. */
	toStep(name: string, label: string, step: string | undefined, least?: string): void {
		const value = this.amount(name);
		if (!value || !step) return;
		const below = floorToStep(value, step);
		if (below === value) return;
		const bound = least && compareDecimals(least, step) > 0 ? least : step;
		const fits = compareDecimals(below, bound) >= 0;
		if (this.roundDown && fits) {
			this.values = { ...this.values, [name]: below };
			this.adjusted[name] = { from: value, to: below };
			return;
		}
		const reason = countsDecimals(step)
			? `has too many decimals for ${this.symbol}: the step is ${withoutZeros(step)}`
			: `does not fit ${this.symbol}: it must be a multiple of ${withoutZeros(step)}`;
		const offer = fits
			? `The nearest below is ${below}`
			: `The smallest is ${withoutZeros(leastMultiple(step, '1', bound))}`;
		this.refuse(
			`${label} ${value} ${reason}. ${offer}`,
			fits
				? 'To have it cut down, choose Round Down under If the Amount Does Not Fit in the options.'
				: undefined,
		);
	}

	/** Whether any amount was cut down. */
	get isCut(): boolean {
		return Object.keys(this.adjusted).length > 0;
	}

	/** The order as it is sent, with a note of what was cut down. */
	get prepared(): Prepared {
		const { values, adjusted, isCut } = this;
		return isCut ? { values, notes: { adjusted } } : { values };
	}
}
