import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Conductor, JobSurroundings, Prepared } from '../../core/definition/operation';
import { Complaint } from '../../core/values/complaint';
import { percentComplaint } from '../rules/complaints';
import type { RawAlert } from './alert';
import { lacking, readAlert } from './alert';
import { quoted, refusal } from './reasons';
import type { KeyBy } from './signalKey';
import { keyOf } from './signalKey';
import { judgeAge, readTime } from './times';

/** From an alert to an order: what is the same for spot and futures. */

/** The property of the credential that holds the secret of alerts. */
const SECRET = 'signalSecret';

/** A shorter one is soon guessed by whoever knows the address of the webhook. */
const SHORTEST_SECRET = 8;

/** The user's names of keys. */
function namesOf({ keyNames }: Values): Record<string, string> {
	const names = new Map<string, string>();
	for (const { entry, key } of (keyNames ?? []) as Array<{ entry: string; key: string }>) {
		if (names.has(entry)) throw new Complaint(`Names of Keys has more than one key for "${entry}"`);
		names.set(entry, key);
	}
	return Object.fromEntries(names);
}

/** What the form calls the parts of a signal that are given one by one, and where each stands. */
const PARTS = {
	action: ['Action', 'action'],
	symbol: ['Symbol', 'symbol'],
	size: ['Signal Size', 'signalSize'],
	price: ['Price', 'price'],
	id: ['ID', 'id'],
	time: ['Time', 'time'],
	secret: ['Secret', 'secret'],
} as const;

const LABELS = Object.fromEntries(Object.entries(PARTS).map(([entry, [label]]) => [entry, label]));

/** The fields of the form as an alert whose keys are their names, so that it is read like any other. */
const alertOfFields = (values: Values): Values =>
	Object.fromEntries(
		Object.values(PARTS)
			.filter(([, name]) => values[name] !== undefined)
			.map(([label, name]) => [label, values[name]]),
	);

/**
 * Reads the alert, after its secret where the credential has one.
 * @throws Complaint with a reason
 */
export function alertOf(values: Values, { isSecret, secretLength }: JobSurroundings): RawAlert {
	const length = secretLength(SECRET);
	if (length > 0 && length < SHORTEST_SECRET) {
		throw refusal(
			'refused',
			`Signal Secret of the credential must have at least ${SHORTEST_SECRET} characters`,
			'Choose a longer one, and put it into the alerts too.',
		);
	}
	// One that is no text cannot be compared: then every alert is refused, as none would pass by mistake.
	const check = length > 0 ? (text: unknown) => isSecret(SECRET, text) === true : undefined;
	if (values.signalFrom === 'fields') return readAlert(alertOfFields(values), LABELS, check);
	return readAlert(values.alert, namesOf(values), check);
}

/**
 * How many seconds old an alert is that is too old to be acted upon; undefined for one that is not.
 * @throws Complaint where that is refused, or cannot be told
 */
export function staleness(values: Values, alert: RawAlert, now: number): number | undefined {
	const { maximumAge, ifStale } = values;
	if (maximumAge === undefined) return undefined;
	if (alert.time === undefined) throw lacking(alert, 'time', 'Maximum Age needs it.');
	const time = readTime(alert.time, alert.keys.time);
	if (judgeAge(time, now, Number(maximumAge), alert.keys.time) === 'fresh') return undefined;
	const age = Math.round((now - time) / 1000);
	if (ifStale === 'skip') return age;
	throw refusal(
		'stale',
		`The alert is ${age} seconds old, and may be ${String(maximumAge)}`,
		'To go on with the workflow in such a case, see If Stale in the options.',
	);
}

const TYPES = ['limit', 'market'];

/** The type of the order, with its price where it needs one. The price of a market order only informs. */
export function executionOf(values: Values, alert: RawAlert): Values {
	const type = alert.type?.toLowerCase() ?? values.type ?? 'market';
	if (!TYPES.includes(String(type))) {
		throw refusal(
			'unreadable',
			`"${alert.keys.type ?? 'type'}" of the alert is ${quoted(String(type))}, and must be one of: ${TYPES.join(', ')}`,
		);
	}
	if (type === 'market') return { type };
	if (alert.price === undefined) throw lacking(alert, 'price', 'A limit order needs it.');
	return { type, price: alert.price };
}

/**
 * The size of the order with its unit.
 * @param percent the unit of a size in percent
 * @param complaintOf what else is wrong with it
 */
export function sizeOf(
	values: Values,
	alert: RawAlert,
	percent: string,
	complaintOf: (size: Values) => string | undefined = percentComplaint,
): Values {
	const given = alert.size;
	const size = given?.size ?? values.size;
	if (size === undefined) {
		throw lacking(alert, 'size', 'Give a Size in the node for alerts that have none.');
	}
	const sized = { sizeIn: given?.percent ? percent : values.sizeIn, size };
	const complaint = complaintOf(sized);
	if (complaint === undefined) return sized;
	throw given ? refusal('badSize', complaint) : new Complaint(complaint);
}

/**
 * How many percent are closed by an alert that says no more than that: all, unless it says so many.
 * @throws Complaint where it says anything that closing at the market has no use for
 */
export function closingPercent(alert: RawAlert): string {
	const { size, type, keys } = alert;
	if (type !== undefined && type.toLowerCase() !== 'market') {
		throw refusal(
			'unreadable',
			`"${keys.type ?? 'type'}" of the alert is ${quoted(type)}, and what it closes is closed at the market`,
		);
	}
	if (size === undefined || size.percent) return size?.size ?? '100';
	throw refusal(
		'badSize',
		`The alert closes, which needs no "${keys.size ?? 'size'}", or one in percent such as 50%`,
		'For a part in other units use another action, such as sell.',
	);
}

/** What the rest of the way needs to know: neither the alert nor its secret. */
export function preparedSignal(
	values: Values,
	alert: RawAlert,
	signal: { action: string; symbol: string; age: number | undefined; order: Values },
): Prepared {
	const { action, symbol, age, order } = signal;
	// Not acted upon: it needs no key, and may lack what one is made of.
	if (age !== undefined) {
		return { values: { action, symbol, age, maximumAge: values.maximumAge } };
	}
	const { ifAmountDoesNotFit, sendUnchecked } = values;
	const by = values.keyBy as KeyBy;
	// As it was understood: two spellings of a symbol are one.
	const idempotencyKey = keyOf({ by, alert: { ...alert, action, symbol } });
	const options = { ifAmountDoesNotFit, sendUnchecked, idempotencyKey };
	return { values: { action, symbol, order: { symbol, ...order, options }, idempotencyKey } };
}

const headOf = (signal: string, { action, symbol }: Values, { isDryRun }: Conductor) => ({
	...(isDryRun && { dryRun: true }),
	signal,
	action: action as string,
	symbol: symbol as string,
});

/** The item of an alert that was too old; undefined for one that is to be acted upon. */
export function staleItem(values: Values, call: Conductor): IDataObject | undefined {
	const { age, maximumAge } = values as IDataObject;
	if (age === undefined) return undefined;
	const message = `The alert is ${age as number} seconds old, and may be ${maximumAge as string}; nothing was sent`;
	return { ...headOf('stale', values, call), age, message };
}

/** The item where there was nothing to close. */
export const nothingItem = (values: Values, call: Conductor): IDataObject => ({
	...headOf('nothingToClose', values, call),
	done: 'nothing',
	message: `There is nothing to close in ${values.symbol as string}`,
});

/** One item for what was done; in a dry run, what was shown. */
export function executedItems(
	values: Values,
	call: Conductor,
	orders: IDataObject[],
): IDataObject[] {
	if (call.isDryRun) return orders;
	const [only, ...others] = orders;
	if (!only) return [];
	const head = headOf('executed', values, call);
	return others.length === 0 ? [{ ...head, ...only }] : [{ ...head, orders }];
}

/**
 * Refuses a signal whose key stood for another one: the steps of both have keys of their own, so that
 * the exchange would take them for two things.
 */
export async function refuseOther(
	{ action, symbol, order }: Values,
	call: Conductor,
): Promise<void> {
	const signal = JSON.stringify([action, symbol, { ...(order as Values), options: undefined }]);
	if ((await call.once('signal', async () => signal)) === signal) return;
	throw refusal(
		'repeated',
		'An alert with this ID was acted upon already, and asked for something else',
		'Every alert needs an ID of its own.',
	);
}
