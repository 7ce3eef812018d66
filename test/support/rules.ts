import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { assumeMode } from '../../nodes/bitmart/rules/positionMode';
import { assumeRules } from '../../nodes/bitmart/rules/ruleBook';
import type { PositionMode } from '../../nodes/bitmart/words';
import { accountAt } from '../../nodes/core/exchange/credential';
import { bitmart } from '../../nodes/service';

/** Lets every order of these symbols pass on this host, without a request for their rules. */
export function permit(baseUrl: string, ...symbols: string[]): void {
	assumeRules(
		baseUrl,
		symbols.map((symbol) => ({ symbol })),
	);
}

/** Lets orders with the sides of this mode pass for an account, without a request for its position mode. */
export function permitMode(
	baseUrl: string,
	credential: ICredentialDataDecryptedObject,
	mode: PositionMode,
): void {
	assumeMode(accountAt(bitmart, baseUrl, credential), mode);
}
