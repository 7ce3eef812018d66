import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

/**
 * The format of one operation: n8n's own properties plus the few keys that say what goes over the
 * wire. A definition is data; everything else (form, request, checks, docs, tests) is derived.
 */

/** Values of one item by parameter name, as read from the node and brought into their exact text. */
export type Values = Record<string, unknown>;

/** The values of sibling parameters under which something applies; all names must match. */
export type When = Record<string, ReadonlyArray<string | number | boolean>>;

/**
 * What a parameter means, which decides how it is checked and written:
 * - `text`: any text, trimmed
 * - `id`: an identifier; refused as a number that has already lost digits
 * - `decimal`: money, price or size; exact text without exponent, greater than zero unless `zero` is set
 * - `integer`: a whole number, checked against `typeOptions.minValue` and `maxValue`
 * - `time`: an ISO date or a number of seconds or milliseconds, written in `unit`
 * - `choice`: one of `options`, written through `values` where the wire has other words
 * - `boolean`: true or false, always written when given
 * - `list`: several values, comma-separated or as a list from an expression; `item` says what each is
 * - `rows`: several groups of `fields`, from the form or as a list of objects from an expression
 */
export type Kind =
	| 'text'
	| 'id'
	| 'decimal'
	| 'integer'
	| 'time'
	| 'choice'
	| 'boolean'
	| 'list'
	| 'rows';

/** One parameter: an n8n property plus its meaning and its name on the wire. */
export interface Field extends Omit<INodeProperties, 'displayOptions' | 'options'> {
	kind: Kind;
	/** The options of a `choice`. */
	options?: INodePropertyOptions[];
	/** Name on the wire where it differs from `name`. BitMart ignores a wrong case without an error. */
	wire?: string;
	/** How the value stands in a JSON body. Default: `number` for integers and times, `boolean` for booleans, else `string`. */
	wireType?: 'string' | 'number' | 'boolean';
	/** Unit of a `time` on the wire. */
	unit?: 's' | 'ms';
	/** Form value to wire value, where they differ. */
	values?: Record<string, string | number>;
	/** Applies only when these siblings have one of these values; used for the form and again for the request. */
	when?: When;
	/** Never sent: it steers the node (a filter of the answer, a choice between endpoints). */
	local?: true;
	/** Sent with its default where the user gives nothing. */
	always?: true;
	/** An option that may be left out, but not added and left blank: it narrows a destructive call. */
	notBlank?: true;
	/** A key of ours: where the user gives none, it is derived from execution, item and content. */
	derived?: true;
	/** A `decimal` may be zero. */
	zero?: true;
	/** Brings the text into BitMart's form, or returns undefined where that is impossible. */
	normalize?: (text: string) => string | undefined;
	/** What `normalize` expects; completes "<Name> must be …". */
	expects?: string;
	/** What one value of a `list` is. */
	item?: Field;
	/** The fields of one group of `rows`. */
	fields?: Field[];
	/** How many values of a `list` or groups of `rows` one request takes. */
	maxItems?: number;
}

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
	duplicate: number[];
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
}

/** One of several endpoints of an operation; exactly one `when` matches. */
export interface Variant extends Call {
	when: When;
}

/** Where the records of an answer are: a path into the envelope, or a function of it. */
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
}

export type Paging = WindowPaging | NumberPaging;

/** What a check before sending may look at. */
export interface Surroundings {
	read: Reader;
	/** The base URL of the host that is called: rules of one environment say nothing about another. */
	baseUrl: string;
}

/** The values to send, and what to add to the item. */
export interface Prepared {
	values: Values;
	notes?: IDataObject;
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
	/** A rule between fields; returns the complaint, a whole sentence. */
	check?: (values: Values) => string | undefined;
	rows: Rows;
	/** Names for rows that are arrays or bare values. */
	columns?: string[];
	/** A filter of our own, where BitMart has none. */
	keep?: (record: IDataObject, values: Values) => boolean;
	/** The list can be longer than one answer. Adds Return All and Limit. */
	paging?: Paging;
	/** Answers without an envelope are successes too, where the HTTP status is one. */
	bare?: true;
	/** The record in words, at most ten fields. Its presence adds the Simplify switch. */
	simplify?: (record: IDataObject, values: Values) => IDataObject;
}

/** One action of a node. */
export type Operation = OperationBase &
	((Call & { variants?: never }) | { variants: Variant[]; endpoint?: never });

/** A group of operations, one entry of the Resource parameter. */
export interface Resource {
	value: string;
	name: string;
	description?: string;
	/** Which of the service's hosts answers. */
	host: string;
	/** Preselected in the form; without it, the first. */
	defaultOperation?: string;
	/** Alphabetical by name. */
	operations: Operation[];
}

/** A refusal code in words. */
export interface CodeInfo {
	/** What to do, for the person who runs the workflow. */
	hint: string;
	/** What a refused write has done. */
	effect: 'none' | 'unknown' | 'partial';
	category: string;
	/** What makes another try sensible, where nothing was carried out. */
	remedy?: 'wait' | 'clock';
}

/** What the core has to know about the exchange. */
export interface Service {
	/** Name for people. */
	name: string;
	/** Credential type. */
	credential: string;
	/** Display name of the credential type. */
	credentialName: string;
	userAgent: string;
	/** Code of a success, compared as text. */
	success: string;
	/** The base URL of a host in the credential's environment; throws a Complaint where there is none. */
	baseUrl(
		host: string,
		credentials: ICredentialDataDecryptedObject | undefined,
		isPublic: boolean,
		path?: string,
	): string;
	explain(code: string): CodeInfo | undefined;
	/** A public request that tells the exchange's time, in milliseconds. */
	time: { host: string; path: string; read: (envelope: IDataObject) => number };
	/** Every host; they share one clock. */
	hosts: string[];
	/** Judges a write by the guard rails of the credential, before anything is sent; throws a Complaint. */
	guard(write: GuardedWrite): Promise<void>;
	/** Says that these very request options were judged by `guard`. */
	vouch(options: object): void;
}

/** A write, as the guard rails see it. */
export interface GuardedWrite {
	credentials: ICredentialDataDecryptedObject;
	/** `POST /spot/v2/submit_order`. */
	endpoint: string;
	/** The exact text that will be sent. */
	body: string;
	/** Where prices come from. Without it only what needs no price is judged; the request itself comes again, with it. */
	read?: Reader;
}

/** Whether a condition holds. No condition always holds. */
export function applies(when: When | undefined, values: Values): boolean {
	return Object.entries(when ?? {}).every(([name, allowed]) =>
		allowed.includes(values[name] as string),
	);
}

/** The one endpoint that these values reach. */
export function callOf(operation: Operation, values: Values): Call {
	if (!operation.variants) return operation;
	const call = operation.variants.find((variant) => applies(variant.when, values));
	if (!call) throw new Error(`No endpoint of "${operation.action}" fits the chosen values`);
	return call;
}

/** Every endpoint that an operation can reach. */
export function callsOf(operation: Operation): Array<Call & { when?: When }> {
	return operation.variants ?? [operation];
}
