import type { IDataObject } from 'n8n-workflow';

import { endpointVersion } from '../../bitmart/fields/common';
import {
	futuresAccount,
	futuresSymbol,
	leverage,
	marginMode,
	symbolFilter,
} from '../../bitmart/fields/futures';
import { positionSide } from '../../bitmart/records/positions';
import {
	compact,
	isoBySize,
	isoFromMilliseconds,
	lowerCase,
	objectAt,
} from '../../bitmart/records/records';
import { forgetMode, forgetModes } from '../../bitmart/rules/positionMode';
import type { PositionMode } from '../../bitmart/words';
import type { Operation, Resource } from '../../core/definition/operation';

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

/** Also what a percentage of a position is taken of. */
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
const MODES: Record<PositionMode, string> = { hedge: 'hedge_mode', oneWay: 'one_way_mode' };

/** The position mode of an answer, in the words of the form. */
function modeRows(answer: IDataObject): IDataObject[] {
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

const getRisk: Operation = {
	value: 'getRisk',
	name: 'Get Risk',
	action: 'Get the risk of futures positions',
	description: 'Retrieve liquidation price, value and unrealized result of each position',
	endpoint: 'GET /contract/private/position-risk',
	permission: 'Read-Only',
	limit: { requests: 24, seconds: 2, per: 'KEY' },
	fields: [],
	options: [futuresAccount, symbolFilter],
	rows: 'data',
	simplify: (record) =>
		compact({
			symbol: record.symbol,
			side: lowerCase(record.position_side),
			size: record.position_amt,
			markPrice: record.mark_price,
			unrealizedProfit: record.unrealized_profit,
			liquidationPrice: record.liquidation_price,
			leverage: record.leverage,
			marginMode: lowerCase(record.margin_type),
			notional: record.notional,
			// Documented as milliseconds, but BitMart's sample has seconds (trap 6).
			updatedAt: isoBySize(record.update_time),
		}),
};

const setLeverage: Operation = {
	value: 'setLeverage',
	name: 'Set Leverage',
	action: 'Set the leverage of a futures contract',
	description:
		'Set margin mode and leverage of a contract on the live account. Often refused while a position or an order is open.',
	endpoint: 'POST /contract/private/submit-leverage',
	permission: 'Future-Trade',
	limit: { requests: 24, seconds: 2, per: 'KEY' },
	repeat: 'safe',
	fields: [
		futuresSymbol,
		{ ...marginMode, description: 'The margin mode that the leverage is for' },
		{
			...leverage,
			required: false,
			description:
				'Leverage as a number. What becomes of the leverage without it is not documented, so give it.',
		},
	],
	rows: 'data',
};

const setMode: Operation = {
	value: 'setMode',
	name: 'Set Mode',
	action: 'Set the position mode of the futures account',
	description:
		'Switch the live account between hedge and one-way mode, for all contracts. Refused while any position or order is open; changes what the sides of later orders mean.',
	endpoint: 'POST /contract/private/set-position-mode',
	permission: 'Future-Trade',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	repeat: 'safe',
	fields: [
		{
			displayName: 'Position Mode',
			name: 'positionMode',
			wire: 'position_mode',
			type: 'options',
			kind: 'choice',
			required: true,
			options: [
				{ name: 'Hedge', value: 'hedge', description: 'Long and short positions are kept apart' },
				{ name: 'One-Way', value: 'oneWay', description: 'One net position a contract' },
			],
			values: MODES,
			default: 'hedge',
			description: 'The mode to use from now on',
		},
	],
	// The answer can be lost, and then either mode may hold: so forgotten before, and again when it is done,
	// as somebody may have read the old one meanwhile.
	prepare: async (values, { account }) => {
		forgetMode(account);
		return { values };
	},
	rows: (answer) => {
		forgetModes();
		return modeRows(answer);
	},
};

/** Positions, and how they are held. */
export const position: Resource = {
	value: 'position',
	name: 'Position',
	description: 'Read open positions; set leverage, margin mode and position mode',
	host: 'futures',
	operations: [getMany, getMode, getRisk, setLeverage, setMode],
};
