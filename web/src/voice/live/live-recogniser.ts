import type { RecognitionMaker } from '../browser-recogniser.ts'

type Result = ArrayLike<{ transcript: string; confidence: number }> & { isFinal: boolean }
type Results = Event & { resultIndex: number; results: ArrayLike<Result> }

type Wish = {
  track: MediaStreamTrack
  language: string
  local: boolean
  /** All that was understood of the utterance so far. */
  heard: (words: { text: string; final: boolean; confidence: number | null }) => void
  /** It will not listen any more: the browser refuses, or its maker is not reached. */
  gone: () => void
}

/** Listens on and on with the browser's recogniser, utterance by utterance, until told to stop. */
export function listenOn(maker: RecognitionMaker, { track, language, local, heard, gone }: Wish): () => void {
  const recognition = new maker()
  recognition.lang = language
  recognition.continuous = true
  recognition.interimResults = true
  if (local) recognition.processLocally = true
  let wanted = true
  recognition.addEventListener('result', (event) => {
    const { results, resultIndex } = event as Results
    const fresh = Array.from(results).slice(resultIndex)
    for (const result of fresh.filter(({ isFinal }) => isFinal)) tell([result], true)
    const open = fresh.filter(({ isFinal }) => !isFinal)
    if (open.length > 0) tell(open, false)
  })
  // "No speech yet" is no failure, and "aborted" is our own doing; everything else would only fail again.
  recognition.addEventListener('error', (event) => {
    const { error } = event as Event & { error: string }
    if (error === 'no-speech' || error === 'aborted' || !wanted) return
    wanted = false
    gone()
  })
  // It stops by itself after a pause.
  recognition.addEventListener('end', () => {
    if (wanted) recognition.start(track)
  })
  recognition.start(track)

  function tell(results: Result[], final: boolean) {
    const text = results
      .map((result) => result[0]?.transcript ?? '')
      .join(' ')
      .trim()
    if (text) heard({ text, final, confidence: results[0]?.[0]?.confidence || null })
  }

  return () => {
    wanted = false
    recognition.abort()
  }
}
