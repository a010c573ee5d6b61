import type { AskedSource } from '@lva/contracts/research'
import type { Clock } from '../providers/clock.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { type Silence, wordingIn } from './wording.ts'

/** So long a source that is late may go on, in milliseconds: whoever guards it sees that it fails, and its answer is known next time. */
const GRACE_MS = 1_000

/** A source was asked a moment ago, and its turn has not come: it is not asked, and has failed nobody. */
export class Busy extends Error {
  override readonly name = 'Busy'
}

/**
 * Asks one source, for `ms` milliseconds at most: what it found, and how it fared. What it does never becomes anybody else's failure. Nobody waits
 * when its time is up or `signal` aborts; then it is stopped, a second after the former and at once after the latter.
 */
export async function askWithin<One>(
  source: string,
  work: (signal: AbortSignal) => Promise<One[]>,
  {
    ms,
    signal,
    clock,
    locale,
    log,
  }: {
    ms: number
    signal: AbortSignal
    clock: Clock
    locale: string
    log: { warn(facts: object, message: string): void }
  },
): Promise<{ found: One[]; asked: AskedSource }> {
  const since = clock.ms()
  const stop = new AbortController()
  const over = Promise.withResolvers<'late' | 'left'>()
  const cancel = clock.after(ms, () => over.resolve('late'))
  const leave = () => over.resolve('left')
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  const { why } = wordingIn(locale)
  const fared = (state: AskedSource['state'], silence: Silence | null, found: One[] = []) => ({
    found,
    asked: { source, state, ms: Math.round(clock.ms() - since), why: silence === null ? null : why[silence] },
  })
  try {
    const found = await Promise.race([signal.aborted ? over.promise : work(stop.signal), over.promise])
    if (found === 'late') {
      clock.after(GRACE_MS, () => stop.abort())
      signal.addEventListener('abort', () => stop.abort(), { once: true })
      return fared('late', 'late')
    }
    stop.abort()
    if (found === 'left') return fared('failed', 'unavailable')
    return fared(found.length > 0 ? 'done' : 'empty', null, found)
  } catch (error) {
    stop.abort()
    const silence = silenceOf(error)
    // Whatever it was, somebody waits for what the others found.
    if (silence === null) log.warn({ err: error, source }, 'a source could not be asked')
    return fared(silence === 'busy' ? 'waited' : 'failed', silence ?? 'unavailable')
  } finally {
    cancel()
    signal.removeEventListener('abort', leave)
  }
}

function silenceOf(error: unknown): Silence | null {
  if (error instanceof Busy) return 'busy'
  if (!(error instanceof ProviderError)) return null
  if (error.kind === 'rate-limited') return 'rate-limited'
  return error.kind === 'unavailable' ? 'unavailable' : 'unusable'
}
