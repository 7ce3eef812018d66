import type { Resource } from '../../core/definition/operation';
import { exportAll } from './export';
import { get, getMany } from './historyLists';

/** What the account has done. */
export const history: Resource = {
	value: 'history',
	name: 'History',
	description: 'Deposits and withdrawals that were made, and all that the account has done',
	host: 'spot',
	defaultOperation: 'getMany',
	operations: [exportAll, get, getMany],
};
