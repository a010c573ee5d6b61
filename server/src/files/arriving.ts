import { createHash } from 'node:crypto'
import { Problem } from '../problem.ts'

/** So much of the beginning is remembered, for whoever has to know what it is. */
const START_BYTES = 4_096

/** Lets content through and measures it on its way. Throws `too-large` as soon as it is, and `empty-file` at its end. */
export function measuring(content: AsyncIterable<Uint8Array>, { maxBytes }: { maxBytes: number }) {
  const hash = createHash('sha256')
  let bytes = 0
  let start = Buffer.alloc(0)

  return {
    async *content(): AsyncGenerator<Uint8Array> {
      for await (const part of content) {
        bytes += part.length
        if (bytes > maxBytes) throw tooLarge(maxBytes)
        if (start.length < START_BYTES) start = Buffer.concat([start, part.subarray(0, START_BYTES - start.length)])
        hash.update(part)
        yield part
      }
      if (bytes === 0) throw new Problem('empty-file', 'There is nothing in this file.')
    },

    /** What was measured, once everything is through. */
    measured: () => ({ bytes, sha256: hash.digest('hex'), start }),
  }
}

/** What a learner is told about a file that is too large. */
function tooLarge(maxBytes: number): Problem {
  return new Problem(
    'too-large',
    `This file is larger than ${Math.floor(maxBytes / 1024 ** 2)} MB, which is the most I take.`,
  )
}
