import { CATALOGUE } from '../catalogue';
import type { Field } from '../core/definition/field';
import { fieldsOf, optionsOf } from '../core/definition/fields';
import type { Operation } from '../core/definition/operation';
import { callsOf } from '../core/definition/operation';
import type { Action } from './guardSettings';

/** What each POST of the nodes does, as far as guard rails go. */

/** What a POST of BitMart's is, as far as guard rails go. */
export interface Rule {
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

export const operations = (): Operation[] =>
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
export function ruleOf(endpoint: string): Rule | undefined {
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
