import { limit, timeBound } from '../../bitmart/fields/common';
import {
	futuresAccount,
	futuresOrderId,
	futuresSymbol,
	symbolFilter,
} from '../../bitmart/fields/futures';
import { clientOrderId } from '../../bitmart/fields/orderIds';
import { historyPaging } from '../../bitmart/paging';
import { newestFirst, simplifyFuturesOrder } from '../../bitmart/records/futuresOrders';
import { compact, isoFromMilliseconds, lowerCase } from '../../bitmart/records/records';
import { sideWord } from '../../bitmart/words';
import type { Field } from '../../core/definition/field';
import type { Operation } from '../../core/definition/operation';

/** Lists of futures orders and trades. */

/** Both lists count in seconds and look at seven days unless a time is given (traps 6 and 14). */
const endTime = timeBound({
	displayName: 'End Time',
	name: 'endTime',
	wire: 'end_time',
	unit: 's',
	description: 'Return only results up to this time',
});

const startTime = timeBound({
	displayName: 'Start Time',
	name: 'startTime',
	wire: 'start_time',
	unit: 's',
	description:
		'Return only results from this time on. Without it: of the last 7 days, with Return All of the last 90.',
});

const clientOrderIdFilter: Field = {
	...clientOrderId,
	wire: 'client_order_id',
	description: 'Return only what belongs to the order with this ID of yours',
};

const orderIdFilter: Field = {
	...futuresOrderId,
	wire: 'order_id',
	required: false,
	description: 'Return only what belongs to the order with this ID',
};

/** Also where orders are looked up, and which contracts are being closed. */
export const getManyOpen: Operation = {
	value: 'getManyOpen',
	name: 'Get Many Open',
	action: 'Get many open futures orders',
	description:
		'Retrieve orders that can still fill, trailing orders included, at most 100. Plan and TP/SL orders are listed by Plan Order: Get Many Open.',
	endpoint: 'GET /contract/private/get-open-orders',
	permission: 'Read-Only',
	limit: { requests: 50, seconds: 2, per: 'KEY' },
	fields: [limit(100)],
	options: [
		{
			displayName: 'Order State',
			name: 'orderState',
			wire: 'order_state',
			type: 'options',
			kind: 'choice',
			options: [
				{ name: 'All', value: 'all', description: 'Every open order' },
				{
					name: 'Partially Filled',
					value: 'partially_filled',
					description: 'Open orders of which a part is filled',
				},
			],
			default: 'all',
			description: 'Return only orders in this state',
		},
		symbolFilter,
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			kind: 'choice',
			options: [
				{ name: 'Limit', value: 'limit' },
				{ name: 'Market', value: 'market' },
				{ name: 'Trailing', value: 'trailing' },
			],
			default: 'limit',
			description: 'Return only orders of this type',
		},
	],
	rows: 'data',
	simplify: simplifyFuturesOrder,
};

/** Also where orders are looked up that are done. */
export const getManyPast: Operation = {
	value: 'getManyPast',
	name: 'Get Many Past',
	action: 'Get many past futures orders',
	description: 'Retrieve orders of a contract that are filled or canceled, newest first',
	endpoint: 'GET /contract/private/order-history',
	permission: 'Read-Only',
	limit: { requests: 6, seconds: 2, per: 'KEY' },
	fields: [futuresSymbol],
	options: [futuresAccount, clientOrderIdFilter, endTime, orderIdFilter, startTime],
	paging: historyPaging('order_id'),
	rows: newestFirst,
	simplify: simplifyFuturesOrder,
};

export const getTrades: Operation = {
	value: 'getTrades',
	name: 'Get Trades',
	action: 'Get your futures trades',
	description:
		'Retrieve your fills with price, size in contracts, fee and realized result, newest first',
	endpoint: 'GET /contract/private/trades',
	permission: 'Read-Only',
	limit: { requests: 6, seconds: 2, per: 'KEY' },
	fields: [],
	options: [futuresAccount, clientOrderIdFilter, endTime, orderIdFilter, startTime, symbolFilter],
	paging: historyPaging('trade_id'),
	rows: newestFirst,
	// A fill does not say in which position mode it was made: the words are those of hedge mode.
	simplify: (trade) =>
		compact({
			tradeId: trade.trade_id,
			orderId: trade.order_id,
			symbol: trade.symbol,
			side: sideWord(trade.side),
			price: trade.price,
			size: trade.vol,
			fee: trade.paid_fees,
			realizedProfit: trade.realised_profit,
			role: lowerCase(trade.exec_type),
			createdAt: isoFromMilliseconds(trade.create_time),
		}),
};
