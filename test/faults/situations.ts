import type { Subject } from './operations';

/** How the node is run in an attempt. */
export type Situation =
	/** One execution, with its tries. */
	| 'one execution'
	/** A second execution with the Idempotency Keys of the first. */
	| 'same key again'
	/** The same Idempotency Keys with the credential of another account: an order for each account. */
	| 'same key, two accounts'
	/** Two executions at the same time with the same Idempotency Keys: one order. */
	| 'same key at once'
	/** An expression gives other values in the next try. */
	| 'values change'
	/** Calls as a tool, of no execution that n8n would name: each is a write of its own. */
	| 'as a tool';

/** The situations that a subject can be in; the usual one is drawn more often. */
export const situationsOf = ({ keyed, forAll, isJob }: Subject): Situation[] => [
	'one execution',
	'one execution',
	'one execution',
	...(isJob ? [] : (['values change'] as const)),
	'as a tool',
	...(keyed ? (['same key again', 'same key at once'] as const) : []),
	...(keyed && forAll ? (['same key, two accounts'] as const) : []),
];
