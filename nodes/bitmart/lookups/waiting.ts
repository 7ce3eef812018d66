import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Conductor, Run, Step } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import { isZero } from '../rules/complaints';
import type { Following, Sight } from './follow';
import { follow } from './follow';
import { recordsOrNone } from './records';

/** How an order of either market is waited for. */

/** Milliseconds before the first look at an order. */
const FIRST = 250;

/** The longest pause between two looks. */
const LONGEST = 5000;

/** So long a cancellation that was taken may need until the order shows it. */
const SETTLING = 10_000;

/** The definitions that a wait is made of. */
export interface WaitSteps {
	/** Order: Get. */
	get: Step;
	/** Order: Cancel. */
	cancel: Step;
	/** The record of an order in words, with a `status` that both markets share. */
	simplify: (record: IDataObject) => IDataObject;
}

const isCanceled = ({ status }: IDataObject): boolean =>
	status === 'canceled' || status === 'partiallyCanceled';

/** Nothing can happen to it any more. */
const isFinal = (order: IDataObject): boolean =>
	order.status === 'filled' || order.status === 'failed' || isCanceled(order);

const filledOf = ({ filledSize }: IDataObject): string =>
	filledSize === undefined || filledSize === '' ? '0' : String(filledSize);

/** How much was filled, in words. A market order that spends an amount has no size of its own. */
function filledWords(order: IDataObject): string {
	const filled = isZero(order.filledSize) ? 'nothing' : filledOf(order);
	return `${filled}${isZero(order.size) ? '' : ` of ${String(order.size)}`} was filled`;
}

function itemOf(
	order: IDataObject,
	waited: 'filled' | 'canceled' | 'deadline',
	message?: string,
): IDataObject {
	return {
		...order,
		filledSize: filledOf(order),
		waited,
		...(isCanceled(order) && { canceled: true }),
		...(message !== undefined && { message }),
	};
}

/** The item of an order that came to its end by itself. */
function ended(order: IDataObject, until: unknown): IDataObject {
	if (order.status === 'filled') return itemOf(order, 'filled');
	if (until !== 'filled') return itemOf(order, 'canceled');
	const what = isCanceled(order) ? 'was canceled' : 'failed';
	throw new Complaint(
		`The order ${what} before it was filled: ${filledWords(order)}`,
		`It is order ${String(order.orderId)}. To go on in this case too, choose Filled or Canceled in Wait Until.`,
	);
}

const unknown = (seconds: number): Complaint =>
	new Complaint(
		'This order is not known to BitMart',
		`It was looked for during ${seconds} seconds. Check the ID, the symbol and the account; an order that was canceled without a fill is forgotten after some minutes.`,
	);

/** What names the order in the form. */
const questionOf = ({ symbol, findBy, orderId, clientOrderId }: Values): Values =>
	Object.fromEntries(
		Object.entries({ symbol, findBy, orderId, clientOrderId }).filter(
			([, value]) => value !== undefined,
		),
	);

/** What a wait looks at. */
interface Watch {
	sight: Sight;
	following: Following;
	call: Conductor;
	/** Seconds. */
	deadline: number;
	until: unknown;
}

/** Cancels what is left at the deadline, and says what became of the order. */
async function cancelLeft(
	order: IDataObject,
	cancel: Step,
	{ sight, following, call, deadline, until }: Watch,
): Promise<IDataObject> {
	let refused: Failure | undefined;
	let shown: IDataObject | undefined;
	try {
		const { symbol, orderId } = order;
		[shown] = await call.call('cancel', cancel, { symbol, findBy: 'orderId', orderId });
	} catch (caught) {
		// It may have been filled or canceled at this very moment, which only the order itself tells.
		if (!(caught instanceof Failure)) throw asCaught(caught);
		refused = caught;
	}
	if (call.isDryRun) {
		const message = `The order is still open after ${deadline} seconds. Nothing was canceled: to cancel the rest, switch Dry Run off in the options.`;
		return { ...itemOf(order, 'deadline', message), dryRun: true, request: shown?.request };
	}
	await follow(sight, call.now() + SETTLING, following, call);
	const last = sight.record ?? order;
	if (!isFinal(last)) {
		if (refused) throw asCaught(refused);
		return itemOf(
			last,
			'deadline',
			'BitMart took the cancellation, but still shows the order as open. Order: Get tells what becomes of it.',
		);
	}
	if (refused || !isCanceled(last)) return ended(last, until);
	return itemOf(last, 'deadline', `The rest was canceled at the deadline; ${filledWords(last)}`);
}

/** Waits for an order, and gives one item that says what became of it. */
export function waitForOrder({ get, cancel, simplify }: WaitSteps): Run {
	return async function* (values, call) {
		const deadline = Number(values.deadline);
		const { until } = values;
		const question = questionOf(values);
		const look = async () => {
			const [record] = await recordsOrNone(call.read, get.host, get.operation, question);
			return record && simplify(record);
		};
		const following = { look, isFinal, first: FIRST, longest: LONGEST, unknown };
		const begun = call.now();
		const sight: Sight = { at: begun };
		await follow(sight, begun + deadline * 1000, following, call);
		const order = sight.record;
		if (!order) throw unknown(deadline);
		if (isFinal(order)) yield ended(order, until);
		else if (values.cancelRest === true) {
			yield await cancelLeft(order, cancel, { sight, following, call, deadline, until });
		} else {
			const message = `The order is still open after ${deadline} seconds; ${filledWords(order)}`;
			yield itemOf(order, 'deadline', message);
		}
	};
}
