/** Which code BitMart answers a wrong parameter with. */

/** What is wrong with a parameter; together with the side it decides the code. */
export type Mistake =
	| 'missing'
	| 'wire'
	| 'enum'
	| 'low'
	| 'high'
	| 'long'
	| 'characters'
	| 'malformed'
	| 'unknown key';

/** The part of BitMart that answers; each has numbers of its own for the same mistake. */
export type Side = 'market' | 'spot' | 'spot query' | 'account' | 'futures';

/** Which part of BitMart answers for a path. */
export function sideOf(host: string, path: string): Side {
	if (host === 'futures') return path.startsWith('/account/contract/') ? 'account' : 'futures';
	if (path.startsWith('/spot/quotation/')) return 'market';
	if (path.startsWith('/spot/v4/query/')) return 'spot query';
	return path.startsWith('/spot/') ? 'spot' : 'account';
}

const isClientId = (name: string) => name === 'client_order_id' || name === 'clientOrderId';

/** The documented code for a parameter mistake. */
export function codeFor(side: Side, name: string, mistake: Mistake): number {
	if (name === 'recvWindow' && mistake !== 'unknown key') return 30007;
	switch (side) {
		case 'account':
			return 60000;
		case 'market':
			if (mistake === 'unknown key') return 50000;
			if (name === 'symbol') return mistake === 'missing' ? 70001 : 70002;
			if (name === 'after') return 71001;
			if (name === 'before') return 71002;
			if (name === 'step') return 71005;
			if (name === 'limit') return 71004;
			return 70001;
		case 'futures':
			if (mistake === 'unknown key') return 40011;
			if (isClientId(name) && mistake === 'long') return 40049;
			if (isClientId(name) && mistake === 'characters') return 40048;
			if (mistake === 'wire' || mistake === 'malformed') {
				return name.endsWith('_time') ? 40039 : 40007;
			}
			if (name === 'symbol') return 40034;
			if (mistake === 'missing') return 40011;
			if (name === 'side') return 40041;
			if (name === 'type') return 40042;
			if (name === 'open_type') return 40045;
			if (name === 'step') return 40038;
			if (name === 'leverage') return 40040;
			return mistake === 'low' || mistake === 'high' ? 40044 : 40011;
		default:
			if (mistake === 'unknown key' || mistake === 'wire') return 50000;
			if (isClientId(name) && mistake === 'long') return 50037;
			if (isClientId(name) && mistake === 'characters') return 50038;
			if (name === 'orderParams' || name === 'order_params') return 50033;
			if (mistake === 'missing') {
				if (name === 'size') return 50010;
				if (name === 'price') return 50011;
				if (name === 'notional') return 50012;
				if (name === 'order_id' || name === 'orderIds') return 50039;
				return 50028;
			}
			if (name === 'limit') return mistake === 'low' ? 50015 : 50016;
			if (side === 'spot query' && name === 'orderMode') return 52000;
			if (side === 'spot query' && name === 'queryState') return 52003;
			return 50021;
	}
}
