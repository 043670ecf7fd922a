import type { ReactNode } from 'react'
import { useWords } from '../demo-context.ts'
import { useJoin } from './use-join.ts'

/** In place of the composer, for who is not in the conversation. */
export function Outsider({ conversationId }: { readonly conversationId: string }): ReactNode {
  const { words } = useWords()
  const join = useJoin(conversationId)
  return (
    <div className="outsider">
      <p>{words.youLeft}</p>
      <button type="button" className="action" onClick={join}>
        {words.join}
      </button>
    </div>
  )
}
