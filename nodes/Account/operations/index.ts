import type { Resource } from '../../core/definition/operation';
import { balance } from './balance';
import { broker } from './broker';
import { collect } from './collect';
import { currency } from './currency';
import { deposit } from './deposit';
import { fee } from './fee';
import { history } from './history';
import { system } from './system';
import { withdrawal } from './withdrawal';

/** What the BitMart Account node offers, in the order of its form. */
export const resources: Resource[] = [
	balance,
	broker,
	collect,
	currency,
	deposit,
	fee,
	history,
	system,
	withdrawal,
];
