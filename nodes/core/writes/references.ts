import type { IDataObject } from 'n8n-workflow';

/** Names that hold an identifier. */
const ID = /(?:^id|_id|Id|ID|No)$/;

/** How many are named; the rest is counted. */
const MOST = 10;

/** The identifiers of one item: `orderId 123, clientOrderId abc`. */
const idsOf = (item: IDataObject): string =>
	Object.entries(item)
		.filter(([name, value]) => ID.test(name) && ['string', 'number'].includes(typeof value))
		.map(([name, value]) => `${name} ${String(value)}`)
		.join(', ');

/** What some items are known by, for a sentence; empty where they have no identifiers. */
export function namesIn(items: IDataObject[]): string {
	const names = items.map(idsOf).filter((one) => one !== '');
	const rest = names.length - MOST;
	return [...names.slice(0, MOST), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}
