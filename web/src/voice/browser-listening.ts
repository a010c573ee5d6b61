import type { RecognitionMaker } from './browser-recogniser.ts'

type Results = Event & { results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }> }

/** The browser's recogniser, and how it is listened with. */
export type BrowserEar = { maker: RecognitionMaker; language: string; local: boolean; listen: typeof listen }

/** Listening in progress. `finish` gives the words, empty when none were understood; aborting `signal` stops waiting for more. */
export type Ear = { finish(signal: AbortSignal): Promise<string>; discard(): void }

/**
 * Listens with the browser's recogniser. `heard` is told all words so far whenever they change. It is started again when it
 * stops by itself, which it does after a pause; a failure leaves the words understood so far.
 */
export function listen(
  maker: RecognitionMaker,
  {
    track,
    language,
    local,
    heard,
  }: { track: MediaStreamTrack; language: string; local: boolean; heard: (words: string) => void },
): Ear {
  const recognition = new maker()
  recognition.lang = language
  recognition.continuous = true
  recognition.interimResults = true
  if (local) recognition.processLocally = true
  let earlier = ''
  let now = ''
  let wanted = true
  let over = () => {}
  const ended = new Promise<void>((resolve) => {
    over = resolve
  })
  recognition.addEventListener('result', (event) => {
    now = Array.from((event as Results).results, (result) => result[0]?.transcript ?? '').join(' ')
    heard(joined(earlier, now))
  })
  // "No speech yet" is no failure; everything else would only fail again.
  recognition.addEventListener('error', (event) => {
    if ((event as Event & { error: string }).error !== 'no-speech') wanted = false
  })
  recognition.addEventListener('end', () => {
    earlier = joined(earlier, now)
    now = ''
    if (wanted) recognition.start(track)
    else over()
  })
  recognition.start(track)

  return {
    async finish(signal) {
      if (signal.aborted) over()
      signal.addEventListener('abort', over, { once: true })
      if (wanted) {
        wanted = false
        recognition.stop()
      }
      await ended
      return joined(earlier, now)
    },
    discard() {
      wanted = false
      recognition.abort()
    },
  }
}

const joined = (...parts: string[]) => parts.join(' ').replace(/\s+/g, ' ').trim()
