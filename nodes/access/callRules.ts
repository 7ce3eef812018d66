import { CATALOGUE } from '../catalogue';
import type { Field } from '../core/definition/field';
import { allFieldsOf } from '../core/definition/fields';
import type { Operation } from '../core/definition/operation';
import { callsOf } from '../core/definition/operation';
import type { Action } from './guardSettings';

/** What each POST of the nodes does, as far as guard rails go. */

/** What a POST of BitMart's is, as far as guard rails go. */
export interface Rule {
	/** Undefined: it reads. */
	action: Action | undefined;
	/**
	 * What it reaches: the symbols that it names, or `all` where it trades and has no place for one.
	 * `none`: it does not trade. Money that is moved or withdrawn is not held to symbols.
	 */
	symbols: 'named' | 'all' | 'none';
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

export const operations = (): Operation[] =>
	CATALOGUE.flatMap(({ resources }) => resources.flatMap((resource) => resource.operations));

/** Whether a field, or one of a group of fields, is this key on the wire. */
const writes = ({ name, wire, local, fields = [] }: Field, key: string): boolean =>
	(!local && (wire ?? name) === key) || fields.some((field) => writes(field, key));

/** A call whose permission is not known here has no rule, and is refused as an unknown path is. */
function ruleFor(operation: Operation, endpoint: string, permission = ''): Rule | undefined {
	const action = BY_ENDPOINT[endpoint] ?? BY_PERMISSION[permission];
	if (action === undefined) return undefined;
	const trades = action.startsWith('trade') && endpoint !== CLAIM;
	const named = allFieldsOf(operation).some((field) => writes(field, 'symbol'));
	return {
		action: action === 'read' ? undefined : action,
		symbols: !trades ? 'none' : named ? 'named' : 'all',
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
