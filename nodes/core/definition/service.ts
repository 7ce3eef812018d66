import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type { Reader } from './operation';

/** What the core must know of an exchange. */

/** A refusal code in words. */
export interface CodeInfo {
	/** What to do, for the person who runs the workflow. */
	hint: string;
	/** What a refused write has done. */
	effect: 'none' | 'unknown' | 'partial';
	category: string;
	/** What makes another try sensible, where nothing was carried out. */
	remedy?: 'wait' | 'clock';
}

/** What the core has to know about the exchange. */
export interface Service {
	/** Name for people. */
	name: string;
	/** Credential type. */
	credential: string;
	/** Display name of the credential type. */
	credentialName: string;
	userAgent: string;
	/** Names of the credential's properties that no answer may show again. */
	secrets: string[];
	/** Code of a success, compared as text. */
	success: string;
	/** The base URL of a host in the credential's environment; throws a Complaint where there is none. */
	baseUrl(
		host: string,
		credentials: ICredentialDataDecryptedObject | undefined,
		isPublic: boolean,
		path?: string,
	): string;
	explain(code: string): CodeInfo | undefined;
	/** A public request that tells the exchange's time, in milliseconds. */
	time: { host: string; path: string; read: (envelope: IDataObject) => number };
	/** Every host; they share one clock. */
	hosts: string[];
	/** Judges a write by the guard rails of the credential, before anything is sent; throws a Complaint. */
	guard(write: GuardedWrite): Promise<void>;
	/** Says that these very request options were judged by `guard`. */
	vouch(options: object): void;
}

/** A write, as the guard rails see it. */
export interface GuardedWrite {
	credentials: ICredentialDataDecryptedObject;
	/** `POST /spot/v2/submit_order`. */
	endpoint: string;
	/** The exact text that will be sent. */
	body: string;
	/** The amounts are still to be computed, so only the action and the symbols are judged; the request itself comes again. */
	amountsOpen?: true;
	/** Where prices come from. Without it only what needs no price is judged; the request itself comes again, with it. */
	read?: Reader;
}
