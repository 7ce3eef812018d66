/** When a parameter that is conditional has to be there. */

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
	'POST /spot/v1/margin/submit_order',
];

const always: Condition = () => true;
const both =
	(...all: Condition[]): Condition =>
	(given) =>
		all.every((condition) => condition(given));
const is =
	(name: string, ...wanted: string[]): Condition =>
	(given) =>
		wanted.includes(String(given[name]));
const not =
	(condition: Condition): Condition =>
	(given) =>
		!condition(given);

/** Futures sides that may open a position. */
const opening = is('side', '1', '4');
/** A futures order is a limit order unless it says otherwise. */
const byLimit: Condition = ({ type }) => type === undefined || type === '' || type === 'limit';
/** A withdrawal to a chain wins over an internal one, so the internal group is not asked for then. */
const inside = absent('address');

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

	'POST /spot/v4/algo/submit_order trigger_price': always,
	'POST /spot/v4/algo/submit_order trigger_type': always,
	'POST /spot/v4/algo/submit_order price': is('trigger_type', 'limit'),
	'POST /spot/v4/algo/submit_order notional': both(is('trigger_type', 'market'), is('side', 'buy')),
	'POST /spot/v4/algo/submit_order size': (given) =>
		given.trigger_type === 'limit' || given.side === 'sell',

	'POST /account/v1/withdraw/apply address': both(absent('type'), absent('value')),
	'POST /account/v1/withdraw/apply type': both(inside, not(absent('value'))),
	'POST /account/v1/withdraw/apply value': both(inside, not(absent('type'))),
	'POST /account/v1/withdraw/apply areaCode': both(inside, is('type', '3')),

	'POST /contract/private/submit-order leverage': opening,
	'POST /contract/private/submit-order open_type': opening,
	'POST /contract/private/submit-order price': byLimit,
	'POST /contract/private/modify-limit-order order_id': absent('client_order_id'),
	'POST /contract/private/modify-limit-order client_order_id': absent('order_id'),
	'POST /contract/private/modify-limit-order price': absent('size'),
	'POST /contract/private/modify-limit-order size': absent('price'),
	'POST /contract/private/submit-plan-order executive_price': byLimit,
	'POST /contract/private/modify-plan-order executive_price': byLimit,
	'POST /contract/private/modify-tp-sl-order order_id': absent('client_order_id'),
	'POST /contract/private/modify-tp-sl-order client_order_id': absent('order_id'),
	'POST /contract/private/modify-tp-sl-order executive_price': is('plan_category', '1'),
};
