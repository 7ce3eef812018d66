import {
	futuresAccount,
	futuresSymbol,
	leverage,
	marginMode,
	symbolFilter,
} from '../../bitmart/fields/futures';
import { compact, isoBySize, lowerCase } from '../../bitmart/records/records';
import { forgetMode, forgetModes } from '../../bitmart/rules/positionMode';
import type { Operation, Resource } from '../../core/definition/operation';
import { close } from './positionClose';
import { getMany, getMode, MODES, modeRows } from './positionReads';

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
	description: 'Read and close open positions; set leverage, margin mode and position mode',
	host: 'futures',
	defaultOperation: 'getMany',
	operations: [close, getMany, getMode, getRisk, setLeverage, setMode],
};
