/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** Before all tests: n8n's engine is silent, and keeps its instance ID in a folder that is thrown away. */
export default function setup(): void {
	process.env.N8N_LOG_LEVEL = 'silent';
	process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-nodes-bitmart-'));
}
