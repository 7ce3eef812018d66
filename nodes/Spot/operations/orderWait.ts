import { eitherOrderId } from '../../bitmart/fields/orderIds';
import { cancelRest, waitFields } from '../../bitmart/fields/waiting';
import { waitForOrder } from '../../bitmart/lookups/waiting';
import { simplifySpotOrder } from '../../bitmart/records/spotOrders';
import type { JobOperation, Step } from '../../core/definition/operation';
import { cancel } from './orderCancel';
import { get } from './orderGet';

const GET: Step = { host: 'spot', operation: get };
const CANCEL: Step = { host: 'spot', operation: cancel };

/** Of the resource Order. */
export const wait: JobOperation = {
	value: 'wait',
	name: 'Wait',
	action: 'Wait for a spot order',
	description:
		'Wait until an order is filled or canceled, or a deadline is reached, and return what became of it',
	run: waitForOrder({ get: GET, cancel: CANCEL, simplify: simplifySpotOrder }),
	steps: [GET, CANCEL],
	fields: [...eitherOrderId, ...waitFields],
	options: [cancelRest],
	rows: () => [],
};
