import type { Resource } from '../../core/definition/operation';
import { account } from './account';
import { affiliate } from './affiliate';
import { demo } from './demo';
import { market } from './market';
import { order } from './order';
import { planOrder } from './planOrder';
import { position } from './position';
import { tpSlOrder } from './tpSlOrder';
import { trailingOrder } from './trailingOrder';
import { transfer } from './transfer';

/** What the BitMart Futures node offers, in the order of its form. */
export const resources: Resource[] = [
	order,
	planOrder,
	tpSlOrder,
	trailingOrder,
	position,
	account,
	transfer,
	market,
	affiliate,
	demo,
];
