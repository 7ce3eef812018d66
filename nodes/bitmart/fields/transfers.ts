import type { Field } from '../../core/definition/field';
import { amount, money, timeBound } from './common';

/** How much a transfer moves, and what holds it back. */

/** Nothing that must be filled in depends on it: data may choose it. */
export const howMuch: Field = {
	displayName: 'How Much',
	name: 'howMuch',
	type: 'options',
	kind: 'choice',
	local: true,
	required: true,
	options: [
		{
			name: 'Everything Above',
			value: 'everythingAbove',
			description: 'All that is available beyond Amount, which stays; 0 moves everything',
		},
		{ name: 'Exactly', value: 'exactly', description: 'Amount, or nothing' },
		{
			name: 'Percent of What Is Available',
			value: 'percent',
			description: 'Amount is a percentage, at most 100',
		},
		{
			name: 'Up To',
			value: 'upTo',
			description: 'Amount, or what is available of it',
		},
	],
	default: 'exactly',
	description:
		'What Amount means. Where there is nothing to move, an item says so, and nothing is sent.',
};

/** The amount of a transfer; zero has a meaning only where it is what stays. */
export const transferAmount = (
	description = 'How much to move, in units of the currency',
): Field => ({
	...amount,
	zero: { howMuch: ['everythingAbove'] },
	description: `${description}. With How Much: a percentage, or what stays. Computed amounts are rounded down to 8 decimals.`,
});

/** Holds back what must stay, whatever is asked for. */
export const keepAtLeast: Field = money({
	displayName: 'Keep At Least',
	name: 'keepAtLeast',
	local: true,
	zero: true,
	notBlank: 'Remove the option if nothing has to stay.',
	placeholder: 'e.g. 500',
	description:
		'How much of the currency must stay available where it comes from. Where that leaves too little to move, an item says so, and nothing is sent. Every item of a run is held against what is there before the first of them moves: use Loop Over Items where several take from one wallet.',
});

/** For transfers that BitMart does not refuse twice, but lists. */
export const skipIfMovedSince: Field = timeBound({
	displayName: 'Skip If Moved Since',
	name: 'skipIfMovedSince',
	local: true,
	notBlank: 'Remove the option if the history should not be looked at.',
	placeholder: 'e.g. {{ $today }}',
	description:
		'Reads the transfers first, and moves nothing if one of this currency in this direction was made at or after this time, also by hand. Protects a schedule that runs again after a lost answer or a restart. Does not protect two runs at the same moment, nor while BitMart still has the first one on its way: it takes no key for these transfers.',
});
