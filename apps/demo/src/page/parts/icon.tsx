import type { ReactNode } from 'react'

/** The pictures of the buttons, as path data to be stroked in a box of 20 by 20. */
const PATHS = {
  back: 'M12.5 4.5 7 10l5.5 5.5',
  close: 'm5 5 10 10M15 5 5 15',
  down: 'M10 4v11m-5-5 5 5 5-5',
  eye: 'M1.8 10S4.8 4.5 10 4.5 18.2 10 18.2 10 15.2 15.5 10 15.5 1.8 10 1.8 10Zm5.7 0a2.5 2.5 0 1 0 5 0 2.5 2.5 0 0 0-5 0Z',
  'eye-off':
    'm3 3 14 14M8 4.8a8 8 0 0 1 2-.3c5.2 0 8.2 5.5 8.2 5.5a14 14 0 0 1-2.4 2.9M5.3 6.2A13.5 13.5 0 0 0 1.8 10S4.8 15.5 10 15.5a8 8 0 0 0 3.6-.9M8.2 8.3a2.5 2.5 0 0 0 3.5 3.5',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  out: 'M11.5 3.5h5v5m0-5-7 7M14 11.5v4a1 1 0 0 1-1 1H4.5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h4',
  people:
    'M2 16.5c0-2.8 2.2-4.5 5-4.5s5 1.7 5 4.5M4.3 6.5a2.7 2.7 0 1 0 5.4 0 2.7 2.7 0 0 0-5.4 0ZM12.5 4a2.6 2.6 0 0 1 0 5.1M14 12.2c2.4.4 4 1.9 4 4.3',
  phone: 'M6 2.5h8a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1ZM9 15h2',
  send: 'm3 10 14-6.5-5 13.5-2.5-5.5L3 10Zm6.5 1.5L17 3.5',
  settings: 'M3 6h8m4 0h2M3 14h2m4 0h8M11 6a2 2 0 1 0 4 0 2 2 0 0 0-4 0ZM5 14a2 2 0 1 0 4 0 2 2 0 0 0-4 0Z',
  slow: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm0-11v4.2l2.8 1.8',
  theme: 'M10 3a7 7 0 1 0 7 7 5.5 5.5 0 0 1-7-7Z',
  wifi: 'M2.5 8a11 11 0 0 1 15 0M5 10.8a7.3 7.3 0 0 1 10 0M7.5 13.5a3.7 3.7 0 0 1 5 0M10 16.2h.01',
  'wifi-off':
    'm3 3 14 14M2.5 8a11 11 0 0 1 4-2.5m3.5-.6A11 11 0 0 1 17.5 8M5 10.8a7.3 7.3 0 0 1 3.5-2m4.5.6a7 7 0 0 1 2 1.4M7.5 13.5a3.7 3.7 0 0 1 4.3-.6M10 16.2h.01',
} as const

export type IconName = keyof typeof PATHS

/** A picture that says nothing of its own: what it stands on has a name. */
export const Icon = ({ name }: { readonly name: IconName }): ReactNode => (
  <svg className="icon" data-icon={name} viewBox="0 0 20 20" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
)
