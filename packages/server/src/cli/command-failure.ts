/** An expected end of a command: one sentence for the person at the terminal, and the exit code. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  /** 2 where the command was called wrongly, 1 where it could not be done. */
  readonly exitCode: 1 | 2

  constructor(exitCode: 1 | 2, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
