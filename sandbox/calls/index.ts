/** The handlers of all areas in one table. */
import { algoHandlers } from './algo';
import type { Handlers } from './call';
import { contractHandlers } from './contracts';
import { fundingHandlers } from './funding';
import { futuresHistoryHandlers } from './futures/histories';
import { futuresMoneyHandlers } from './futures/money';
import { futuresOrderHandlers } from './futures/orders';
import { futuresPlanHandlers } from './futures/plans';
import { futuresPositionHandlers } from './futures/positions';
import { marginHandlers } from './margin';
import { marketHandlers } from './market';
import { rebateHandlers } from './rebates';
import { spotHandlers } from './spot';
import { transferHandlers } from './transfers';

/** Every endpoint with a behaviour of its own. The others answer with their documented example. */
export const handlers: Handlers = {
	...marketHandlers,
	...spotHandlers,
	...algoHandlers,
	...marginHandlers,
	...fundingHandlers,
	...transferHandlers,
	...rebateHandlers,
	...contractHandlers,
	...futuresOrderHandlers,
	...futuresPlanHandlers,
	...futuresPositionHandlers,
	...futuresHistoryHandlers,
	...futuresMoneyHandlers,
};
