import type { Resource } from '../../core/operation';
import { market } from './market';
import { order } from './order';

/** What the BitMart Spot node offers, in the order of its form. */
export const resources: Resource[] = [order, market];
