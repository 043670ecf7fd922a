// What quick-start.tsx takes from the chat that it is added to.

export interface Chat {
  readonly id: string
  readonly title: string
  readonly messages: readonly Message[]
}

export interface Message {
  readonly id: string
  readonly senderId: string
  readonly text: string
}

/** The id of the user who is logged in. */
export declare const me: string
/** The address of the Tallymark server. */
export declare const receipts: string
/** Asks the chat's own server for a JWT of the user. */
export declare const fetchToken: () => Promise<string>
