import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { judge } from '../../nodes/access/guard';
import type { Action } from '../../nodes/access/guardSettings';
import { railsOf, Refusal } from '../../nodes/access/guardSettings';
import { isPlacing } from '../../nodes/access/orderValue';
import type { DescribedParameter } from '../support/description';
import type { Sent } from '../support/posts';
import { POSTS, REACHED } from '../support/posts';
import { ALL, EVERYTHING, only, without } from '../support/rails';

/**
 * BitMart's signature covers the body and not the path: what is signed for one call can be sent to
 * another. So a body must be of no use for anything that is forbidden.
 */

const KNOWN = POSTS.filter(({ known }) => known);
const READS = KNOWN.filter(({ action }) => action === 'read');
const WRITES = KNOWN.filter(({ action }) => action !== 'read');

/** Writes that need some key. Cancel All and Claim need none, so that any body might do for them. */
const DISTINCT = WRITES.filter(
	({ path }) =>
		!['cancel_all', 'cancel_orders', 'claim'].includes(path.split('/').at(-1) as string) ||
		path.includes('algo'),
);

/** The refusal, or undefined where the body is signed. */
async function refusal(
	settings: object,
	path: string,
	body: unknown,
	own = false,
): Promise<Refusal | undefined> {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	try {
		const rails = railsOf(settings as ICredentialDataDecryptedObject);
		await judge(rails, { endpoint: `POST ${path}`, body: text, own });
		return undefined;
	} catch (caught) {
		expect(caught).toBeInstanceOf(Refusal);
		expect((caught as Refusal).hint).toMatch(/\w.*\.$/);
		return caught as Refusal;
	}
}

const complaint = async (...[settings, path, body, own]: Parameters<typeof refusal>) =>
	(await refusal(settings, path, body, own))?.message;

describe('the calls of the nodes', () => {
	it('are known with their bodies', () => {
		expect(KNOWN.filter(({ bodies }) => bodies.length === 0).map(({ path }) => path)).toEqual([]);
		// Otherwise one call would be judged by the shape of the other.
		expect(new Set(REACHED).size).toBe(REACHED.length);
	});

	it.each(KNOWN)('$path is signed where it is allowed, and nothing else is', async (post) => {
		for (const body of post.bodies) {
			const settings = post.action === 'read' ? only() : only(post.action as Action);
			expect(await complaint(settings, post.path, body, true)).toBeUndefined();
		}
	});

	it.each(KNOWN)('$path may have everything that BitMart documents', async ({ path, params }) => {
		const filled = (some: DescribedParameter[], list = false): unknown => {
			const entries = some.map(({ name, items }) => [name, items ? filled(items, true) : 'x']);
			const object: unknown = Object.fromEntries(entries);
			return list ? [object] : object;
		};
		const sent = await complaint({ allowWithdrawals: false }, path, filled(params));
		if (!path.includes('withdraw')) expect(sent ?? '').not.toContain('no parameter of this call');
	});
});

describe('a reading call', () => {
	it.each(READS)('$path signs no body of a write', async ({ path }) => {
		for (const { path: other, bodies, action } of WRITES) {
			for (const body of bodies) {
				expect([other, await complaint(only(), path, body)]).not.toEqual([other, undefined]);
				const settings = without(action as Action);
				// A call that reads with the very same body is the subject below.
				expect([other, await complaint(settings, path, body)]).not.toEqual([other, undefined]);
			}
		}
	});

	it.each(READS)('$path signs none beside its own either', async ({ path, bodies }) => {
		for (const { path: other, bodies: theirs, action } of DISTINCT) {
			for (const body of theirs) {
				const said = await complaint(without(action as Action), path, { ...bodies[0], ...body });
				expect([other, said]).not.toEqual([other, undefined]);
			}
		}
	});

	const OPEN_ORDERS = '/spot/v4/query/open-orders';
	const WITHDRAWAL = { currency: 'USDT-TRC20', amount: '25', address: 'TXexample' };

	it.each<[string, unknown, string]>([
		['a withdrawal', WITHDRAWAL, '"currency", which is no parameter of this call'],
		['a withdrawal beside its own', { limit: 1, ...WITHDRAWAL }, '"currency", which is'],
		[
			'an object in a parameter',
			{ limit: 1, symbol: { currency: 'USDT' } },
			'"currency", which is',
		],
		['a list in a parameter', { limit: 1, symbol: [[WITHDRAWAL]] }, '"currency", which is'],
		['another case', { limit: 1, Symbol: 'BTC_USDT' }, '"Symbol", which is'],
		['an escaped key', String.raw`{"limit":1,"\u0061mount":"1"}`, '"amount", which is'],
		['__proto__', '{"limit":1,"__proto__":{"amount":"1"}}', '"__proto__", which is'],
		['a key twice', '{"limit":1,"limit":2}', 'has a key twice'],
		['a contract', { limit: 1, symbol: 'BTCUSDT' }, 'are written as BTC_USDT'],
		['nothing, as Cancel All', {}, 'This body would do for POST /spot/v4/cancel_all as well.'],
		['a symbol, as Cancel All', { symbol: 'BTC_USDT' }, 'would do for POST /spot/v4/cancel_all'],
	])('is not signed with %s', async (_name, body, sentence) => {
		for (const settings of [
			only(),
			without('tradeSpot'),
			{ ...only(), allowedSymbols: 'ETH_USDT' },
		]) {
			expect(await complaint(settings, OPEN_ORDERS, body)).toContain(sentence);
		}
		expect(await complaint(EVERYTHING, OPEN_ORDERS, body)).toBeUndefined();
	});

	it('says how to read all the same', async () => {
		const { message, hint } = (await refusal(only(), OPEN_ORDERS, {})) ?? {};
		expect(message).toContain('switch on Allow Spot Trading in the credential');
		expect(hint).toContain('Or name one more parameter of your call, such as limit.');
		expect(await complaint(only(), OPEN_ORDERS, { limit: 1 })).toBeUndefined();
		expect(await complaint(only(), OPEN_ORDERS, { limit: 1, symbol: 'BTC_USDT' })).toBeUndefined();
		expect(await complaint(only('tradeSpot', 'tradeFutures'), OPEN_ORDERS, {})).toBeUndefined();
	});

	it('is held to the symbols where it would do for Cancel All', async () => {
		const btc = { allowedSymbols: 'BTC_USDT' };
		expect(await complaint(btc, OPEN_ORDERS, {})).toContain('names no symbol');
		expect(await complaint(btc, OPEN_ORDERS, { symbol: 'ETH_USDT' })).toContain('ETH_USDT is not');
		expect(await complaint(btc, OPEN_ORDERS, { symbol: 'BTC_USDT' })).toBeUndefined();
		expect(await complaint(btc, OPEN_ORDERS, { symbol: 'ETH_USDT', limit: 1 })).toBeUndefined();
	});
});

describe('a write', () => {
	/** Pairs that nothing in the body tells apart; see `areTwins`. */
	const TWINS = /submit_order|batch_orders/;
	const isTwin = (one: string, other: string) =>
		TWINS.test(one) && TWINS.test(other) && (one.includes('margin') || other.includes('margin'));

	it.each(WRITES)('$path signs no body of a call that is forbidden', async (post) => {
		for (const { path: other, bodies, action, host } of DISTINCT) {
			if (action === post.action || isTwin(post.path, other)) continue;
			const settings = without(action as Action);
			for (const body of bodies) {
				for (const own of [{}, post.bodies[0]]) {
					// The other one is whole in it, whatever there is beside it.
					const both: Sent = { ...own, ...body };
					// BitMart knows no contract on the spot host, and no pair on the other.
					const { symbol } = both;
					if (typeof symbol === 'string' && symbol.includes('_') !== (host === 'spot')) continue;
					const said = await complaint(settings, post.path, both);
					expect([other, body, said]).not.toEqual([other, body, undefined]);
				}
			}
		}
	});

	it.each<[string, Action, string, Sent, string]>([
		[
			'a cancellation with the keys of a withdrawal',
			'tradeSpot',
			'/spot/v3/cancel_order',
			{ symbol: 'BTC_USDT', order_id: '1', currency: 'USDT', amount: '5', address: 'x' },
			'"currency", which is no parameter of this call',
		],
		[
			'nothing, which Cancel All takes',
			'tradeFutures',
			'/contract/private/submit-order',
			{},
			'would do for POST /spot/v4/cancel_all',
		],
		[
			'a transfer of isolated margin, as a loan',
			'transfer',
			'/spot/v1/margin/isolated/transfer',
			{ symbol: 'BTC_USDT', currency: 'USDT', amount: '5', side: 'in' },
			'would do for POST /spot/v1/margin/isolated/borrow',
		],
		[
			'a withdrawal to a user, as a transfer',
			'withdraw',
			'/account/v1/withdraw/apply',
			{ currency: 'USDT', amount: '5', type: 'spot_to_contract', value: '1' },
			'would do for POST /account/v1/transfer-contract',
		],
		[
			'a spot order with a contract',
			'tradeSpot',
			'/spot/v2/submit_order',
			{ symbol: 'BTCUSDT', side: 1, type: 'market', size: 1 },
			'symbols of this call are written as BTC_USDT',
		],
		[
			'a futures order with a pair',
			'tradeFutures',
			'/contract/private/submit-order',
			{ symbol: 'BTC_USDT', side: 'buy', type: 'limit', size: '1', price: '1' },
			'symbols of this call are written as BTCUSDT',
		],
		[
			'an order in an order',
			'tradeSpot',
			'/spot/v4/batch_orders',
			{ symbol: 'BTC_USDT', orderParams: [{ side: 'buy', type: 'market', address: 'x' }] },
			'"address", which is no parameter of this call',
		],
	])('is not signed with %s', async (_name, action, path, body, sentence) => {
		expect(await complaint(only(action), path, body)).toContain(sentence);
		expect(await complaint(EVERYTHING, path, body)).toBeUndefined();
	});

	it('names a size or a price only where it is an order, so that its value is judged', () => {
		const sizes = ['size', 'notional', 'price', 'executive_price', 'trigger_price'];
		const sizing = WRITES.filter(({ params }) => JSON.stringify(params).includes('"name"'))
			.filter(({ params }) => {
				const names = [...params, ...params.flatMap(({ items = [] }) => items)];
				return names.some(({ name }) => sizes.includes(name));
			})
			.map(({ path }) => path);
		expect(sizing.filter((path) => !isPlacing(`POST ${path}`))).toEqual([]);
		expect(
			READS.flatMap(({ params }) => params).filter(({ name }) => sizes.includes(name)),
		).toEqual([]);
	});

	it('is held to the value that it has elsewhere', async () => {
		const most = { ...EVERYTHING, largestOrderValue: '100' };
		const path = '/spot/v4/algo/submit_order';
		const prices = { trigger_price: '1', price: '0.01' };
		const body = {
			symbol: 'BTC_USDT',
			side: 'sell',
			trigger_type: 'limit_maker',
			size: '9',
			...prices,
		};
		expect(await complaint(most, path, { ...body, type: 'trigger' })).toBeUndefined();
		for (const type of ['market', 'MARKET', 'limit', 'ioc']) {
			expect(await complaint(most, path, { ...body, type })).toContain(
				'submit_order as well. The value of the order is not',
			);
		}
	});

	it.each<[string, string, Sent]>([
		[
			'a cancellation',
			'/contract/private/cancel-order',
			{ symbol: 'BTCUSDT', client_order_id: 'a1' },
		],
		[
			'a stop loss of the whole position',
			'/contract/private/submit-tp-sl-order',
			{
				symbol: 'BTCUSDT',
				side: 3,
				type: 'stop_loss',
				trigger_price: '1',
				executive_price: '0',
				price_type: 1,
				plan_category: 2,
				client_order_id: 'a1',
			},
		],
		['a spot order', '/spot/v2/submit_order', { ...ORDER(), client_order_id: 'a1' }],
	])('within the rails is signed: %s', async (_name, path, body) => {
		const rails = { allowedSymbols: 'BTC_USDT', largestOrderValue: '100' };
		expect(await complaint(rails, path, body)).toBeUndefined();
	});

	// The twins, so that none comes to them unseen.
	it.each<[string, Action, string, Sent]>([
		['spot and margin orders', 'tradeSpot', '/spot/v2/submit_order', ORDER()],
		['margin and spot orders', 'tradeMargin', '/spot/v1/margin/submit_order', ORDER()],
		['demo money and Cancel All', 'tradeFutures', '/contract/private/claim', {}],
		['Cancel All and demo money', 'tradeSpot', '/spot/v4/cancel_all', {}],
	])('%s cannot be told apart', async (_name, action, path, body) => {
		expect(await complaint(only(action), path, body)).toBeUndefined();
		expect(ALL).toContain(action);
	});
});

function ORDER(): Sent {
	return { symbol: 'BTC_USDT', side: 'buy', type: 'limit', size: '1', price: '1' };
}
