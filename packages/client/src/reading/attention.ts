/** Whether somebody is there to read. */
export interface Attention {
  /** Whether somebody is there now; asked often, so it answers at once. */
  readonly isHere: () => boolean
  /** Tells a listener whenever the answer may have changed; gives back how to stop that. */
  readonly subscribe: (listener: () => void) => () => void
}
