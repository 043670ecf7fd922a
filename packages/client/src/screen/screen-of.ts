import type { Client } from '../create-client-on.ts'
import { Screen } from './screen.ts'

const screens = new WeakMap<Client, Map<string, Screen>>()

/** The screen of a conversation, the same one each time: whatever shows its messages on this page tells this one where they are. */
export function screenOf(client: Client, conversationId: string): Screen {
  const ofClient = screens.get(client) ?? new Map<string, Screen>()
  screens.set(client, ofClient)
  const known = ofClient.get(conversationId)
  if (known) return known
  const made = new Screen(client, client.conversation(conversationId))
  ofClient.set(conversationId, made)
  return made
}
