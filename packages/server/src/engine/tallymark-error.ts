import { type InputFault, REFUSALS, type Refusal, type RefusalCode, refuse } from '@tallymark/core'

/** A refused request: nothing was changed. `code` says why, `message` what to do. */
export class TallymarkError extends Error {
  override readonly name = 'TallymarkError'
  readonly code: RefusalCode
  /** Whether the same request may succeed later. */
  readonly isTemporary: boolean
  /** How long to wait before that, in milliseconds, where it is known. */
  readonly retryAfterMs: number | undefined
  /** The faults of an invalid input. */
  readonly errors: readonly InputFault[]

  constructor(refusal: Refusal, options: ErrorOptions & { readonly isTemporary?: boolean } = {}) {
    const { title, detail, retry } = REFUSALS[refusal.refused]
    super(`${title}. ${refusal.detail ?? detail}`, options)
    this.code = refusal.refused
    this.isTemporary = options.isTemporary ?? retry
    this.retryAfterMs = refusal.retryAfterMs
    this.errors = refusal.errors ?? []
  }
}

/** What is asked of a library that was closed: unlike a server that stops, it is not there again in a moment (LIB2). */
export const closedError = (): TallymarkError =>
  new TallymarkError(refuse('stopping', 'This Tallymark was closed; ask another one, from openTallymark.'), {
    isTemporary: false,
  })
