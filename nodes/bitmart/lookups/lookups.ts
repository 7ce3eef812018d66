import type { IDataObject } from 'n8n-workflow';

import { signOf } from '../../core/values/decimal';
import { Failure } from '../../core/exchange/errors';
import type { Finder, NeverRepeat, Operation, Reader, SafeRepeat, Values } from '../../core/definition/operation';
import { sideNumber } from '../fields/futures';

/** How writes are found again after a lost answer, and how it is proved that they are ours. */

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
		throw notAnAnswer(caught);
	}
}

/** Lint asks for a call here: the error itself is what was caught. */
const notAnAnswer = (caught: unknown): unknown => caught;

/** Two decimals of the same value: `0.10` and `0.1`. */
function sameDecimal(a: unknown, b: unknown): boolean {
	const strip = (value: unknown) => {
		const [whole = '', fraction = ''] = String(value).split('.');
		const digits = fraction.replace(/0+$/, '');
		return `${whole.replace(/^0+(?=\d)/, '')}${digits && `.${digits}`}`;
	};
	return strip(a) === strip(b);
}

/** Cut to as many decimals as the exchange keeps; BitMart drops surplus decimals of a price. */
function sameUpToCut(ours: unknown, theirs: unknown): boolean {
	if (sameDecimal(ours, theirs)) return true;
	const decimals = String(theirs).split('.')[1]?.length ?? 0;
	const [whole = '', fraction = ''] = String(ours).split('.');
	return sameDecimal(`${whole}.${fraction.slice(0, decimals)}`, theirs);
}

/** What differs between a spot order as we would place it and one that the exchange has; undefined where nothing does. */
export function spotDifference(values: Values, order: IDataObject): string | undefined {
	const names = ['symbol', 'side', 'type'].filter((name) => values[name] !== order[name]);
	const amounts = [
		['size', sameDecimal],
		['notional', sameDecimal],
		['price', sameUpToCut],
	] as const;
	for (const [name, same] of amounts) {
		if (values[name] === undefined) continue;
		const theirs = order[name];
		// A market order has no price or size of its own in some answers.
		const missing = theirs === undefined || theirs === '' || signOf(String(theirs)) === 0;
		if (missing ? name !== 'notional' : !same(values[name], theirs)) names.push(name);
	}
	return names.length > 0 ? names.join(', ') : undefined;
}

/** The sentence for an order that is not ours. */
export function belongsToAnother(id: unknown, differences: string): string {
	return `This key already belongs to another order (ID ${String(id)}): it differs in ${differences}`;
}

/** Finds a spot or margin order by its client order ID. `get` is Order: Get. */
export function findSpotOrder(get: Operation): Finder {
	return async (values, read) => {
		const { clientOrderId } = values;
		const [order] = await recordsOrNone(read, 'spot', get, {
			findBy: 'clientOrderId',
			clientOrderId,
		});
		if (!order) return { kind: 'absent', again: values };
		const differences = spotDifference(values, order);
		if (differences)
			return { kind: 'other', sentence: belongsToAnother(order.orderId, differences) };
		const envelope = { code: 1000, data: { order_id: order.orderId } };
		return { kind: 'found', envelope, createdAt: Number(order.createTime) };
	};
}

/**
 * Finds the orders of a batch one by one. What is missing is sent again, and nothing else: the exchange
 * refuses the keys that it knows.
 * @param toAnswer what the exchange would have answered for these order IDs
 */
export function findSpotBatch(get: Operation, toAnswer: (ids: unknown[]) => IDataObject): Finder {
	const findOne = findSpotOrder(get);
	return async (values, read) => {
		const orders = (values.orders ?? []) as Values[];
		const ids: unknown[] = [];
		const missing: Values[] = [];
		let createdAt = Number.POSITIVE_INFINITY;
		for (const order of orders) {
			const finding = await findOne({ symbol: values.symbol, ...order }, read);
			if (finding.kind === 'other') return finding;
			if (finding.kind === 'absent') {
				missing.push(order);
			} else {
				ids.push((finding.envelope.data as IDataObject).order_id);
				createdAt = Math.min(createdAt, finding.createdAt);
			}
		}
		return missing.length > 0
			? { kind: 'absent', again: { ...values, orders: missing } }
			: { kind: 'found', envelope: toAnswer(ids), createdAt };
	};
}

/** Finds a trigger order by its client order ID; its queries have no trigger price to compare. */
export function findTriggerOrder(get: Operation): Finder {
	return async (values, read) => {
		const { clientOrderId } = values;
		const [order] = await recordsOrNone(read, 'spot', get, {
			findBy: 'clientOrderId',
			clientOrderId,
		});
		if (!order) return { kind: 'absent', again: values };
		const ours = { ...values, type: undefined };
		const theirs = { ...order, type: undefined };
		const differences = spotDifference(ours, theirs);
		const kind = values.triggerKind === order.orderMode ? undefined : 'kind';
		const named = [differences, kind].filter((one) => one !== undefined).join(', ');
		if (named) return { kind: 'other', sentence: belongsToAnother(order.orderId, named) };
		const envelope = { code: 1000, data: { order_id: order.orderId } };
		return { kind: 'found', envelope, createdAt: Number(order.createTime) };
	};
}

/**
 * Settles a cancel that was sent twice: the second try says "not canceled" also where the first one did
 * it. Only the order itself tells. `get` is Order: Get.
 */
export function settleSpotCancel(get: Operation): SafeRepeat {
	return {
		settle: async ({ findBy, orderId, clientOrderId }, read) => {
			const [order] = await recordsOrNone(read, 'spot', get, { findBy, orderId, clientOrderId });
			const canceled = ['canceled', 'partially_canceled'].includes(String(order?.state));
			return canceled ? { code: 1000, data: { result: true } } : undefined;
		},
	};
}

/** What differs between a futures order as we would place it and one that the exchange has. */
function futuresDifference(values: Values, order: IDataObject): string | undefined {
	const names: string[] = [];
	const [symbol, side, type] = [order.symbol, order.side, order.type].map(String);
	if (values.symbol !== symbol) names.push('symbol');
	if (sideNumber(values.side) !== Number(side)) names.push('side');
	if (values.type !== type) names.push('type');
	if (!sameDecimal(values.size, order.size)) names.push('size');
	if (values.price !== undefined && !sameUpToCut(values.price, order.price)) names.push('price');
	return names.length > 0 ? names.join(', ') : undefined;
}

/**
 * Finds a futures order by its client order ID. Order details cannot be read by it and the open list
 * has no filter for it, so the open orders of the contract are searched, and then its history.
 */
export function findFuturesOrder(getManyOpen: Operation, getManyPast: Operation): Finder {
	return async (values, read) => {
		const { symbol, clientOrderId } = values;
		const open = await recordsOrNone(read, 'futures', getManyOpen, { symbol, limit: '100' });
		const isOurs = (order: IDataObject) => order.client_order_id === clientOrderId;
		const order =
			open.find(isOurs) ??
			(await recordsOrNone(read, 'futures', getManyPast, { symbol, clientOrderId })).find(isOurs);
		if (!order) return { kind: 'absent', again: values };
		const differences = futuresDifference(values, order);
		if (differences)
			return { kind: 'other', sentence: belongsToAnother(order.order_id, differences) };
		const envelope = { code: 1000, data: { order_id: order.order_id, price: order.price } };
		return { kind: 'found', envelope, createdAt: Number(order.create_time) };
	};
}

/** What a history record says about one movement of money. */
export interface Candidate {
	id: unknown;
	currency: unknown;
	amount: unknown;
	/** Milliseconds since 1970. */
	time: number;
}

/** Candidates of a write without a key are looked for from a little before it was sent: clocks differ. */
const BEFORE = 60_000;

/**
 * Names the records of a history that could be a write whose outcome is unknown: same currency and
 * amount, not older than the write. It claims none of them.
 * @param fits whether the amount of a record may be that of the write; equal, unless it says otherwise
 */
export function sameAmountSince(
	host: string,
	history: Operation,
	question: (values: Values) => Values,
	facts: (record: IDataObject) => Candidate,
	fits: (amount: string, wanted: string) => boolean = sameDecimal,
): NeverRepeat {
	return {
		candidates: async (values, since, read) => {
			const records = await read(host, history, question(values));
			return records
				.map(facts)
				.filter(
					({ currency, amount, time }) =>
						currency === values.currency &&
						time >= since - BEFORE &&
						fits(String(amount), String(values.amount)),
				)
				.map(
					({ id, currency, amount, time }) =>
						`ID ${String(id)}: ${String(amount)} ${String(currency)} at ${new Date(time).toISOString()}.`,
				);
		},
	};
}
