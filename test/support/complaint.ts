import { asCaught } from '../../nodes/core/exchange/errors';
import { Complaint } from '../../nodes/core/values/complaint';

/** The complaint that something ends in, if it does; anything else that is thrown goes on. */
export function complaintIn(work: () => unknown): Complaint | undefined {
	try {
		work();
	} catch (thrown) {
		if (thrown instanceof Complaint) return thrown;
		throw asCaught(thrown);
	}
	return undefined;
}

/** The complaint that something must end in. */
export function complaintOf(work: () => unknown): Complaint {
	const complaint = complaintIn(work);
	if (complaint === undefined) throw new Error('nothing was refused');
	return complaint;
}
