import type { Resource } from '../../core/definition/operation';
import { account } from './account';
import { balance } from './balance';
import { transfer } from './transfer';
import { transferHistory } from './transferHistory';

/** What the BitMart Sub-Account node offers, in the order of its form. */
export const resources: Resource[] = [account, balance, transfer, transferHistory];
