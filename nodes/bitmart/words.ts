/** The words for BitMart's futures sides, which are numbers from 1 to 4. */

/** An account is in one of them, for all contracts. */
export type PositionMode = 'hedge' | 'oneWay';

/** A side of a futures order. */
export interface Side {
	word: string;
	name: string;
	/** On the wire, where each number stands for one word of either mode. */
	number: 1 | 2 | 3 | 4;
	mode: PositionMode;
	/** What the order does to the position. */
	does: string;
}

export const SIDES: readonly Side[] = [
	{
		word: 'openLong',
		name: 'Open Long',
		number: 1,
		mode: 'hedge',
		does: 'opens or enlarges a long position',
	},
	{
		word: 'closeShort',
		name: 'Close Short',
		number: 2,
		mode: 'hedge',
		does: 'reduces or closes a short position',
	},
	{
		word: 'closeLong',
		name: 'Close Long',
		number: 3,
		mode: 'hedge',
		does: 'reduces or closes a long position',
	},
	{
		word: 'openShort',
		name: 'Open Short',
		number: 4,
		mode: 'hedge',
		does: 'opens or enlarges a short position',
	},
	{
		word: 'buy',
		name: 'Buy',
		number: 1,
		mode: 'oneWay',
		does: 'enlarges a long position, or reduces a short one and may turn it into a long',
	},
	{
		word: 'buyReduceOnly',
		name: 'Buy (Reduce Only)',
		number: 2,
		mode: 'oneWay',
		does: 'reduces or closes a short position and never opens a long one',
	},
	{
		word: 'sellReduceOnly',
		name: 'Sell (Reduce Only)',
		number: 3,
		mode: 'oneWay',
		does: 'reduces or closes a long position and never opens a short one',
	},
	{
		word: 'sell',
		name: 'Sell',
		number: 4,
		mode: 'oneWay',
		does: 'enlarges a short position, or reduces a long one and may turn it into a short',
	},
];

/** The position modes as they stand in a sentence. */
export const MODE_NAMES: Record<PositionMode, string> = {
	hedge: 'hedge mode',
	oneWay: 'one-way mode',
};

const opens = ({ number }: Side) => number === 1 || number === 4;

/** Words that open or enlarge a position; leverage, margin mode and presets belong to them. */
export const OPENING_SIDES = SIDES.filter(opens).map(({ word }) => word);

/** Sides that only reduce a position. */
export const CLOSING_SIDES = SIDES.filter((side) => !opens(side));

/** The side that a word of the form names. */
export const sideOf = (word: unknown): Side | undefined => SIDES.find((side) => side.word === word);

/** The word of a side as BitMart's 1 to 4; 0 where there is none. */
export const sideNumber = (word: unknown): number => sideOf(word)?.number ?? 0;

/** The word of a side in a position mode; undefined for a number that is none. */
export const wordOf = (number: number, mode: PositionMode): string | undefined =>
	SIDES.find((side) => side.number === number && side.mode === mode)?.word;

/** BitMart's side 1 to 4 as a word. */
export function sideWord(number: unknown, mode?: unknown): string {
	const wanted: PositionMode = mode === 'one_way_mode' ? 'oneWay' : 'hedge';
	return wordOf(Number(number), wanted) ?? String(number);
}
