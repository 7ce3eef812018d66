/** Look-ups that lag behind. */
import type { State } from '../books/state';

/** Whether a call only reads: a lag hides things from reads, never from the check for duplicates. */
export const isRead = (method: string, path: string): boolean =>
	method === 'GET' || path.includes('/query/') || path.endsWith('-list');

/** The same object with some of its methods replaced; everything else is the original's. */
const view = <Books extends object>(books: Books, replaced: Partial<Books>): Books =>
	Object.assign(Object.create(books) as Books, replaced);

/** The state as a look-up sees it that lags behind: what was made after `before` is not there yet. */
export function laggingView(state: State, before: number): State {
	const { books, algos, margin, funding, transfers, futures } = state;
	const created = <Row extends { createTime: number }>(rows: Row[]) =>
		rows.filter(({ createTime }) => createTime <= before);
	const timed = <Row extends { time: number }>(rows: Row[]) =>
		rows.filter(({ time }) => time <= before);
	return view(state, {
		books: view(books, {
			orders: (of) => created(books.orders(of)),
			trades: (of) => created(books.trades(of)),
			order: (id) => created([books.order(id)].flatMap((order) => order ?? []))[0],
		}),
		algos: view(algos, { orders: (uid) => created(algos.orders(uid)) }),
		margin: view(margin, {
			loans: (uid) => created(margin.loans(uid)),
			repayments: (uid) => timed(margin.repayments(uid)),
		}),
		funding: view(funding, {
			records: (uid) => funding.records(uid).filter(({ applyTime }) => applyTime <= before),
		}),
		transfers: view(transfers, {
			between: (host, uids) => timed(transfers.between(host, uids)),
			contract: (uid) => transfers.contract(uid).filter(({ timestamp }) => timestamp <= before),
		}),
		futures: view(futures, {
			orders: (uid) => created(futures.orders(uid)),
			trades: (uid) => created(futures.trades(uid)),
			transactions: (uid) => timed(futures.transactions(uid)),
		}),
	});
}
