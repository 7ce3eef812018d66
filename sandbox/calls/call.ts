/** A call as it reaches its handler. */
import { refusal } from '../basics/refusals';
import type { Endpoint, Values } from '../door/description';
import type { SandboxAccount, State } from '../types';

/** One admitted and checked request. */
export interface Call {
	endpoint: Endpoint;
	/** Present wherever the endpoint is not public. */
	account?: SandboxAccount;
	values: Values;
	now: number;
	state: State;
}

/** One file per area has a table of these, keyed by 'METHOD /path'; each returns the `data` of the answer. */
export type Handlers = Record<string, (call: Call) => unknown>;

/** The user of a private call; the gate has let nobody else in. */
export function userOf({ account }: Call): SandboxAccount {
	if (!account) throw refusal(30001);
	return account;
}
