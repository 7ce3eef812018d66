import type { IDataObject } from 'n8n-workflow';

import { Failure } from '../../core/exchange/errors';
import { LOOK_FIRST } from '../../core/exchange/response';
import { ERROR_CODES } from '../errorCodes';

/** What an accepted write has to say, and refusals that come inside an answer of success. */

/** The ID that a write promises. Code 1000 without one is not a placed order: never seen, so never assumed. */
export function placedId(id: unknown, what = 'order'): string {
	if (typeof id === 'string' && id !== '') return id;
	throw new Failure({
		message: `BitMart accepted the ${what} but returned no ${what} ID`,
		hint: LOOK_FIRST,
		effect: 'unknown',
		accepted: true,
	});
}

/** What stands in the answer of a batch, for the person who has to look. */
const idsInWords = (ids: unknown[]): string =>
	ids.length === 0 ? 'The answer names no order.' : `The answer names ${ids.join(', ')}.`;

/** A batch whose answer does not say what became of each order. */
export function incompleteBatch(sent: number, ids: unknown[]): Failure {
	return new Failure({
		message: `BitMart accepted the batch but returned ${ids.length} order IDs for ${sent} orders`,
		hint: `${idsInWords(ids)} Some orders may have been placed and others refused. ${LOOK_FIRST}`,
		effect: ids.length > 0 ? 'partial' : 'unknown',
		accepted: true,
	});
}

/** A refusal inside a success: HTTP 200 and code 1000 around an answer with a code and IDs of its own. */
export function refusedInside({ code, msg }: IDataObject, ids: unknown[]): Failure {
	const known = ERROR_CODES[String(code)];
	const effect = ids.length > 0 ? 'partial' : (known?.effect ?? 'unknown');
	const hint = known?.hint ?? `Look up code ${String(code)} in BitMart's documentation.`;
	return new Failure({
		message: `BitMart refused: ${String(msg ?? 'no reason given')} (code ${String(code)})`,
		hint: effect === 'none' ? hint : `${hint} ${idsInWords(ids)} ${LOOK_FIRST}`,
		code: String(code),
		httpStatus: 200,
		effect,
		...(ids.length > 0 && { accepted: true as const }),
	});
}
