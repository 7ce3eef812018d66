import type { IDataObject } from 'n8n-workflow';

import { endpointVersion } from '../../bitmart/fields/common';
import { futuresAccount, symbolFilter } from '../../bitmart/fields/futures';
import { positionSide } from '../../bitmart/records/positions';
import { compact, isoFromMilliseconds, lowerCase, objectAt } from '../../bitmart/records/records';
import type { PositionMode } from '../../bitmart/words';
import type { Operation } from '../../core/definition/operation';

/** Readings of the resource Position that orders are held against, and what is closed by them. */

/** One record of either version; the names of three fields differ (trap 16). */
function simplifyPosition(record: IDataObject): IDataObject {
	return compact({
		symbol: record.symbol,
		side: positionSide(record, record.position_amount),
		size: record.current_amount,
		entryPrice: record.entry_price,
		markPrice: record.mark_price,
		liquidationPrice: record.liquidation_price,
		leverage: record.leverage,
		marginMode: lowerCase(record.open_type ?? record.margin_type),
		unrealizedProfit: record.unrealized_pnl ?? record.unrealized_value,
		openedAt: isoFromMilliseconds(record.open_timestamp),
	});
}

/** Also what a percentage of a position is taken of, and what there is to close. */
export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many futures positions',
	description:
		'Retrieve the open positions with size, entry price, liquidation price and unrealized result; an empty list means that none is open',
	variants: [
		{
			when: { endpointVersion: ['v2'] },
			endpoint: 'GET /contract/private/position-v2',
			permission: 'Read-Only',
			limit: { requests: 6, seconds: 2, per: 'KEY' },
		},
		{
			when: { endpointVersion: ['v1'] },
			endpoint: 'GET /contract/private/position',
			permission: 'Read-Only',
			limit: { requests: 6, seconds: 2, per: 'KEY' },
		},
	],
	fields: [],
	options: [
		endpointVersion('V1 has no liquidation price', 'v2', 'v1'),
		futuresAccount,
		symbolFilter,
	],
	rows: 'data',
	// With a symbol BitMart returns rows full of zeros where nothing is held (trap 16). One whose amount
	// is missing is kept: it may be a position.
	keep: (record) => Number(record.current_amount) !== 0,
	simplify: simplifyPosition,
};

/** BitMart's names of the position modes. */
export const MODES: Record<PositionMode, string> = { hedge: 'hedge_mode', oneWay: 'one_way_mode' };

/** The position mode of an answer, in the words of the form. */
export function modeRows(answer: IDataObject): IDataObject[] {
	const mode = objectAt(answer, 'data').position_mode;
	const [word] = Object.entries(MODES).find(([, name]) => name === mode) ?? [];
	return mode === undefined ? [] : [{ positionMode: word ?? mode }];
}

/** Also what every order with a side is held against. */
export const getMode: Operation = {
	value: 'getMode',
	name: 'Get Mode',
	action: 'Get the position mode of the futures account',
	description:
		'Retrieve whether the account is in hedge or one-way mode, which decides what the sides of an order mean',
	endpoint: 'GET /contract/private/get-position-mode',
	permission: 'Read-Only',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	fields: [],
	rows: modeRows,
};
