import { futuresOrderId, futuresSymbol } from '../../bitmart/fields/futures';
import { cancelRest, waitFields } from '../../bitmart/fields/waiting';
import { waitForOrder } from '../../bitmart/lookups/waiting';
import { simplifyFuturesOrder } from '../../bitmart/records/futuresOrders';
import type { JobOperation, Step } from '../../core/definition/operation';
import { cancel, get } from './orderOne';

const GET: Step = { host: 'futures', operation: get };
const CANCEL: Step = { host: 'futures', operation: cancel };

/** Of the resource Order. */
export const wait: JobOperation = {
	value: 'wait',
	name: 'Wait',
	action: 'Wait for a futures order',
	description:
		'Wait until an order is filled or canceled, or a deadline is reached, and return what became of it',
	run: waitForOrder({ get: GET, cancel: CANCEL, simplify: simplifyFuturesOrder }),
	steps: [GET, CANCEL],
	fields: [futuresSymbol, futuresOrderId, ...waitFields],
	options: [cancelRest],
	rows: () => [],
};
