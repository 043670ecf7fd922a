import type { IncomingMessage, ServerResponse } from 'node:http'

/** What the server tells an app that it serves on its own port. */
export interface AppHost {
  /** Where the server is reached from this machine, without a slash at the end. */
  readonly address: string
  /** The address of this machine that it listens on; 0.0.0.0 and :: are all of them. */
  readonly listensOn: string
  /** The origins that are let in beside the server's own. */
  readonly allowedOrigins: readonly string[]
  /** An API key of the app's own, in memory only: made for this start and worth nothing after it. */
  readonly apiKey: string
  /** Where Tallymark keeps everything: file:PATH, :memory:, or an address without its password. */
  readonly database: string
  /** The trace that is replayed, if there is one. */
  readonly sample: AppSample | undefined
  readonly logger: AppLogger
  /** A JWT that lets a user act for ten minutes, at most as long as this start. */
  signToken(userId: string): Promise<string>
  /** Whose JWT it is; `undefined` for whatever is none, or is one no more. */
  userOf(token: string): Promise<string | undefined>
}

/** A trace that was replayed. */
export interface AppSample {
  readonly path: string
  readonly conversationId: string
}

/** Writes into the server's log. What is given may not hold a token or a key (OPS3). */
export interface AppLogger {
  info(of: object, text: string): void
  error(of: object, text: string): void
}

/** An app that is open. */
export interface AppServed {
  /** Answers a request to any address that is not Tallymark's; the body was not read. */
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Ends what is open. What the app still asks Tallymark for is refused from now on. */
  close(): Promise<void>
}

/** What the module of an app exports as `openApp`. A rejection ends the start with its message. */
export type OpenApp = (host: AppHost) => Promise<AppServed>
