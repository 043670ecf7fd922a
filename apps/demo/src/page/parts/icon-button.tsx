import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: IconName
  /** What it does: its name, and shown by a pointer that rests on it. */
  readonly label: string
  readonly isOn?: boolean
}

/** A button that shows a picture. */
export const IconButton = ({ icon, label, isOn = false, ...rest }: IconButtonProps): ReactNode => (
  <button type="button" className="icon-button" aria-label={label} title={label} data-on={isOn} {...rest}>
    <Icon name={icon} />
  </button>
)
