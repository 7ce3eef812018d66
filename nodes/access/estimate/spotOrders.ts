import type { Facts, Order, Shape } from '../orderValue';
import { choiceAt, priceAt, spotAmount, symbolOf } from '../orderValue';
import type { Amount, Cover, Estimate, Wallet } from './parts';
import { covered, inWords, product, totals } from './parts';
import type { Sources } from './sources';

/** What spot and margin orders would move. */

/** An order in its own words. */
interface Terms {
	symbol: string;
	base: string;
	quote: string;
	side: string;
	type: string;
	/** A market buy names what it spends, of the quote currency; all others their size. */
	spends: boolean;
	amount: string;
	/** The price that the order names. */
	price?: string;
}

function termsOf(order: Order, { type: typeKey = 'type', limit, triggers = [] }: Shape): Terms {
	const symbol = symbolOf(order);
	const [base = '', quote = ''] = symbol.split('_');
	const side = choiceAt(order, 'side', ['buy', 'sell']);
	const type = choiceAt(order, typeKey, ['limit', 'limit_maker', 'ioc', 'market']);
	const spends = type === 'market' && side === 'buy';
	const keys = type === 'market' ? triggers : [limit, ...triggers];
	const price = keys.map((key) => priceAt(order, key)).find((given) => given !== undefined);
	return { symbol, base, quote, side, type, spends, amount: spotAmount(order, spends), price };
}

async function worthOf(
	{ symbol, quote, spends, amount, price }: Terms,
	facts: Facts,
): Promise<Amount> {
	if (spends) return { amount, currency: quote };
	return { amount: product(amount, price ?? (await facts.spotPrice(symbol))), currency: quote };
}

/**
 * The fee in the quote currency. Which currency BitMart takes it in is told of trades that are made
 * (`feeCoinName`; the quote currency, also of a buy, in the one sample that there is), and not before.
 */
async function feeOf(
	{ symbol, side, type }: Terms,
	worth: Amount,
	sources: Sources,
): Promise<Amount> {
	const role = type === 'limit_maker' ? 'maker' : 'taker';
	const rate = await sources.number(
		`The fee rate of ${symbol}`,
		'GET /spot/v1/trade_fee',
		{ symbol },
		([rates]) => rates?.[`${side}_${role}_fee_rate`],
	);
	return { amount: product(worth.amount, rate), currency: worth.currency };
}

/** What one of the orders would move. */
async function partsOf(order: Order, shape: Shape, sources: Sources) {
	const terms = await sources.known(async () => termsOf(order, shape));
	if (!terms) return {};
	const { side, amount, base } = terms;
	const worth = await sources.known(async () => await worthOf(terms, sources.facts));
	const fee = worth && (await sources.known(async () => await feeOf(terms, worth, sources)));
	return { worth, fee, needs: side === 'sell' ? { amount, currency: base } : worth };
}

/** The sum, if it is one: amounts of different currencies are told and not added up. */
function oneSum(name: string, amounts: Array<Amount | undefined>, sources: Sources) {
	const sums = totals(amounts);
	if (sums && sums.length > 1) {
		const list = sums.map(inWords).join(' and ');
		sources.notKnown.add(`${name} is ${list}: different currencies are not added up`);
	}
	return sums?.length === 1 ? sums[0] : undefined;
}

/** What all orders of a call need together; orders that share a wallet share what is in it. */
async function coverOf(
	needs: Array<Amount | undefined>,
	wallet: Wallet,
	sources: Sources,
): Promise<Cover | Pick<Estimate, 'needsEach' | 'enough'>> {
	const sums = totals(needs) ?? [];
	const covers = await Promise.all(sums.map(async (sum) => await covered(sources, sum, wallet)));
	if (covers.length < 2) return covers[0] ?? {};
	if (covers.some(({ enough }) => enough === false)) return { needsEach: covers, enough: false };
	const isKnown = covers.every(({ enough }) => enough !== undefined);
	return { needsEach: covers, ...(isKnown && { enough: true }) };
}

/** What the orders of one call would move. */
export async function spotOrders(
	orders: Order[],
	shape: Shape,
	wallet: Wallet,
	sources: Sources,
): Promise<Estimate> {
	const parts = await Promise.all(
		orders.map(async (order) => await partsOf(order, shape, sources)),
	);
	const worth = oneSum(
		'What the orders are worth',
		parts.map((part) => part.worth),
		sources,
	);
	const fee = oneSum(
		'The fee',
		parts.map((part) => part.fee),
		sources,
	);
	const cover = await coverOf(
		parts.map(({ needs }) => needs),
		wallet,
		sources,
	);
	return { ...(worth && { worth }), ...(fee && { fee }), ...cover };
}
