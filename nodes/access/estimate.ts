import type { Reader } from '../core/definition/operation';
import { readBody } from './body';
import { futuresOrder } from './estimate/futuresOrders';
import { moveAt } from './estimate/moves';
import type { Estimate } from './estimate/parts';
import { Sources } from './estimate/sources';
import { spotOrders } from './estimate/spotOrders';
import { marginWallet, spotWallet } from './estimate/wallets';
import type { Order, Shape } from './orderValue';
import { ordersOf, shapeOf } from './orderValue';

/**
 * What a write would move, for people who look before they send it. Unlike the guard rails, which count
 * the most that an order may be worth, it says what is likely: an order trades at its own price.
 */

export type { Amount, Cover, Estimate } from './estimate/parts';

const MARGIN_ORDER = 'POST /spot/v1/margin/submit_order';

/** A write that is not sent. */
export interface Planned {
	/** `POST /spot/v2/submit_order`. */
	endpoint: string;
	/** The exact text that would be sent. */
	body: string;
	/** Where prices, rates and balances come from. */
	read: Reader;
}

async function ordersEstimate(
	endpoint: string,
	shape: Shape,
	orders: Order[],
	sources: Sources,
): Promise<Estimate> {
	const [first] = orders;
	if (shape.market === 'futures') {
		return first ? await futuresOrder(first, shape, sources) : {};
	}
	const wallet =
		endpoint === MARGIN_ORDER ? marginWallet(sources, String(first?.symbol)) : spotWallet(sources);
	return await spotOrders(orders, shape, wallet, sources);
}

async function partsOf({ endpoint, body: text }: Planned, sources: Sources): Promise<Estimate> {
	const shape = shapeOf(endpoint);
	if (shape) {
		return await ordersEstimate(endpoint, shape, ordersOf(endpoint, readBody(text)), sources);
	}
	return (await moveAt(endpoint)?.(readBody(text), sources)) ?? {};
}

/**
 * What a write would move. It only reads, each thing once; what cannot be read is left out and named. A
 * write that moves nothing, such as a cancellation, has nothing to estimate.
 */
export async function estimate(write: Planned): Promise<Estimate> {
	const sources = new Sources(write.read);
	const parts = await sources.known(async () => await partsOf(write, sources));
	const notKnown = [...sources.notKnown];
	return { ...parts, ...(notKnown.length > 0 && { notKnown }) };
}
