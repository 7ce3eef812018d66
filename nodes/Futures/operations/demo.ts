import type { Operation, Resource } from '../../core/definition/operation';

const claim: Operation = {
	value: 'claim',
	name: 'Claim',
	action: 'Claim funds for the futures demo',
	description:
		'Add play money to the futures demo account. Works with a credential whose environment is Futures Demo only.',
	endpoint: 'POST /contract/private/claim',
	permission: 'Future-Trade',
	limit: null,
	repeat: 'never',
	fields: [],
	// Sources disagree whether the amount is what was claimed or what is there now, so it stays raw.
	withoutOutcome: true,
	rows: 'data',
};

/** The futures demo, which has a host of its own (trap 23). */
export const demo: Resource = {
	value: 'demo',
	name: 'Demo',
	description: 'Play money for the Futures Demo environment',
	host: 'futures',
	operations: [claim],
};
