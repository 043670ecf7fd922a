import type { ReadingPolicy } from '@tallymark/client/reading'
import { createContext, useContext, useReducer } from 'react'
import type { Sharing } from '../messages/chat-api.ts'

/** What one pane shows, and how its person reads. */
export interface PaneView {
  /** The conversation that is open. */
  readonly conversationId: string | undefined
  /** On a narrow screen: the list in place of the conversation. */
  readonly isListShown: boolean
  readonly sheet: 'members' | 'settings' | null
  readonly policy: ReadingPolicy
  readonly isPrivate: boolean
  readonly sharing: Sharing
  /** By conversation, what is being written. */
  readonly drafts: Readonly<Record<string, string>>
}

type Change = Partial<PaneView>

const START: PaneView = {
  conversationId: undefined,
  isListShown: false,
  sheet: null,
  policy: 'prefix',
  isPrivate: false,
  sharing: 'everything',
  drafts: {},
}

export const usePaneViewState = (): readonly [PaneView, (change: Change) => void] =>
  useReducer((view: PaneView, change: Change): PaneView => ({ ...view, ...change }), START)

export const PaneViewContext = createContext<readonly [PaneView, (change: Change) => void]>([START, () => {}])

/** What this pane shows, and how to change it. */
export const usePaneView = (): readonly [PaneView, (change: Change) => void] => useContext(PaneViewContext)
