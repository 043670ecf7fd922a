import { type ReactNode, useState } from 'react'
import { useWords } from './demo-context.ts'
import { Icon } from './parts/icon.tsx'
import { IconButton } from './parts/icon-button.tsx'
import { PhoneDialog } from './parts/phone-dialog.tsx'
import { LANGUAGES } from './words/languages.ts'

interface PageHeaderProps {
  readonly isDark: boolean
  readonly onDark: (isDark: boolean) => void
  readonly onLanguage: (code: string) => void
}

/** What this is, and what concerns the whole page. */
export function PageHeader({ isDark, onDark, onLanguage }: PageHeaderProps): ReactNode {
  const { words, code } = useWords()
  const [isPhoneShown, setIsPhoneShown] = useState(false)
  return (
    <header className="page-header">
      <svg className="logo" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="9" />
        <path d="m6 17 5 5 9-12m-3.5 10.5L18 22l8.5-11.5" />
      </svg>
      <div className="brand">
        <h1>Tallymark</h1>
        <p>{words.tagline}</p>
      </div>
      <div className="page-actions">
        <button type="button" className="quiet with-icon" onClick={() => setIsPhoneShown(true)}>
          <Icon name="phone" />
          <span>{words.phone}</span>
        </button>
        <select aria-label={words.language} value={code} onChange={({ target }) => onLanguage(target.value)}>
          {LANGUAGES.map((language) => (
            <option key={language.code} value={language.code} lang={language.code}>
              {language.name}
            </option>
          ))}
        </select>
        <IconButton icon="theme" label={words.themeDark} aria-pressed={isDark} onClick={() => onDark(!isDark)} />
      </div>
      {isPhoneShown && <PhoneDialog onClose={() => setIsPhoneShown(false)} />}
    </header>
  )
}
