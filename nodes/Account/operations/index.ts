import type { Resource } from '../../core/operation';
import { balance } from './balance';
import { system } from './system';

/** What the BitMart Account node offers, in the order of its form. */
export const resources: Resource[] = [balance, system];
