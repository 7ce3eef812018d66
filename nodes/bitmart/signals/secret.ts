import { refusal } from './reasons';

/**
 * Lets an alert pass that holds the secret. Wrong, missing and too long are told in the same sentence:
 * whoever guesses learns nothing from it.
 * @param isSecret compares with the secret, which stays where it is kept
 * @throws Complaint with the reason `refused`
 */
export function checkSecret(isSecret: (text: unknown) => boolean, given: unknown): void {
	if (isSecret(given)) return;
	throw refusal(
		'refused',
		'The secret of the alert is not the Signal Secret of the credential',
		'Compare the two, and give both as text.',
	);
}
