import type { Kysely, Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Longest piece of writing that is found as one, in characters: as those of documents. */
const PIECE_MAX = 1_000

export type PictureDb = Kysely<Pick<Tables, 'pictures'>>
export type PictureRow = Selectable<Tables['pictures']>

// biome-ignore lint/suspicious/noExplicitAny: a transaction over all of the house's tables
export type AnyTransaction = any

/** A picture's words, as they are found. */
export interface Passages {
  keep(
    trx: AnyTransaction,
    passages: readonly {
      id: string
      userId: string
      kind: 'picture'
      sourceId: string
      title: string
      place: object
      text: string
      createdAt: string
    }[],
  ): Promise<void>
  forget(trx: AnyTransaction, of: { userId: string; sourceId: string }): Promise<number>
}

/** Keeps a picture's words in the place of those before, in the caller's transaction. */
export async function word(
  trx: AnyTransaction,
  row: PictureRow,
  { passages, newId }: { passages: Passages; newId: () => string },
): Promise<void> {
  const { id: sourceId, user_id: userId, created_at: createdAt } = row
  await passages.forget(trx, { userId, sourceId })
  const passage = { ...{ userId, kind: 'picture' as const, sourceId, title: '', createdAt }, place: {} }
  await passages.keep(
    trx,
    wordingOf(row).map((text) => ({ ...passage, id: newId(), text })),
  )
}

/** The texts a picture is found by: what its owner and whoever looked at it say it shows, and what is written in it, piece by piece. Pure. */
export function wordingOf({
  caption,
  description,
  written,
}: {
  caption: string
  description: string
  written: string
}): string[] {
  const shows = [caption, description].map((text) => text.trim()).filter((text) => text !== '')
  return [...(shows.length > 0 ? [shows.join('\n\n')] : []), ...pieces(written.trim())]
}

/** Cut where a line or a word ends, as far as there is such a place. */
function pieces(text: string): string[] {
  const all: string[] = []
  for (let rest = text; rest !== ''; ) {
    const end = rest.length <= PIECE_MAX ? rest.length : cutBefore(rest)
    all.push(rest.slice(0, end).trim().toWellFormed())
    rest = rest.slice(end).trim()
  }
  return all
}

function cutBefore(text: string): number {
  for (const mark of ['\n', ' ']) {
    const at = text.lastIndexOf(mark, PIECE_MAX)
    if (at > PIECE_MAX / 2) return at
  }
  return PIECE_MAX
}
