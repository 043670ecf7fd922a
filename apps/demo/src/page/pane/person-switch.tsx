import type { ReactNode } from 'react'
import { useShown } from '../cell.ts'
import { useDemo, useWords } from '../demo-context.ts'
import { Avatar } from '../parts/avatar.tsx'
import type { Device } from '../person/device.ts'

interface PersonSwitchProps {
  readonly current: string | undefined
  readonly onSwitch: (userId: string) => void
}

/** On a narrow screen: whose chat is shown. */
export function PersonSwitch({ current, onSwitch }: PersonSwitchProps): ReactNode {
  const { words } = useWords()
  const { devices } = useDemo()
  return (
    <nav className="person-switch" aria-label={words.whoToShow}>
      {devices.map((device) => {
        const { userId, name, color } = device.person
        return (
          <button key={userId} type="button" aria-pressed={current === userId} onClick={() => onSwitch(userId)}>
            <Avatar name={name} color={color} />
            {name}
            <UnreadDot device={device} />
          </button>
        )
      })}
    </nav>
  )
}

function UnreadDot({ device }: { readonly device: Device }): ReactNode {
  const { unreadMessages } = useShown(device.client.inbox)
  return unreadMessages > 0 && <span className="dot" aria-hidden="true" />
}
