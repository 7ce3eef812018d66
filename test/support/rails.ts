import type { Action } from '../../nodes/access/guardSettings';
import { ACTIONS } from '../../nodes/access/guardSettings';

/** The switches of a credential, as tests need them. */

export const ALL = Object.keys(ACTIONS) as Action[];

/** Allows these actions and no others. */
export const only = (...actions: Action[]): Record<string, boolean> =>
	Object.fromEntries(ALL.map((action) => [ACTIONS[action].name, actions.includes(action)]));

/** Allows all but one. */
export const without = (action: Action) => only(...ALL.filter((one) => one !== action));

/** Forbids nothing. */
export const EVERYTHING = only(...ALL);
