import type { IDataObject } from 'n8n-workflow';

import { futuresSymbol } from '../../bitmart/fields/futures';
import { currentMode } from '../../bitmart/rules/positionMode';
import type { PositionMode } from '../../bitmart/words';
import { wordOf } from '../../bitmart/words';
import type { Values } from '../../core/definition/field';
import type { Conductor, JobOperation, Step } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import { compareDecimals } from '../../core/values/decimal';
import type { Direction } from './openPositions';
import { isGone, openPositions } from './openPositions';
import { create } from './orderCreate';
import { getMode } from './positionReads';

/** One market order for each position that is to be closed. */

const CREATE: Step = { host: 'futures', operation: create };

/** A position that is to be closed. */
interface Target {
	symbol: string;
	direction: Direction;
	/** Something else has closed it before its order was sent. */
	gone?: true;
}

/** What is to be closed, found out once: what the first orders have closed must not change the rest. */
interface Plan {
	/** What it was made for. */
	asked: string;
	mode: PositionMode;
	targets: Target[];
}

const nameOf = ({ symbol, direction }: Target): string => `${symbol} ${direction}`;

const askedIn = ({ symbol, side }: Values): string => JSON.stringify([symbol ?? '', side]);

async function planOf(values: Values, call: Conductor): Promise<Plan> {
	const { symbol, side } = values;
	const open = await openPositions(symbol as string | undefined, call);
	const targets = open
		.filter(({ direction }) => side === 'both' || direction === side)
		.map((one): Target => ({ symbol: one.symbol, direction: one.direction }));
	// The mode last, so that it is as fresh as can be; without a position nobody asks for it.
	const mode = targets.length > 0 ? await currentMode(getMode, call) : 'hedge';
	return { asked: askedIn(values), mode, targets };
}

function nothingOpen({ symbol, side }: Values): IDataObject {
	const which = side === 'both' ? '' : ` ${String(side)}`;
	const where = symbol === undefined ? '' : ` in ${String(symbol)}`;
	return { closed: false, message: `There is no open${which} position${where}` };
}

/** The item of a position that something else has closed meanwhile. */
const goneItem = ({ symbol, direction }: Target): IDataObject => ({
	closed: false,
	position: direction,
	symbol,
	message: `The ${direction} position in ${symbol} is not open any more, so nothing was closed`,
});

/** The plan of something else would close what nobody asked for now. */
const otherPlan = (hasKey: boolean): Complaint =>
	hasKey
		? new Complaint(
				'This Idempotency Key was used for other positions already',
				'Nothing was sent. Use another Idempotency Key for another alert.',
			)
		: new Complaint(
				'The values of this item changed between two tries, so nothing was sent now',
				'Use values that stay the same when n8n tries again.',
			);

/** A position that was not closed, and why. */
interface Left {
	target: Target;
	why: Complaint | Failure;
}

/** The refusals as one: the first as it is, with the names of what is still open. */
function combined(left: Left[], isOnly: boolean): unknown {
	// That nobody knows an outcome matters more than a refusal.
	const open = left.find(({ why }) => why instanceof Failure && why.facts.effect !== 'none');
	const first = open ?? left[0];
	if (!first || isOnly) return first?.why;
	const lines = left.map((one) =>
		one === first ? nameOf(one.target) : `${nameOf(one.target)} (${one.why.message})`,
	);
	const rest = `Not closed: ${lines.join(', ')}.`;
	const { why } = first;
	return why instanceof Failure
		? new Failure({ ...why.facts, hint: `${why.facts.hint} ${rest}` })
		: new Complaint(why.message, why.hint === undefined ? rest : `${why.hint} ${rest}`);
}

/**
 * Closes one after the other. A position that cannot be closed does not keep the others open: who closes
 * everything is often in a hurry. What went wrong is said at the end.
 */
async function* run(values: Values, call: Conductor): AsyncGenerator<IDataObject> {
	const { percent, idempotencyKey } = values;
	const plan = await call.once('plan', async () => await planOf(values, call));
	if (plan.asked !== askedIn(values)) throw otherPlan(idempotencyKey !== undefined);
	const { mode, targets } = plan;
	if (targets.length === 0) yield nothingOpen(values);
	const left: Left[] = [];
	for (const target of targets) {
		if (target.gone) {
			yield goneItem(target);
			continue;
		}
		const { symbol, direction } = target;
		const order = {
			symbol,
			side: wordOf(direction === 'long' ? 3 : 2, mode),
			type: 'market',
			// Of what can be closed when it is sent: a position may have become smaller meanwhile, and an order
			// that is found again is the same whatever it came to.
			sizeIn: 'positionPercent',
			size: percent,
			options: idempotencyKey === undefined ? {} : { idempotencyKey },
		};
		try {
			// Ends here where the execution was stopped.
			await call.wait(0);
			for (const item of await call.call(nameOf(target), CREATE, order)) {
				yield { ...(!call.isDryRun && { closed: true }), position: direction, symbol, ...item };
			}
		} catch (caught) {
			if (!(caught instanceof Complaint || caught instanceof Failure)) throw asCaught(caught);
			if (await isGone(target, caught, call)) {
				// In the plan, which is kept: what is opened there later is not meant by it.
				target.gone = true;
				yield goneItem(target);
			} else left.push({ target, why: caught });
		}
	}
	if (left.length > 0) throw combined(left, targets.length === 1);
}

/** Of the resource Position. */
export const close: JobOperation = {
	value: 'close',
	name: 'Close',
	action: 'Close a futures position',
	description:
		'Close one position or all of them, completely or in part, with market orders; returns one item an order. Where nothing is open, the item says so.',
	run,
	steps: [CREATE],
	keyed: true,
	fields: [
		{
			displayName: 'Which Positions',
			name: 'closeWhich',
			type: 'options',
			kind: 'choice',
			local: true,
			required: true,
			options: [
				{ name: 'All', value: 'all', description: 'The open positions of every contract' },
				{ name: 'One Contract', value: 'one', description: 'The open positions of one contract' },
			],
			default: 'one',
			description: 'What to close',
		},
		{ ...futuresSymbol, when: { closeWhich: ['one'] } },
		{
			displayName: 'Side',
			name: 'side',
			type: 'options',
			kind: 'choice',
			local: true,
			required: true,
			options: [
				{ name: 'Both', value: 'both', description: 'Long and short positions' },
				{ name: 'Long', value: 'long', description: 'Long positions only' },
				{ name: 'Short', value: 'short', description: 'Short positions only' },
			],
			default: 'both',
			description: 'Which direction to close',
		},
		{
			displayName: 'Percent',
			name: 'percent',
			type: 'string',
			kind: 'decimal',
			local: true,
			required: true,
			default: '100',
			placeholder: 'e.g. 50',
			description:
				'How much of each position to close, from 1 to 100: of the contracts that no open order is closing already, rounded down to whole contracts',
		},
	],
	check: ({ percent }) =>
		compareDecimals(String(percent), '1') < 0 || compareDecimals(String(percent), '100') > 0
			? 'Percent must be from 1 to 100'
			: undefined,
	rows: () => [],
};
