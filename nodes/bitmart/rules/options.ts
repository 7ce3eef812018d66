import type { Field, Values } from '../../core/definition/field';

/** What the user decides about the rules. */

const ifAmountDoesNotFit: Field = {
	displayName: 'If the Amount Does Not Fit',
	name: 'ifAmountDoesNotFit',
	type: 'options',
	kind: 'choice',
	local: true,
	options: [
		{
			name: 'Round Down',
			value: 'roundDown',
			description: 'Cut surplus decimals off sizes and prices, never up and never to nothing',
		},
		{
			name: 'Stop and Explain',
			value: 'stop',
			description: 'Send nothing and say what would fit',
		},
	],
	default: 'stop',
	description: 'What happens to a size or price with more decimals than BitMart takes',
};

export const sendUnchecked: Field = {
	displayName: 'Send Unchecked',
	name: 'sendUnchecked',
	type: 'boolean',
	kind: 'boolean',
	local: true,
	default: false,
	description: 'Whether to send the order unchanged when the trading rules cannot be read',
};

/** The options of every operation that holds its order to the rules. */
export const ruleOptions: Field[] = [ifAmountDoesNotFit, sendUnchecked];

/** Whether the user wants surplus decimals cut off. */
export const roundsDown = (values: Values): boolean => values.ifAmountDoesNotFit === 'roundDown';
