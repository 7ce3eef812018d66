import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Finder, Operation, SafeRepeat } from '../../core/definition/operation';
import { belongsToAnother, ownAmount, spotDifference } from './compare';
import { recordsOrNone } from './records';

/** How spot, margin and trigger orders are found again after a lost answer. */

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
		const data = { order_id: order.orderId, ...ownAmount(values, order) };
		return {
			kind: 'found',
			envelope: { code: 1000, data },
			createdAt: Number(order.createTime),
		};
	};
}

/**
 * Finds the orders of a batch one by one. What is missing is sent again, and nothing else: the exchange
 * refuses the keys that it knows.
 * @param toAnswer what the exchange would have answered for these orders
 */
export function findSpotBatch(
	get: Operation,
	toAnswer: (found: IDataObject[]) => IDataObject,
): Finder {
	const findOne = findSpotOrder(get);
	return async (values, read) => {
		const orders = (values.orders ?? []) as Values[];
		const found: IDataObject[] = [];
		const missing: Values[] = [];
		let createdAt = Number.POSITIVE_INFINITY;
		for (const order of orders) {
			const finding = await findOne({ symbol: values.symbol, ...order }, read);
			if (finding.kind === 'other') return finding;
			if (finding.kind === 'absent') {
				missing.push(order);
			} else {
				found.push(finding.envelope.data as IDataObject);
				createdAt = Math.min(createdAt, finding.createdAt);
			}
		}
		return missing.length > 0
			? { kind: 'absent', again: { ...values, orders: missing } }
			: { kind: 'found', envelope: toAnswer(found), createdAt };
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
		// Its record calls limit or market by another name, and `type` something else.
		const theirs = { ...order, type: values.type as string };
		const differences = spotDifference(values, theirs);
		const kind = values.triggerKind === order.orderMode ? undefined : 'kind';
		const named = [differences, kind].filter((one) => one !== undefined).join(', ');
		if (named) return { kind: 'other', sentence: belongsToAnother(order.orderId, named) };
		const data = { order_id: order.orderId, ...ownAmount(values, order) };
		const envelope = { code: 1000, data };
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
