import { forgetTimes } from '../../nodes/core/exchange/clock';
import { forgetRates } from '../../nodes/core/exchange/pacing';
import { forgetExecutions } from '../../nodes/core/writes/keys';
import { ledger } from '../../nodes/core/writes/ledger';
import { runNode } from '../support/engine';
import { permit } from '../support/rules';
import { sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/** What the campaign has found, each in its smallest form. */

const UID = '80000001';
const SUBMIT = 'POST /spot/v2/submit_order';

/** As after a restart of n8n. */
function restart(): void {
	ledger.clear();
	forgetExecutions();
	forgetRates();
	forgetTimes();
}

const sandbox = useNodes(Date.UTC(2026, 7, 3));
beforeAll(() => permit(sandbox.spotUrl, 'BTC_USDT'));
beforeEach(restart);

const LIMIT = { side: 'buy', type: 'limit', size: '0.001', price: '50000' };

const run = async (parameters: Record<string, unknown>, executionId: string) =>
	await runNode(
		'bitmartSpot',
		{ resource: 'order', symbol: 'BTC_USDT', ...parameters },
		{ credential: sandboxCredential(sandbox), executionId },
	);

it.each([-15, -6, 6, 15])(
	'an order is ours though the exchange is %i minutes off our clock, once that is known',
	async (minutes) => {
		sandbox.faults = [
			{ on: SUBMIT, kind: 'clockSkew', after: minutes * 60_000, times: 1 },
			{ on: SUBMIT, kind: 'lostAnswer', skip: 1, times: 1 },
		];
		const { outputs, error } = await run({ operation: 'create', ...LIMIT }, 'skew');
		expect(error?.message).toBeUndefined();
		expect(outputs[0]?.[0]?.json).toMatchObject({
			outcome: 'recovered',
			orderId: sandbox.books.orders(UID)[0]?.orderId,
		});
	},
);

describe('a batch that was placed in part before n8n was restarted', () => {
	// The first is refused every time, and its refusal must not speak for the second.
	const orders = [{ ...LIMIT, size: '900' }, LIMIT];
	const batch = async (executionId: string, options: Record<string, unknown> = {}) => {
		const { error } = await run(
			{ operation: 'createMany', specifyOrders: 'json', orders: JSON.stringify(orders), options },
			executionId,
		);
		return `${error?.message} ${error?.description}`;
	};
	const UNKNOWN = /not known whether|part of it/;

	it.each<[string, string[], Record<string, unknown>]>([
		['the same execution tries again', ['one', 'one'], {}],
		['the same signal comes again', ['one', 'two'], { idempotencyKey: 'alert 1' }],
	])('is not said to be refused when %s', async (_when, [first = '', second = ''], options) => {
		expect(await batch(first, options)).toMatch(UNKNOWN);
		restart();
		expect(await batch(second, options)).toMatch(UNKNOWN);
		expect(sandbox.books.orders(UID)).toHaveLength(1);
	});
});
