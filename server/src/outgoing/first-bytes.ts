/** The beginning of an answer. */
export interface FirstBytes {
  bytes: Uint8Array
  /** False where there was more than was taken; the rest was not waited for. */
  whole: boolean
}

/**
 * Reads an answer as far as `most` bytes (after unpacking), and lets go of its connection where there is more. Fails with the errors of the
 * connection.
 */
export async function firstBytes(answer: Response, most: number): Promise<FirstBytes> {
  if (!answer.body) return { bytes: new Uint8Array(), whole: true }
  const reader = answer.body.getReader()
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { bytes: Buffer.concat(parts), whole: true }
      parts.push(value.subarray(0, most - size))
      size += value.length
      if (size > most) return { bytes: Buffer.concat(parts), whole: false }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
