import { CATALOGUE } from '../catalogue';
import { callsOf } from '../core/definition/operation';
import type { Body } from './body';
import type { CallBody } from './callBodies';
import { callBody, fits } from './callBodies';
import type { Action } from './guardSettings';
import { areWorthTheSame } from './orderValue';

/** What each POST of the nodes does, as far as guard rails go. */

/** What a POST of BitMart's is, as far as guard rails go. */
export interface Rule {
	/** `POST /spot/v2/submit_order`. */
	endpoint: string;
	/** Undefined: it reads. */
	action: Action | undefined;
	/**
	 * What it reaches: the symbols that it names, or `all` where it trades and has no place for one.
	 * `none`: it does not trade. Money that is moved or withdrawn is not held to symbols.
	 */
	symbols: 'named' | 'all' | 'none';
	body: CallBody;
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

/** Play money on the demo host: it goes to the wallet, and no position and no order is touched. */
const CLAIM = 'POST /contract/private/claim';

/** A call whose permission is not known here has no rule, and is refused as an unknown path is. */
function ruleFor(endpoint: string, permission: string, body: CallBody): Rule | undefined {
	const action = BY_ENDPOINT[endpoint] ?? BY_PERMISSION[permission];
	if (action === undefined) return undefined;
	const trades = action.startsWith('trade') && endpoint !== CLAIM;
	const { keys } = body;
	const named = [keys, ...keys.own.values()].some(({ own }) => own.has('symbol'));
	return {
		endpoint,
		action: action === 'read' ? undefined : action,
		symbols: !trades ? 'none' : named ? 'named' : 'all',
		body,
	};
}

function allRules(): Rule[] {
	const resources = CATALOGUE.flatMap((service) => service.resources);
	return resources.flatMap(({ host, operations: found }) =>
		found.flatMap((operation) =>
			callsOf(operation).flatMap((call) => {
				const { endpoint, permission = '' } = call;
				if (!endpoint.startsWith('POST ')) return [];
				const body = callBody(operation, call, call.host ?? host);
				return ruleFor(endpoint, permission, body) ?? [];
			}),
		),
	);
}

let known: Map<string, Rule> | undefined;
const rules = (): Map<string, Rule> =>
	(known ??= new Map(allRules().map((rule) => [rule.endpoint, rule])));

/** The rule of a POST that the nodes know, by its exact path. */
export const ruleOf = (endpoint: string): Rule | undefined => rules().get(endpoint);

/** Whether a call is a write that changes something; queries that are POSTs are none. */
export const changesSomething = (endpoint: string): boolean =>
	ruleOf(endpoint)?.action !== undefined;

/**
 * Calls whose bodies are the same, so that nothing in them says which one is meant. Refusing one where
 * only the other is allowed would forbid both. A spot and a margin order: the same pair, side, size and
 * price, with the money of another wallet. Claim and Cancel All, which need nothing at all: the worst
 * that comes of it are canceled orders.
 */
function areTwins(one: Rule, other: Rule): boolean {
	if (one.action === undefined) return false;
	return (
		areWorthTheSame(one.endpoint, other.endpoint) ||
		(one.body.needsNothing && other.body.needsNothing)
	);
}

/** The writes, apart from the call itself, that this body would do for as well. */
export function othersFor(rule: Rule, body: Body): Rule[] {
	return [...rules().values()].filter(
		(other) =>
			other !== rule &&
			other.action !== undefined &&
			fits(other.body, body) &&
			!areTwins(rule, other),
	);
}
