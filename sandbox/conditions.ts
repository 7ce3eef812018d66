/** What the sender gave, before the check. */
type Given = Record<string, unknown>;
type Condition = (given: Given) => boolean;

/** Written as the form `is given` of the description: blank counts as left out. */
const absent = (name: string): Condition => {
	return (given) => given[name] === undefined || given[name] === null || given[name] === '';
};

const atPrice: Condition = ({ type }) => type !== 'market';
const bySize: Condition = ({ type, side }) => type !== 'market' || side === 'sell';
const byNotional: Condition = ({ type, side }) => type === 'market' && side === 'buy';

const placing = [
	'POST /spot/v1/submit_order',
	'POST /spot/v2/submit_order',
	'POST /spot/v1/batch_orders',
	'POST /spot/v2/batch_orders',
	'POST /spot/v4/batch_orders',
];

/**
 * The `condition` texts of the description as code, by endpoint and parameter (of the body or of the
 * elements of its list). A conditional parameter that is not listed here is not enforced.
 */
export const conditions: Record<string, Condition> = {
	...Object.fromEntries(
		placing.flatMap((endpoint) => [
			[`${endpoint} size`, bySize],
			[`${endpoint} price`, atPrice],
			[`${endpoint} notional`, byNotional],
		]),
	),
	'POST /spot/v3/cancel_order order_id': absent('client_order_id'),
	'POST /spot/v3/cancel_order client_order_id': absent('order_id'),
	'POST /spot/v4/cancel_orders orderIds': absent('clientOrderIds'),
	'POST /spot/v4/cancel_orders clientOrderIds': absent('orderIds'),
};
