import type { INodeCredentialDescription } from 'n8n-workflow';

import type { Resource } from '../core/definition/operation';
import { bitmart } from '../service';

/**
 * The credential of a node. Where a node has market data too, n8n must not insist on one: the private
 * operations say themselves that they need it. (Two entries with display conditions would read better,
 * but n8n looks at the first of a name only.)
 */
export function credentialsFor(resources: Resource[]): INodeCredentialDescription[] {
	const required = resources.every(({ operations }) => operations.every((one) => !one.public));
	return [{ name: bitmart.credential, required }];
}
