/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
/** The sandbox as a program. */
import { parseArgs } from 'node:util';

import { startSandbox } from '.';

/** `npm run sandbox`: serves until Ctrl-C and tells, request by request, what it thinks of them. */
async function main(): Promise<void> {
	const { values } = parseArgs({
		args: process.argv.slice(2),
		allowPositionals: true,
		options: {
			'spot-port': { type: 'string', default: '18081' },
			'futures-port': { type: 'string', default: '18082' },
			lifelike: { type: 'boolean', default: false },
		},
	});
	const sandbox = await startSandbox({
		spotPort: Number(values['spot-port']),
		futuresPort: Number(values['futures-port']),
		mode: values.lifelike ? 'lifelike' : 'strict',
		log: (line) => console.log(line),
	});
	const [account] = sandbox.accounts;
	console.log(
		[
			`A local BitMart is running (${sandbox.mode}). Nothing here is real money.`,
			'',
			'Fill the n8n credential "BitMart API" like this:',
			'  Environment          Sandbox',
			`  Sandbox Spot URL     ${sandbox.spotUrl}`,
			`  Sandbox Futures URL  ${sandbox.futuresUrl}`,
			`  Access Key           ${account?.accessKey}`,
			`  Secret Key           ${account?.secretKey}`,
			`  Memo                 ${account?.memo}`,
			'',
			'Requests (time in UTC, Ctrl-C ends):',
		].join('\n'),
	);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => {
			void sandbox.stop().then(() => console.log('Sandbox stopped.'));
		});
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
