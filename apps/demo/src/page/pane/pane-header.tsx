import type { ReactNode } from 'react'
import { useShown } from '../cell.ts'
import { useDemo, useDevice, useWords } from '../demo-context.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Icon } from '../parts/icon.tsx'
import { IconButton } from '../parts/icon-button.tsx'
import { useDeviceState } from '../person/use-device-state.ts'
import { usePaneView } from './pane-view.ts'

/** Whose chat it is, how the device stands, and what can be done to it. */
export function PaneHeader(): ReactNode {
  const { person } = useDevice()
  return (
    <header className="pane-header">
      <Avatar name={person.name} color={person.color} />
      <div className="pane-title">
        <h2>{person.name}</h2>
        <StateLine />
      </div>
      <Switches />
    </header>
  )
}

function StateLine(): ReactNode {
  const { words, fill } = useWords()
  const { client } = useDevice()
  const state = useDeviceState()
  const waiting = useShown(client.outbox)
  return (
    <p className="state-line" data-state={state}>
      {words[state]}
      {waiting > 0 && state !== 'online' && <span> · {fill('marksWaiting', { count: waiting })}</span>}
    </p>
  )
}

function Switches(): ReactNode {
  const { fill } = useWords()
  const { devices } = useDemo()
  const { person, network, attention } = useDevice()
  const { isOffline, isSlow } = useShown(network.state)
  const isHidden = useShown(attention.isHidden)
  const [{ sheet }, change] = usePaneView()
  const { name, userId } = person
  return (
    <div className="switches">
      <IconButton
        icon={isOffline ? 'wifi-off' : 'wifi'}
        isOn={isOffline}
        label={fill(isOffline ? 'bringBack' : 'takeOffline', { name })}
        onClick={() => network.setOffline(!isOffline)}
      />
      <IconButton
        icon={isHidden ? 'eye-off' : 'eye'}
        isOn={isHidden}
        label={fill(isHidden ? 'showTab' : 'hideTab', { name })}
        onClick={() => attention.isHidden.set(!isHidden)}
      />
      <IconButton
        icon="slow"
        isOn={isSlow}
        label={fill(isSlow ? 'speedUp' : 'slowDown', { name })}
        onClick={() => network.setSlow(!isSlow)}
      />
      <IconButton
        icon="settings"
        label={fill('settingsOf', { name })}
        aria-expanded={sheet === 'settings'}
        disabled={isHidden}
        onClick={() => change({ sheet: sheet === 'settings' ? null : 'settings' })}
      />
      {devices.length > 1 && <WindowLink userId={userId} label={fill('newWindow', { name })} />}
    </div>
  )
}

const WindowLink = ({ userId, label }: { readonly userId: string; readonly label: string }): ReactNode => (
  <a className="icon-button" href={`/?as=${userId}`} target="_blank" rel="noopener" aria-label={label} title={label}>
    <Icon name="out" />
  </a>
)
