import { addDecimals, divideUp, withoutZeros } from '../../core/values/decimal';
import { isNothing } from '../body';
import type { Contract, Order, Shape } from '../orderValue';
import { changed, priceAt, requiredAmount, symbolOf } from '../orderValue';
import type { Amount, Estimate } from './parts';
import { covered, product } from './parts';
import type { Sources } from './sources';
import { futuresWallet } from './wallets';

/** What futures orders would move. */

/** Decimals of an amount that does not come out even. */
const DECIMALS = 8;

const WHOLE_POSITION =
	'What the order is worth is not known: it names no size, so it closes the whole position, whatever that is when it fires';

/** Sides 1 and 4 open or enlarge a position, 2 and 3 only reduce one. */
const opens = ({ body }: Order) => ['1', '4'].includes(String(body.side));

/** Maker Only. */
const isPostOnly = ({ body }: Order) => String(body.mode) === '4';

/** The price that the order names: of its limit, else of its trigger. */
function ownPrice(
	order: Order,
	{ type, limit, triggers = [], sizeless }: Shape,
): string | undefined {
	const { body } = order;
	// A call without a type of its own places limit orders, and so does one whose type is left out.
	const isLimit = type === undefined || isNothing(body[type]) || body[type] === 'limit';
	// Of a take profit or stop loss two parameters say that it has a limit: its category and a price.
	const execution = sizeless && body.category !== 'market' ? 'executive_price' : undefined;
	const keys = [isLimit ? limit : undefined, execution, ...triggers];
	return keys.map((key) => priceAt(order, key)).find((price) => price !== undefined);
}

/** What a number of contracts is at a price: in the quote currency, and in that of its margin. */
interface Sized {
	worth: Amount;
	value: Amount;
}

function sized(contracts: string, contract: Contract, price: string): Sized {
	const { size, base, quote, coinMargined } = contract;
	const held = product(contracts, size);
	if (!coinMargined) {
		const worth = { amount: product(held, price), currency: quote };
		return { worth, value: worth };
	}
	const coins = withoutZeros(divideUp(held, price, DECIMALS));
	return {
		worth: { amount: held, currency: quote },
		value: { amount: coins, currency: base },
	};
}

async function feeOf(
	symbol: string,
	order: Order,
	value: Amount,
	sources: Sources,
): Promise<Amount> {
	const rate = await sources.number(
		`The fee rate of ${symbol}`,
		'GET /contract/private/trade-fee-rate',
		{ symbol },
		([rates]) => rates?.[isPostOnly(order) ? 'maker_fee_rate' : 'taker_fee_rate'],
	);
	return { amount: product(value.amount, rate), currency: value.currency };
}

/** The margin of a position that is opened, and the fee for opening it. */
function needsOf(order: Order, value: Amount, fee: Amount): Amount {
	const margin = divideUp(value.amount, requiredAmount(order, 'leverage'), DECIMALS);
	return { amount: withoutZeros(addDecimals(margin, fee.amount)), currency: value.currency };
}

async function sizeOf(order: Order, shape: Shape, sources: Sources): Promise<Sized> {
	const symbol = symbolOf(order);
	const contracts = requiredAmount(order, 'size');
	const price = ownPrice(order, shape);
	const contract = await sources.facts.contract(symbol);
	return sized(contracts, contract, price ?? contract.lastPrice);
}

/** What a futures order would move; of a change, what the order is worth after it. */
export async function futuresOrder(
	given: Order,
	shape: Shape,
	sources: Sources,
): Promise<Estimate> {
	const order = (await changed(given, shape, sources.facts)) ?? given;
	if (shape.sizeless && isNothing(order.body.size)) {
		sources.notKnown.add(WHOLE_POSITION);
		return {};
	}
	const { worth, value } = await sizeOf(order, shape, sources);
	if (shape.changes) return { worth };
	const fee = await sources.known(async () => await feeOf(symbolOf(order), order, value, sources));
	if (!fee) return { worth };
	const needs = opens(order)
		? await sources.known(async () => needsOf(order, value, fee))
		: undefined;
	if (!needs) return { worth, fee };
	return { worth, fee, ...(await covered(sources, needs, futuresWallet(sources))) };
}
