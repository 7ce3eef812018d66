/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import Module from 'node:module';

import setup from '../../test/support/setup';

/**
 * Imported before everything else: n8n's engine reads its settings as soon as it is loaded, and beside
 * every node lies a `.node.json` that the loader of TypeScript would take for the node itself.
 */
setup();

type Resolve = (request: string, ...rest: unknown[]) => string;
const loader = Module as unknown as { _resolveFilename: Resolve };
const resolve = loader._resolveFilename;
loader._resolveFilename = (request, ...rest) =>
	resolve.call(loader, /^\..*\.node$/.test(request) ? `${request}.ts` : request, ...rest);
