import type { Resource } from '../../core/definition/operation';
import { marginAccount } from './marginAccount';
import { marginLoan } from './marginLoan';
import { marginOrder } from './marginOrder';
import { market } from './market';
import { order } from './order';
import { trade } from './trade';
import { triggerOrder } from './triggerOrder';

/** What the BitMart Spot node offers, in the order of its form. */
export const resources: Resource[] = [
	order,
	market,
	trade,
	triggerOrder,
	marginAccount,
	marginLoan,
	marginOrder,
];
