import { quoted, refusal } from './reasons';

/** What an alert wants done, in the many words that alerts have for it. */

/** What can be done on spot, where there is nothing to be short of. */
export type SpotAction = 'buy' | 'sell' | 'close';

/** What can be done with a contract. `close` closes whatever position there is. */
export type FuturesAction =
	| 'buy'
	| 'sell'
	| 'close'
	| 'closeLong'
	| 'closeShort'
	| 'openLong'
	| 'openShort';

const CLOSE = ['close', 'closeposition', 'exit', 'exitposition', 'flat', 'flatten'];
const OPEN_LONG = ['long', 'openlong', 'enterlong', 'entrylong', 'longentry', 'golong'];
const OPEN_SHORT = ['short', 'openshort', 'entershort', 'entryshort', 'shortentry', 'goshort'];
const CLOSE_LONG = ['closelong', 'exitlong', 'longclose', 'longexit'];
const CLOSE_SHORT = ['closeshort', 'exitshort', 'shortclose', 'shortexit'];

/**
 * Spellings of each action as `bare` leaves them. A long on spot is what was bought. There is no word for
 * a short: taken for a sell, it would sell what was never meant to be sold.
 */
const SPOT: Record<SpotAction, readonly string[]> = {
	buy: ['buy', ...OPEN_LONG],
	sell: ['sell'],
	close: [...CLOSE, ...CLOSE_LONG],
};

/** `long` and `short` say what is to be held, `buy` and `sell` only what is to be done. */
const FUTURES: Record<FuturesAction, readonly string[]> = {
	buy: ['buy'],
	sell: ['sell'],
	close: CLOSE,
	closeLong: CLOSE_LONG,
	closeShort: CLOSE_SHORT,
	openLong: OPEN_LONG,
	openShort: OPEN_SHORT,
};

/** `Close Long`, `close_long`, `close-long` and `closeLong` are one word. */
const bare = (text: string): string => text.toLowerCase().replace(/[\s_-]/g, '');

function actionIn<Action extends string>(
	spellings: Record<Action, readonly string[]>,
	text: string,
	key: string,
): Action {
	const actions = Object.keys(spellings) as Action[];
	const wanted = bare(text);
	const found = actions.find((action) => spellings[action].includes(wanted));
	if (found !== undefined) return found;
	throw refusal(
		'unknownAction',
		`"${key}" of the alert is ${quoted(text)}, and must be one of: ${actions.join(', ')}`,
	);
}

/**
 * The action that a word of an alert means on spot.
 * @param key the key of the alert that it stands under
 * @throws Complaint where it is none
 */
export const readSpotAction = (text: string, key = 'action'): SpotAction =>
	actionIn(SPOT, text, key);

/**
 * The action that a word of an alert means with a contract.
 * @param key the key of the alert that it stands under
 * @throws Complaint where it is none
 */
export const readFuturesAction = (text: string, key = 'action'): FuturesAction =>
	actionIn(FUTURES, text, key);
