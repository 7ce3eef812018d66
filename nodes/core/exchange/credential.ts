import { createHash } from 'crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Service } from '../definition/service';
import { Complaint } from '../values/complaint';
import type { Caller } from './caller';

/** The credential of a node, which market data does without. */

function hasCredential(context: Caller, service: Service): boolean {
	return context.getNode().credentials?.[service.credential] !== undefined;
}

/** Private operations say themselves that they need a credential: n8n's own sentence would mislead. */
export function requireCredential(context: Caller, service: Service): void {
	if (hasCredential(context, service)) return;
	throw new Complaint(
		`This operation needs a credential: choose one under "Credential to connect with"`,
		`Create a "${service.credentialName}" credential with ${service.credentialParts}.`,
	);
}

export async function readCredential(
	context: Caller,
	service: Service,
): Promise<ICredentialDataDecryptedObject | undefined> {
	return hasCredential(context, service)
		? await context.getCredentials<ICredentialDataDecryptedObject>(service.credential)
		: undefined;
}

/**
 * A name for the account behind a credential, which says nothing about the key: what one account has
 * done, or knows, says nothing about another.
 */
export function accountAt(
	service: Service,
	baseUrl: string,
	credentials: ICredentialDataDecryptedObject | undefined,
): string {
	const key = String(credentials?.[service.keyName] ?? '').trim();
	return createHash('sha256')
		.update(JSON.stringify([baseUrl, key]))
		.digest('hex');
}
