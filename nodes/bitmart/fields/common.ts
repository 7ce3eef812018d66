import type { Field } from '../../core/definition/field';

/** Currency IDs can carry a network, as USDT-TRC20 and USDT-BSC_BNB do. */
function toCurrency(text: string): string | undefined {
	return /^[A-Za-z0-9$._-]+$/.test(text) ? text.toUpperCase() : undefined;
}

export const currency: Field = {
	displayName: 'Currency',
	name: 'currency',
	type: 'string',
	kind: 'text',
	default: '',
	placeholder: 'e.g. USDT',
	description: 'Return only this currency',
	normalize: toCurrency,
	expects: 'a currency such as USDT',
};

/** Where money enters or leaves BitMart the network is part of the currency: a bare USDT means OMNI. */
export const networkCurrency: Field = {
	...currency,
	required: true,
	placeholder: 'e.g. USDT-TRC20',
	description:
		'Currency with its network, such as USDT-TRC20, as Currency: Get Many lists it. Plain USDT means the OMNI network.',
	expects: 'a currency such as BTC or USDT-TRC20',
};

/** A price, size or amount: exact text, never a float. */
export function money(field: Omit<Field, 'type' | 'kind' | 'default'>): Field {
	return { type: 'string', kind: 'decimal', default: '', placeholder: 'e.g. 0.015', ...field };
}

/** How much of a currency is moved, borrowed or withdrawn. */
export const amount: Field = money({
	displayName: 'Amount',
	name: 'amount',
	required: true,
	placeholder: 'e.g. 25.50',
	description: 'How much to move, in units of the currency',
});

/**
 * Reaches the endpoints that BitMart has superseded, for workflows that depend on one. Stands first
 * among the options, because others look at it.
 */
export function endpointVersion(description: string, current: string, ...older: string[]): Field {
	return {
		displayName: 'Endpoint Version',
		name: 'endpointVersion',
		type: 'options',
		kind: 'choice',
		noDataExpression: true,
		local: true,
		options: [
			{ name: `${current.toUpperCase()} (Current)`, value: current },
			...older.map((value) => ({ name: `${value.toUpperCase()} (Superseded)`, value })),
		],
		default: current,
		description,
	};
}

export const limit = (maxValue: number): Field => ({
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	kind: 'integer',
	typeOptions: { minValue: 1, maxValue },
	default: 50,
	description: 'Max number of results to return',
});

export const receiveWindow: Field = {
	displayName: 'Receive Window',
	name: 'receiveWindow',
	wire: 'recvWindow',
	type: 'number',
	kind: 'integer',
	typeOptions: { minValue: 1, maxValue: 60_000 },
	default: 5000,
	description:
		'How many milliseconds after signing BitMart still accepts the request. Raise it only for a slow connection.',
};

/** A bound of a time range. */
export function timeBound(field: Omit<Field, 'type' | 'kind' | 'default'>): Field {
	return { type: 'dateTime', kind: 'time', default: '', ...field };
}

/** The account of a balance or a withdrawal since there is a funding account (June 2026). */
export function sourceAccount(description: string): Field {
	return {
		displayName: 'Source Account',
		name: 'sourceAccount',
		type: 'options',
		kind: 'choice',
		options: [
			{ name: 'Funding', value: 'FUND', description: 'The funding account' },
			{ name: 'Spot', value: 'SPOT', description: 'The spot account' },
		],
		default: 'SPOT',
		description: `${description}. Known from one public client only, so BitMart may ignore it.`,
	};
}
