/** What a request is answered with. */
import { writeJson } from './wire';

/** An answer, and for the log why it is no success. */
export interface Answer {
	status: number;
	code: number | string;
	text: string;
	headers: Record<string, string>;
	refused?: string;
	detail: string[];
}

/** The answer when the sandbox has a bug. */
export const failed = (trace: string, error: unknown): Answer => ({
	status: 500,
	code: 59002,
	text: writeJson({ message: 'Internal Server Error', code: 59002, trace, data: {} }),
	headers: {},
	refused: `the sandbox itself failed: ${error instanceof Error ? error.stack : String(error)}`,
	detail: [],
});
