import { createContext, useContext } from 'react'
import type { Person } from './messages/chat-message.ts'
import type { Device } from './person/device.ts'
import type { WireCounter } from './wire/wire-counter.ts'
import { ENGLISH } from './words/languages.ts'
import { type PageLanguage, say, type Words } from './words/words.ts'

/** What the whole page shares. */
export interface Demo {
  readonly people: ReadonlyMap<string, Person>
  readonly devices: readonly Device[]
  readonly counter: WireCounter
  /** When the page was opened, as ISO 8601. */
  readonly openedAt: string
}

export const DemoContext = createContext<Demo | undefined>(undefined)
export const DeviceContext = createContext<Device | undefined>(undefined)
export const LanguageContext = createContext<PageLanguage>(ENGLISH)

export const useDemo = (): Demo => given(useContext(DemoContext))

/** The device of the pane that this is in. */
export const useDevice = (): Device => given(useContext(DeviceContext))

/** What the page says, and how it fills a text's placeholders. */
export function useWords(): PageLanguage & {
  readonly fill: (name: keyof Words, values: Readonly<Record<string, string | number>>) => string
} {
  const language = useContext(LanguageContext)
  return { ...language, fill: (name, values) => say(language.words[name], values, language.parts.locale) }
}

function given<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('This part stands outside of the page.')
  return value
}
