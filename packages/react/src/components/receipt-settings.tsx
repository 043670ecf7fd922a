import { phrase } from '@tallymark/client/text'
import { type ReactNode, useId } from 'react'
import { useLanguage } from '../provider.tsx'
import { spoken } from './spoken.ts'

/** What a user lets others know: both, that messages arrived only, or neither. */
export type Sharing = 'everything' | 'delivered' | 'nothing'

/** What the settings are told; the application keeps both values and sends the sharing to its server. */
export interface ReceiptSettingsProps {
  readonly value: Sharing
  readonly onChange: (sharing: Sharing) => void
  /** Whether one reads for oneself alone (`useReading`'s `private`); without `onPrivateChange` there is no switch. */
  readonly private?: boolean
  readonly onPrivateChange?: (isPrivate: boolean) => void
  /** What the conversation asks of its participants: `optional` if nothing is said; otherwise there is no choice. */
  readonly policy?: 'optional' | 'required' | 'forbidden'
}

const CHOICES = [
  { sharing: 'everything', name: 'shareEverything', means: 'shareEverythingMeans' },
  { sharing: 'delivered', name: 'shareDeliveries', means: 'shareDeliveriesMeans' },
  { sharing: 'nothing', name: 'shareNothing', means: 'shareNothingMeans' },
] as const

/** What others may see of one's reading, to choose. */
export function ReceiptSettings(props: ReceiptSettingsProps): ReactNode {
  const { onChange, private: isPrivate = false, onPrivateChange, policy = 'optional' } = props
  const language = useLanguage()
  const id = useId()
  const value = policy === 'required' ? 'everything' : policy === 'forbidden' ? 'nothing' : props.value
  return (
    <fieldset className="tallymark-settings" {...spoken(language)}>
      <legend>{phrase(language, 'settingsTitle')}</legend>
      {policy !== 'optional' && (
        <p className="tallymark-note">
          {phrase(language, policy === 'required' ? 'sharingRequired' : 'sharingForbidden')}
        </p>
      )}
      {CHOICES.map(({ sharing, name, means }) => (
        <label key={sharing}>
          <input
            type="radio"
            name={id}
            checked={value === sharing}
            disabled={policy !== 'optional'}
            aria-describedby={`${id}${sharing}`}
            onChange={() => onChange(sharing)}
          />
          <Said name={phrase(language, name)} means={phrase(language, means)} id={`${id}${sharing}`} />
        </label>
      ))}
      {onPrivateChange && (
        <label>
          <input
            type="checkbox"
            role="switch"
            checked={isPrivate}
            aria-checked={isPrivate}
            disabled={policy === 'required'}
            aria-describedby={`${id}private`}
            onChange={({ target }) => onPrivateChange(target.checked)}
          />
          <Said
            name={phrase(language, 'readPrivately')}
            means={phrase(language, 'readPrivatelyMeans')}
            id={`${id}private`}
          />
        </label>
      )}
    </fieldset>
  )
}

function Said({ name, means, id }: { readonly name: string; readonly means: string; readonly id: string }): ReactNode {
  return (
    <span>
      {name}
      <small id={id}>{means}</small>
    </span>
  )
}
