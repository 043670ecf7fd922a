import { NO_READERS, openReaders, type Readers, type ReadersOf, type ReadersSnapshot } from '@tallymark/client/readers'
import { useMemo } from 'react'
import { useClient } from '../provider.tsx'
import { useView } from './use-view.ts'

const nothing = (): void => {}

/** Who has a message and who read it when, in pages: `more` loads the next one, `reload` tries again. Kept up to date while it is shown. */
export function useReaders({
  conversationId,
  messageId,
  filter,
  pageSize,
}: ReadersOf): ReadersSnapshot & Pick<Readers, 'more' | 'reload'> {
  const client = useClient()
  const readers = useMemo(() => {
    const of = { conversationId, messageId, ...(filter && { filter }), ...(pageSize && { pageSize }) }
    return client && openReaders(client, of)
  }, [client, conversationId, messageId, filter, pageSize])
  const snapshot = useView(readers, () => readers?.getSnapshot() ?? NO_READERS, NO_READERS)
  return { ...snapshot, more: readers?.more ?? nothing, reload: readers?.reload ?? nothing }
}
