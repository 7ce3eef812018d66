import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { GuardedWrite } from '../core/definition/service';
import { compareDecimals, withoutZeros } from '../core/values/decimal';
import { askOnce } from './asking';
import type { Body } from './body';
import { isNothing, readBody, symbolsIn } from './body';
import { isForeignSymbol, strangeKey } from './callBodies';
import type { Rule } from './callRules';
import { othersFor, ruleOf } from './callRules';
import { factsFrom } from './facts';
import type { Action, Rails } from './guardSettings';
import { ACTIONS, bareSymbol, isOpen, railsOf, Refusal } from './guardSettings';
import type { Facts, Order } from './orderValue';
import { isPlacing, isPlacingNew, ordersOf, valueOf } from './orderValue';

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

function judgeSymbols({ symbols }: Rails, rule: Rule, body: Body): void {
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
	if (ordersOf(rule.endpoint, body).some(({ symbol }) => isNothing(symbol))) {
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
	const { endpoint, facts, own, amountsOpen } = write;
	if (most === undefined || amountsOpen || !isPlacing(endpoint)) return;
	for (const order of ordersOf(endpoint, body)) {
		const value = await valueOf(endpoint, order, facts);
		if (value === 'exempt') continue;
		if (value === 'unknown') {
			if (!own) throw notHere(order);
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
	/** It is not the request yet: what it is worth is judged when its amounts are there. */
	amountsOpen?: boolean;
	/** The nodes themselves send it: they have judged it with facts, and nobody else sees its signature. */
	own?: boolean;
}

function judgeAction(rails: Rails, { action }: Rule): void {
	if (action !== undefined && !rails.actions.has(action)) throw notAllowed(rails, action);
}

/** Nothing may be in the body that is not this call's own: elsewhere it might be what counts. */
function judgeForm({ endpoint, body: call }: Rule, body: Body): void {
	const strange = strangeKey(call.keys, body);
	if (strange !== undefined) {
		throw new Refusal(
			`This credential does not sign ${endpoint} with "${strange}", which is no parameter of this call`,
			"BitMart's signature does not cover the path, so a body could be meant for another call. Leave it out, or write it as BitMart documents it.",
		);
	}
	const foreign = symbolsIn(body).find((symbol) => isForeignSymbol(call, symbol));
	if (foreign !== undefined) {
		throw new Refusal(
			`This credential does not sign ${endpoint} for ${String(foreign)}: symbols of this call are written as ${call.symbols === 'spot' ? 'BTC_USDT' : 'BTCUSDT'}`,
			"BitMart's signature does not cover the path, so a body could be meant for another market. Write the symbol as BitMart documents it.",
		);
	}
}

/** A refusal of a body that is as good for another call. */
function meansAnother({ endpoint, body }: Rule, { message, hint }: Refusal): Refusal {
	const instead = body.needsNothing
		? 'Or name one more parameter of your call, such as limit.'
		: 'It is refused as if it were that call.';
	return new Refusal(
		`This body would do for ${endpoint} as well. ${message}`,
		`BitMart's signature does not cover the path. ${instead} ${hint ?? ''}`.trim(),
	);
}

/**
 * What others sign must be of no use for a call that is forbidden: somebody may get hold of the signature,
 * and send the body to another path. So it is judged as every write that it would do for. A trading call
 * has named its symbols already, and only what places something holds sizes and prices.
 */
async function judgeOthers(rails: Rails, rule: Rule, write: Judged, body: Body): Promise<void> {
	for (const other of othersFor(rule, body)) {
		const { endpoint } = other;
		try {
			judgeAction(rails, other);
			if (rule.symbols !== 'named') judgeSymbols(rails, other, body);
			if (isPlacing(rule.endpoint) && isPlacingNew(endpoint)) {
				await judgeValues(rails, { ...write, endpoint }, body);
			}
		} catch (caught) {
			throw caught instanceof Refusal ? meansAnother(other, caught) : caught;
		}
	}
}

/**
 * Judges a POST by the guard rails. Reading is always allowed.
 * @throws Refusal that names the rail and what to change
 */
export async function judge(rails: Rails, write: Judged): Promise<void> {
	if (isOpen(rails)) return;
	const rule = ruleOf(write.endpoint);
	if (!rule) throw unknownPath(write.endpoint);
	judgeAction(rails, rule);
	const body = readBody(write.body);
	judgeForm(rule, body);
	judgeSymbols(rails, rule, body);
	await judgeValues(rails, write, body);
	if (!write.own) await judgeOthers(rails, rule, write, body);
}

/** Judges a write of the nodes, with current prices where they can be read. */
export async function guard(write: GuardedWrite): Promise<void> {
	const { credentials, endpoint, body, amountsOpen, read } = write;
	const prices = read && { facts: factsFrom(askOnce(read)) };
	await judge(railsOf(credentials), { endpoint, body, amountsOpen, own: true, ...prices });
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
	const own = judged.get(options) === contentOf({ ...options, body });
	await judge(railsOf(credentials), { endpoint: `POST ${path}`, body, own });
}
