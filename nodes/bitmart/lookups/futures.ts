import type { IDataObject } from 'n8n-workflow';

import type { Finder, Operation } from '../../core/definition/operation';
import { belongsToAnother, futuresDifference, ownSize } from './compare';
import { recordsOrNone } from './records';

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
		const { order_id: id, price } = order;
		const envelope = { code: 1000, data: { order_id: id, price, ...ownSize(values, order) } };
		return { kind: 'found', envelope, createdAt: Number(order.create_time) };
	};
}
