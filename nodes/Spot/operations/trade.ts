import type { IDataObject } from 'n8n-workflow';

import { receiveWindow } from '../../bitmart/fields/common';
import { orderId } from '../../bitmart/fields/orderIds';
import { orderMode } from '../../bitmart/fields/spot';
import { spotListOptions } from '../../bitmart/fields/spotLists';
import { spotPaging } from '../../bitmart/paging';
import { compact, isoFromMilliseconds } from '../../bitmart/records/records';
import type { Operation, Resource } from '../../core/definition/operation';

const simplifyTrade = (trade: IDataObject): IDataObject =>
	compact({
		tradeId: trade.tradeId,
		orderId: trade.orderId,
		symbol: trade.symbol,
		side: trade.side,
		price: trade.price,
		size: trade.size,
		fee: trade.fee,
		feeCurrency: trade.feeCoinName,
		role: trade.tradeRole,
		createdAt: isoFromMilliseconds(trade.createTime),
	});

const getForOrder: Operation = {
	value: 'getForOrder',
	name: 'Get for Order',
	action: 'Get the trades of a spot order',
	description: 'Retrieve all fills of one of your orders, with price and fee of each',
	endpoint: 'POST /spot/v4/query/order-trades',
	reads: true,
	permission: 'Read-Only',
	limit: { requests: 12, seconds: 2, per: 'KEY' },
	repeat: 'safe',
	fields: [orderId],
	options: [receiveWindow],
	rows: 'data',
	simplify: simplifyTrade,
};

/** Also what the export of the account's history is made of. */
export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many spot trades of yours',
	description: 'Retrieve your own fills with price and fee of each, newest first',
	endpoint: 'POST /spot/v4/query/trades',
	reads: true,
	permission: 'Read-Only',
	limit: { requests: 12, seconds: 2, per: 'KEY' },
	repeat: 'safe',
	fields: [],
	options: spotListOptions(
		{
			...orderMode,
			description: 'Return only trades of this account; without it, trades of both',
		},
		'trades',
	),
	paging: spotPaging('tradeId'),
	rows: 'data',
	simplify: simplifyTrade,
};

/** Fills of one's own spot and margin orders. */
export const trade: Resource = {
	value: 'trade',
	name: 'Trade',
	description: 'Fills of your spot and margin orders',
	host: 'spot',
	defaultOperation: 'getMany',
	operations: [getForOrder, getMany],
};
