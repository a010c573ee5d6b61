import { FILE_BYTES_MAX } from '@lva/contracts/file-limits'
import { Problem } from '../problem.ts'
import { WorkStopped } from '../workers/work.ts'
import type { Workers } from '../workers/workers.ts'
import type drawAnew from './draw-anew.ts'

const TIMEOUT_MS = 30_000
const MEMORY_MB = 400

/** A picture drawn anew, as it may be kept. */
export type Fresh = Exclude<Awaited<ReturnType<typeof drawAnew>>, { unreadable: string }>

/** Has pictures drawn anew, each in a thread. */
export function createDrawing({ workers }: { workers: Pick<Workers, 'task'> }) {
  const draw = workers.task<typeof drawAnew>(new URL('./draw-anew.ts', import.meta.url), {
    ...{ timeoutMs: TIMEOUT_MS, memoryMb: MEMORY_MB, alone: true },
  })

  /** Throws Problem `too-large`, `empty-file`, `unknown-picture` and `damaged-picture`. */
  return async function drawn(userId: string, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Fresh> {
    const bytes = await gathered(content)
    const kind = pictureKind(bytes)
    if (kind === null)
      throw new Problem('unknown-picture', 'This is no picture I can keep. JPEG, PNG, GIF and WebP work; SVG does not.')
    const result = await draw({ bytes }, { signal, owner: userId }).catch((cause: unknown) => {
      if (cause instanceof WorkStopped) return { unreadable: 'too-many-pixels' as const }
      throw cause
    })
    if (!('unreadable' in result)) return result
    // Its own bytes are no worse than those of others: what they are packed with needs a licence.
    const why = kind === 'heic' && result.unreadable === 'damaged' ? 'heic' : result.unreadable
    throw new Problem('damaged-picture', REASONS[why])
  }
}

const REASONS = {
  'too-many-pixels':
    'This picture has more pixels than I can look at: at most 16,000 on a side, and 24 million in all, or half of that with 16 bits a colour. Send a smaller one.',
  damaged: 'This picture is damaged. Open it where it came from, and send it anew as JPEG or PNG.',
  heic: 'This picture is HEIC, as iPhones take them, and this server cannot draw those. Send it as JPEG: in the camera’s settings under Formats choose “Most Compatible”, or share it by mail, which makes a JPEG of it.',
} as const

async function gathered(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of content) {
    bytes += part.length
    if (bytes > FILE_BYTES_MAX)
      throw new Problem('too-large', 'This picture is larger than 25 MB, which is the most I take.')
    parts.push(part)
  }
  if (bytes === 0) throw new Problem('empty-file', 'There is nothing in this file.')
  return new Uint8Array(Buffer.concat(parts))
}

/** What a picture is by its first bytes, whatever it is called; null for what is not taken, SVG among it. */
export function pictureKind(start: Uint8Array): 'jpeg' | 'png' | 'gif' | 'webp' | 'heic' | null {
  const latin = Buffer.from(start.buffer, start.byteOffset, Math.min(start.byteLength, 64)).toString('latin1')
  if (latin.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (latin.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (latin.startsWith('GIF87a') || latin.startsWith('GIF89a')) return 'gif'
  if (latin.startsWith('RIFF') && latin.slice(8, 12) === 'WEBP') return 'webp'
  const brand = latin.slice(8, 12)
  return latin.slice(4, 8) === 'ftyp' && ['heic', 'heix', 'hevc', 'mif1', 'msf1', 'avif'].includes(brand)
    ? 'heic'
    : null
}
