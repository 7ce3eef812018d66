import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** The format of one parameter: n8n's own property plus its meaning and its name on the wire. */

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
 * - `any`: whatever is given, as it is, also nothing; the operation reads it itself and says what is wrong with it
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
	| 'rows'
	| 'any';

/** One parameter: an n8n property plus its meaning and its name on the wire. */
export interface Field extends Omit<INodeProperties, 'displayOptions' | 'options'> {
	kind: Kind;
	/** The options of a `choice`. */
	options?: INodePropertyOptions[];
	/** Name on the wire where it differs from `name`. An exchange may ignore a wrong case without an error. */
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
	/**
	 * On the wire only: neither in the form nor read from parameters, but set when the request is prepared.
	 * Says which field of the form gives it as it stands, and with which siblings.
	 */
	computed?: { from: string; with: Record<string, string | number | boolean> };
	/** Sent with its default where the user gives nothing. */
	always?: true;
	/** Left out, it means something else than its default, which only fills in the form. */
	noDefault?: true;
	/** An option that may be left out, but not added and left blank; the sentence says what to do then. */
	notBlank?: string;
	/** A key of ours: where the user gives none, it is derived from execution, item and content. */
	derived?: true;
	/** Required, but where its siblings have these values: it is found out then. */
	blankWhen?: When;
	/** A `decimal` may be zero: always, or where its siblings have these values. */
	zero?: true | When;
	/** Brings the text into the form that the exchange wants, or returns undefined where that is impossible. */
	normalize?: (text: string) => string | undefined;
	/** What `normalize` expects; completes "<Name> must be …". */
	expects?: string;
	/** What one value of a `list` is. */
	item?: Field;
	/** The fields of one group of `rows`. */
	fields?: Field[];
	/**
	 * The list of the resource that people choose from. `typed` names what is entered where nothing is
	 * chosen, as in "By Address". Text and expressions are taken as well.
	 */
	picker?: { list: string; typed: string };
	/** How many values of a `list` or groups of `rows` one request takes. */
	maxItems?: number;
}

/** The fields that somebody fills in. */
export function givenOf(fields: Field[]): Field[] {
	return fields.filter(({ computed }) => !computed);
}

/** Whether a condition holds. No condition always holds. */
export function applies(when: When | undefined, values: Values): boolean {
	return Object.entries(when ?? {}).every(([name, allowed]) =>
		allowed.includes(values[name] as string),
	);
}
