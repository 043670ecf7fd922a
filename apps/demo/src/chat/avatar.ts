import type { Person } from './answers.ts'

/** A picture of somebody: the first letters of the name, as the page writes them, on the person's color. */
export const avatarOf = ({ name, color }: Person): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="${color}"/>` +
  `<text x="20" y="25" font-family="system-ui,sans-serif" font-size="14" font-weight="600" text-anchor="middle" fill="#fff">${name.slice(0, 2).toUpperCase()}</text></svg>`
