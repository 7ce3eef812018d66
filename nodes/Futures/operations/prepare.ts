import type { Execution } from '../../bitmart/rules/contractRules';
import { fitContractOrder } from '../../bitmart/rules/contractRules';
import type { FuturesReads } from '../../bitmart/rules/futuresAccount';
import { fitPositionMode } from '../../bitmart/rules/positionMode';
import type { Prepare } from '../../bitmart/rules/ruleBook';
import type { Side } from '../../bitmart/words';
import { SIDES } from '../../bitmart/words';
import { getAssets, getFeeRate } from './account';
import { getContracts } from './market';
import { getManyOpen } from './orderLists';
import { getMany, getMode } from './positionReads';

/** What a size can be a percentage of. */
const READS: FuturesReads = {
	assets: getAssets,
	feeRate: getFeeRate,
	positions: getMany,
	openOrders: getManyOpen,
};

/**
 * What an order with a side is held against before it is sent: the rules of its contract, and the position
 * mode of the account, last, so that it is as fresh as can be.
 * @param sides those that the operation has
 */
export function prepareOrder(execution: Execution, sides: readonly Side[] = SIDES): Prepare {
	const contract = fitContractOrder(getContracts, execution, READS);
	const mode = fitPositionMode(getMode, sides);
	return async (values, around) => {
		const prepared = await contract(values, around);
		await mode(values, around);
		return prepared;
	};
}
