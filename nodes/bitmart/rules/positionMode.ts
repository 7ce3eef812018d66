import type { Values } from '../../core/definition/field';
import type { Operation, Surroundings } from '../../core/definition/operation';
import { clock } from '../../core/exchange/clock';
import { Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import type { PositionMode, Side } from '../words';
import { MODE_NAMES, sideOf } from '../words';
import { NOTHING_SENT } from './fitting';
import type { Prepare } from './ruleBook';

/**
 * BitMart's sides are numbers that mean one thing in hedge mode and another in one-way mode: 4 opens a
 * short in one and sells in the other. So an order is sent only where the word of its side belongs to the
 * mode that the account is in.
 *
 * BitMart allows two readings of the mode in two seconds, so it is kept for a minute. What this process
 * changes is forgotten at once. What is left: after a change made elsewhere, which BitMart takes only
 * while no position and no order is open, a word of the old mode can pass for up to a minute.
 */

/** How long a mode is taken for current, in milliseconds. */
const KEPT = 60_000;

/** How old a mode may be that refuses an order without being read afresh, in milliseconds. */
const FRESH = 1000;

/** The most accounts that are remembered. */
const MOST = 1000;

interface Entry {
	mode: PositionMode;
	/** When it was asked for. */
	at: number;
}

/** By account. */
const entries = new Map<string, Entry>();

/** Readings on their way, by account; who needs the same mode meanwhile waits for them. */
const readings = new Map<string, Promise<Entry>>();

const isYounger = ({ at }: Entry, milliseconds: number) => clock.now() - at < milliseconds;

function remember(account: string, entry: Entry): void {
	for (const [key, old] of entries) if (!isYounger(old, KEPT)) entries.delete(key);
	entries.delete(account);
	for (const key of entries.keys()) {
		if (entries.size < MOST) break;
		entries.delete(key);
	}
	entries.set(account, entry);
}

/** Asks for the mode; `getMode` is Position: Get Mode. */
async function ask(getMode: Operation, { read }: Surroundings): Promise<Entry> {
	const at = clock.now();
	const [record] = await read('futures', getMode, {});
	const mode = record?.positionMode;
	if (mode === 'hedge' || mode === 'oneWay') return { mode, at };
	throw new Failure({
		message: 'the answer names no mode that is known',
		hint: 'Try again in a minute.',
		effect: 'none',
	});
}

/** One reading for all who ask at the same time. */
async function load(getMode: Operation, around: Surroundings): Promise<Entry> {
	const { account } = around;
	const running = readings.get(account);
	if (running) {
		try {
			return await running;
		} catch {
			// The execution that started it may have been stopped, which is no matter of this one.
		}
	}
	const joined = readings.get(account);
	if (joined) return await joined;
	const next = ask(getMode, around);
	readings.set(account, next);
	try {
		const entry = await next;
		// Not where the mode was changed meanwhile: the answer may be older than the change.
		if (readings.get(account) === next) remember(account, entry);
		return entry;
	} finally {
		if (readings.get(account) === next) readings.delete(account);
	}
}

const unreadable = (caught: unknown): unknown =>
	caught instanceof Failure
		? new Complaint(
				`The position mode of the account could not be read, so nothing was sent: ${caught.message}`,
				`${caught.facts.hint} The same Side means different things in hedge and in one-way mode.`,
			)
		: caught;

/** The mode of the account, as it was read so many milliseconds ago at most. */
async function modeWithin(
	milliseconds: number,
	getMode: Operation,
	around: Surroundings,
): Promise<PositionMode> {
	const known = entries.get(around.account);
	try {
		return (known && isYounger(known, milliseconds) ? known : await load(getMode, around)).mode;
	} catch (caught) {
		throw unreadable(caught);
	}
}

/**
 * The mode that the account is in, for who chooses the words of a side by it.
 * @param getMode Position: Get Mode
 * @throws Complaint where it cannot be read
 */
export const currentMode = async (
	getMode: Operation,
	around: Surroundings,
): Promise<PositionMode> => await modeWithin(FRESH, getMode, around);

const wordsOf = (sides: readonly Side[]): string => {
	const names = sides.map(({ name }) => name);
	const last = names.pop() ?? '';
	return names.length > 0 ? `${names.join(', ')} or ${last}` : last;
};

/**
 * Refuses a side whose word belongs to the other position mode.
 * @param getMode Position: Get Mode
 * @param offered the sides that the operation has
 * @throws Complaint also where the mode cannot be read
 */
export function fitPositionMode(getMode: Operation, offered: readonly Side[]): Prepare {
	return async (values: Values, around: Surroundings) => {
		const side = sideOf(values.side);
		if (!side) return { values };
		const known = entries.get(around.account);
		const trusted = side.mode === known?.mode ? KEPT : FRESH;
		const mode = await modeWithin(trusted, getMode, around);
		if (side.mode === mode) return { values };
		const allowed = wordsOf(offered.filter((one) => one.mode === mode));
		throw new Complaint(
			`This account is in ${MODE_NAMES[mode]}, where Side must be ${allowed}: ${side.name} belongs to ${MODE_NAMES[side.mode]}`,
			`${NOTHING_SENT} Choose another Side, or change the mode of the account with Position: Set Mode while no position and no order is open.`,
		);
	};
}

/** Forgets the mode of one account, also one that is being read: it is about to change. */
export function forgetMode(account: string): void {
	entries.delete(account);
	readings.delete(account);
}

/** Forgets the modes of all accounts. */
export function forgetModes(): void {
	entries.clear();
	readings.clear();
}

/**
 * Takes an account for one in this mode until it is forgotten, and does not read it; for tests that are
 * about something else.
 */
export function assumeMode(account: string, mode: PositionMode): void {
	entries.set(account, { mode, at: Infinity });
}
