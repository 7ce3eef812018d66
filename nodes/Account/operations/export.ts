import type { IDataObject } from 'n8n-workflow';

import { timeBound } from '../../bitmart/fields/common';
import { toFuturesSymbol } from '../../bitmart/fields/futures';
import { spotSymbol } from '../../bitmart/fields/spot';
import { toCoinTracking } from '../../bitmart/exports/coinTracking';
import { toKoinly } from '../../bitmart/exports/koinly';
import type { Movement } from '../../bitmart/exports/movements';
import { movementsOf, TAXED_SOURCES } from '../../bitmart/exports/movements';
import type { Row } from '../../bitmart/exports/row';
import { toRow } from '../../bitmart/exports/row';
import type { Field, Values } from '../../core/definition/field';
import type {
	Conductor,
	JobOperation,
	JobSurroundings,
	Prepared,
} from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import { categoryOf, iso, Report } from './exportReport';
import type { Reading, Source } from './exportReading';
import { rowsOf } from './exportReading';
import { FUTURES_ACCOUNTS, SOURCES, STEPS } from './exportSources';

/** Everything that the account has done, as one table, or as a file for a program for tax returns. */

/** BitMart opened in 2018; nothing can be older. */
const OPENED = Date.UTC(2018, 0, 1);

/** The formats for tax returns, by what they make of a movement. */
const TAX_FORMATS: Record<
	string,
	{ name: string; lines: (one: Movement, row: Row) => IDataObject[] }
> = {
	koinly: { name: 'Koinly', lines: (one, row) => [toKoinly(one, row)] },
	coinTracking: { name: 'CoinTracking', lines: toCoinTracking },
};

/** Refusals of the key itself: every other source would be refused as well. */
const OF_THE_KEY = new Set(['auth', 'ip', 'timestamp']);

const noteRow = (report: Report): Row =>
	toRow({
		time: report.reached === undefined ? '' : iso(report.reached),
		source: report.source,
		type: 'note',
		status: report.status,
		note: report.toText(),
	});

/** Why a source has nothing for a file for tax returns. */
const LEFT_OUT: Record<string, string> = {
	futuresTrades: 'Their results and fees come with Futures Transactions.',
	transfers: 'Transfers between your own wallets are no taxable events.',
	subAccountTransfers:
		'Transfers between your own accounts are no taxable events; import the files of all of them into one wallet.',
};

function leftOut({ value, name }: Source): Report {
	const report = new Report(value, name);
	report.status = 'leftOut';
	report.say(
		`not in this file, and not read. ${LEFT_OUT[value] ?? 'Orders move nothing; their fills do.'}`,
	);
	return report;
}

/** The items of one source; what it has to say of itself is in its report. */
async function* itemsOf(
	source: Source,
	reading: Reading,
	report: Report,
	format: string,
): AsyncGenerator<IDataObject> {
	const tax = TAX_FORMATS[format];
	for await (const row of rowsOf(source, reading, report)) {
		report.count(row.time);
		if (!tax) {
			yield row;
			continue;
		}
		const movements = movementsOf(row);
		if ('left' in movements) report.leave(movements.left);
		else for (const movement of movements) yield* tax.lines(movement, row);
	}
}

async function* run(values: Values, call: Conductor): AsyncGenerator<IDataObject> {
	const { from, to, format, sources, contracts = [], marginPairs = [] } = values;
	const tax = TAX_FORMATS[String(format)];
	const asItems = (values.notes ?? (tax ? 'hints' : 'items')) === 'items';
	const onlyNotes = values.notes === 'only';
	const reading: Reading = {
		call,
		from: Number(from),
		to: Number(to),
		contracts: new Set(contracts as string[]),
		pairs: new Set(marginPairs as string[]),
		accounts: [...FUTURES_ACCOUNTS],
		done: new Set(),
	};
	const failures: unknown[] = [];
	let read = 0;
	for (const source of SOURCES.filter(({ value }) => (sources as string[]).includes(value))) {
		const isLeftOut = tax !== undefined && !TAXED_SOURCES.includes(source.value);
		const report = isLeftOut ? leftOut(source) : new Report(source.value, source.name);
		if (!isLeftOut) {
			read++;
			try {
				for await (const item of itemsOf(source, reading, report, String(format))) {
					if (!onlyNotes) yield item;
				}
				reading.done.add(source.value);
			} catch (caught) {
				if (!(caught instanceof Failure || caught instanceof Complaint)) throw asCaught(caught);
				// Ends here where the execution was stopped.
				await call.wait(0);
				if (OF_THE_KEY.has(categoryOf(caught) ?? '')) throw asCaught(caught);
				report.fail(caught);
				if (report.rows === 0) failures.push(caught);
			}
		}
		if (failures.length === read && read > 0 && isLastOf(source, sources as string[], tax)) {
			throw asCaught(failures[0]);
		}
		if (asItems || onlyNotes) yield noteRow(report);
		if (!onlyNotes && (!asItems || report.status === 'cut' || report.status === 'failed')) {
			call.hint(report.toText());
		}
	}
}

/** Whether nothing is read after a source. */
function isLastOf(source: Source, chosen: string[], tax: object | undefined): boolean {
	const read = SOURCES.filter(
		({ value }) => chosen.includes(value) && (!tax || TAXED_SOURCES.includes(value)),
	);
	return read.at(-1) === source;
}

/** The range without its open ends, the same for all sources. */
async function prepare(values: Values, { now }: JobSurroundings): Promise<Prepared> {
	const [from, to] = [Math.max(Number(values.from ?? OPENED), OPENED), Number(values.to ?? now())];
	if (from > now()) {
		throw new Complaint(
			'From lies in the future, so there is nothing to export',
			`It is ${iso(now())} now. Nothing was sent.`,
		);
	}
	return { values: { ...values, from, to: Math.min(to, now()) } };
}

function check({ from, to, format, sources, notes }: Values): string | undefined {
	if (to !== undefined && Number(to) <= OPENED) {
		return 'To lies before BitMart existed: it opened in 2018, so there is nothing to export';
	}
	if (from !== undefined && to !== undefined && Number(from) >= Number(to)) {
		return 'From must lie before To; as it is, the range is empty';
	}
	const tax = TAX_FORMATS[String(format)];
	if (!tax) return undefined;
	if (notes === 'items') {
		return `Notes cannot be items in Format ${tax.name}, whose file has no column for them: choose Above the Output or Only Notes`;
	}
	return (sources as string[]).some((source) => TAXED_SOURCES.includes(source))
		? undefined
		: `None of the chosen Sources has anything for Format ${tax.name}: it takes Trades, Margin Loans and Repayments, Futures Transactions, Deposits, Withdrawals and rebates`;
}

const SOURCE_OPTIONS = SOURCES.map(({ name, value, description }) => ({
	name,
	value,
	description,
})).sort((a, b) => a.name.localeCompare(b.name));

const sourcesField: Field = {
	displayName: 'Sources',
	name: 'sources',
	type: 'multiOptions',
	kind: 'list',
	local: true,
	required: true,
	options: SOURCE_OPTIONS,
	item: {
		displayName: 'Sources',
		name: 'sources',
		type: 'options',
		kind: 'choice',
		options: SOURCE_OPTIONS,
		default: '',
	},
	// All of them, one by one: n8n's linter wants to see a list.
	default: [
		'affiliateRebates',
		'brokerRebates',
		'deposits',
		'futuresOrders',
		'transactions',
		'futuresTrades',
		'marginLoans',
		'orders',
		'subAccountTransfers',
		'trades',
		'transfers',
		'triggerOrders',
		'withdrawals',
	],
	description:
		'What to export. A source that your API key may not read is named in a note, and the others are exported.',
};

const formatField: Field = {
	displayName: 'Format',
	name: 'format',
	type: 'options',
	kind: 'choice',
	local: true,
	required: true,
	options: [
		{
			name: 'CoinTracking',
			value: 'coinTracking',
			description:
				'The columns of the CSV import at cointracking.info/import/import_csv, times in UTC',
		},
		{
			name: 'Koinly',
			value: 'koinly',
			description:
				"The columns of Koinly's universal template (support.koinly.io, article 9489976), times in UTC",
		},
		{
			name: 'Table',
			value: 'table',
			description: 'All that is known, in the same columns for every source',
		},
	],
	default: 'table',
	description:
		'The columns of the items. Convert to File makes a CSV file of them; the formats for tax returns hold only what moved money.',
};

/** Of the resource History. */
export const exportAll: JobOperation = {
	value: 'export',
	name: 'Export',
	action: 'Export the history of the account',
	description:
		'Retrieve orders, trades, loans, futures, transfers, deposits, withdrawals and rebates as rows of one table, or in the columns of Koinly or CoinTracking. Reads as far back as BitMart still answers and says how far that was; a whole history takes several minutes.',
	run,
	steps: STEPS,
	prepare,
	fields: [
		sourcesField,
		formatField,
		timeBound({
			displayName: 'From',
			name: 'from',
			local: true,
			description: 'Export from this time on; without it, from the opening of BitMart in 2018 on',
		}),
		timeBound({
			displayName: 'To',
			name: 'to',
			local: true,
			description: 'Export up to this time; without it, up to now',
		}),
	],
	options: [
		{
			displayName: 'Contracts',
			name: 'contracts',
			type: 'string',
			kind: 'list',
			local: true,
			item: {
				displayName: 'Contracts',
				name: 'contracts',
				type: 'string',
				kind: 'text',
				default: '',
				normalize: toFuturesSymbol,
				expects: 'contracts such as BTCUSDT',
			},
			default: '',
			placeholder: 'e.g. BTCUSDT, ETHUSDT',
			description:
				'Contracts to list futures orders of, besides those with trades or transactions, separated by commas. BitMart lists them by contract only.',
		},
		{
			displayName: 'Margin Pairs',
			name: 'marginPairs',
			type: 'string',
			kind: 'list',
			local: true,
			item: { ...spotSymbol, displayName: 'Margin Pairs', name: 'marginPairs' },
			default: '',
			placeholder: 'e.g. BTC_USDT, ETH_USDT',
			description:
				'Pairs to list loans of, besides those with margin trades or something in their margin account, separated by commas. BitMart lists them by pair only.',
		},
		{
			displayName: 'Notes',
			name: 'notes',
			type: 'options',
			kind: 'choice',
			local: true,
			noDefault: true,
			options: [
				{
					name: 'Above the Output',
					value: 'hints',
					description: 'Every item is a row of the file',
				},
				{
					name: 'As Items',
					value: 'items',
					description: 'The last item of each source says how far back it goes and what is missing',
				},
				{
					name: 'Only Notes',
					value: 'only',
					description: 'Reads everything and returns only the notes, to see what a file would lack',
				},
			],
			default: 'only',
			description:
				'Where to say how far back each source goes and what is missing. Without it: as items in Format Table, else above the output.',
		},
	],
	check,
	rows: () => [],
};
