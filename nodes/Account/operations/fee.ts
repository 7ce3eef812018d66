import type { IDataObject } from 'n8n-workflow';

import { spotSymbol } from '../../bitmart/fields/spot';
import { compact } from '../../bitmart/records/records';
import type { Operation, Resource } from '../../core/definition/operation';

const RATE_TYPES: Record<string, string> = { '0': 'normal', '1': 'vip', '2': 'specialVip' };

/** `taker_fee_rate_A` as `takerFeeRateA`; which classes of pairs there are varies. */
function ratesOf(fees: IDataObject): IDataObject {
	const rates = Object.entries(fees).filter(([name]) => /_fee_rate_/.test(name));
	return Object.fromEntries(
		rates.map(([name, rate]) => [
			name.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase()),
			rate,
		]),
	);
}

const getBasic: Operation = {
	value: 'getBasic',
	name: 'Get Basic',
	action: 'Get the basic fee rates',
	description:
		'Retrieve the fee level of the account and its spot rates for each class of trading pairs',
	endpoint: 'GET /spot/v1/user_fee',
	permission: 'Read-Only',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	fields: [],
	rows: 'data',
	simplify: (fees) =>
		compact({
			rateType: RATE_TYPES[String(fees.user_rate_type)] ?? fees.user_rate_type,
			level: fees.level,
			...ratesOf(fees),
		}),
};

const getForSymbol: Operation = {
	value: 'getForSymbol',
	name: 'Get for Symbol',
	action: 'Get the fee rates of a spot pair',
	description: 'Retrieve the rates that the account pays in one trading pair',
	endpoint: 'GET /spot/v1/trade_fee',
	permission: 'Read-Only',
	limit: { requests: 2, seconds: 2, per: 'KEY' },
	fields: [spotSymbol],
	rows: 'data',
};

/** What trading costs. */
export const fee: Resource = {
	value: 'fee',
	name: 'Fee',
	description: 'What spot trading costs the account',
	host: 'spot',
	operations: [getBasic, getForSymbol],
};
