import type { Complaint } from '../../core/values/complaint';
import { compareDecimals, plainDecimal, signOf } from '../../core/values/decimal';
import { parseExact } from '../../core/values/json';
import { isBlank } from '../../core/values/read';
import type { Reason } from './reasons';
import { quoted, refusal } from './reasons';
import { checkSecret } from './secret';

/** Reads an alert, such as TradingView's, that came in by a webhook: it may be anything, from anybody. */

/**
 * What is read of an alert, and the keys that people write for it, which are taken exactly as they stand
 * here. TradingView's `strategy.order.id` is none of them: it names an entry of the strategy, and is the
 * same every time.
 */
export const ALIASES = {
	action: ['action', 'side', 'strategy.order.action'],
	symbol: ['symbol', 'ticker', 'pair'],
	type: ['type', 'orderType', 'order_type'],
	size: ['size', 'quantity', 'qty', 'contracts', 'amount', 'strategy.order.contracts'],
	price: ['price', 'limitPrice', 'limit_price'],
	id: ['id', 'alertId', 'alert_id'],
	time: ['time', 'timestamp', 'timenow'],
	secret: ['secret', 'passphrase', 'token'],
} as const;

/** One thing that is read of an alert. */
export type Entry = keyof typeof ALIASES;

/** A size as exact text, or so many percent of what the operation makes of it. */
export interface AlertSize {
	size: string;
	percent: boolean;
}

/** What an alert says. It does not hold the secret, so that nothing made of it can show it. */
export interface RawAlert {
	/** As the alert writes it; see `actions.ts`. */
	action: string;
	/** As the alert writes it; see `symbols.ts`. */
	symbol: string;
	type?: string;
	size?: AlertSize;
	/** Exact text, above zero. */
	price?: string;
	id?: string;
	/** As the alert writes it; see `times.ts`. */
	time?: string;
	/** The key that each entry stands under, for sentences. */
	keys: Partial<Record<Entry, string>>;
	/** The keys under which each entry was looked for. */
	sought: Record<Entry, readonly string[]>;
	/** The keys of the alert, in a sentence. */
	present: string;
}

/** Far more than any alert has; TradingView sends 4 kB at most. */
const MAX_BYTES = 65_536;

/** The longest text of an entry. */
const MAX_TEXT = 200;

/** Keys that a sentence names, and how they look; others could be anything, even a secret. */
const MOST_NAMED = 10;
const NAMEABLE = /^[\w.$-]{1,40}$/;

/** From this length on a text is looked for in others; a shorter one may stand in a symbol by chance. */
const SECRET_FROM = 8;

/** JavaScript keeps so many digits of a decimal, whichever they are. */
const SAFE_DIGITS = 15;

/** Keys that are not data in JavaScript. */
const NO_KEYS = ['__proto__', 'constructor', 'prototype'];

/** What a template makes of a value that is not there: it says nothing, and as an ID it is everybody's. */
const NOTHING_IN_WORDS = /^(undefined|null|none|nan|na|n\/a|\[object object\])$/i;

const REASONS: Record<Entry, Reason> = {
	action: 'unknownAction',
	symbol: 'unknownSymbol',
	type: 'unreadable',
	size: 'badSize',
	price: 'badPrice',
	id: 'unreadable',
	time: 'badTime',
	secret: 'refused',
};

const NAMES = Object.keys(ALIASES) as Entry[];

/** An alert whose keys can be looked at. */
interface Opened {
	values: Record<string, unknown>;
	/** Its numbers have all the digits that were sent. */
	exact: boolean;
	/** Keys that are in it twice; JavaScript would take the last one without a word. */
	repeated: ReadonlySet<string>;
}

const empty = (): Complaint =>
	refusal('unreadable', 'Alert is empty', 'Hand over the body of the webhook.');

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (value === null) return 'null';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The keys at the top of a text in JSON that are there more than once. */
function repeatedKeys(json: string): Set<string> {
	const [seen, repeated] = [new Set<string>(), new Set<string>()];
	let depth = 0;
	let before = '';
	for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
		if (depth === 1 && (before === '{' || before === ',') && token.startsWith('"')) {
			const key = JSON.parse(token) as string;
			(seen.has(key) ? repeated : seen).add(key);
		}
		if (token === '{' || token === '[') depth++;
		if (token === '}' || token === ']') depth--;
		before = token;
	}
	return repeated;
}

function parsed(text: string): unknown {
	try {
		return parseExact(text);
	} catch {
		throw refusal(
			'unreadable',
			'The alert is not JSON',
			'It must be an object such as {"action": "buy", "symbol": "BTCUSDT"}. In TradingView, put every placeholder in quotes: one that it fills with text or NaN breaks the JSON.',
		);
	}
}

function opened(given: unknown): Opened {
	if (isBlank(given)) throw empty();
	const text = typeof given === 'string' ? given.trim() : undefined;
	if (text !== undefined && Buffer.byteLength(text) > MAX_BYTES) {
		throw refusal('unreadable', 'The alert is longer than 64 kB');
	}
	const value = text === undefined ? given : parsed(text);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw refusal('unreadable', `The alert is ${kindOf(value)}, and must be an object`);
	}
	return {
		values: value as Record<string, unknown>,
		exact: text !== undefined,
		repeated: text === undefined ? new Set() : repeatedKeys(text),
	};
}

/** The keys of every entry. One that the user names stands for itself, and no longer for another entry. */
function soughtKeys(names: Record<string, string>): Record<Entry, readonly string[]> {
	const own = new Map<string, string>();
	for (const [entry, name] of Object.entries(names)) {
		if (isBlank(name)) continue;
		if (!(NAMES as string[]).includes(entry)) {
			throw refusal(
				'unreadable',
				`The table of keys names the unknown entry ${quoted(entry)}`,
				`Known entries: ${NAMES.join(', ')}`,
			);
		}
		if (typeof name !== 'string' || NO_KEYS.includes(name.trim())) {
			throw refusal('unreadable', `The table of keys has no usable key for "${entry}"`);
		}
		own.set(entry, name.trim());
	}
	const taken = new Set(own.values());
	const keysOf = (entry: Entry): readonly string[] => {
		const name = own.get(entry);
		return name === undefined ? ALIASES[entry].filter((key) => !taken.has(key)) : [name];
	};
	return Object.fromEntries(NAMES.map((entry) => [entry, keysOf(entry)])) as Record<
		Entry,
		readonly string[]
	>;
}

/** Keys of the alert that hold something; never those that it has from its prototype. */
const heldKeys = ({ values }: Opened, keys: readonly string[]): string[] =>
	keys.filter((key) => Object.hasOwn(values, key) && !isBlank(values[key]));

/** A JavaScript number of which it is not sure that it is the one that was sent. */
function mayHaveLostDigits(value: number): boolean {
	if (Number.isInteger(value)) return !Number.isSafeInteger(value);
	const [mantissa = ''] = String(value).split('e');
	return mantissa.replace(/[-.]/g, '').replace(/^0+/, '').length > SAFE_DIGITS;
}

/** The text of one value, exactly as it was sent. */
function textOf(entry: Entry, key: string, { values, exact }: Opened): string {
	const value = values[key];
	const named = `"${key}" of the alert`;
	if (typeof value === 'number' && !exact && mayHaveLostDigits(value)) {
		throw refusal(
			REASONS[entry],
			`${named} arrived as a number that may have lost digits`,
			'Put it in quotes in the alert, or hand over the alert as text.',
		);
	}
	if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') {
		throw refusal(
			REASONS[entry],
			`${named} is ${kindOf(value)}, and must be a text or a number`,
			typeof value === 'object'
				? 'What stands inside of lists and objects is not read.'
				: undefined,
		);
	}
	const text = String(value).trim();
	if (text.length > MAX_TEXT) {
		throw refusal(REASONS[entry], `${named} is longer than ${MAX_TEXT} characters`);
	}
	return text;
}

/** A text that was found, and the key that it stands under. */
interface Found {
	key: string;
	text: string;
}

function find(entry: Entry, keys: readonly string[], alert: Opened): Found | undefined {
	const held = heldKeys(alert, keys);
	const [first, ...others] = held.map((key) => ({ key, text: textOf(entry, key, alert) }));
	if (first === undefined) return undefined;
	const other = others.find(({ text }) => text !== first.text);
	if (other !== undefined) {
		throw refusal(
			'unreadable',
			`"${first.key}" and "${other.key}" of the alert both stand for its ${entry}, and differ`,
			`Remove one of them, or name the key that holds the ${entry}.`,
		);
	}
	const twice = held.find((key) => alert.repeated.has(key));
	if (twice !== undefined) {
		throw refusal('unreadable', `The alert has "${twice}" more than once`);
	}
	return first;
}

/** What a template has not filled in would be taken for an answer, and for the same one every time. */
function refuseUnfilled(entry: Entry, { key, text }: Found): void {
	if (/\{\{|\}\}/.test(text)) {
		throw refusal(
			'incomplete',
			`"${key}" of the alert still holds a placeholder`,
			'TradingView fills in {{strategy…}} in the alerts of strategies only.',
		);
	}
	const numeric = entry === 'size' || entry === 'price';
	if (!numeric && NOTHING_IN_WORDS.test(text)) {
		throw refusal('incomplete', `"${key}" of the alert is ${quoted(text)}, which says nothing`);
	}
}

/** Texts that no sentence may hold: what the alert says that its secret is. */
function secretsOf(alert: Opened, keys: readonly string[]): string[] {
	return heldKeys(alert, keys)
		.map((key) => alert.values[key])
		.flatMap((value) => (typeof value === 'string' || typeof value === 'number' ? [value] : []))
		.map((value) => String(value).trim().toUpperCase())
		.filter((value) => value.length >= SECRET_FROM);
}

const holdsOne = (secrets: string[], text: string): boolean =>
	secrets.some((secret) => text.toUpperCase().includes(secret));

/** The names of an alert's keys for a sentence; its values are nobody's business. */
function presentKeys({ values }: Opened, secrets: string[]): string {
	const all = Object.keys(values);
	const named = all
		.filter((key) => NAMEABLE.test(key) && !NO_KEYS.includes(key) && !holdsOne(secrets, key))
		.slice(0, MOST_NAMED);
	if (all.length === 0) return 'it has no keys';
	if (named.length === 0) return 'its keys cannot be named here';
	const rest = all.length > named.length ? ` and ${all.length - named.length} more` : '';
	return `it has the keys ${named.join(', ')}${rest}`;
}

/**
 * The complaint about an alert that lacks something.
 * @param advice what it is needed for, or where it may be
 */
export function lacking(
	{ sought, present }: Pick<RawAlert, 'sought' | 'present'>,
	entry: Exclude<Entry, 'secret'>,
	advice?: string,
): Complaint {
	const [key = entry, ...others] = sought[entry];
	const also = others.length > 0 ? `It may also be called ${others.join(', ')}.` : '';
	return refusal(
		'incomplete',
		`The alert has no ${key}; ${present}`,
		[advice ?? '', also].filter((part) => part !== '').join(' ') || undefined,
	);
}

function positive(text: string): string | undefined {
	const decimal = plainDecimal(text);
	return decimal !== undefined && signOf(decimal) > 0 ? decimal : undefined;
}

function sizeOf({ key, text }: Found): AlertSize {
	const percent = text.endsWith('%');
	const size = positive(percent ? text.slice(0, -1) : text);
	if (size === undefined) {
		throw refusal(
			'badSize',
			`"${key}" of the alert is ${quoted(text)}, and must be a plain number above zero, such as 0.015, or percent, such as 50%`,
		);
	}
	if (percent && compareDecimals(size, '100') > 0) {
		throw refusal('badSize', `"${key}" of the alert is ${quoted(text)}, more than 100%`);
	}
	return { size, percent };
}

function priceOf({ key, text }: Found): string {
	const price = positive(text);
	if (price !== undefined) return price;
	throw refusal(
		'badPrice',
		`"${key}" of the alert is ${quoted(text)}, and must be a plain number above zero, such as 61250.50`,
	);
}

/** n8n's Webhook node hands over the whole request; which part is meant is not guessed. */
const adviceOn = ({ values }: Opened): string | undefined =>
	Object.hasOwn(values, 'body')
		? 'It looks like the whole request of a Webhook node: hand over its body, as in {{ $json.body }}.'
		: undefined;

/**
 * Reads an alert: an object, or the JSON text of one, which keeps every digit of its numbers. Only keys at
 * the top are read, exactly as they are written.
 * @param names keys that stand for an entry instead of its aliases, such as `{ action: 'order_action' }`
 * @param isSecret where it is given, an alert without the secret is refused before anything else is said of it
 * @throws Complaint with a reason of `Reason`, and nothing else
 */
export function readAlert(
	given: unknown,
	names: Record<string, string> = {},
	isSecret?: (text: unknown) => boolean,
): RawAlert {
	const sought = soughtKeys(names);
	const alert = opened(given);
	if (isSecret !== undefined) {
		const held = new Set(heldKeys(alert, sought.secret).map((key) => alert.values[key]));
		checkSecret(isSecret, held.size === 1 ? [...held][0] : undefined);
	}
	const secrets = secretsOf(alert, sought.secret);
	const present = presentKeys(alert, secrets);

	const found: Partial<Record<Entry, Found>> = {};
	for (const entry of NAMES) {
		if (entry === 'secret') continue;
		const one = find(entry, sought[entry], alert);
		if (one === undefined) continue;
		if (holdsOne(secrets, one.text)) {
			throw refusal(
				'unreadable',
				`"${one.key}" of the alert holds its secret`,
				'The secret must stand nowhere else: what is read of an alert is shown.',
			);
		}
		refuseUnfilled(entry, one);
		found[entry] = one;
	}
	const { action, symbol, type, size, price, id, time } = found;
	if (!action) throw lacking({ sought, present }, 'action', adviceOn(alert));
	if (!symbol) throw lacking({ sought, present }, 'symbol', adviceOn(alert));
	return {
		action: action.text,
		symbol: symbol.text,
		...(type && { type: type.text }),
		...(size && { size: sizeOf(size) }),
		...(price && { price: priceOf(price) }),
		...(id && { id: id.text }),
		...(time && { time: time.text }),
		keys: Object.fromEntries(Object.entries(found).map(([entry, { key }]) => [entry, key])),
		sought,
		present,
	};
}
