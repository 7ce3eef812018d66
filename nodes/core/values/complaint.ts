/** What the user entered cannot be sent. The message is a whole sentence that names the field. */
export class Complaint extends Error {
	constructor(
		message: string,
		readonly hint?: string,
	) {
		super(message);
	}
}
