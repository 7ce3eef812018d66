import type { IDataObject } from 'n8n-workflow';

import { deadlineField } from '../../bitmart/fields/waiting';
import type { Sight } from '../../bitmart/lookups/follow';
import { follow } from '../../bitmart/lookups/follow';
import type { JobOperation, Run, Step } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import { get, simplifyRecord } from './historyLists';

const GET: Step = { host: 'spot', operation: get };

/** Milliseconds: a blockchain takes its time. */
const FIRST = 2_000;
const LONGEST = 30_000;

/** BitMart's way to say that there is no such record. */
const NOT_FOUND = '60010';

const unknown = (seconds: number): Complaint =>
	new Complaint(
		'Withdrawal ID is not known to BitMart',
		`It was looked for during ${seconds} seconds. Check the ID and the account.`,
	);

/** The record of a deposit, or of another withdrawal, says nothing of this one. */
function checked(record: IDataObject, withdrawalId: unknown): IDataObject {
	if (record.operation_type === 'withdraw' && String(record.withdraw_id) === withdrawalId) {
		return simplifyRecord(record);
	}
	throw new Complaint(
		`Withdrawal ID ${String(withdrawalId)} is not that of a withdrawal`,
		'BitMart shows another record under it. Withdrawal: Create returns the ID.',
	);
}

const ENDS = ['done', 'canceled', 'failed'];
const isFinal = ({ status }: IDataObject): boolean => ENDS.includes(String(status));

const MESSAGES: Record<string, string> = {
	done: 'The withdrawal is done',
	canceled: 'The withdrawal was canceled: the money is still in the account',
	failed: 'The withdrawal failed: see the BitMart website for the reason',
};

const run: Run = async function* (values, call) {
	const look = async () => {
		try {
			const [record] = await call.read(GET.host, get, { id: values.withdrawalId });
			return record && checked(record, values.withdrawalId);
		} catch (caught) {
			if (caught instanceof Failure && caught.facts.code === NOT_FOUND) return undefined;
			throw asCaught(caught);
		}
	};
	const deadline = Number(values.deadline);
	const begun = call.now();
	const sight: Sight = { at: begun };
	const following = { look, isFinal, first: FIRST, longest: LONGEST, unknown };
	await follow(sight, begun + deadline * 1000, following, call);
	const { record } = sight;
	if (!record) throw unknown(deadline);
	const status = String(record.status);
	yield {
		...record,
		waited: isFinal(record) ? status : 'deadline',
		message: MESSAGES[status] ?? `The withdrawal is still ${status} after ${deadline} seconds`,
	};
};

/** Of the resource Withdrawal. */
export const wait: JobOperation = {
	value: 'wait',
	name: 'Wait',
	action: 'Wait for a withdrawal',
	description:
		'Wait until a withdrawal is done, canceled or failed, or a deadline is reached, and return what became of it',
	run,
	steps: [GET],
	fields: [
		{
			displayName: 'Withdrawal ID',
			name: 'withdrawalId',
			type: 'string',
			kind: 'id',
			local: true,
			required: true,
			default: '',
			placeholder: 'e.g. 2319042',
			description: 'What Withdrawal: Create has returned',
		},
		deadlineField(
			900,
			"Seconds to wait at most, up to 3600; a withdrawal that is still on its way then is no error. For longer, n8n's Wait node in a loop with History: Get does it without keeping an execution busy.",
		),
	],
	rows: () => [],
};
