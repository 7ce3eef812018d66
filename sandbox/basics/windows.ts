/** One hour, day and the 90 days of most histories, in milliseconds. */
export const HOUR = 3_600_000;
export const DAY = 86_400_000;
export const QUARTER = 90 * DAY;

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
