import { type ReactNode, useEffect, useState } from 'react'
import { type Demo, DemoContext, LanguageContext } from './demo-context.ts'
import { Hint } from './hint.tsx'
import { useKeptChoice } from './kept-choice.ts'
import { PageHeader } from './page-header.tsx'
import { Pane } from './pane/pane.tsx'
import { PersonSwitch } from './pane/person-switch.tsx'
import { WirePanel } from './wire/wire-panel.tsx'
import { ENGLISH, LANGUAGES } from './words/languages.ts'

/** The demo: the chats of several people side by side, and what goes over their wires. */
export function Page({ demo }: { readonly demo: Demo }): ReactNode {
  const { devices } = demo
  const [code, setCode] = useKeptChoice('language', 'en')
  const [theme, setTheme] = useKeptChoice('theme', 'auto')
  const [current, setCurrent] = useState(devices[0]?.person.userId)
  const language = LANGUAGES.find((one) => one.code === code) ?? ENGLISH
  useEffect(() => {
    const { documentElement: root } = document
    root.lang = language.code
    root.dir = language.parts.direction
    if (theme === 'auto') delete root.dataset.theme
    else root.dataset.theme = theme
  }, [language, theme])
  return (
    <DemoContext value={demo}>
      <LanguageContext value={language}>
        <div className="page" data-people={devices.length}>
          <div className="screen">
            <PageHeader
              isDark={theme === 'dark' || (theme === 'auto' && prefersDark())}
              onDark={(isDark) => setTheme(isDark ? 'dark' : 'light')}
              onLanguage={setCode}
            />
            <main>
              <Hint />
              {devices.length > 1 && <PersonSwitch current={current} onSwitch={setCurrent} />}
              <div className="panes">
                {devices.map((device) => (
                  <Pane key={device.person.userId} device={device} isCurrent={device.person.userId === current} />
                ))}
              </div>
            </main>
          </div>
          <WirePanel />
        </div>
      </LanguageContext>
    </DemoContext>
  )
}

const prefersDark = (): boolean => matchMedia('(prefers-color-scheme: dark)').matches
