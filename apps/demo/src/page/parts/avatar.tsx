import type { CSSProperties, ReactNode } from 'react'

interface AvatarProps {
  readonly name: string
  readonly color?: string | undefined
  readonly shape?: 'round' | 'square'
}

/** A person's or a conversation's initials on its colour; the name itself stands beside it. */
export const Avatar = ({ name, color, shape = 'round' }: AvatarProps): ReactNode => (
  <span
    className="avatar"
    data-shape={shape}
    aria-hidden="true"
    style={{ '--hue': color ?? hueOf(name) } as CSSProperties}
  >
    {initialsOf(name)}
  </span>
)

const COLORS = ['#5b5bd6', '#0e8a6d', '#b4540a', '#a83279', '#2f6fde', '#6b7280', '#8a5a00', '#7c3aed']

/** Always the same colour for a name. */
const hueOf = (name: string): string =>
  COLORS[[...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % COLORS.length] as string

function initialsOf(name: string): string {
  const digits = /\d{2}$/.exec(name)?.[0]
  if (digits && !/\s/.test(name)) return digits
  const words = name
    .replace(/^[#@]/, '')
    .split(/[\s-]+/)
    .filter(Boolean)
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => [...word][0]) : [...(words[0] ?? '?')].slice(0, 2)
  return letters.join('').toUpperCase()
}
