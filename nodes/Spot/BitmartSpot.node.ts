import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { subtitleOf, toProperties } from '../core/definition/form';
import { executeOperations } from '../core/execute';
import { listSearchOf } from '../core/lists';
import { bitmart, credentialsFor } from '../service';
import { resources } from './operations';

export class BitmartSpot implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'BitMart Spot',
		name: 'bitmartSpot',
		icon: { light: 'file:../../icons/bitmart.svg', dark: 'file:../../icons/bitmart.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleOf(resources),
		description: 'Spot and margin on BitMart: prices, orders, trades, trigger orders and loans',
		defaults: { name: 'BitMart Spot' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialsFor(resources),
		properties: toProperties(resources),
	};

	methods = { listSearch: listSearchOf(resources, bitmart) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperations(this, bitmart, resources);
	}
}
