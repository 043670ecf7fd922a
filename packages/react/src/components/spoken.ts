import type { Language } from '@tallymark/client/text'

/** What says on an element in which language it speaks. */
export const spoken = ({ locale, direction }: Language): { readonly lang: string; readonly dir: 'ltr' | 'rtl' } => ({
  lang: locale,
  dir: direction,
})
