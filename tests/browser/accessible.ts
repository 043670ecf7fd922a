import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** What axe finds wrong with what is on a page, once nothing on it moves any more: by all of its rules, or by some of them. */
export async function faultsOf(page: Page, rules?: string[]): Promise<readonly string[]> {
  await page.evaluate(settled)
  // The other mode opens a page of its own, for pages with frames.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html}`))
}

/** Waits until what fades has faded: halfway a colour is none that anybody chose. What moves for ever is not waited for. */
async function settled(): Promise<void> {
  for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame)
  const ends = document
    .getAnimations()
    .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
    .map(({ finished }) => finished.catch(() => undefined))
  await Promise.all(ends)
}
