/** Thrown inside the parser only: this reading of the question has no meaning. The message is for the asker. */
export class NotUnderstood extends Error {}
