import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { Complaint } from '../core/values/complaint';
import { plainDecimal, signOf } from '../core/values/decimal';

/** The guard rails of a credential as its owner set them. What cannot be understood is refused, never ignored. */

/** What a credential may do beyond reading: its switch in the form, and what it is in a sentence. */
export const ACTIONS = {
	tradeSpot: {
		name: 'allowSpotTrading',
		label: 'Allow Spot Trading',
		what: 'spot trading',
		byDefault: true,
	},
	tradeMargin: {
		name: 'allowMarginTrading',
		label: 'Allow Margin Trading',
		what: 'margin trading',
		byDefault: true,
	},
	tradeFutures: {
		name: 'allowFuturesTrading',
		label: 'Allow Futures Trading',
		what: 'futures trading',
		byDefault: true,
	},
	transfer: {
		name: 'allowTransfers',
		label: 'Allow Transfers',
		what: 'transfers',
		byDefault: true,
	},
	withdraw: {
		name: 'allowWithdrawals',
		label: 'Allow Withdrawals',
		what: 'withdrawals',
		byDefault: false,
	},
} as const;

export type Action = keyof typeof ACTIONS;

export interface Rails {
	actions: ReadonlySet<Action>;
	/** Made before there were switches: what its owner had chosen is not known any more, so it only reads. */
	outdated: boolean;
	/** As they are compared, and as the owner wrote them. Empty: all. */
	symbols: ReadonlyMap<string, string>;
	/** The largest value of an order, in its quote currency; undefined: any. */
	most: string | undefined;
}

/** `BTC_USDT`, `BTC/USDT` and `BTCUSDT` are one symbol: the markets write it differently. */
export const bareSymbol = (symbol: string): string => symbol.toUpperCase().replace(/[_/-]/g, '');

/**
 * A refusal by the guard rails. n8n takes over `description` where it wraps what a credential throws, as
 * in the HTTP Request node, so that the hint is shown there too.
 */
export class Refusal extends Complaint {
	get description(): string | undefined {
		return this.hint;
	}
}

function malformed(label: string, expected: string, given: unknown): Refusal {
	return new Refusal(
		`${label} of the credential must be ${expected}`,
		`It is ${JSON.stringify(given)}. Until it can be understood, nothing that a guard rail might forbid is sent.`,
	);
}

/** A switch; its text too, which is what many expressions give. */
function isOn(action: Action, credentials: ICredentialDataDecryptedObject): boolean {
	const { name, label, byDefault } = ACTIONS[action];
	const given: unknown = credentials[name];
	if (given === undefined) return byDefault;
	if (given === true || given === 'true') return true;
	if (given === false || given === 'false') return false;
	throw malformed(label, 'on or off, in an expression true or false', given);
}

function actionsOf(credentials: ICredentialDataDecryptedObject): ReadonlySet<Action> {
	const actions = Object.keys(ACTIONS) as Action[];
	return new Set(actions.filter((action) => isOn(action, credentials)));
}

/** The list that an earlier version had instead of the switches. The form keeps it, hidden, to know such credentials. */
const isOutdated = ({ allowedActions }: ICredentialDataDecryptedObject) =>
	allowedActions !== undefined && allowedActions !== '';

function symbolsOf(given: unknown): ReadonlyMap<string, string> {
	if (given === undefined) return new Map();
	const entries = typeof given === 'string' ? given.split(',').map((entry) => entry.trim()) : [];
	const symbols = entries.filter((entry) => entry !== '');
	const readable = symbols.every((entry) => /^[A-Z0-9$.]+([_/-][A-Z0-9$.]+)?$/i.test(entry));
	const isBlank = typeof given === 'string' && given.trim() === '';
	// A text of nothing but commas is a mistake, and must not mean "all".
	if (!readable || (symbols.length === 0 && !isBlank)) {
		throw malformed('Allowed Symbols', 'a list such as BTC_USDT, ETH_USDT', given);
	}
	return new Map(symbols.map((symbol) => [bareSymbol(symbol), symbol]));
}

function mostOf(given: unknown): string | undefined {
	if (given === undefined || (typeof given === 'string' && given.trim() === '')) return undefined;
	const isScalar = typeof given === 'string' || typeof given === 'number';
	const most = isScalar ? plainDecimal(given) : undefined;
	if (most !== undefined && signOf(most) > 0) return most;
	throw malformed('Largest Order Value', 'a number above zero such as 500 or 500.50', given);
}

/**
 * The guard rails of a credential.
 * @throws Refusal where a setting cannot be understood
 */
export function railsOf(credentials: ICredentialDataDecryptedObject): Rails {
	const outdated = isOutdated(credentials);
	const actions = actionsOf(credentials);
	return {
		actions: outdated ? new Set() : actions,
		outdated,
		symbols: symbolsOf(credentials.allowedSymbols),
		most: mostOf(credentials.largestOrderValue),
	};
}

/** Whether the owner has forbidden nothing at all. */
export function isOpen({ actions, symbols, most }: Rails): boolean {
	return actions.size === Object.keys(ACTIONS).length && symbols.size === 0 && most === undefined;
}
