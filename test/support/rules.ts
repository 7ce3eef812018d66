import { assumeRules } from '../../nodes/bitmart/rules/ruleBook';

/** Lets every order of these symbols pass on this host, without a request for their rules. */
export function permit(baseUrl: string, ...symbols: string[]): void {
	assumeRules(
		baseUrl,
		symbols.map((symbol) => ({ symbol })),
	);
}
