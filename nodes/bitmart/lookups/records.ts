import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Operation, Reader } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';

/** BitMart's ways to say that there is no such order; its look-up lags, so this proves nothing by itself. */
const NOT_FOUND = new Set(['50005', '50032', '40035', '40037']);

/** The records of a look-up; none where BitMart says that there is no such order. */
export async function recordsOrNone(
	read: Reader,
	host: string,
	operation: Operation,
	values: Values,
): Promise<IDataObject[]> {
	try {
		return await read(host, operation, values);
	} catch (caught) {
		if (caught instanceof Failure && NOT_FOUND.has(caught.facts.code ?? '')) return [];
		throw asCaught(caught);
	}
}
