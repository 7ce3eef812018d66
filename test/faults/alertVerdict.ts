import type { Asked } from './alertStories';

/** What the exchange's books say of an alert, against what it asked for and what the node said of it. */

/** One order in the books that the alert has made, in the words of the exchange. */
export interface BookedOrder {
	orderId: string;
	side: Asked['sides'][number];
	type: string;
	/** Contracts, or an amount of the base currency. */
	size: number;
	/** What a spot market buy spends. */
	notional?: number;
	price: number;
	/** When it was made, by the exchange's clock. */
	time: number;
	/** It reduces a position that was opened only after the first order of the alert. */
	closesLater?: boolean;
}

/** The most that there was, from the first delivery to the last, and the lowest price. */
export interface Seen {
	/** Free of the quote currency in the wallet that pays. */
	quote: number;
	/** Free of the base currency in the spot wallet. */
	base: number;
	/** Contracts by direction. */
	long: number;
	short: number;
	price: number;
}

/** What one delivery said when it ended. */
export interface Said {
	kind:
		| 'executed'
		| 'nothingToClose'
		| 'stale'
		/** Nothing was sent. */
		| 'refused'
		/** Nothing was sent, because something could not be read: it says nothing about earlier ones. */
		| 'unread'
		/** Refused, because another order is there. */
		| 'taken'
		| 'unknown'
		/** Its process ended first. */
		| 'silent';
	/** The orders that it names. */
	orders: Array<{ orderId: string; outcome: string }>;
	message?: string;
	/** It should have sent nothing. */
	spoiled?: string;
	/** How many orders of the alert the exchange could show when it ended: look-ups may lag. */
	booked: number;
	/** There was a time while it ran when nothing could be closed. */
	sawNothing: boolean;
	/** Writes that arrived while it ran alone. */
	sent?: number;
}

/** An alert that has had all its deliveries. */
export interface Ending {
	asked: Asked;
	/** Coins a contract. */
	contract: number;
	leverage: number;
	orders: BookedOrder[];
	said: Said[];
	seen: Seen;
	/** Directions that were open before its first order, are still open, and have no order. */
	leftOpen: string[];
}

/** What is wrong, in words, by kind. */
export interface Findings {
	/** Orders beyond one, or beyond one a position. */
	doubles: string[];
	/** Sent more, or something else, than was asked or was there. */
	excess: string[];
	/** Said what the books contradict. */
	falseClaims: string[];
	/** Nothing was done, though a delivery ended without an error. */
	missing: string[];
}

/** Numbers of the judge are floats; those of the books have eight decimals. */
const NEARLY = 1 + 1e-9;

/** The most that an order may come to, in its own unit. */
function mostOf({ asked, seen, contract, leverage }: Ending, order: BookedOrder): number {
	const share = asked.size / 100;
	const price = asked.price ?? seen.price;
	const isFutures = typeof order.side === 'number';
	switch (asked.unit) {
		case 'contracts':
			return asked.size;
		case 'base':
			return order.notional === undefined
				? asked.size / (isFutures ? contract : 1)
				: // What it spends depends on the price, which lies within a few percent.
					asked.size * seen.price * 1.1;
		case 'quote':
			return order.notional === undefined
				? asked.size / price / (isFutures ? contract : 1)
				: asked.size;
		case 'percent':
			if (order.side === 'sell') return share * seen.base;
			return (share * seen.quote) / (order.notional === undefined ? price : 1);
		case 'walletPercent':
			return (share * seen.quote * leverage) / price / contract;
		case 'positionPercent':
			return share * (order.side === 3 ? seen.long : seen.short);
	}
}

function excessOf(ending: Ending, order: BookedOrder): string | undefined {
	const { asked } = ending;
	const name = `order ${order.orderId}`;
	if (!asked.sides.includes(order.side)) return `${name} is of side ${order.side}`;
	if (order.type !== asked.type) return `${name} is a ${order.type} order`;
	if (asked.price !== undefined && order.price !== asked.price) return `${name} at ${order.price}`;
	const amount = order.notional ?? order.size;
	const most = mostOf(ending, order);
	if (amount > most * NEARLY) return `${name} of ${amount}, and no more than ${most} was asked for`;
	if (order.closesLater) return `${name} closes what was opened after the first order`;
	return undefined;
}

function doublesOf({ asked, orders }: Ending): string[] {
	return asked.sides.flatMap((side) => {
		const ours = orders.filter((order) => order.side === side);
		const extra = ours.slice(1).map(({ orderId }) => orderId);
		return extra.length > 0 ? [`${ours.length} orders of side ${side}`] : [];
	});
}

function falseClaimsOf({ orders, said }: Ending): string[] {
	const found: string[] = [];
	const ids = new Set(orders.map(({ orderId }) => orderId));
	const placed = said.flatMap((one) =>
		one.orders.filter(({ outcome }) => outcome === 'placed').map(({ orderId }) => orderId),
	);
	if (new Set(placed).size < placed.length) found.push('two deliveries have placed one order');
	for (const [index, { kind, message, ...one }] of said.entries()) {
		const name = `delivery ${index + 1}`;
		for (const { orderId, outcome } of one.orders) {
			if (!ids.has(orderId)) found.push(`${name} names order ${orderId} (${outcome})`);
		}
		if (kind === 'executed' && one.orders.length === 0) found.push(`${name} names no order`);
		if (kind === 'refused' && one.booked > 0 && !one.spoiled && one.orders.length === 0) {
			found.push(`${name} says that nothing was sent, and an order is there: ${message}`);
		}
		if (kind === 'taken' && orders.length === 0) found.push(`${name}: ${message}`);
		// What was found once stands for the alert.
		const sawNothing = said.slice(0, index + 1).some((other) => other.sawNothing);
		if (kind === 'nothingToClose' && !sawNothing) found.push(`${name}: nothing to close`);
		if (one.spoiled && ['executed', 'nothingToClose'].includes(kind)) {
			found.push(`${name}, with ${one.spoiled}, is ${kind}`);
		}
		// What asks for something else may be left to the exchange, which refuses the key.
		if (one.spoiled && one.spoiled !== 'other action' && (one.sent ?? 0) > 0) {
			found.push(`${name}, with ${one.spoiled}, has sent`);
		}
	}
	const denied = said.every(({ kind }) => ['refused', 'unread', 'stale'].includes(kind));
	if (denied && orders.length > 0) found.push('all deliveries were refused, and an order is there');
	return found;
}

function missingOf({ orders, said, leftOpen }: Ending): string[] {
	const done = said.filter(({ kind, spoiled }) => kind === 'executed' && !spoiled);
	if (done.length === 0) return [];
	return [
		...(orders.length === 0 ? ['a delivery was executed, and no order is there'] : []),
		...leftOpen.map((side) => `the ${side} position was left open`),
	];
}

/** Holds an alert against the books. */
export const judgeAlert = (ending: Ending): Findings => ({
	doubles: doublesOf(ending),
	excess: ending.orders.flatMap((order) => excessOf(ending, order) ?? []),
	falseClaims: falseClaimsOf(ending),
	missing: missingOf(ending),
});
