/** The lists that answers of several areas are made of. */
import { Exact } from '../basics/amounts';
import { refusal } from '../basics/refusals';
import { WEEK } from '../basics/time';
import type { SandboxAccount } from '../books/accounts';
import { knownPair } from '../books/market/pairs';
import { userOf, type Call } from './call';

/** The newest `limit` rows between two moments, both included, newest first; the rest is dropped without a sign. */
export function newest<Row>(
	rows: Row[],
	timeOf: (row: Row) => number,
	{ from = 0, to = Infinity, limit }: { from?: number; to?: number; limit: number },
): Row[] {
	return rows
		.filter((row) => timeOf(row) >= from && timeOf(row) <= to)
		.reverse()
		.sort((a, b) => timeOf(b) - timeOf(a))
		.slice(0, limit);
}

/** Rows of a window, newest first; without bounds the last seven days. */
export function inWindow<Row extends { symbol: string; createTime: number; orderMode: string }>(
	rows: Row[],
	{ values, now, state: { spotDepth = Infinity } }: Call,
): Row[] {
	const { symbol, orderMode, limit = 200 } = values as { [key: string]: string | number };
	const start = values.startTime as number | undefined;
	const end = values.endTime as number | undefined;
	if (start !== undefined && end !== undefined && end < start) throw refusal(52004);
	if (start !== undefined && start < now - spotDepth) {
		throw refusal(50041, { reason: `the lists go back ${spotDepth} ms` });
	}
	if (symbol !== undefined) knownPair(symbol);
	const to = end ?? now;
	return newest(
		rows.filter(
			(row) =>
				(symbol === undefined || row.symbol === symbol) &&
				(orderMode === undefined || row.orderMode === orderMode),
		),
		({ createTime }) => createTime,
		// With only an end the page is unclear; seven days up to it is what the default does.
		{ from: start ?? to - WEEK, to, limit: Number(limit) },
	);
}

/** The balances of a user above zero. */
export function held(call: Call, of: SandboxAccount | string = userOf(call)) {
	return Object.entries(call.state.books.balances(of))
		.map(([coin, balance]) => ({ coin, ...balance }))
		.filter(({ available, frozen }) => !new Exact(available).plus(frozen).isZero());
}
