import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { Complaint } from '../core/values/complaint';
import { plainDecimal, signOf } from '../core/values/decimal';

/** The guard rails of a credential as its owner set them. What cannot be understood is refused, never ignored. */

/** What a credential may do beyond reading: its label in the form, and what it is in a sentence. */
export const ACTIONS = {
	tradeFutures: { label: 'Trade Futures', what: 'futures trading' },
	tradeMargin: { label: 'Trade Margin', what: 'margin trading' },
	tradeSpot: { label: 'Trade Spot', what: 'spot trading' },
	transfer: { label: 'Transfer', what: 'transfers' },
	withdraw: { label: 'Withdraw', what: 'withdrawals' },
} as const;

export type Action = keyof typeof ACTIONS;

/** Where nothing was chosen, as in a credential from before there were guard rails. */
export const DEFAULT_ACTIONS: Action[] = ['tradeFutures', 'tradeMargin', 'tradeSpot', 'transfer'];

export interface Rails {
	actions: ReadonlySet<Action>;
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

function actionsOf(given: unknown): ReadonlySet<Action> {
	if (given === undefined) return new Set(DEFAULT_ACTIONS);
	const known = (value: unknown): value is Action =>
		typeof value === 'string' && Object.keys(ACTIONS).includes(value);
	if (Array.isArray(given) && given.every(known)) return new Set(given);
	const labels = Object.values(ACTIONS).map(({ label }) => label);
	throw malformed('Allowed Actions', `a choice of ${labels.join(', ')}`, given);
}

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
	return {
		actions: actionsOf(credentials.allowedActions),
		symbols: symbolsOf(credentials.allowedSymbols),
		most: mostOf(credentials.largestOrderValue),
	};
}

/** Whether the owner has forbidden nothing at all. */
export function isOpen({ actions, symbols, most }: Rails): boolean {
	return actions.size === Object.keys(ACTIONS).length && symbols.size === 0 && most === undefined;
}
