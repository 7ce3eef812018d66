import { endpointVersion } from '../../bitmart/fields/common';
import { clientOrderId } from '../../bitmart/fields/orderIds';
import {
	orderAmounts,
	orderSide,
	orderType,
	PRICED,
	spotStpMode,
	spotSymbol,
} from '../../bitmart/fields/spot';
import { findSpotOrder } from '../../bitmart/lookups/spot';
import { placedSpotOrder } from '../../bitmart/records/spotOrders';
import { spotWallet } from '../../bitmart/rules/available';
import { percentComplaint } from '../../bitmart/rules/complaints';
import { ruleOptions } from '../../bitmart/rules/options';
import { fitSpotOrder } from '../../bitmart/rules/spotRules';
import { outlineSpotOrder } from '../../bitmart/rules/spotSizes';
import type { Operation } from '../../core/definition/operation';
import { getSpotWallet } from '../../Account/operations/balance';
import { getSymbolRules, getTicker } from './market';
import { get } from './orderGet';

/** Placing a spot order: also the step of operations that are made of others. */

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a spot order',
	description: 'Place a live spot order and return its ID',
	variants: [
		{
			when: { endpointVersion: ['v2'] },
			endpoint: 'POST /spot/v2/submit_order',
			permission: 'Spot-Trade',
			limit: { requests: 40, seconds: 2, per: 'UID' },
			repeat: { key: 'clientOrderId', find: findSpotOrder(get), duplicate: [50042] },
		},
		{
			when: { endpointVersion: ['v1'] },
			endpoint: 'POST /spot/v1/submit_order',
			permission: 'Spot-Trade',
			limit: { requests: 60, seconds: 2, per: 'UID' },
			repeat: 'never',
		},
	],
	fields: [spotSymbol, orderSide, orderType, ...orderAmounts(PRICED)],
	options: [
		endpointVersion(
			"Which of BitMart's endpoints to use. V1 has no Client Order ID, so orders placed with it are not protected against double orders.",
			'v2',
			'v1',
		),
		{ ...clientOrderId, wire: 'client_order_id', when: { endpointVersion: ['v2'] } },
		{ ...spotStpMode, when: { endpointVersion: ['v2'] } },
		...ruleOptions,
	],
	outline: outlineSpotOrder,
	prepare: fitSpotOrder(getSymbolRules, getTicker, spotWallet(getSpotWallet)),
	check: percentComplaint,
	rows: placedSpotOrder,
};
