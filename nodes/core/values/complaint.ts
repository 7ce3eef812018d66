/** What the user entered cannot be sent. The message is a whole sentence that names the field. */
export class Complaint extends Error {
	/**
	 * @param reason a fixed word that may be told to a stranger, such as the caller of a webhook, to whom
	 * message and hint would say too much
	 */
	constructor(
		message: string,
		readonly hint?: string,
		readonly reason?: string,
	) {
		super(message);
	}
}

/** The key of a write stands for another one. */
export class KeyTaken extends Complaint {}
