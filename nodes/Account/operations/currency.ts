import { currency as oneCurrency } from '../../bitmart/fields/common';
import { compact } from '../../bitmart/records/records';
import type { Operation, Resource } from '../../core/definition/operation';

const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many currencies',
	description:
		'Retrieve currencies with their networks, and whether, from which amount and at what fee they can be deposited and withdrawn',
	endpoint: 'GET /account/v1/currencies',
	limit: { requests: 2, seconds: 2, per: 'IP' },
	public: true,
	fields: [],
	options: [
		{
			displayName: 'Currencies',
			name: 'currencies',
			type: 'string',
			kind: 'list',
			item: oneCurrency,
			maxItems: 20,
			default: '',
			placeholder: 'e.g. BTC, USDT-TRC20',
			description: 'Return only these currencies, at most 20, separated by commas',
		},
	],
	rows: 'data.currencies',
	// withdraw_minfee is an old amount in dollars; the fee in the coin is withdraw_fee.
	simplify: (record) =>
		compact({
			currency: record.currency,
			name: record.name,
			network: record.network,
			contractAddress: record.contract_address,
			depositEnabled: record.deposit_enabled,
			withdrawEnabled: record.withdraw_enabled,
			withdrawMinSize: record.withdraw_minsize,
			withdrawFee: record.withdraw_fee,
			withdrawFeeEstimate: record.withdraw_fee_estimate,
			depositMinSize: record.recharge_minsize,
		}),
};

/** Currencies on their networks; works without a credential. */
export const currency: Resource = {
	value: 'currency',
	name: 'Currency',
	description: 'Currencies and their networks; needs no credential',
	host: 'spot',
	operations: [getMany],
};
