import { FILE_BYTES_MAX } from '@lva/contracts/file-limits'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import { Problem } from '../problem.ts'

const PIECE_MAX = 1024 * 1024

/**
 * Puts files together again out of the pieces they are exported in; `key` is what a piece calls its file. `whole` is told of each file, one
 * after the other. Throws Problem `not-an-export` for one that is larger than any file may be.
 */
export function createGathering({ key, whole }: { key: string; whole: (id: string, bytes: Buffer) => Promise<void> }) {
  const Piece = z.looseObject({ [key]: Id, base64: z.base64().max(PIECE_MAX) })
  let file: { id: string; pieces: Buffer[]; bytes: number } | null = null

  async function end(): Promise<void> {
    if (!file) return
    const { id, pieces } = file
    file = null
    await whole(id, Buffer.concat(pieces))
  }

  return {
    /** False for what is no piece of a file. */
    async take(given: unknown): Promise<boolean> {
      const { data } = Piece.safeParse(given)
      if (!data) return false
      const id = String(data[key])
      if (file?.id !== id) await end()
      file ??= { id, pieces: [], bytes: 0 }
      const bytes = Buffer.from(String(data.base64), 'base64')
      file.bytes += bytes.length
      if (file.bytes > FILE_BYTES_MAX) throw new Problem('not-an-export', 'A file in it is too large.')
      file.pieces.push(bytes)
      return true
    },
    /** After the last piece. */
    end,
  }
}
