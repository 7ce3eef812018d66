import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Field, Values } from '../definition/field';
import { applies } from '../definition/field';
import { allFieldsOf, fieldsOf, idempotencyKey } from '../definition/fields';
import type { JobOperation, KeyedRepeat, Operation } from '../definition/operation';
import { callOf, isKeyed, refusesDuplicates } from '../definition/operation';
import { clock } from '../exchange/clock';
import { Complaint } from '../values/complaint';
import { toBody } from '../values/encode';
import { cannotProtect } from '../values/parameters';

/** Length of a key: as long as exchanges take it everywhere; letters and digits only. */
const LENGTH = 32;

function digest(parts: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, LENGTH);
}

/** n8n's word for "no execution": its MCP Server Trigger calls a tool with it, again and again. */
const NO_EXECUTION = '__UNKNOWN__';

/**
 * The execution that an item belongs to. Where n8n does not say, nothing tells two calls apart, so that
 * each is an execution of its own.
 */
function executionOf(context: IExecuteFunctions): string {
	const id = context.getExecutionId() as string | undefined;
	return id === undefined || id === '' || id === NO_EXECUTION ? clock.nonce() : id;
}

/** When this process first saw an execution, in milliseconds since 1970. */
const executions = new Map<string, number>();

/** Executions that are remembered; older ones have no write on its way any more. */
const MOST_EXECUTIONS = 10_000;

function firstSeen(executionId: string): number {
	const known = executions.get(executionId);
	if (known !== undefined) return known;
	if (executions.size >= MOST_EXECUTIONS) {
		const [oldest] = executions.keys();
		if (oldest !== undefined) executions.delete(oldest);
	}
	executions.set(executionId, clock.now());
	return clock.now();
}

/** For tests: as after a restart of the process. */
export function forgetExecutions(): void {
	executions.clear();
}

/** Keys that the user chose, and the name of their field. */
export interface OwnKeys {
	label: string;
	keys: string[];
}

/** The identity of a write. */
export interface Identity {
	/** The values, with a key in every field that wants one. */
	values: Values;
	/** Same again when n8n runs the item again; names the write of one account in the ledger. */
	id: string;
	/**
	 * What makes a write of this item unique and repeatable: n8n's Retry On Fail runs a node again with the
	 * same execution, run and item. Values are no part of it: they may change between two tries.
	 */
	place: string;
	/** What is to be done: one Idempotency Key must not stand for two things. */
	content: string;
	/** The key comes from execution and item. */
	derived: boolean;
	/** When this execution began, in milliseconds: what is older under its key was not made by it. */
	notBefore: number;
	/** The key comes from the Idempotency Key: an earlier execution may have used it. */
	lookFirst: boolean;
	/** Keys of the user's own; no two items may share one. */
	ownKeys: OwnKeys;
}

function keyField(operation: Operation, repeat: KeyedRepeat): Field | undefined {
	const fields = allFieldsOf(operation);
	const own = fields.find(({ name }) => name === repeat.elements)?.fields ?? fields;
	return own.find(({ name }) => name === repeat.key);
}

/** The writes of one request: the values themselves, or the elements of a batch. */
const writesIn = (values: Values, { elements }: KeyedRepeat): Values[] =>
	elements ? ((values[elements] ?? []) as Values[]) : [values];

/** Puts a key where the user gave none; in a batch, one for each element. */
function fillKeys(values: Values, repeat: KeyedRepeat, make: (element: number) => string): Values {
	const { key, elements } = repeat;
	const filled = writesIn(values, repeat).map((write, index) => ({ [key]: make(index), ...write }));
	return elements ? { ...values, [elements]: filled } : (filled[0] ?? values);
}

/** The keys that the user gave. */
const givenKeys = (values: Values, repeat: KeyedRepeat): unknown[] =>
	writesIn(values, repeat).flatMap((write) => write[repeat.key] ?? []);

/** What is not sent as it stands, but says what the rest means, such as the unit of a size. */
function steering(fields: Field[], values: Values): unknown[] {
	return fields.flatMap((field) => {
		const value = values[field.name];
		if (value === undefined || !applies(field.when, values)) return [];
		if (field.fields) return (value as Values[]).map((row) => steering(field.fields ?? [], row));
		return field.local ? [[field.name, value]] : [];
	});
}

/** Where a write comes from: the same again when n8n tries the item again. */
export interface Origin {
	/** Instance, workflow and node. */
	scope: [string, string | undefined, string];
	execution: string;
	itemIndex: number;
	runIndex: number;
	/** The steps of jobs that lead to it; none for an operation that stands by itself. */
	steps: string[];
}

/** The origin of an item. */
export function originOf(context: IExecuteFunctions, itemIndex: number): Origin {
	return {
		scope: [context.getInstanceId(), context.getWorkflow().id, context.getNode().id],
		execution: executionOf(context),
		itemIndex,
		runIndex: context.getWorkflowDataProxy(itemIndex).$runIndex as number,
		steps: [],
	};
}

const placeOf = ({ scope, execution, runIndex, itemIndex, steps }: Origin): unknown[] => [
	...scope,
	execution,
	runIndex,
	itemIndex,
	...steps,
];

/** A job's name among those of its account: by its Idempotency Key where it has one, else by its place. */
export function jobIdentity(
	operation: JobOperation,
	values: Values,
	origin: Origin,
	account: string,
): Identity {
	const own = values[idempotencyKey.name];
	const [, workflow, node] = origin.scope;
	// Two alerts with one ID are one signal, and the second is a repetition indeed.
	const keys = own === undefined || operation.keyed === 'derived' ? [] : [String(own)];
	return {
		...readIdentity(values),
		id: digest([account, ...(own === undefined ? placeOf(origin) : [own, workflow, node])]),
		place: digest(placeOf(origin)),
		ownKeys: { label: idempotencyKey.displayName, keys },
	};
}

/**
 * Gives a write its identity, and its key where the user gave none. The content is part of a derived
 * key: other content under the same key would be taken for the first write.
 * @param account names the exchange's account and environment: what one has done says nothing about another
 * @throws Complaint where the Idempotency Key cannot do what it promises
 */
export function identify(
	operation: Operation,
	values: Values,
	origin: Origin,
	account: string,
): Identity {
	const { endpoint, repeat } = callOf(operation, values);
	const place = placeOf(origin);
	const content = [
		endpoint,
		toBody(allFieldsOf(operation), values),
		steering(fieldsOf(operation), values),
	];
	const base = digest([...place, ...content]);
	const shared = {
		id: digest([account, base]),
		place: digest(place),
		content: digest(content),
		notBefore: firstSeen(origin.execution),
		derived: false,
		lookFirst: false,
		ownKeys: { label: '', keys: [] as string[] },
	};
	const own = values[idempotencyKey.name];
	if (own !== undefined && !refusesDuplicates(repeat)) throw cannotProtect();
	if (!isKeyed(repeat)) return { ...shared, values };
	const label = keyField(operation, repeat)?.displayName ?? repeat.key;
	const given = givenKeys(values, repeat);
	if (own !== undefined) {
		if (given.length > 0) {
			throw new Complaint(`Use either Idempotency Key or ${label}, not both`);
		}
		const [, workflow, node] = origin.scope;
		const keyBase = [own, workflow, node, endpoint, ...origin.steps];
		return {
			...shared,
			values: fillKeys(values, repeat, (element) => digest([...keyBase, element])),
			id: digest([account, ...keyBase, 'write']),
			lookFirst: true,
			ownKeys: { label: idempotencyKey.displayName, keys: [String(own)] },
		};
	}
	return {
		...shared,
		values: fillKeys(values, repeat, (element) => digest([base, element])),
		derived: given.length < writesIn(values, repeat).length,
		ownKeys: { label, keys: given.map(String) },
	};
}

/** A read needs none. */
export const readIdentity = (values: Values): Identity => ({
	values,
	id: '',
	place: '',
	content: '',
	derived: false,
	notBefore: 0,
	lookFirst: false,
	ownKeys: { label: '', keys: [] },
});

/**
 * What is wrong with items that share a key of the user's with another: the second would be taken for a
 * repetition of the first. All of them are named, because nobody knows which one was meant.
 */
export function sharedKeys(identities: Array<Identity | undefined>): Map<number, Complaint> {
	const complaints = new Map<number, Complaint>();
	const seen = new Map<string, number>();
	for (const [itemIndex, identity] of identities.entries()) {
		const { label, keys } = identity?.ownKeys ?? { label: '', keys: [] };
		for (const key of keys) {
			const first = seen.get(key);
			if (first === undefined || first === itemIndex) {
				seen.set(key, itemIndex);
				continue;
			}
			const complaint = new Complaint(
				`Items ${first} and ${itemIndex} have the same ${label}`,
				'Nothing was sent. Give every item a key of its own, for example the ID of its alert.',
			);
			for (const item of [first, itemIndex])
				complaints.set(item, complaints.get(item) ?? complaint);
		}
	}
	return complaints;
}
