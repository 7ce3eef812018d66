import type { AlertResult } from './alerts';

/** What became of the alerts, for people. */

const LINES: Array<[string, string, string]> = [
	['Alerts', 'alerts', 'each delivered one to five times'],
	['Deliveries', 'deliveries', 'executions of their own, as a webhook starts them'],
	['  at once', 'at once', 'together with another one of the same alert'],
	[
		'  with faults',
		'with faults',
		'lost, late, doubled, refused or unreadable answers, look-up lag',
	],
	['  spoiled', 'spoiled', 'wrong secret, garbage, stale, or the ID with another action'],
	['Runs of the node', 'executions', 'with the tries of Retry On Fail'],
	['Ends of the process', 'crashes', 'in the middle, at a write or at any other request'],
	['Restarts', 'restarts', 'between deliveries, or in the middle of them'],
	['Changes of the clock', 'changes of clock', 'of n8n, up to 15 minutes'],
	['Changes of time', 'changes of time', 'and with it of the price'],
	['Changes of money', 'changes of money', ''],
	['Changes of positions', 'changes of position', 'by the owner'],
	['Orders in the books', 'orders', ''],
	['Said: executed', 'executed', ''],
	['  placed', 'placed', ''],
	['  recovered', 'recovered', ''],
	['  duplicate', 'duplicate', ''],
	['Said: nothing to close', 'nothingToClose', ''],
	['Said: could not be read', 'unread', 'and nothing was sent'],
	['Said: refused', 'refused', ''],
	['Said: another is there', 'taken', ''],
	['Said: not known', 'unknown', ''],
	['Said nothing', 'silent', 'the process ended first'],
];

/** The most alerts whose story is told. */
const MOST = 10;

/** The result as a table, with the story of what went wrong. */
export function alertReportOf({ counts, faults, virtualTime }: AlertResult): string {
	const width = Math.max(...LINES.map(([title]) => title.length));
	const spoiled = Object.entries(counts).filter(([name]) => name.startsWith('spoiled: '));
	return [
		...LINES.map(([title, name, why]) =>
			`${title.padEnd(width)}  ${String(counts[name] ?? 0).padStart(6)}  ${why}`.trimEnd(),
		),
		`Spoiled ones were ${spoiled.map(([name, count]) => `${name.slice(9)} (${count})`).join(', ')}.`,
		`By the clock of the test ${Math.round(virtualTime / 3_600_000)} hours.`,
		...faults
			.slice(0, MOST)
			.flatMap(({ number, story, findings }) => [
				'',
				`Alert ${number}: ${findings.join('; ')}`,
				`  ${story}`,
			]),
		...(faults.length > MOST ? ['', `... and ${faults.length - MOST} more alerts.`] : []),
	].join('\n');
}
