/** The check of query and body against the description. */
import { Decimal } from 'decimal.js';
import { isLosslessNumber } from 'lossless-json';

import { refusal, type Refusal } from '../basics/refusals';
import type { Values } from '../calls/call';
import { codeFor, sideOf, type Mistake } from './codes';
import { conditions } from './conditions';
import type { Endpoint, Param } from './description';
import { isObject, wireType } from './wire';

/** How strict the exchange is about keys it does not know. */
export type Mode = 'strict' | 'lifelike';

const bareName = (name: string) => name.replace(/_/g, '').toLowerCase();

/** One request being checked. */
class Check {
	private readonly side;

	constructor(
		private readonly endpoint: Endpoint,
		private readonly mode: Mode,
	) {
		this.side = sideOf(endpoint.host, endpoint.path);
	}

	private refuse(name: string, mistake: Mistake, reason: string, code?: number): Refusal {
		return refusal(code ?? codeFor(this.side, name, mistake), { message: reason, reason });
	}

	private strictly(complaint: string): void {
		if (this.mode !== 'strict') return;
		const message = `Sandbox (strict): ${complaint}`;
		throw refusal(codeFor(this.side === 'market' ? 'spot' : this.side, '', 'unknown key'), {
			message,
			reason: message,
			status: 400,
		});
	}

	/** Keys that BitMart would ignore without a word: in strict mode they are mistakes. */
	unknownKeys(keys: string[], known: Param[], where: string): void {
		for (const key of keys) {
			if (known.some((param) => param.name === key)) continue;
			const meant = known.find((param) => bareName(param.name) === bareName(key));
			this.strictly(
				`unknown key "${key}" in the ${where} of ${this.endpoint.method} ${this.endpoint.path}; ` +
					(meant ? `the right spelling is "${meant.name}"` : 'BitMart would ignore it'),
			);
		}
	}

	duplicates(keys: string[], where: string): void {
		for (const key of keys) this.strictly(`the key "${key}" stands twice in the ${where}`);
	}

	/** Checks the values of one object (or query) against its parameters. */
	values(given: Record<string, unknown>, params: Param[]): Values {
		const values: Values = {};
		const present = (name: string) => given[name] !== undefined && given[name] !== '';
		for (const param of params) {
			if (given[param.name] === null) {
				this.strictly(`"${param.name}" is null; leave the key out instead`);
			}
			if (!present(param.name) || given[param.name] === null) {
				const needed =
					param.required === true ||
					(param.required === 'conditional' &&
						conditions[`${this.endpoint.method} ${this.endpoint.path} ${param.name}`]?.(given));
				if (!needed) continue;
				// A market buy by size: BitMart calls the value invalid instead of naming the missing one.
				const bySize = param.name === 'notional' && present('size');
				throw this.refuse(
					param.name,
					'missing',
					bySize ? 'Invalid size: a market buy takes notional' : `Missing parameter: ${param.name}`,
					bySize ? 50021 : undefined,
				);
			}
			values[param.name] =
				param.in === 'query'
					? this.queryValue(param, String(given[param.name]))
					: this.bodyValue(param, given[param.name]);
		}
		return values;
	}

	private bodyValue(param: Param, value: unknown): unknown {
		const { name } = param;
		if (param.type.endsWith('[]')) {
			if (!Array.isArray(value)) {
				throw this.refuse(name, 'wire', `${name} must be a JSON array, not a ${wireType(value)}`);
			}
			if (value.length < (param.minItems ?? 0)) {
				throw this.refuse(name, 'low', `${name} holds fewer than ${param.minItems} elements`);
			}
			if (value.length > (param.maxItems ?? Infinity)) {
				throw this.refuse(name, 'high', `${name} holds more than ${param.maxItems} elements`);
			}
			return value.map((element: unknown) => {
				if (param.type === 'string[]') {
					if (typeof element === 'string') return element;
					throw this.refuse(name, 'wire', `${name} must hold JSON strings`);
				}
				if (!isObject(element)) throw this.refuse(name, 'wire', `${name} must hold JSON objects`);
				this.unknownKeys(Object.keys(element), param.items ?? [], `elements of ${name}`);
				return this.values(element, param.items ?? []);
			});
		}
		const byType =
			param.type === 'integer' ||
			param.type === 'long' ||
			typeof param.enum?.[0]?.value === 'number'
				? 'number'
				: 'string';
		const wire = param.wire ?? byType;
		if (wireType(value) !== wire) {
			throw this.refuse(name, 'wire', `${name} must be a JSON ${wire}, not a ${wireType(value)}`);
		}
		return this.scalar(param, isLosslessNumber(value) ? value.toString() : (value as string));
	}

	private queryValue(param: Param, text: string): unknown {
		if (param.type === 'boolean' && text !== 'true' && text !== 'false') {
			throw this.refuse(param.name, 'enum', `${param.name} must be true or false`);
		}
		return this.scalar(param, text);
	}

	/** Range, digits, length and choice; the same for a query value and a body literal. */
	private scalar(param: Param, text: string): unknown {
		const { name } = param;
		if (param.enum && !param.enum.some((choice) => String(choice.value) === text)) {
			const allowed = param.enum.map((choice) => choice.value).join(', ');
			throw this.refuse(name, 'enum', `Invalid ${name}: "${text}" is none of ${allowed}`);
		}
		const whole = param.type === 'integer' || param.type === 'long';
		if (whole && !/^-?\d+$/.test(text)) {
			throw this.refuse(name, 'malformed', `Invalid ${name}: "${text}" is not a whole number`);
		}
		if (param.type === 'decimal' && !/^\d+(\.\d+)?$/.test(text)) {
			throw this.refuse(name, 'malformed', `Invalid ${name}: "${text}" is not plain digits`);
		}
		if (whole || param.type === 'decimal') {
			const value = new Decimal(text);
			if (param.min !== undefined && value.lt(param.min)) {
				throw this.refuse(name, 'low', `Invalid ${name}: ${text} is below ${param.min}`);
			}
			if (param.max !== undefined && value.gt(param.max)) {
				throw this.refuse(name, 'high', `Invalid ${name}: ${text} is above ${param.max}`);
			}
		}
		if (param.maxLength !== undefined && text.length > param.maxLength) {
			throw this.refuse(name, 'long', `${name} is longer than ${param.maxLength} characters`);
		}
		const letters = param.maxLength !== undefined && /^client_?order_?id$/i.test(name);
		if (
			letters
				? !/^[A-Za-z0-9]+$/.test(text)
				: param.pattern && !new RegExp(param.pattern).test(text)
		) {
			throw this.refuse(name, 'characters', `${name} holds characters that are not allowed`);
		}
		if (whole || typeof param.enum?.[0]?.value === 'number') {
			const number = Number(text);
			// An id beyond 2^53 stays text, so that a handler cannot round it.
			return Number.isSafeInteger(number) ? number : text;
		}
		return text;
	}
}

/** Checks query and body of a request against the description; returns the values by name. */
export function validate(
	endpoint: Endpoint,
	query: Array<[string, string]>,
	body: { [key: string]: unknown } | undefined,
	duplicates: string[],
	mode: Mode,
): Values {
	const check = new Check(endpoint, mode);
	const inQuery = endpoint.params.filter((param) => param.in === 'query');
	const inBody = endpoint.params.filter((param) => param.in === 'body');
	const names = query.map(([name]) => name);
	check.unknownKeys(names, inQuery, 'query');
	check.duplicates(
		names.filter((name, index) => names.indexOf(name) !== index),
		'query',
	);
	check.unknownKeys(Object.keys(body ?? {}), inBody, 'body');
	check.duplicates(duplicates, 'body');
	// The first of several wins: `fromEntries` keeps the last, hence the reversal.
	const asked = Object.fromEntries([...query].reverse());
	return { ...check.values(asked, inQuery), ...check.values(body ?? {}, inBody) };
}
