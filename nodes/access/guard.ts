import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { GuardedWrite } from '../core/definition/service';
import { compareDecimals, withoutZeros } from '../core/values/decimal';
import type { Body } from './body';
import { isNothing, readBody, symbolsIn } from './body';
import type { Rule } from './callRules';
import { ruleOf } from './callRules';
import { factsFrom } from './facts';
import type { Action, Rails } from './guardSettings';
import { ACTIONS, bareSymbol, isOpen, railsOf, Refusal } from './guardSettings';
import type { Facts, Order } from './orderValue';
import { isPlacing, ordersOf, valueOf } from './orderValue';

/**
 * The guard rails of a credential. They live there and not in the nodes, so that no workflow and no AI
 * agent can talk its way around them. One function judges: the core calls it before every write, with
 * the prices at hand, and the credential for everything that it signs, whoever sends it.
 */

function unknownPath(endpoint: string): Refusal {
	const why = endpoint.includes('?')
		? 'a POST to BitMart has its parameters in the body, not in the address'
		: 'its path is not one that the guard rails know';
	return new Refusal(
		`This credential does not sign ${endpoint.split('?')[0]}: ${why}`,
		'Write the path exactly as BitMart documents it: no escapes, no doubled slash, none at the end. Paths that this package does not know are signed only by a credential that allows everything and has neither Allowed Symbols nor a Largest Order Value.',
	);
}

function notAllowed({ outdated }: Rails, action: Action): Refusal {
	const { label, what } = ACTIONS[action];
	if (outdated) {
		return new Refusal(
			'This credential was made by an earlier version of these nodes, so it is not known what it may do, and it only reads',
			'Make a new credential with the same keys, look at what it may do there, and choose it in the workflow. Then delete this one.',
		);
	}
	return new Refusal(
		`This credential does not allow ${what}: switch on ${label} in the credential`,
		'Or choose another credential that allows it. Nothing in a workflow can change this.',
	);
}

function judgeSymbols({ symbols }: Rails, rule: Rule, endpoint: string, body: Body): void {
	if (rule.symbols === 'none' || symbols.size === 0) return;
	const list = [...symbols.values()].join(', ');
	if (rule.symbols === 'all') {
		throw new Refusal(
			`This call acts on all symbols at once, and this credential is limited to ${list}`,
			'Use another credential for it, one whose Allowed Symbols are empty.',
		);
	}
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
	if (ordersOf(endpoint, body).some(({ symbol }) => isNothing(symbol))) {
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
	if (!rails.actions.has(rule.action)) throw notAllowed(rails, rule.action);
	if (rails.symbols.size === 0 && rails.most === undefined) return;
	const body = readBody(write.body);
	judgeSymbols(rails, rule, write.endpoint, body);
	await judgeValues(rails, write, body);
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
