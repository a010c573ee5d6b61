import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, pause } from '../../../server/src/providers/clock.ts'
import { toWav } from '../../../server/src/providers/pcm.ts'
import { ProviderError } from '../../../server/src/providers/provider-error.ts'
import type { Stt } from '../../../server/src/providers/stt/stt.ts'
import { EAR_DELAYS } from './ears.ts'

/**
 * A real recogniser of segments (English). What it really takes is not on the conversation's clock, which stands still meanwhile; it answers
 * as late as the scripted one. What it wrote for the same samples is kept in `folder`.
 */
export function createPocketsphinx(clock: Clock, folder: string): Stt {
  mkdirSync(folder, { recursive: true })
  return {
    name: 'pocketsphinx',
    model: null,
    async transcribe({ samples, sampleRate }, { signal }) {
      const { baseMs, share } = EAR_DELAYS.segment
      await pause(clock, baseMs + share * (samples.length / 16), signal)
      if (signal.aborted) throw new ProviderError('pocketsphinx', 'unavailable', { detail: 'it was stopped' })
      const wav = toWav({ samples, sampleRate })
      const kept = join(folder, `${createHash('sha256').update(wav).digest('hex').slice(0, 24)}.txt`)
      if (!existsSync(kept)) writeFileSync(kept, understand(wav))
      return { text: readFileSync(kept, 'utf8'), confidence: null }
    },
  }
}

function understand(wav: Buffer): string {
  const file = join(tmpdir(), `lva-eval-${process.pid}.wav`)
  writeFileSync(file, wav)
  try {
    const ran = spawnSync('pocketsphinx_continuous', ['-infile', file, '-logfn', '/dev/null'], { encoding: 'utf8' })
    if (ran.status !== 0)
      throw new ProviderError('pocketsphinx', 'unavailable', { detail: `it ended with ${ran.status}` })
    return ran.stdout.replace(/\s+/g, ' ').trim()
  } finally {
    rmSync(file)
  }
}
