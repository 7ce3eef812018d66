import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import type { List, Resource } from './definition/operation';
import type { Service } from './definition/service';
import { requireCredential } from './exchange/credential';
import { toNodeError } from './exchange/errors';
import { reader } from './send';

/** The lists of a form, for n8n's editor. */

/** Entries of one answer; the editor asks for more when somebody scrolls. */
const PAGE = 100;

type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** Letters and digits only: people write BTCUSDT, BTC/USDT and btc_usdt. */
const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

function searchOf(list: List, service: Service): Search {
	return async function (filter = '', paginationToken = '0') {
		try {
			if (list.private) requireCredential(this, service);
			const all = await list.entries(reader(this, service));
			const wanted = plain(filter);
			const found = all.filter(({ name, value }) =>
				[name, value].some((text) => plain(text).includes(wanted)),
			);
			const from = Number(paginationToken);
			const rest = from + PAGE < found.length;
			return {
				results: found.slice(from, from + PAGE),
				...(rest && { paginationToken: String(from + PAGE) }),
			};
		} catch (thrown) {
			throw toNodeError(this.getNode(), thrown, 0, 1);
		}
	};
}

/** The methods behind the lists of a node's form, by the names under which the form asks for them. */
export function listSearchOf(resources: Resource[], service: Service): Record<string, Search> {
	const lists = resources.flatMap(({ lists: own = {} }) => Object.entries(own));
	return Object.fromEntries(lists.map(([name, list]) => [name, searchOf(list, service)]));
}
