import type { ReadingPolicy } from '@tallymark/client/reading'
import { ReceiptSettings, type Sharing } from '@tallymark/react'
import { type ReactNode, useEffect, useId } from 'react'
import { useDevice, useWords } from '../demo-context.ts'
import { Sheet } from '../parts/sheet.tsx'
import { usePaneView } from './pane-view.ts'

/** What this person shares, and what counts as read. */
export function SettingsSheet(): ReactNode {
  const { fill } = useWords()
  const { person, api } = useDevice()
  const [{ sharing, isPrivate }, change] = usePaneView()
  useEffect(() => {
    api.sharing().then(
      (known) => change({ sharing: known }),
      () => {},
    )
  }, [api, change])
  const share = (chosen: Sharing): void => {
    change({ sharing: chosen })
    api.share(chosen).catch(() => change({ sharing }))
  }
  return (
    <Sheet title={fill('settingsOf', { name: person.name })} onClose={() => change({ sheet: null })}>
      <ReceiptSettings
        value={sharing}
        onChange={share}
        private={isPrivate}
        onPrivateChange={(chosen) => change({ isPrivate: chosen })}
      />
      <PolicyChoice />
    </Sheet>
  )
}

function PolicyChoice(): ReactNode {
  const { words } = useWords()
  const [{ policy }, change] = usePaneView()
  const name = useId()
  const choices: readonly (readonly [ReadingPolicy, string, string])[] = [
    ['prefix', words.policyPrefix, words.policyPrefixMeans],
    ['viewed', words.policyViewed, words.policyViewedMeans],
    ['manual', words.policyManual, words.policyManualMeans],
  ]
  return (
    <fieldset className="tallymark-settings">
      <legend>{words.policy}</legend>
      {choices.map(([value, says, means]) => (
        <label key={value}>
          <input type="radio" name={name} checked={policy === value} onChange={() => change({ policy: value })} />
          <span>
            {says}
            <small>{means}</small>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
