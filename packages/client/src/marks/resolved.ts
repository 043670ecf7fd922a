import { EMPTY, intersect, isSubset, ofSeqs, range, type SeqSet, seqSetFrom } from '@tallymark/core'
import { from, type Mark, type MarkKind, type MarkTargetById } from './mark.ts'

/** So many ids fit into the longest text of a frame, though each is as long as an id may be and all of it escaped. */
const IDS_MAX = 80

/** What to mark: one message, several, all up to one, or a SeqSet in its text form. */
export type MarkTarget =
  | { readonly messageId: string }
  | { readonly messageIds: readonly string[] }
  | { readonly upToMessageId: string }
  | { readonly seqs: string }

/** What is known of a conversation's messages. */
export interface KnownMessages {
  readonly head: number
  messageOf(messageId: string): { readonly seq: number } | undefined
}

/** The marks that say this: by seq and merged with others where the messages are known, by name where they are not. */
export function marksOf(
  of: { readonly conversationId: string; readonly kind: MarkKind; readonly isPrivate: boolean },
  target: MarkTarget | { readonly fromMessageId: string },
  known: KnownMessages | undefined,
  member: SeqSet | undefined,
): readonly Mark[] {
  if ('seqs' in target) {
    const seqs = seqSetFrom(target.seqs)
    const isSafe = known !== undefined && member !== undefined && isSubset(seqs, upTo(member, known.head))
    return [{ ...of, seqs, isAlone: !isSafe }]
  }
  if ('fromMessageId' in target || 'upToMessageId' in target) {
    const { fromMessageId, upToMessageId } = target as MarkTargetById
    const byName = { ...of, seqs: EMPTY, target: { fromMessageId, upToMessageId }, isAlone: true }
    const { seqs } = resolved(byName, known, member)
    return [upToMessageId && seqs !== EMPTY ? { ...of, seqs } : { ...byName, seqs }]
  }
  const ids = 'messageId' in target ? [target.messageId] : target.messageIds
  const here = ids.flatMap((id) => known?.messageOf(id)?.seq ?? [])
  const elsewhere = ids.filter((id) => known?.messageOf(id) === undefined)
  const marks: Mark[] = here.length > 0 ? [{ ...of, seqs: ofSeqs(here) }] : []
  for (let i = 0; i < elsewhere.length; i += IDS_MAX)
    marks.push({ ...of, seqs: EMPTY, target: { messageIds: elsewhere.slice(i, i + IDS_MAX) }, isAlone: true })
  return marks
}

/** A mark with the seqs of what it names, as far as they are known by now. */
export function resolved(mark: Mark, known: KnownMessages | undefined, member: SeqSet | undefined): Mark {
  const { messageIds, upToMessageId, fromMessageId } = mark.target ?? {}
  const seqOf = (messageId = ''): number | undefined => known?.messageOf(messageId)?.seq
  const first = seqOf(fromMessageId)
  if (first !== undefined) return { ...mark, seqs: from(first) }
  const last = seqOf(upToMessageId)
  if (last !== undefined && member) return { ...mark, seqs: upTo(member, last) }
  return messageIds ? { ...mark, seqs: ofSeqs(messageIds.flatMap((id) => seqOf(id) ?? [])) } : mark
}

const upTo = (member: SeqSet, seq: number): SeqSet => intersect(member, range(1, seq))
