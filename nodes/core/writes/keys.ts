import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Field, Values } from '../definition/field';
import { applies } from '../definition/field';
import { allFieldsOf, fieldsOf, idempotencyKey } from '../definition/fields';
import type { KeyedRepeat, Operation } from '../definition/operation';
import { callOf, isKeyed } from '../definition/operation';
import { clock } from '../exchange/clock';
import { Complaint } from '../values/complaint';
import { toBody } from '../values/encode';

/** The longest key that BitMart takes everywhere; letters and digits only. */
const LENGTH = 32;

function digest(parts: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, LENGTH);
}

/**
 * What makes a write of this item unique and repeatable: n8n's Retry On Fail runs a node again with the
 * same execution, run and item, so the same key comes out; another item or execution gets another.
 */
function place(context: IExecuteFunctions, itemIndex: number): unknown[] {
	return [
		context.getInstanceId(),
		context.getWorkflow().id,
		context.getNode().id,
		context.getExecutionId(),
		context.getWorkflowDataProxy(itemIndex).$runIndex,
		itemIndex,
	];
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

/** The identity of a write. */
export interface Identity {
	/** The values, with a key in every field that wants one. */
	values: Values;
	/** Same again when n8n runs the item again; names the write in the ledger. */
	id: string;
	/** What is to be done: one Idempotency Key must not stand for two things. */
	content: string;
	execution: string;
	/** The key comes from execution and item; an order under it is not older than `notBefore`. */
	derived: boolean;
	notBefore: number;
	/** The key comes from the Idempotency Key: an earlier execution may have used it. */
	lookFirst: boolean;
}

function keyField(operation: Operation, repeat: KeyedRepeat): Field | undefined {
	const fields = allFieldsOf(operation);
	const own = fields.find(({ name }) => name === repeat.elements)?.fields ?? fields;
	return own.find(({ name }) => name === repeat.key);
}

/** Puts a key where the user gave none; in a batch, one for each element. */
function fillKeys(
	values: Values,
	{ key, elements }: KeyedRepeat,
	make: (element: number) => string,
): Values {
	if (!elements) return { [key]: make(0), ...values };
	const rows = (values[elements] ?? []) as Values[];
	return { ...values, [elements]: rows.map((row, index) => ({ [key]: make(index), ...row })) };
}

/** Whether the user gave a key, for each write of the request. */
function givenKeys(values: Values, { key, elements }: KeyedRepeat): boolean[] {
	const writes = elements ? ((values[elements] ?? []) as Values[]) : [values];
	return writes.map((write) => write[key] !== undefined);
}

/** What is not sent as it stands, but says what the rest means, such as the unit of a size. */
function steering(fields: Field[], values: Values): unknown[] {
	return fields.flatMap((field) => {
		const value = values[field.name];
		if (value === undefined || !applies(field.when, values)) return [];
		if (field.fields) return (value as Values[]).map((row) => steering(field.fields ?? [], row));
		return field.local ? [[field.name, value]] : [];
	});
}

/**
 * Gives a write its identity, and its key where the user gave none. The content is part of a derived
 * key: other content under the same key would be taken for the first write.
 * @throws Complaint where the Idempotency Key cannot do what it promises
 */
export function identify(
	context: IExecuteFunctions,
	operation: Operation,
	values: Values,
	itemIndex: number,
): Identity {
	const { endpoint, repeat } = callOf(operation, values);
	const content = [
		endpoint,
		toBody(allFieldsOf(operation), values),
		steering(fieldsOf(operation), values),
	];
	const id = digest([...place(context, itemIndex), ...content]);
	const execution = context.getExecutionId();
	const shared = { content: digest(content), execution, notBefore: firstSeen(execution) };
	const own = values[idempotencyKey.name];
	const protects = isKeyed(repeat) && (repeat.find !== undefined || repeat.duplicate.length > 0);
	if (own !== undefined && !protects) {
		throw new Complaint(
			'Idempotency Key cannot protect this call',
			'BitMart neither takes a client order ID here nor is it documented to refuse a second request. Leave it empty, or choose the newest Endpoint Version.',
		);
	}
	if (!isKeyed(repeat)) return { ...shared, values, id, derived: false, lookFirst: false };
	if (own !== undefined) {
		const label = keyField(operation, repeat)?.displayName ?? repeat.key;
		if (givenKeys(values, repeat).includes(true)) {
			throw new Complaint(`Use either Idempotency Key or ${label}, not both`);
		}
		const base = [own, context.getWorkflow().id, context.getNode().id, endpoint];
		const keyed = fillKeys(values, repeat, (element) => digest([...base, element]));
		return {
			values: keyed,
			...shared,
			id: digest([...base, 'write']),
			derived: false,
			lookFirst: true,
		};
	}
	const derived = givenKeys(values, repeat).includes(false);
	const keyed = fillKeys(values, repeat, (element) => digest([id, element]));
	return { ...shared, values: keyed, id, derived, lookFirst: false };
}

/** A read needs none. */
export const readIdentity = (values: Values): Identity => ({
	values,
	id: '',
	content: '',
	execution: '',
	derived: false,
	notBefore: 0,
	lookFirst: false,
});

/**
 * Refuses a run in which two items have the same Idempotency Key, before anything is sent: the second
 * would be taken for a repetition of the first.
 */
export function refuseSharedKeys(context: IExecuteFunctions, items: number): void {
	const { options } = context.getNode().parameters;
	if (typeof options !== 'object' || options === null || !(idempotencyKey.name in options)) return;
	const seen = new Map<string, number>();
	for (let itemIndex = 0; itemIndex < items; itemIndex++) {
		const key = String(
			context.getNodeParameter(`options.${idempotencyKey.name}`, itemIndex, ''),
		).trim();
		const first = seen.get(key);
		if (key !== '' && first !== undefined) {
			throw new Complaint(
				`Items ${first} and ${itemIndex} have the same Idempotency Key`,
				'Nothing was sent. Give every item a key of its own, for example the ID of its alert.',
			);
		}
		seen.set(key, itemIndex);
	}
}
