/** What the door knows of the sandbox that it belongs to. */
import type { State } from '../books/state';
import type { PendingWork } from '../faults/pending';
import type { FaultRule } from '../faults/rules';
import type { RecordedRequest } from './log';
import type { Mode } from './parameters';
import type { Rates } from './rates';

/** What a test looks at and turns while requests arrive. */
export interface Controls {
	/** Every request since the start or the last reset, oldest first. */
	requests: RecordedRequest[];
	mode: Mode;
	/** Milliseconds added to `now()`: a clock that is off. */
	clockOffset: number;
	/** What goes wrong: for every request the first rule that fits and is not used up. Gone after `reset`. */
	faults: FaultRule[];
	/** Refuse what exceeds the documented limits (429, then 418), in windows that slide. */
	enforceRates: boolean;
	/**
	 * If set, the next request to this endpoint (such as 'POST /spot/v2/submit_order') that is admitted and
	 * valid gets this text instead of an answer of the books; used once.
	 */
	canned?: { endpoint: string; text: string };
}

/** What one host needs to know of the sandbox. */
export interface HostContext {
	sandbox: Controls & State;
	now: () => number;
	/** A request id that nobody has seen yet. */
	trace: () => string;
	rates: Rates;
	/** What is carried out later. */
	pending: PendingWork;
	log: (record: RecordedRequest, detail: string[]) => void;
}
