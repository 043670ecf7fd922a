import type { IncomingMessage, ServerResponse } from 'node:http'

/** What the demo uses of the server that it is served by (`--app`); as `AppHost` of `tallymark` has it. */
export interface Host {
  /** Where Tallymark is reached from here, without a slash at the end. */
  readonly address: string
  readonly listensOn: string
  readonly allowedOrigins: readonly string[]
  readonly apiKey: string
  /** file:PATH, :memory:, or the address of a server, without its password. */
  readonly database: string
  readonly sample: Sample | undefined
  readonly logger: { error(of: object, text: string): void }
  /** A JWT for somebody, good for ten minutes. */
  signToken(userId: string): Promise<string>
  /** Whose JWT it is, if it is good. */
  userOf(token: string): Promise<string | undefined>
}

/** A trace that was replayed into Tallymark. */
export interface Sample {
  readonly path: string
  readonly conversationId: string
}

/** The demo, open. */
export interface Served {
  handle(request: IncomingMessage, response: ServerResponse): void
  close(): Promise<void>
}
