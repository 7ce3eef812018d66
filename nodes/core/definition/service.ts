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

/** What an exchange says of a rate window, before anybody believes it. */
export interface SaidOfRate {
	/** Requests that a window takes. */
	limit?: unknown;
	/** Requests that were sent in it so far. */
	used?: unknown;
	/** Its length in seconds. */
	reset?: unknown;
}

/** What the core has to know about the exchange. */
export interface Service {
	/** Name for people. */
	name: string;
	/** Credential type. */
	credential: string;
	/** Display name of the credential type. */
	credentialName: string;
	/** What a credential is made of, for people. */
	credentialParts: string;
	/** The credential's property that tells accounts apart. */
	keyName: string;
	userAgent: string;
	/** Names of the credential's properties that no answer may show again. */
	secrets: string[];
	/** Reads the envelope of an answer: its code, a sentence and the ID of the request. */
	envelope(answer: IDataObject): { code?: unknown; message?: unknown; trace?: unknown };
	/** Code of a success, compared as text. */
	success: string;
	/** What the headers say of a rate window; their names are given in lower case. */
	rateHeaders(headers: Record<string, unknown>): SaidOfRate;
	/** Who stands before the exchange and may answer with a web page, for people. */
	edge: string;
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
	/** What a write would move and what it takes, for a dry run; reads only. */
	estimate?(write: { endpoint: string; body: string; read: Reader }): Promise<object>;
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
