import type { Field } from '../../core/definition/field';

/** What a wait for an order asks for, in both markets. */

/** How long to wait; the description says what a deadline means. */
export const deadlineField = (seconds: number, description: string): Field => ({
	displayName: 'Deadline',
	name: 'deadline',
	type: 'number',
	kind: 'integer',
	local: true,
	required: true,
	typeOptions: { minValue: 1, maxValue: 3600 },
	default: seconds,
	description,
});

export const waitFields: Field[] = [
	{
		displayName: 'Wait Until',
		name: 'until',
		type: 'options',
		kind: 'choice',
		local: true,
		required: true,
		options: [
			{
				name: 'Filled',
				value: 'filled',
				description: 'An order that is canceled before it is filled is an error',
			},
			{
				name: 'Filled or Canceled',
				value: 'done',
				description: 'Until nothing can happen to the order any more; the item says which it was',
			},
		],
		default: 'done',
		description: 'What ends the wait before the deadline',
	},
	deadlineField(
		60,
		"Seconds to wait at most, up to 3600; an order that is still open then is no error. For more than a minute, n8n's Wait node in a loop with Order: Get does it without keeping an execution busy.",
	),
];

export const cancelRest: Field = {
	displayName: 'Cancel the Rest at the Deadline',
	name: 'cancelRest',
	type: 'boolean',
	kind: 'boolean',
	local: true,
	default: false,
	description: 'Whether to cancel what is not filled when the deadline is reached',
};
