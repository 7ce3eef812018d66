import { sameSecret } from '../../core/exchange/secret';
import { refusal } from './reasons';

/**
 * Lets an alert pass that holds the secret. Wrong, missing and too long are told in the same sentence:
 * whoever guesses learns nothing from it.
 * @throws Complaint with the reason `refused`
 */
export function checkSecret(expected: string, given: unknown): void {
	if (sameSecret(expected, given)) return;
	throw refusal(
		'refused',
		'The secret of the alert is not the one of the node',
		'Compare the two, and give both as text.',
	);
}
