/** The words for BitMart's futures sides, which are numbers from 1 to 4. */

export const HEDGE_SIDES = ['openLong', 'closeShort', 'closeLong', 'openShort'];

export const ONE_WAY_SIDES = ['buy', 'buyReduceOnly', 'sellReduceOnly', 'sell'];

export const SIDE_NAMES: Record<string, string> = {
	openLong: 'Open Long',
	closeShort: 'Close Short',
	closeLong: 'Close Long',
	openShort: 'Open Short',
	buy: 'Buy',
	buyReduceOnly: 'Buy (Reduce Only)',
	sellReduceOnly: 'Sell (Reduce Only)',
	sell: 'Sell',
};

/** Sides that open or enlarge a position; leverage, margin mode and presets belong to them. */
export const OPENING_SIDES = ['openLong', 'openShort', 'buy', 'sell'];

/** The word of a side as BitMart's 1 to 4. */
export function sideNumber(word: unknown): number {
	const index = [HEDGE_SIDES, ONE_WAY_SIDES]
		.map((words) => words.indexOf(String(word)))
		.find((found) => found >= 0);
	return (index ?? -1) + 1;
}

/** BitMart's side 1 to 4 as a word. */
export function sideWord(side: unknown, mode?: unknown): string {
	const words = mode === 'one_way_mode' ? ONE_WAY_SIDES : HEDGE_SIDES;
	return words[Number(side) - 1] ?? String(side);
}
