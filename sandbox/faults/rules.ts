/** The faults: which there are, and which requests they hit. */
import type { Host } from '../basics/hosts';

/** What can go wrong between a caller and the exchange. */
export type FaultKind =
	/** The connection is closed and nothing is done. */
	| 'lostRequest'
	/** Everything is done, then the connection is closed. */
	| 'lostAnswer'
	/** The connection is closed; what was admitted is carried out `after` milliseconds later (30 s). */
	| 'late'
	/** Reads do not see what is younger than `after` milliseconds (10 s): orders, fills, records. */
	| 'lookupLag'
	/** Everything is done, the answer comes `after` milliseconds later (60 s, by the wall clock) or never. */
	| 'delay'
	/** HTTP 429, code 30013, nothing is done. */
	| '429'
	/** HTTP 418, code 30017, nothing is done. */
	| '418'
	/** HTTP 500 (or `status`) without an envelope, and nothing is done. */
	| '500before'
	/** HTTP 500 (or `status`) without an envelope, after everything was done. */
	| '500after'
	/** Cloudflare's page with HTTP 503 (or `status`), and nothing is done. */
	| 'cloudflare'
	/** Cloudflare's page with HTTP 503 (or `status`), after everything was done. */
	| 'cloudflareAfter'
	/** Everything is done, and the answer breaks off in the middle. */
	| 'truncated'
	/** HTTP 200 with a code that is in no table, and nothing is done. */
	| 'unknownCodeBefore'
	/** HTTP 200 with a code that is in no table, after everything was done. */
	| 'unknownCodeAfter'
	/** HTTP 200 with a `code` that is no code ([1000], unless told), and nothing is done. */
	| 'oddCodeBefore'
	/** HTTP 200 with a `code` that is no code ([1000], unless told), after everything was done. */
	| 'oddCodeAfter'
	/** The network delivers the request twice; both are carried out, and the first answer comes back. */
	| 'doubled'
	/** Everything is done, and the answer comes byte by byte without an end. */
	| 'trickle'
	/** Everything is done, and the answer is longer than 20 megabytes. */
	| 'oversized'
	/** From this request on the exchange's clock is off by `after` milliseconds (5 min). */
	| 'clockSkew';

/** One thing that goes wrong. */
export interface Fault {
	kind: FaultKind;
	/** Milliseconds; what they mean depends on the kind. */
	after?: number;
	/** The HTTP status of '500…' and 'cloudflare…'. */
	status?: number;
	/** What stands as `code` in the answer of 'oddCode…'. */
	code?: unknown;
	/** Of 'doubled': told each time that the work was done. */
	delivered?: (time: 1 | 2) => void;
	/**
	 * Of 'delay': once this is over the connection is closed, without an answer and without a wait. Of
	 * 'trickle': called as soon as the answer has begun; the connection is closed a second after it is over.
	 */
	until?: () => Promise<void> | void;
}

/** What a rule can look at. */
export interface FaultRequest {
	host: Host;
	method: string;
	path: string;
	rawQuery: string;
	/** The exact text as received. */
	body: string;
}

/** A fault, and which requests it hits. */
export interface FaultRule extends Fault {
	/** 'POST /spot/v2/submit_order', a pattern for that text, or a question. */
	on: string | RegExp | ((request: FaultRequest) => boolean);
	/** How many requests it hits; absent = all of them. */
	times?: number;
	/** How many requests that it would have hit it lets pass first. */
	skip?: number;
}

/** What a kind waits for unless its rule says otherwise, in milliseconds. */
const FAULT_TIMES: Partial<Record<FaultKind, number>> = {
	late: 30_000,
	lookupLag: 10_000,
	delay: 60_000,
	clockSkew: 300_000,
};

/** The time that goes with a fault. */
export const timeOf = ({ kind, after }: Fault): number => after ?? FAULT_TIMES[kind] ?? 0;

function fits({ on, times }: FaultRule, request: FaultRequest): boolean {
	if (times !== undefined && times <= 0) return false;
	if (typeof on === 'function') return on(request);
	const name = `${request.method} ${request.path}`;
	// A pattern with the flag g remembers where it was; this one must not.
	return typeof on === 'string' ? on === name : name.search(on) >= 0;
}

/** Whether a rule hits a request; counts it down. */
function hits(rule: FaultRule, request: FaultRequest): boolean {
	if (!fits(rule, request)) return false;
	if (rule.skip !== undefined && rule.skip > 0) {
		rule.skip--;
		return false;
	}
	if (rule.times !== undefined) rule.times--;
	return true;
}

const takeFirst = (rules: FaultRule[], request: FaultRequest): FaultRule | undefined =>
	rules.find((rule) => hits(rule, request));

const isLag = ({ kind }: Fault) => kind === 'lookupLag';
const isSkew = ({ kind }: Fault) => kind === 'clockSkew';

/** What happens to one request. */
export interface Fate {
	fault?: Fault;
	/** How far its reads lag behind, in milliseconds. */
	lag?: number;
	/** How far the exchange's clock is off from now on, in milliseconds. */
	skew?: number;
}

/**
 * What the rules have in store for a request: one lag, one skew and one other fault at most, each by the
 * first rule that fits and is not used up. Counts the rules down.
 */
export function fateOf(rules: FaultRule[], request: FaultRequest): Fate {
	const lag = takeFirst(rules.filter(isLag), request);
	const skew = takeFirst(rules.filter(isSkew), request);
	const fault = takeFirst(
		rules.filter((rule) => !isLag(rule) && !isSkew(rule)),
		request,
	);
	return {
		...(fault && { fault }),
		...(lag && { lag: timeOf(lag) }),
		...(skew && { skew: timeOf(skew) }),
	};
}
