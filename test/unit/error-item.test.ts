import { Failure, toErrorItem } from '../../nodes/core/exchange/errors';
import { Complaint } from '../../nodes/core/values/complaint';

const ERROR = new Error('Size is empty [item 1]');

describe('the item of an error', () => {
	it('tells the reason of a complaint beside its sentence', () => {
		const thrown = new Complaint('Size is empty', 'Nothing was sent.', 'badSize');
		expect(toErrorItem(thrown, ERROR)).toEqual({
			error: ERROR.message,
			details: { reason: 'badSize', hint: 'Nothing was sent.' },
		});
	});

	it('has no key for a reason or a hint that there is not', () => {
		const item = toErrorItem(new Complaint('Size is empty'), ERROR);
		expect(item).toStrictEqual({ error: ERROR.message, details: {} });
	});

	it('has the facts of a failure, which has no reason', () => {
		const failure = new Failure({ message: 'No', hint: 'Wait.', code: '30013', effect: 'none' });
		expect(toErrorItem(failure, ERROR)).toStrictEqual({
			error: ERROR.message,
			details: { hint: 'Wait.', code: '30013', effect: 'none' },
		});
	});
});
