import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { Complaint } from '../values/complaint';

/** Facts of a refusal or of a lost answer. Never holds request options: they carry the key. */
export interface FailureFacts {
	message: string;
	/** What to do about it. */
	hint: string;
	/** The exchange's code, or the network's (`ECONNREFUSED`). */
	code?: string;
	/** HTTP status, where an answer arrived. */
	httpStatus?: number;
	/** The exchange's request ID, for its support. */
	trace?: string;
	/** What a write has done: none, unknown or partial. */
	effect: 'none' | 'unknown' | 'partial';
	/**
	 * What makes another try sensible: `wait` (too many requests), `clock` (our clock is off), `connect`
	 * (the connection was never made), `lost` (no readable answer, or one that leaves everything open).
	 */
	remedy?: 'wait' | 'clock' | 'connect' | 'lost';
	/** The exchange said that it took a write, without saying what became of all of it. */
	accepted?: true;
	/** The exchange said that the key of a write was used before. */
	used?: true;
}

/** The exchange refused, or its answer did not arrive. */
export class Failure extends Error {
	/** How often the request was tried, where more than once. */
	tries?: number;

	constructor(readonly facts: FailureFacts) {
		super(facts.message);
	}
}

/** What was caught, to be thrown on as it is: n8n's lint rules ask for a call at such a place. */
export const asCaught = (caught: unknown): unknown => caught;

/** `failure` causes that n8n understands, by HTTP status. */
const CAUSES: Record<number, 'rate-limited' | 'credential-invalid' | 'temporarily-unavailable'> = {
	401: 'credential-invalid',
	418: 'rate-limited',
	429: 'rate-limited',
	502: 'temporarily-unavailable',
	503: 'temporarily-unavailable',
	504: 'temporarily-unavailable',
};

function failureCause(status: number | undefined) {
	const cause = status === undefined ? undefined : CAUSES[status];
	return cause ? { failure: { cause } } : {};
}

const sentences = (...parts: Array<string | undefined>): string =>
	parts.filter((part) => part).join(' ');

/**
 * The one place where an n8n error is made.
 * A NodeApiError given to NodeApiError comes back as it was, and a `response` would override the
 * description: so it is built from fresh facts, never from what was caught.
 * @param before what was carried out before it, in a sentence
 */
export function toNodeError(
	node: INode,
	thrown: unknown,
	itemIndex: number,
	items: number,
	before = '',
): Error {
	const where = items > 1 ? ` [item ${itemIndex}]` : '';
	if (thrown instanceof Complaint) {
		return new NodeOperationError(node, thrown.message + where, {
			itemIndex,
			...((thrown.hint ?? before) && { description: sentences(thrown.hint, before) }),
		});
	}
	if (thrown instanceof Failure) {
		const { message, hint, code, httpStatus, trace } = thrown.facts;
		// A network code under `code` would make n8n replace the message.
		const name = httpStatus === undefined ? 'network' : 'code';
		const details: JsonObject = { [name]: code ?? null, trace: trace ?? null };
		return new NodeApiError(
			node,
			{ ...details, message },
			{
				message: message + where,
				description: sentences(hint, before),
				itemIndex,
				...(httpStatus !== undefined && { httpCode: String(httpStatus) }),
				...failureCause(httpStatus),
			},
		);
	}
	return thrown instanceof Error
		? thrown
		: new NodeOperationError(node, String(thrown), { itemIndex });
}

/**
 * What an item carries when the workflow continues after it failed. n8n takes an item for a failed one
 * only where it has no other keys than these at its top: one more, and it would leave by the success output.
 */
export function toErrorItem(thrown: unknown, error: Error): { error: string; details: JsonObject } {
	const facts = thrown instanceof Failure ? thrown.facts : undefined;
	const { hint, reason }: { hint?: string; reason?: string } =
		thrown instanceof Complaint ? thrown : { hint: facts?.hint };
	return {
		error: error.message,
		details: {
			...(reason !== undefined && { reason }),
			...(hint !== undefined && { hint }),
			...(facts?.code !== undefined && { code: facts.code }),
			...(facts?.httpStatus !== undefined && { httpCode: String(facts.httpStatus) }),
			...(facts?.trace !== undefined && { trace: facts.trace }),
			...(facts && { effect: facts.effect }),
		},
	};
}
