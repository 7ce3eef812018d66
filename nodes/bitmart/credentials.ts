import type { INodeCredentialDescription } from 'n8n-workflow';

import type { Resource } from '../core/operation';
import { bitmart } from './service';

/** Market data works without a credential; with one, it comes from that credential's environment. */
export function credentialsFor(resources: Resource[]): INodeCredentialDescription[] {
	const isPublic = ({ operations }: Resource) => operations.every((operation) => operation.public);
	const values = (chosen: Resource[]) => chosen.map(({ value }) => value);
	const open = values(resources.filter(isPublic));
	const closed = values(resources.filter((resource) => !isPublic(resource)));
	return [
		...(closed.length
			? [
					{
						name: bitmart.credential,
						required: true,
						displayOptions: { show: { resource: closed } },
					},
				]
			: []),
		...(open.length
			? [
					{
						name: bitmart.credential,
						required: false,
						displayOptions: { show: { resource: open } },
					},
				]
			: []),
	];
}
