import type { CampaignResult, Tally } from './campaign';

/** What must be zero. */
export interface Totals {
	duplicates: number;
	lost: number;
	falseClaims: number;
}

const COLUMNS: Array<[keyof Tally, string]> = [
	['attempts', 'attempts'],
	['placed', 'placed'],
	['recovered', 'recovered'],
	['duplicate', 'duplicate'],
	['refused', 'refused'],
	['unknownPlaced', 'unknown+'],
	['unknownNotPlaced', 'unknown-'],
	['duplicates', 'DUPLICATES'],
	['lost', 'LOST'],
	['falseClaims', 'FALSE'],
	['doubled', 'by network'],
];

/** What must be zero, over all subjects and plans. */
export function totalsOf({ tallies }: CampaignResult): Totals {
	const sum = (name: keyof Totals) => tallies.reduce((total, tally) => total + tally[name], 0);
	return { duplicates: sum('duplicates'), lost: sum('lost'), falseClaims: sum('falseClaims') };
}

function table(head: string, rows: Array<[string, Tally[]]>): string[] {
	const first = Math.max(head.length, ...rows.map(([name]) => name.length));
	const line = (name: string, cells: string[]) =>
		[
			name.padEnd(first),
			...cells.map((cell, index) => cell.padStart(COLUMNS[index]?.[1].length ?? 0)),
		].join('  ');
	return [
		line(
			head,
			COLUMNS.map(([, title]) => title),
		),
		...rows.map(([name, tallies]) =>
			line(
				name,
				COLUMNS.map(([key]) =>
					String(tallies.reduce((total, tally) => total + Number(tally[key]), 0)),
				),
			),
		),
	];
}

/** The tallies under one of their names, in the order of their first attempt. */
function grouped(tallies: Tally[], by: 'subject' | 'plan' | 'situation'): Array<[string, Tally[]]> {
	const names = [...new Set(tallies.map((tally) => tally[by]))];
	return names.map((name) => [name, tallies.filter((tally) => tally[by] === name)]);
}

/** A campaign as a table for people: by operation, by fault, and with `details` by both. */
export function reportOf(result: CampaignResult, details = false): string {
	const { tallies, contradictions, requests, virtualTime } = result;
	const pairs: Array<[string, Tally[]]> = tallies.map((tally) => [
		`${tally.subject} / ${tally.plan} / ${tally.situation}`,
		[tally],
	]);
	const shown = contradictions.slice(0, 20);
	return [
		...table('Operation', grouped(tallies, 'subject')),
		'',
		...table('Fault', grouped(tallies, 'plan')),
		'',
		...table('Situation', grouped(tallies, 'situation')),
		'',
		...(details ? [...table('Operation / fault', pairs), ''] : []),
		...table('All', [['', tallies]]),
		'',
		'Outcomes count orders, transfers and withdrawals; an attempt has one to twelve of them.',
		'unknown+ really was carried out, unknown- was not. DUPLICATES: more in the books than wanted.',
		'LOST: claimed, not in the books. FALSE: any other claim that the books contradict.',
		'by network: carried out again because the network delivered one request twice.',
		'Not promised: of a request that the network delivers twice, the second is carried out too where the',
		'exchange is not documented to refuse it (everything but spot and futures orders with a key and spot-side',
		'sub-account transfers). There, and where values change between two tries, nothing protects over a',
		'restart of n8n either; the campaign restarts only where the exchange refuses a used key.',
		`${requests} requests; by the clock of the test ${Math.round(virtualTime / 3_600_000)} hours.`,
		...shown.flatMap(({ attempt, subject, story, complaints }) => [
			'',
			`Attempt ${attempt}, ${subject}: ${story.length > 1000 ? `${story.slice(0, 1000)} ...` : story}`,
			...complaints.map((complaint) => `  ${complaint}`),
		]),
		...(contradictions.length > shown.length
			? ['', `... and ${contradictions.length - shown.length} more attempts with contradictions.`]
			: []),
	].join('\n');
}
