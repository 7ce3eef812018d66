/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypes,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { NodeHelpers, Workflow } from 'n8n-workflow';

import { BitmartApi } from '../../credentials/BitmartApi.credentials';
import { BitmartAccount } from '../../nodes/Account/BitmartAccount.node';
import { BitmartFutures } from '../../nodes/Futures/BitmartFutures.node';
import { BitmartSpot } from '../../nodes/Spot/BitmartSpot.node';
import { BitmartSubAccount } from '../../nodes/SubAccount/BitmartSubAccount.node';

/** A node as an AI tool runs the same code under a type of its own. */
const typeOf = (name: string) => name.replace(/Tool$/, '');

/** The package's nodes by type, as n8n knows them. */
export const NODE_TYPES: Record<string, INodeType> = {
	bitmartAccount: new BitmartAccount(),
	bitmartSpot: new BitmartSpot(),
	bitmartFutures: new BitmartFutures(),
	bitmartSubAccount: new BitmartSubAccount(),
};

const start: INodeType = {
	description: {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};

/** The types of a run: `foreign` is one of another package. */
function nodeTypesWith(foreign: INodeType | undefined): INodeTypes {
	const types: Record<string, INodeType> = {
		start,
		...NODE_TYPES,
		...(foreign && { [foreign.description.name]: foreign }),
	};
	return {
		getByName: (name) => types[typeOf(name)] as INodeType,
		getByNameAndVersion: (name, version) =>
			NodeHelpers.getVersionedNodeType(types[typeOf(name)] as INodeType, version),
		getKnownTypes: () => ({}),
	};
}

/** n8n's credentials helper, reduced to what a run needs. */
function credentialsHelper(
	data: ICredentialDataDecryptedObject | undefined,
	type: ICredentialType,
) {
	return {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getDecrypted: async () => ({ ...data }),
		preAuthentication: async () => undefined,
		runPreAuthentication: async () => undefined,
		authenticate: async (
			credentials: ICredentialDataDecryptedObject,
			_type: string,
			options: IHttpRequestOptions,
		) => {
			// Called as a method of the type, exactly as n8n does.
			const { authenticate } = type;
			if (typeof authenticate !== 'function') throw new Error('authenticate is not a function');
			return await authenticate.call(type, credentials, options);
		},
		getCredentialsProperties: () => type.properties,
	};
}

/** What a run of one node gave. */
export interface EngineRun {
	/** Items by output; `json`, `pairedItem` and `error` as n8n stores them. */
	outputs: INodeExecutionData[][];
	/** What n8n shows above the output. */
	hints: string[];
	/** The error that stopped the run, as n8n stores it. */
	error?: {
		message: string;
		description?: string | null;
		httpCode?: string | null;
		context?: Record<string, unknown>;
	} & Error;
}

export interface EngineOptions {
	/** Decrypted data of the credential; without it the node has none. */
	credential?: ICredentialDataDecryptedObject;
	/** n8n's setting "On Error" and the like. */
	node?: Partial<INode>;
	/** Input items; one empty item by default. */
	items?: Array<Record<string, unknown>>;
	timezone?: string;
	/** Every run is an execution of its own unless this says otherwise. */
	executionId?: string;
	/** A node type and a credential type that are not this package's. */
	nodeType?: INodeType;
	credentialType?: ICredentialType;
	/** When it resolves the execution is stopped, as by the button in the editor. */
	stop?: Promise<void>;
}

let executions = 0;

/** Runs one node in n8n's own engine (WorkflowExecute), with real parameters, expressions and HTTP. */
export async function runNode(
	type: string,
	parameters: Record<string, unknown>,
	options: EngineOptions = {},
): Promise<EngineRun> {
	const { credential, items = [{}], credentialType = new BitmartApi() } = options;
	const node = {
		id: 'node-1',
		name: 'BitMart',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		...(credential && {
			credentials: { [credentialType.name]: { id: 'credential-1', name: 'BitMart' } },
		}),
		...options.node,
	} as INode;
	const trigger: INode = {
		id: 'start-1',
		name: 'Start',
		type: 'start',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const settings = { executionOrder: 'v1' as const, timezone: options.timezone ?? 'UTC' };
	const nodes = [trigger, node];
	const connections = {
		Start: { main: [[{ node: node.name, type: 'main' as const, index: 0 }]] },
	};
	const workflow = new Workflow({
		id: 'workflow-1',
		nodes,
		connections,
		active: false,
		nodeTypes: nodeTypesWith(options.nodeType),
		settings,
	});
	const data = { id: 'workflow-1', name: 'Test', nodes, connections, active: false, settings };
	const url = 'http://127.0.0.1';
	const executionId = options.executionId ?? String(++executions);
	const additionalData = {
		executionId,
		hooks: new ExecutionLifecycleHooks('trigger', executionId, data as never),
		credentialsHelper: credentialsHelper(credential, credentialType),
		currentNodeExecutionIndex: 0,
		variables: {},
		restApiUrl: `${url}/rest`,
		instanceBaseUrl: url,
		webhookBaseUrl: `${url}/webhook`,
		webhookTestBaseUrl: `${url}/webhook-test`,
		webhookWaitingBaseUrl: `${url}/webhook-waiting`,
		formWaitingBaseUrl: `${url}/form-waiting`,
	} as unknown as IWorkflowExecuteAdditionalData;
	const engine = new WorkflowExecute(additionalData, 'trigger');
	await workflow.expression.acquireIsolate();
	try {
		const running = engine.run({
			workflow,
			startNode: trigger,
			triggerToStartFrom: {
				name: 'Start',
				data: { data: { main: [items.map((json) => ({ json }))] } },
			} as never,
		});
		void options.stop?.then(() => running.cancel());
		const run = await running;
		const { resultData } = run.data;
		const last = resultData.runData[node.name]?.at(-1);
		return {
			outputs: (last?.data?.main ?? []).map((output) => output ?? []),
			hints: (last?.hints ?? []).map(({ message }) => message),
			...(resultData.error && { error: resultData.error as unknown as EngineRun['error'] }),
		};
	} catch (error) {
		// n8n refuses to start a workflow whose form has issues (a required field left blank).
		return { outputs: [], hints: [], error: error as EngineRun['error'] };
	} finally {
		await workflow.expression.releaseIsolate();
	}
}
