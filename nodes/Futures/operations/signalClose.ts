import type { Values } from '../../core/definition/field';
import type { Conductor, Step } from '../../core/definition/operation';
import { asCaught } from '../../core/exchange/errors';
import { KeyTaken } from '../../core/values/complaint';
import type { Direction } from './openPositions';
import { openPositions } from './openPositions';
import { create } from './orderCreate';
import { get } from './orderOne';

/** Which positions an alert closes, and under which key each. */

export const CREATE: Step = { host: 'futures', operation: create };

/** BitMart's numbers of the sides that close, long first. */
export type ClosingNumber = 3 | 2;

/** The position that a closing side reduces. */
export const DIRECTIONS: Record<ClosingNumber, Direction> = { 3: 'long', 2: 'short' };

/** A position that is to be closed. */
export interface Closing {
	/** The step that closes it; it names the key of the order. */
	step: string;
	number: ClosingNumber;
	/** It was closed by something else before its order was sent. */
	gone?: true;
}

/** What may be closed. */
export interface Closable {
	symbol: string;
	numbers: readonly ClosingNumber[];
	/** The order that closes one of them. */
	orderOf: (number: ClosingNumber) => Values;
}

/**
 * The first order of an alert has the name of its only one, whichever side it closes: so the exchange
 * itself refuses a second first order, also where nothing here remembers the first, or shows it.
 */
export const stepOf = (index: number): string => (index === 0 ? 'order' : `order ${index + 1}`);

/** What an earlier execution has done, before n8n was started anew. */
interface Earlier extends Closing {
	orderId: string;
}

/** The side that a step has closed; undefined where it has closed nothing. */
async function earlierStep(
	step: string,
	numbers: readonly ClosingNumber[],
	{ orderOf }: Closable,
	call: Conductor,
): Promise<Earlier | undefined> {
	let taken: unknown;
	for (const number of numbers) {
		try {
			const items = await call.earlier(step, CREATE, orderOf(number));
			return items && { step, number, orderId: String(items[0]?.orderId) };
		} catch (caught) {
			if (!(caught instanceof KeyTaken)) throw asCaught(caught);
			taken = caught;
		}
	}
	throw taken;
}

async function earlierSteps(ask: Closable, call: Conductor): Promise<Earlier[]> {
	const found: Earlier[] = [];
	for (const index of ask.numbers.keys()) {
		const numbers = ask.numbers.filter((number) => !found.some((one) => one.number === number));
		const one = await earlierStep(stepOf(index), numbers, ask, call);
		if (one) found.push(one);
	}
	return found;
}

/** When the first of some orders was made, by the exchange's clock. */
async function firstMade(orders: Earlier[], { symbol }: Closable, call: Conductor) {
	const times: number[] = [];
	for (const { orderId } of orders) {
		const [record] = await call.read('futures', get, { symbol, orderId });
		times.push(Number(record?.create_time));
	}
	return Math.min(...times);
}

/**
 * What is to be closed. Where an earlier execution has begun with it, before n8n was started anew, it is
 * what was open then: also the side that it did not come to, and nothing that was opened since.
 */
export async function closingOf(ask: Closable, call: Conductor): Promise<Closing[]> {
	const positions = await openPositions(ask.symbol, call);
	const since = (number: ClosingNumber) =>
		positions.find(({ direction }) => direction === DIRECTIONS[number])?.since;
	const open = ask.numbers.filter((number) => since(number) !== undefined);
	const all = open.map((number, index) => ({ step: stepOf(index), number }));
	// A single order that is there already is found when it is placed.
	if (call.isDryRun || (ask.numbers.length === 1 && all.length === 1)) return all;
	const earlier = await earlierSteps(ask, call);
	if (earlier.length === 0) return all;
	const others = open.filter((number) => !earlier.some((one) => one.number === number));
	if (others.length === 0) return earlier;
	const begun = await firstMade(earlier, ask, call);
	const free = ask.numbers
		.map((_, index) => stepOf(index))
		.filter((step) => !earlier.some((one) => one.step === step));
	const left = others
		// Where BitMart does not say since when, it is taken for new: what is left can still be closed.
		.filter((number) => (since(number) ?? Infinity) < begun)
		.map((number, index) => ({ step: free[index] ?? '', number }));
	return [...earlier, ...left];
}
