/** A call as it reaches its handler. */
import type { Host } from '../basics/hosts';
import { refusal } from '../basics/refusals';
import type { SandboxAccount } from '../books/accounts';
import type { State } from '../books/state';

/** The values of a request after the check: text, exact integers, lists. Handlers see nothing else. */
export type Values = Record<string, unknown>;

/** One admitted and checked request. */
export interface Call {
	/** The host that was called. */
	host: Host;
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
