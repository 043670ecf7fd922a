import type { Client } from '@tallymark/client'
import { english, type Language } from '@tallymark/client/text'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { type Room, roomOf } from './room/room.ts'

interface Provided {
  readonly client: Client | null
  readonly language: Language
}

const Context = createContext<Provided | undefined>(undefined)

/** What a provider is told. */
export interface TallymarkProviderProps {
  /** The client of the user who looks; `null` where there is none: on a server, and before a login. Then the parts show nothing. */
  readonly client: Client | null
  /** What the parts speak: English if nothing is said. */
  readonly language?: Language
  readonly children?: ReactNode
}

/** Gives all hooks and parts inside of it a client and a language. Several may stand side by side, each with a client of its own. */
export function TallymarkProvider({ client, language = english, children }: TallymarkProviderProps): ReactNode {
  const provided = useMemo(() => ({ client, language }), [client, language])
  return <Context.Provider value={provided}>{children}</Context.Provider>
}

/** The client that the provider was given. Throws an `Error` outside of a provider. */
export const useClient = (): Client | null => useProvided().client

/** The language that the provider was given. Throws an `Error` outside of a provider. */
export const useLanguage = (): Language => useProvided().language

/** The room of a conversation; `null` without a client. */
export function useRoom(conversationId: string): Room | null {
  const client = useClient()
  return client && roomOf(client, conversationId)
}

function useProvided(): Provided {
  const provided = useContext(Context)
  if (!provided) throw new Error('Put a <TallymarkProvider client={client}> around what uses Tallymark.')
  return provided
}
