import type { Field } from '../../core/definition/field';
import { receiveWindow, timeBound } from './common';
import { spotSymbol } from './spot';

/**
 * Filters of those lists; `account` is the one that differs between them. BitMart looks at the last
 * seven days only unless a time is given, at open orders too.
 */
export function spotListOptions(account: Field, records: 'orders' | 'trades'): Field[] {
	return [
		account,
		timeBound({
			displayName: 'End Time',
			name: 'endTime',
			unit: 'ms',
			description: `Return only ${records} up to this time`,
		}),
		receiveWindow,
		timeBound({
			displayName: 'Start Time',
			name: 'startTime',
			unit: 'ms',
			description: `Return only ${records} from this time on. Without it: of the last 7 days, with Return All of the last 90.`,
		}),
		{
			...spotSymbol,
			required: false,
			description: `Return only ${records} of this trading pair`,
		},
	];
}
