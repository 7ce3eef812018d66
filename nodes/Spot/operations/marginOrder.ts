import { clientOrderId } from '../../bitmart/fields/orderIds';
import { orderAmounts, orderSide, orderType, PRICED, spotSymbol } from '../../bitmart/fields/spot';
import { findSpotOrder } from '../../bitmart/lookups/spot';
import { placedSpotOrder } from '../../bitmart/records/spotOrders';
import { marginAccount } from '../../bitmart/rules/available';
import { percentComplaint } from '../../bitmart/rules/complaints';
import { ruleOptions } from '../../bitmart/rules/options';
import { fitSpotOrder } from '../../bitmart/rules/spotRules';
import { outlineSpotOrder } from '../../bitmart/rules/spotSizes';
import type { Operation, Resource } from '../../core/definition/operation';
import { getMarginAccounts } from './marginAccount';
import { getSymbolRules, getTicker } from './market';
import { get } from './orderGet';

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a margin order',
	description:
		'Place a live order in the isolated margin account of a trading pair and return its ID. Read and cancel it like a spot order, under Order.',
	endpoint: 'POST /spot/v1/margin/submit_order',
	permission: 'Margin-Trade',
	limit: { requests: 20, seconds: 1, per: 'UID' },
	// No source documents that a used key is refused here, so it is never sent a second time.
	repeat: { key: 'clientOrderId', find: findSpotOrder(get), duplicate: [] },
	fields: [spotSymbol, orderSide, orderType, ...orderAmounts(PRICED)],
	// camelCase although the path says v1, the opposite of /spot/v2/submit_order; and no stpMode.
	options: [clientOrderId, ...ruleOptions],
	outline: outlineSpotOrder,
	prepare: fitSpotOrder(getSymbolRules, getTicker, marginAccount(getMarginAccounts)),
	check: percentComplaint,
	rows: placedSpotOrder,
};

/** Orders of the isolated margin accounts. */
export const marginOrder: Resource = {
	value: 'marginOrder',
	name: 'Margin Order',
	description: 'Place orders in the isolated margin accounts',
	host: 'spot',
	operations: [create],
};
