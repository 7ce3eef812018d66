import { resources as account } from './Account/operations';
import type { Resource } from './core/definition/operation';
import { resources as futures } from './Futures/operations';
import { resources as spot } from './Spot/operations';
import { resources as subAccount } from './SubAccount/operations';

/** A node and what it offers. */
export interface CatalogueEntry {
	/** Type name without the package, such as `bitmartSpot`. */
	node: string;
	displayName: string;
	resources: Resource[];
}

/** Every node with operations. */
export const CATALOGUE: CatalogueEntry[] = [
	{ node: 'bitmartAccount', displayName: 'BitMart Account', resources: account },
	{ node: 'bitmartSpot', displayName: 'BitMart Spot', resources: spot },
	{ node: 'bitmartFutures', displayName: 'BitMart Futures', resources: futures },
	{ node: 'bitmartSubAccount', displayName: 'BitMart Sub-Account', resources: subAccount },
];
