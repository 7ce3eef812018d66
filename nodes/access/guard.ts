import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { CATALOGUE } from '../catalogue';
import { compareDecimals, plainDecimal, signOf, withoutZeros } from '../core/values/decimal';
import { Complaint, Failure } from '../core/exchange/errors';
import { parseExact } from '../core/values/json';
import type { Endpoint, Field, GuardedWrite, Operation, Reader, Values } from '../core/definition/operation';
import { callsOf } from '../core/definition/operation';
import { fieldsOf, optionsOf } from '../core/reads/pages';
import type { Action, Rails } from './guardSettings';
import { ACTIONS, bareSymbol, isOpen, railsOf, Refusal } from './guardSettings';
import type { Body, Contract, Facts, Order } from './orderValue';
import { isPlacing, ordersOf, valueOf } from './orderValue';

/**
 * The guard rails of a credential. They live there and not in the nodes, so that no workflow and no AI
 * agent can talk its way around them. One function judges: the transport calls it before every write,
 * with the prices at hand, and the credential for everything that it signs, whoever sends it.
 */

/** What a POST of BitMart's is, as far as guard rails go. */
interface Rule {
	/** Undefined: it reads. */
	action: Action | undefined;
	/** It acts on a symbol, or on all of them where none is named. */
	takesSymbol: boolean;
	/** Trades; transfers and withdrawals are not held to symbols. */
	trades: boolean;
}

/** Actions by BitMart's own permission of a call. */
const BY_PERMISSION: Record<string, Action | 'read'> = {
	'Read-Only': 'read',
	'Spot-Trade': 'tradeSpot',
	'Margin-Trade': 'tradeMargin',
	'Future-Trade': 'tradeFutures',
	'Sub-Account Transfer': 'transfer',
	Withdraw: 'withdraw',
};

/** Where BitMart's permission says something else than what the call does. */
const BY_ENDPOINT: Record<string, Action | 'read'> = {
	'POST /account/v1/transfer-contract': 'transfer',
	'POST /account/v1/transfer-contract-list': 'read',
	'POST /spot/v1/margin/isolated/transfer': 'transfer',
};

const operations = (): Operation[] =>
	CATALOGUE.flatMap(({ resources }) => resources.flatMap((resource) => resource.operations));

/** Whether a field, or one of a group of fields, is this key on the wire. */
const writes = ({ name, wire, local, fields = [] }: Field, key: string): boolean =>
	(!local && (wire ?? name) === key) || fields.some((field) => writes(field, key));

/** A call whose permission is not known here has no rule, and is refused as an unknown path is. */
function ruleFor(operation: Operation, endpoint: string, permission = ''): Rule | undefined {
	const action = BY_ENDPOINT[endpoint] ?? BY_PERMISSION[permission];
	if (action === undefined) return undefined;
	const fields = [...fieldsOf(operation), ...optionsOf(operation)];
	return {
		action: action === 'read' ? undefined : action,
		takesSymbol: fields.some((field) => writes(field, 'symbol')),
		trades: action.startsWith('trade'),
	};
}

let rules: Map<string, Rule> | undefined;

/** The rule of a POST that the nodes know, by its exact path. */
function ruleOf(endpoint: string): Rule | undefined {
	rules ??= new Map(
		operations().flatMap((operation) =>
			callsOf(operation).flatMap((call): Array<[string, Rule]> => {
				const rule = ruleFor(operation, call.endpoint, call.permission);
				return call.endpoint.startsWith('POST ') && rule ? [[call.endpoint, rule]] : [];
			}),
		),
	);
	return rules.get(endpoint);
}

function unknownPath(endpoint: string): Refusal {
	const why = endpoint.includes('?')
		? 'a POST to BitMart has its parameters in the body, not in the address'
		: 'its path is not one that the guard rails know';
	return new Refusal(
		`This credential does not sign ${endpoint.split('?')[0]}: ${why}`,
		'Write the path exactly as BitMart documents it: no escapes, no doubled slash, none at the end. Paths that this package does not know are signed only by a credential that allows every action and has neither Allowed Symbols nor a Largest Order Value.',
	);
}

function notAllowed(action: Action): Refusal {
	const { label, what } = ACTIONS[action];
	return new Refusal(
		`This credential does not allow ${what}: tick ${label} under Allowed Actions in the credential`,
		'Or choose another credential that allows it. Nothing in a workflow can change this.',
	);
}

/** A string of JSON text, and whether it is the key of an object. */
const STRINGS = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** All objects of a JSON value, from the outside in. */
function objectsIn(value: unknown): Body[] {
	if (typeof value !== 'object' || value === null) return [];
	const inner = Object.values(value).flatMap(objectsIn);
	return Array.isArray(value) ? inner : [value as Body, ...inner];
}

/** A key without its case and its separators. */
const letters = (key: string) => key.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');

/**
 * The body as the exchange will read it. Where a key stands twice, or once more in another case, nobody
 * knows which of them that is.
 */
function readBody(text: string): Body {
	const body = parseExact(text) as Body;
	const objects = objectsIn(body);
	const inText = [...text.matchAll(STRINGS)].filter(([, colon]) => colon !== undefined).length;
	const parsed = objects.reduce((count, object) => count + Object.keys(object).length, 0);
	const isAmbiguous = objects.some((object) => {
		const keys = Object.keys(object).map(letters);
		return new Set(keys).size < keys.length;
	});
	if (inText !== parsed || isAmbiguous) {
		throw new Refusal(
			'The body of this request has a key twice, so that it is not clear which one counts',
			'Write every key once. This credential has Allowed Symbols or a Largest Order Value, which are held against the body.',
		);
	}
	return body;
}

const isNothing = (value: unknown) => value === undefined || value === null || value === '';

/** Every symbol that the body names, wherever it stands and however its key is written. */
const symbolsIn = (body: Body): unknown[] =>
	objectsIn(body).flatMap((object) =>
		Object.entries(object).flatMap(([key, value]) => (letters(key) === 'SYMBOL' ? [value] : [])),
	);

function judgeSymbols({ symbols }: Rails, rule: Rule, endpoint: string, body: Body): void {
	if (!rule.trades || symbols.size === 0) return;
	const list = [...symbols.values()].join(', ');
	const stranger = symbolsIn(body).find(
		(symbol) =>
			!isNothing(symbol) && !(typeof symbol === 'string' && symbols.has(bareSymbol(symbol))),
	);
	if (stranger !== undefined) {
		const name = typeof stranger === 'string' ? stranger : JSON.stringify(stranger);
		throw new Refusal(
			`${name} is not among the Allowed Symbols of this credential: ${list}`,
			'Add it under Allowed Symbols in the credential, or choose another credential that allows it.',
		);
	}
	if (rule.takesSymbol && ordersOf(endpoint, body).some(({ symbol }) => isNothing(symbol))) {
		throw new Refusal(
			`This call names no symbol, so it may reach all of them, and this credential is limited to ${list}`,
			'Name a symbol, one call for each. Or change Allowed Symbols in the credential.',
		);
	}
}

function tooMuch({ name }: Order, worth: string, most: string): Refusal {
	return new Refusal(
		`${name.charAt(0).toUpperCase()}${name.slice(1)} is worth ${worth}, more than the Largest Order Value of this credential, which is ${most}`,
		'Make the order smaller, or raise Largest Order Value in the credential. Sells and market orders count at the current price where that is higher than their own.',
	);
}

function notHere({ name }: Order): Refusal {
	return new Refusal(
		`The value of ${name} is not known here, and this credential has a Largest Order Value`,
		'Use the BitMart node for it, which reads the current price first. From elsewhere, such as the HTTP Request node, only spot orders that name their value are signed: limit and market buys. Or empty Largest Order Value in the credential.',
	);
}

async function judgeValues(rails: Rails, write: Judged, body: Body): Promise<void> {
	const { most } = rails;
	const { endpoint, facts, vouched } = write;
	if (most === undefined || !isPlacing(endpoint)) return;
	for (const order of ordersOf(endpoint, body)) {
		const value = await valueOf(endpoint, order, facts);
		if (value === 'exempt') continue;
		if (value === 'unknown') {
			if (!vouched) throw notHere(order);
			continue;
		}
		if (compareDecimals(value.amount, most) > 0) {
			const worth = `${withoutZeros(value.amount)} ${value.currency}`.trim();
			throw tooMuch(order, worth, withoutZeros(most));
		}
	}
}

/** A POST that is to be judged. */
export interface Judged {
	/** `POST /spot/v2/submit_order`; of a path that somebody else wrote, every character of it. */
	endpoint: string;
	/** The exact text that will be sent. */
	body: string;
	/** Where prices come from. Absent where nothing can be read. */
	facts?: Facts;
	/** The same request was judged with facts before. */
	vouched?: boolean;
}

/**
 * Judges a POST by the guard rails. Reading is always allowed.
 * @throws Refusal that names the rail and what to change
 */
export async function judge(rails: Rails, write: Judged): Promise<void> {
	if (isOpen(rails)) return;
	const rule = ruleOf(write.endpoint);
	if (!rule) throw unknownPath(write.endpoint);
	if (rule.action === undefined) return;
	if (!rails.actions.has(rule.action)) throw notAllowed(rule.action);
	if (rails.symbols.size === 0 && rails.most === undefined) return;
	const body = readBody(write.body);
	judgeSymbols(rails, rule, write.endpoint, body);
	await judgeValues(rails, write, body);
}

/** What stands between an order and its judgement: the reason, as a refusal. */
function unreadable(what: string, caught: unknown): unknown {
	if (!(caught instanceof Failure || caught instanceof Complaint)) return caught;
	return new Refusal(
		`${what} could not be read, so the order cannot be held to the Largest Order Value of this credential`,
		`${caught.message}. Try again in a minute, or empty Largest Order Value in the credential.`,
	);
}

/** A number above zero out of a record. */
function positive(value: unknown, what: string): string {
	const isScalar = typeof value === 'string' || typeof value === 'number';
	const number = isScalar ? plainDecimal(value) : undefined;
	if (number !== undefined && signOf(number) > 0) return number;
	throw unreadable(what, new Complaint('BitMart names no such number'));
}

function operationAt(endpoint: Endpoint): Operation {
	const found = operations().find((operation) => operation.endpoint === endpoint);
	if (!found) throw new Error(`No operation has the endpoint ${endpoint}`);
	return found;
}

const sameId = (record: IDataObject, change: Body) =>
	['order_id', 'client_order_id'].some(
		(key) => !isNothing(change[key]) && String(record[key]) === String(change[key]),
	);

/** Facts from the exchange itself, each read once. */
function factsFrom(read: Reader): Facts {
	const known = new Map<string, Promise<IDataObject[]>>();
	const ask = async (host: string, endpoint: Endpoint, values: Values, what: string) => {
		const key = JSON.stringify([endpoint, values]);
		const answer = known.get(key) ?? read(host, operationAt(endpoint), values);
		known.set(key, answer);
		try {
			return await answer;
		} catch (caught) {
			throw unreadable(what, caught);
		}
	};
	return {
		async spotPrice(symbol) {
			const what = `The current price of ${symbol}`;
			const [ticker] = await ask('spot', 'GET /spot/quotation/v3/ticker', { symbol }, what);
			return positive(ticker?.symbol === symbol ? ticker.last : undefined, what);
		},
		async contract(symbol): Promise<Contract> {
			const what = `The current price of ${symbol}`;
			const contracts = await ask('futures', 'GET /contract/public/details', { symbol }, what);
			const found = contracts.find((contract) => contract.symbol === symbol);
			const quote = String(found?.quote_currency ?? '');
			return {
				size: positive(found?.contract_size, `The contract size of ${symbol}`),
				lastPrice: positive(found?.last_price, what),
				quote,
				// BTCUSD and the like: a contract is a number of dollars, whatever the price.
				coinMargined: quote === 'USD' && symbol.endsWith('USD'),
			};
		},
		async openOrder(list, change) {
			const values = { symbol: change.symbol, limit: 100 };
			const orders = await ask('futures', list, values, 'The order that is to be changed');
			return orders.find((order) => sameId(order, change));
		},
	};
}

/** Judges a write of the nodes, with current prices where they can be read. */
export async function guard({ credentials, endpoint, body, read }: GuardedWrite): Promise<void> {
	const prices = read ? { facts: factsFrom(read) } : { vouched: true };
	await judge(railsOf(credentials), { endpoint, body, ...prices });
}

/** Request options whose content was judged with facts, and that content. */
const judged = new WeakMap<object, string>();

/** What was judged, of options that n8n may add to on the way. */
const contentOf = ({ url, body }: { url?: unknown; body?: unknown }) => JSON.stringify([url, body]);

/**
 * Says that these very options were judged by `guard`. n8n hands the same object on to the credential,
 * which has no way to read a price.
 */
export function vouch(options: object): void {
	judged.set(options, contentOf(options));
}

/** Judges a POST that is about to be signed, whoever sends it. */
export async function guardSigning(
	credentials: ICredentialDataDecryptedObject,
	options: object,
	{ path, body }: { path: string; body: string },
): Promise<void> {
	const vouched = judged.get(options) === contentOf({ ...options, body });
	await judge(railsOf(credentials), { endpoint: `POST ${path}`, body, vouched });
}
