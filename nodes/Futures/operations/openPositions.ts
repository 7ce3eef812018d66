import { positionSide } from '../../bitmart/records/positions';
import type { Conductor } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import type { Complaint } from '../../core/values/complaint';
import { KeyTaken } from '../../core/values/complaint';
import { getMany } from './positionReads';

/** The positions that are open, for operations that close them. */

/** The direction of a position. */
export type Direction = 'long' | 'short';

/** A position that is open. */
export interface Open {
	symbol: string;
	direction: Direction;
	/** When it was opened, in milliseconds since 1970; Infinity where BitMart does not say. */
	since: number;
}

/**
 * What is open, in one contract or in all. Positions of both margin modes are one: the same orders reduce
 * them.
 */
export async function openPositions(symbol: string | undefined, call: Conductor): Promise<Open[]> {
	const records = await call.read('futures', getMany, {
		endpointVersion: 'v2',
		...(symbol !== undefined && { symbol }),
	});
	const all = new Map<string, Open>();
	for (const record of records) {
		// BitMart answers rows full of zeros for a symbol (trap 16).
		if (Number(record.current_amount) === 0) continue;
		const direction = positionSide(record, record.position_amount) as Direction;
		const one = { symbol: String(record.symbol), direction };
		if (symbol !== undefined && one.symbol !== symbol) continue;
		const name = `${one.symbol} ${direction}`;
		const since = Number(record.open_timestamp ?? NaN) || Infinity;
		all.set(name, { ...one, since: Math.min(since, all.get(name)?.since ?? Infinity) });
	}
	return [...all.values()];
}

/** Whether nothing was done, for a reason that may lie in the position. */
const mayBeGone = (caught: Complaint | Failure): boolean =>
	caught instanceof Failure ? caught.facts.effect === 'none' : !(caught instanceof KeyTaken);

/**
 * Whether a position could not be closed because it is not there any more: something else has closed it
 * on the way.
 * @param caught what its order ended with
 */
export async function isGone(
	{ symbol, direction }: Pick<Open, 'symbol' | 'direction'>,
	caught: Complaint | Failure,
	call: Conductor,
): Promise<boolean> {
	if (!mayBeGone(caught)) return false;
	try {
		const open = await openPositions(symbol, call);
		return !open.some((one) => one.direction === direction);
	} catch (unread) {
		if (unread instanceof Failure) return false;
		throw asCaught(unread);
	}
}
