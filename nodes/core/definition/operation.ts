import type { IDataObject } from 'n8n-workflow';

import type { Field, Values, When } from './field';
import { applies } from './field';

/** Documented rate limit of an endpoint. */
export interface RateLimit {
	requests: number;
	seconds: number;
	per: 'IP' | 'KEY' | 'UID';
}

/** Reads records as the exchange has them, by another definition. */
export type Reader = (host: string, operation: Operation, values: Values) => Promise<IDataObject[]>;

/** What a look-up by key found. */
export type Finding =
	/** The write, equal to ours; `envelope` is what its answer would have been. */
	| { kind: 'found'; envelope: IDataObject; createdAt: number }
	/** Nothing, or not all of it; `again` holds the values that are still to be sent. */
	| { kind: 'absent'; again: Values }
	/** Something else under our key; the sentence says what. */
	| { kind: 'other'; sentence: string };

/** Looks a write up by its key and proves that it equals ours. */
export type Finder = (values: Values, read: Reader) => Promise<Finding>;

/** A write that is recognised by a key of ours on the wire. */
export interface KeyedRepeat {
	/** Name of the field that carries the key. */
	key: string;
	/** The `rows` field whose elements carry it, where one request holds several writes. */
	elements?: string;
	find?: Finder;
	/** Codes that say "this key was used before"; empty where none is documented. */
	duplicate: Array<number | string>;
	/** Of a batch that answers for each element: those refused because their key was used before. */
	used?: {
		/** Their places in the request. */
		indexes: (envelope: IDataObject) => number[];
		/** The answer as it would be had they been placed now; `found` is what `find` made of them. */
		merge: (envelope: IDataObject, indexes: number[], found: IDataObject) => IDataObject;
	};
}

/** A write without a key: never sent again once it may have been carried out. */
export interface NeverRepeat {
	/** Lists what the history has that looks like the write, a line each; claims none of it. */
	candidates: (values: Values, since: number, read: Reader) => Promise<string[]>;
}

/** A write that does the same when it is carried out twice. */
export interface SafeRepeat {
	/** The answer after a repetition that found the work done ("already canceled"), or undefined. */
	settle: (values: Values, read: Reader) => Promise<IDataObject | undefined>;
}

/**
 * What may be repeated after a refusal or a lost answer (mandatory on every POST).
 * `safe`: any number of times. `never`: not at all. See the interfaces for what else is known.
 */
export type Repeat = 'safe' | 'never' | SafeRepeat | NeverRepeat | KeyedRepeat;

/** Whether a write is recognised by a key of ours. */
export function isKeyed(repeat: Repeat | undefined): repeat is KeyedRepeat {
	return typeof repeat === 'object' && 'duplicate' in repeat;
}

/** Whether the history can be asked what may be the write. */
export const hasCandidates = (repeat: Repeat): repeat is NeverRepeat =>
	typeof repeat === 'object' && 'candidates' in repeat;

/** Whether a repetition that finds the work done can be settled. */
export const canSettle = (repeat: Repeat): repeat is SafeRepeat =>
	typeof repeat === 'object' && 'settle' in repeat;

/** Reads, and writes that do the same when they are carried out twice. */
export const isSafe = (repeat: Repeat): boolean => repeat === 'safe' || canSettle(repeat);

/** Whether a second write with the same key is documented to be refused: the one thing that protects two at once. */
export function refusesDuplicates(repeat: Repeat | undefined): repeat is KeyedRepeat {
	return isKeyed(repeat) && repeat.duplicate.length > 0;
}

/** Method and path, such as `POST /spot/v2/submit_order`. */
export type Endpoint = `GET /${string}` | `POST /${string}`;

/** What differs between the endpoints that one operation can reach. */
export interface Call {
	endpoint: Endpoint;
	/** Where it is not the resource's host. */
	host?: string;
	permission?: string;
	/** Documented limit; null where no source states one. */
	limit: RateLimit | null;
	/** Only on POST. A GET is always safe. */
	repeat?: Repeat;
	/** A POST that only reads. */
	reads?: true;
}

/** Whether a call changes something at the exchange. */
export const changes = ({ endpoint, reads }: Call): boolean =>
	endpoint.startsWith('POST ') && reads !== true;

/** One of several endpoints of an operation; exactly one `when` matches. */
export interface Variant extends Call {
	when: When;
}

/**
 * Where the records of an answer are: a path into the envelope, or a function of it. A record of a write
 * that says `refused` was not carried out; one may have an `outcome` of its own.
 */
export type Rows = string | ((answer: IDataObject, values: Values) => unknown[]);

/** The fields that each kind of paging needs to turn several answers into one list. */
interface PagingBase {
	/** Wire name of the number of rows asked for; absent where the exchange decides. */
	size?: string;
	/** The most rows of one answer. */
	max: number;
	/** The fewest rows that may be asked for. */
	min?: number;
	/** Tells records apart, so that overlapping answers give each once. */
	id: (record: IDataObject) => string;
}

/**
 * Lists that are cut off at `max` rows of a time window: the window is walked back, and halved where
 * an answer is full. Nothing is assumed about which rows a full answer leaves out.
 */
export interface WindowPaging extends PagingBase {
	by: 'window';
	/** Names of the two time fields. */
	start: string;
	end: string;
	/** The longest window of one request, in milliseconds. */
	span: number | ((values: Values) => number);
	/** How far back Return All goes where no start is given, in milliseconds; absent: it must be given. */
	lookback?: number;
	/** Milliseconds since 1970; the list is in this order. */
	time: (record: IDataObject) => number;
	oldestFirst?: true;
}

/** Lists with page numbers, from 1; a short page is the last. */
export interface NumberPaging extends PagingBase {
	by: 'page';
	/** Name of the field with the page number, which lives in the options. */
	page: string;
	/** The last page that the exchange has, where it has a last one. */
	last?: number;
}

export type Paging = WindowPaging | NumberPaging;

/** What a check before sending may look at. */
export interface Surroundings {
	read: Reader;
	/** The base URL of the host that is called: rules of one environment say nothing about another. */
	baseUrl: string;
	/** Names the account behind the credential; holds no part of its key. */
	account: string;
}

/** What a job may look at besides, before its first step. */
export interface JobSurroundings extends Surroundings {
	/** Milliseconds since 1970. */
	now: () => number;
	/** Whether a text is the one that the credential holds under this name; undefined where it holds none. */
	isSecret: (property: string, text: unknown) => boolean | undefined;
	/** How many characters the text has that the credential holds under this name; 0 where it holds none. */
	secretLength: (property: string) => number;
}

/** The values to send, and what to add to the item. */
export interface Prepared {
	values: Values;
	notes?: IDataObject;
	/** What was found to be right, in sentences for a dry run; absent: the rules of the exchange. */
	checks?: string[];
	/** Why it cannot be sent now; an earlier execution has done it, and it is looked up only. */
	refused?: Error;
	/** There is nothing to do, which is no failure: the item that says so. Nothing is sent. */
	nothing?: IDataObject;
}

interface OperationBase {
	/** Value of the Operation parameter; frozen once released. */
	value: string;
	/** Title Case, without the resource. */
	name: string;
	/** Sentence case, as the list of actions shows it. */
	action: string;
	/** What it does and what comes back. */
	description: string;
	/** Market data: no credential, no headers. */
	public?: true;
	/** In the order of the form; a field stands after those its `when` names. */
	fields: Field[];
	/** Rarely needed fields, in the Options collection. */
	options?: Field[];
	/**
	 * Checks a write against what the exchange allows, and may change its values; runs before anything
	 * is sent. Throws a Complaint where the write cannot succeed.
	 */
	prepare?: (values: Values, surroundings: Surroundings) => Promise<Prepared>;
	/**
	 * What of a write is known before `prepare` has read anything, as it would go over the wire; undefined
	 * where its amounts come out only then. Where it is missing, the values are sent as they were given.
	 */
	outline?: (values: Values) => Values | undefined;
	/** A rule between fields; returns the complaint, a whole sentence. */
	check?: (values: Values) => string | undefined;
	rows: Rows;
	/** Names for rows that are arrays or bare values. */
	columns?: string[];
	/** A filter of our own, where the exchange has none. */
	keep?: (record: IDataObject, values: Values) => boolean;
	/** The list can be longer than one answer. Adds Return All and Limit. */
	paging?: Paging;
	/** A write that neither places nor moves anything: its items have no `outcome`. */
	withoutOutcome?: true;
	/** Answers without an envelope are successes too, where the HTTP status is one. */
	bare?: true;
	/** The record in words, at most ten fields. Its presence adds the Simplify switch. */
	simplify?: (record: IDataObject, values: Values) => IDataObject;
}

/** An operation that a job can carry out. */
export interface Step {
	/** The host of its resource. */
	host: string;
	operation: Operation;
}

/** One answer of a list that a job reads. */
export interface Page {
	/** The new items of it, newest first. */
	items: IDataObject[];
	/** The part of a time range that these are all of, in milliseconds; undefined where a list has no times. */
	from?: number;
	to?: number;
	/** A sentence where some may be missing. */
	hint?: string;
}

/** All that a job can do: there is no other way to send. */
export interface Conductor extends JobSurroundings {
	/**
	 * Carries out a step as if it stood in a workflow by itself: its values are read and checked as from a
	 * form, with options under `options`. A write is keyed by the name of the step, so that a repeated run
	 * finds it again. In a dry run a step that changes something shows what it would send.
	 */
	call: (name: string, step: Step, values: Values) => Promise<IDataObject[]>;
	/**
	 * Reads everything that a step lists, answer by answer, without holding more than a few of them. The
	 * step must only read; Limit and Max Results do not count.
	 */
	pages: (name: string, step: Step, values: Values) => AsyncIterable<Page>;
	/**
	 * What a step with an Idempotency Key has done before, in this execution or an earlier one; undefined
	 * where it has done nothing. Begins nothing anew.
	 * @throws KeyTaken where it has done something else, Failure where that cannot be read
	 */
	earlier: (name: string, step: Step, values: Values) => Promise<IDataObject[] | undefined>;
	/**
	 * What was found out before the first write: computed once, also where n8n runs the item again or
	 * another execution comes with the same Idempotency Key.
	 */
	once: <T>(name: string, compute: () => Promise<T>) => Promise<T>;
	/** Waits, or ends with the execution. */
	wait: (milliseconds: number) => Promise<void>;
	/** Nothing is sent that changes anything. */
	isDryRun: boolean;
	/** Tells the person who runs the workflow something that belongs to no item, above the output. */
	hint: (sentence: string) => void;
}

/** Carries out a job; gives items as its steps are done. */
export type Run = (values: Values, call: Conductor) => AsyncIterable<IDataObject>;

/** One operation of one or more endpoints. */
type Single = (Call & { variants?: never }) | { variants: Variant[]; endpoint?: never };

/** An operation made of others. */
interface Job {
	run: Run;
	/** The steps that it may take. */
	steps: Step[];
	/**
	 * Its writes carry a key. `true` adds the Idempotency Key to the options; `derived`: `prepare` makes one
	 * of what it reads, and nobody can give another.
	 */
	keyed?: true | 'derived';
	/** Checks and completes what was asked for, before any item sends anything. */
	prepare?: (values: Values, surroundings: JobSurroundings) => Promise<Prepared>;
	variants?: never;
	endpoint?: never;
}

/** One action of a node. */
export type Operation = (OperationBase & Single & { run?: never; steps?: never }) | JobOperation;

/** An operation made of others. */
export type JobOperation = Omit<OperationBase, 'prepare'> & Job;

/** One entry of a list that people choose from. */
export interface ListEntry {
	/** As people know it. */
	name: string;
	/** What the field holds when it is chosen. */
	value: string;
}

/** A list that people choose from in the form, instead of typing what they would have to look up. */
export interface List {
	/** It cannot be read without a credential. */
	private?: true;
	entries: (read: Reader) => Promise<ListEntry[]>;
}

/** A group of operations, one entry of the Resource parameter. */
export interface Resource {
	value: string;
	name: string;
	description?: string;
	/** Which of the service's hosts answers. */
	host: string;
	/** What its fields name in `picker`. */
	lists?: Record<string, List>;
	/** Preselected in the form; without it, the first. */
	defaultOperation?: string;
	/** Alphabetical by name. */
	operations: Operation[];
}

/** Whether an operation is made of others. */
export const isJob = (operation: Operation): operation is JobOperation =>
	operation.run !== undefined;

/** The one endpoint that these values reach. */
export function callOf(operation: Operation, values: Values): Call {
	if (isJob(operation)) throw new Error(`"${operation.action}" has no endpoint of its own`);
	if (!operation.variants) return operation;
	const call = operation.variants.find((variant) => applies(variant.when, values));
	if (!call) throw new Error(`No endpoint of "${operation.action}" fits the chosen values`);
	return call;
}

/** Every endpoint that an operation reaches itself; none where it is made of others. */
export function callsOf(operation: Operation): Array<Call & { when?: When }> {
	return isJob(operation) ? [] : (operation.variants ?? [operation]);
}

/** Whether an operation can change something at the exchange. */
export const canChange = (operation: Operation): boolean =>
	isJob(operation)
		? operation.steps.some((step) => canChange(step.operation))
		: callsOf(operation).some(changes);

/** Whether an operation may do more when it is carried out twice than once, by itself or by one of its steps. */
export const mayDouble = (operation: Operation): boolean =>
	isJob(operation)
		? operation.steps.some((step) => mayDouble(step.operation))
		: callsOf(operation).some(({ repeat = 'safe' }) => !isSafe(repeat));
