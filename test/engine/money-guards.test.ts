import type { IDataObject } from 'n8n-workflow';

import { Failure } from '../../nodes/core/exchange/errors';
import { createMany } from '../../nodes/Spot/operations/orderBatch';
import { runNode } from '../support/engine';
import { permit } from '../support/rules';
import { sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/** What batches, transfers and withdrawals refuse, and what they make of answers that are successes in part. */

const sandbox = useNodes();
beforeAll(() => permit(sandbox.spotUrl, 'BTC_USDT', 'ETH_USDT'));

const run = async (node: string, parameters: Record<string, unknown>) =>
	await runNode(node, parameters, { credential: sandboxCredential(sandbox) });

const buy = (changes: Record<string, unknown> = {}) => ({
	side: 'buy',
	type: 'limit',
	size: '0.001',
	price: '55000',
	...changes,
});
const batch = (orders: unknown[], changes: Record<string, unknown> = {}) => ({
	resource: 'order',
	operation: 'createMany',
	symbol: 'BTC_USDT',
	specifyOrders: 'json',
	orders: `={{ ${JSON.stringify(orders)} }}`,
	...changes,
});
const spotOrder = (operation: string, changes: Record<string, unknown>) => ({
	resource: 'order',
	operation,
	symbol: 'BTC_USDT',
	...changes,
});
const withdrawal = (changes: Record<string, unknown>) => ({
	resource: 'withdrawal',
	operation: 'create',
	currency: 'USDT-TRC20',
	amount: '25.50',
	...changes,
});

const REFUSED: Array<[string, string, Record<string, unknown>, string]> = [
	[
		'Cancel Many without an ID',
		'bitmartSpot',
		spotOrder('cancelMany', { orderIds: '={{ "" }}' }),
		'Order IDs is empty',
	],
	[
		'Cancel Many with an empty list',
		'bitmartSpot',
		spotOrder('cancelMany', { orderIds: '={{ [] }}' }),
		'Order IDs is empty',
	],
	[
		'Cancel Many with a list of blanks',
		'bitmartSpot',
		spotOrder('cancelMany', { findBy: 'clientOrderId', clientOrderIds: '={{ ["", null] }}' }),
		'Client Order IDs is empty',
	],
	[
		'Cancel Many with eleven IDs',
		'bitmartSpot',
		spotOrder('cancelMany', { orderIds: '1,2,3,4,5,6,7,8,9,10,11' }),
		'Order IDs takes at most 10 at once',
	],
	[
		'Cancel by Client Order ID with V1',
		'bitmartSpot',
		spotOrder('cancel', {
			findBy: 'clientOrderId',
			clientOrderId: 'mine1',
			options: { endpointVersion: 'v1' },
		}),
		'Endpoint Version V1 cancels by Order ID only',
	],
	[
		'an ID with letters, where V1 wants a bare number',
		'bitmartSpot',
		spotOrder('cancel', { orderId: '12ab', options: { endpointVersion: 'v1' } }),
		'Order ID must be an ID of digits',
	],
	['a batch without an order', 'bitmartSpot', batch([]), 'Orders is empty'],
	[
		'a batch of eleven',
		'bitmartSpot',
		batch(Array.from({ length: 11 }, () => buy())),
		'Orders takes at most 10 at once',
	],
	[
		'a market buy without a size in a batch',
		'bitmartSpot',
		batch([buy(), { side: 'buy', type: 'market', sizeIn: 'quote' }]),
		'Orders 2: Size is empty',
	],
	[
		'an amount under its name on the wire in a batch',
		'bitmartSpot',
		batch([buy(), { side: 'buy', type: 'market', size: '1', notional: '5' }]),
		'Orders 2 has an unknown key "notional"',
	],
	[
		'an order without a side in a batch',
		'bitmartSpot',
		batch([{ type: 'limit', size: '1', price: '2' }]),
		'Orders 1: Side is empty',
	],
	[
		'one Client Order ID twice in a batch',
		'bitmartSpot',
		batch([buy({ clientOrderId: 'mine1' }), buy({ clientOrderId: 'mine1' })]),
		'Client Order ID mine1 stands in two of the orders',
	],
	[
		'an order of another pair, where one call takes one pair',
		'bitmartSpot',
		batch([buy(), buy({ symbol: 'ETH/USDT' })]),
		'Order 2 is for another trading pair than Symbol',
	],
	[
		'a loan in a currency that is not of the pair',
		'bitmartSpot',
		{
			resource: 'marginLoan',
			operation: 'borrow',
			symbol: 'BTC_USDT',
			currency: 'ETH',
			amount: '1',
		},
		'Currency must be BTC or USDT',
	],
	[
		'a withdrawal to a phone number without a country code',
		'bitmartAccount',
		withdrawal({ sendTo: 'user', recipientType: 'phone', recipient: '400000001', areaCode: '' }),
		'Country Code is empty',
	],
	[
		'a withdrawal without an address, with a recipient left over',
		'bitmartAccount',
		withdrawal({ sendTo: '={{ "address" }}', address: '', recipient: '48251907' }),
		'Address is empty',
	],
	[
		'a memo that has lost digits',
		'bitmartAccount',
		withdrawal({ address: 'TXa', addressMemo: '={{ 12345678901234567890 }}' }),
		'Address Memo arrived as a number that has lost digits',
	],
	[
		'a transfer in another currency than futures wallets hold',
		'bitmartSubAccount',
		{
			resource: 'transfer',
			operation: 'mainToSub',
			wallet: 'futures',
			currency: '={{ "BTC" }}',
			amount: '1',
			subAccount: 'desk1@example.com',
		},
		'Currency must be one of: USDT',
	],
];

describe('nothing is sent', () => {
	it.each(REFUSED)('for %s', async (_name, node, parameters, message) => {
		const { error } = await run(node, parameters);
		expect(error?.message).toContain(message);
		expect(sandbox.requests).toEqual([]);
	});
});

const answer = (endpoint: string, data: unknown) => ({
	endpoint,
	text: JSON.stringify({ code: 1000, trace: 'trace-1', message: 'OK', data }),
});
const BATCH = 'POST /spot/v4/batch_orders';
const CANCEL = 'POST /spot/v4/cancel_orders';

describe('a batch', () => {
	it('of a list of objects or of JSON text is sent in the same words', async () => {
		const inner = answer(BATCH, { code: 0, msg: 'success', data: { orderIds: ['11'] } });
		const orders = [buy({ clientOrderId: 'mine1' })];
		for (const given of [`={{ ${JSON.stringify(orders)} }}`, JSON.stringify(orders)]) {
			sandbox.reset();
			sandbox.canned = inner;
			const { error } = await run('bitmartSpot', batch([], { orders: given }));
			expect(error).toBeUndefined();
			expect(sandbox.requests[0]?.body).toBe(
				'{"symbol":"BTC_USDT","orderParams":[{"side":"buy","type":"limit","size":"0.001","price":"55000","clientOrderId":"mine1"}]}',
			);
		}
	});

	it('that is refused inside a success fails with the inner code', async () => {
		sandbox.canned = answer(BATCH, { code: 51011, msg: 'param not match', data: {} });
		const { error } = await run('bitmartSpot', batch([buy()]));
		expect(error?.message).toBe('BitMart refused: param not match (code 51011)');
		expect(error?.description).toContain("Raise the order value to the pair's minimum");
	});

	/** What the definition makes of an answer, before anything is looked up or sent again. */
	const judged = (data: IDataObject) => {
		const { rows } = createMany;
		const values = { endpointVersion: 'v4', symbol: 'BTC_USDT', orders: [buy(), buy()] };
		try {
			return typeof rows === 'function' ? rows({ code: 1000, data }, values) : undefined;
		} catch (caught) {
			return caught instanceof Failure ? caught.facts : undefined;
		}
	};

	it('that is refused inside a success, but names orders, is not called undone', () => {
		expect(judged({ code: 51011, msg: 'x', data: { orderIds: [] } })).toMatchObject({
			code: '51011',
			effect: 'none',
		});
		const partial = judged({ code: 51011, msg: 'x', data: { orderIds: ['77'] } });
		expect(partial).toMatchObject({ code: '51011', effect: 'partial' });
		expect(partial).toHaveProperty('hint', expect.stringContaining('The answer names 77.'));
		expect(judged({ code: 99999, msg: 'x' })).toMatchObject({ effect: 'unknown' });
	});

	it('with fewer IDs than orders does not guess which were placed', () => {
		const partial = judged({ code: 0, msg: 'success', data: { orderIds: ['77'] } });
		expect(partial).toMatchObject({
			message: 'BitMart accepted the batch but returned 1 order IDs for 2 orders',
			effect: 'partial',
		});
		expect(judged({ code: 0, data: null })).toMatchObject({ effect: 'unknown' });
	});
});

describe('Cancel Many', () => {
	it('says null for own IDs where the answer names others and is mixed', async () => {
		sandbox.canned = answer(CANCEL, { successIds: ['118'], failIds: ['119'] });
		const parameters = { findBy: 'clientOrderId', clientOrderIds: 'a1,a2' };
		const { outputs } = await run('bitmartSpot', spotOrder('cancelMany', parameters));
		expect(outputs[0]?.map(({ json }) => json.canceled)).toEqual([null, null]);
	});

	it('believes an answer that names other IDs, but all of them as canceled', async () => {
		sandbox.canned = answer(CANCEL, { successIds: ['118', '119'], failIds: [] });
		const parameters = { findBy: 'clientOrderId', clientOrderIds: 'a1,a2' };
		const { outputs } = await run('bitmartSpot', spotOrder('cancelMany', parameters));
		expect(outputs[0]?.map(({ json }) => json.canceled)).toEqual([true, true]);
	});
});
