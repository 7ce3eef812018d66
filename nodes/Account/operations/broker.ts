import { timeBound } from '../../bitmart/fields/common';
import { listAt, objectAt } from '../../bitmart/records/records';
import type { Operation, Resource } from '../../core/definition/operation';

/** Also what the export of the account's history is made of. */
export const getRebate: Operation = {
	value: 'getRebate',
	name: 'Get Rebate',
	action: 'Get the broker rebates',
	description:
		'Retrieve the rebates of an API broker account, one item for each day and currency. Without times: of the last 180 days.',
	endpoint: 'GET /spot/v1/broker/rebate',
	permission: 'Read-Only',
	limit: { requests: 60, seconds: 2, per: 'KEY' },
	fields: [],
	options: [
		timeBound({
			displayName: 'Start Time',
			name: 'startTime',
			wire: 'start_time',
			unit: 's',
			description: 'Return only rebates from this time on',
		}),
		timeBound({
			displayName: 'End Time',
			name: 'endTime',
			wire: 'end_time',
			unit: 's',
			description: 'Return only rebates up to this time',
		}),
	],
	// An object keyed by day, each with a list.
	rows: (answer) => {
		const days = objectAt(objectAt(answer, 'data'), 'rebates');
		return Object.keys(days).flatMap((date) =>
			listAt(days, date).map((entry) => ({ date, ...entry })),
		);
	},
};

/** For registered API brokers. */
export const broker: Resource = {
	value: 'broker',
	name: 'Broker',
	description: 'For registered API brokers',
	host: 'spot',
	operations: [getRebate],
};
