import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { Refusal } from './guardSettings';
import { environmentOf } from './hosts';

/**
 * The way from n8n to BitMart. The key travels with every request, and the signature does not cover the
 * path: whoever can read a request on its way can send its body to another path. So requests go straight
 * to BitMart, over a connection whose certificate is checked. A proxy that the administrator has set for
 * all of n8n is not in the options, and cannot read what is encrypted.
 */

type Options = Record<string, unknown>;

interface Detour {
	/** Every name under which it can arrive: from n8n's helpers, and from the libraries behind them. */
	names: RegExp;
	refusal: string;
	hint: string;
}

const PROXY: Detour = {
	names: /proxy|proxies|tunnel/i,
	refusal: 'This credential does not sign what goes through a proxy: remove Proxy from the options',
	hint: 'Whoever runs the proxy could read the key. A proxy that is set for all of n8n may stay.',
};
const UNCHECKED: Detour = {
	names: /unauthorized|ssl|tls|insecure/i,
	refusal:
		"This credential does not sign without a check of BitMart's certificate: switch off Ignore SSL Issues in the options",
	hint: 'Without the check anybody on the way could pretend to be BitMart, and read the key. If the check fails, the network of n8n is to be looked at.',
};
const OWN_CONNECTION: Detour = {
	names:
		/^((https?)?agents?(options|class)?|dispatcher|transport|adapter|pool|socket(path)?|lookup|createconnection|checkserveridentity|servername|secure(context|options|protocol)|ca|cert|key|pfx|crl|passphrase|localaddress)$/i,
	refusal:
		'This credential does not sign over a connection with certificates or settings of its own: switch off SSL Certificates in the settings of the node',
	hint: 'BitMart needs no client certificate, and its own is checked as that of any website is.',
};

/** Options that are a danger where they are off. */
const GOOD_WHEN_ON = /^(rejectunauthorized|strictssl)$/i;

/** Whether an option says nothing: it is not there, empty, or off. */
function isOff(name: string, value: unknown): boolean {
	if (value === undefined || value === null) return true;
	if (GOOD_WHEN_ON.test(name)) return value === true;
	if (value === false || value === '') return true;
	return typeof value === 'object' && Object.keys(value).length === 0 && !isInstance(value);
}

/** Something that was made by a class, such as an agent: it may do anything. */
const isInstance = (value: object) =>
	![Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value) as object);

function refuse({ refusal, hint }: Detour): never {
	throw new Refusal(refusal, hint);
}

function refuseOtherHost(headers: unknown, url: URL): void {
	const given = Object.entries((headers ?? {}) as Options).find(([name]) => /^host$/i.test(name));
	if (given && given[1] !== url.host) {
		throw new Refusal(
			'This credential does not sign for a Host header of another host: remove Host from the headers',
			`n8n writes it by itself; the address says ${url.host}.`,
		);
	}
}

/**
 * Lets a request pass only on the direct way to BitMart. The sandbox has no secrets.
 * @throws Refusal that names what to switch off
 */
export function refuseDetours(
	credentials: ICredentialDataDecryptedObject,
	options: object,
	url: URL,
): void {
	if (environmentOf(credentials) === 'sandbox') return;
	const given = options as Options;
	// Inherited ones count too, for whoever reads them does not ask where they come from.
	for (const name in given) {
		if (isOff(name, given[name])) continue;
		const detour = [PROXY, UNCHECKED, OWN_CONNECTION].find(({ names }) => names.test(name));
		if (detour) refuse(detour);
	}
	refuseOtherHost(given.headers, url);
}
