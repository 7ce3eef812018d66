import type { IExecuteFunctions, ILoadOptionsFunctions, RequestHelperFunctions } from 'n8n-workflow';

/** What n8n hands to whoever talks to the exchange: a node that runs, or a list in a form. */
export type Caller = Pick<ILoadOptionsFunctions, 'getNode' | 'getCredentials' | 'logger'> & {
	helpers: Pick<RequestHelperFunctions, 'httpRequest' | 'httpRequestWithAuthentication'>;
	/** Only an execution can be stopped. */
	getExecutionCancelSignal?: IExecuteFunctions['getExecutionCancelSignal'];
};
