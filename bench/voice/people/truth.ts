import type { SpokenWord } from '../sound/word-times.ts'

// What really sounds in each frame of the learner's microphone, which only this side knows.

/** One word at one place. */
export interface SoundingWord {
  text: string
  who: 'learner' | 'echo'
  firstFrame: number
  lastFrame: number
  /** Learners' words of one breath belong together; the last carries the punctuation of a whole sentence. */
  breath: number
}

export type Truth = ReturnType<typeof createTruth>

export function createTruth() {
  const frames = new Map<number, SoundingWord[]>()
  let breaths = 0
  let echo: SoundingWord[] = []

  function put(frame: number, word: SoundingWord) {
    const there = frames.get(frame)
    if (there) there.push(word)
    else frames.set(frame, [word])
  }

  return {
    /** The learner begins to say this in that frame. */
    learnerSays(fromFrame: number, words: SpokenWord[]) {
      const breath = breaths++
      for (const { text, fromMs, toMs } of words) {
        const firstFrame = fromFrame + Math.floor(fromMs / 20)
        const lastFrame = Math.max(firstFrame, fromFrame + Math.ceil(toMs / 20) - 1)
        const word: SoundingWord = { text, who: 'learner', firstFrame, lastFrame, breath }
        for (let frame = firstFrame; frame <= lastFrame; frame++) put(frame, word)
      }
    },
    /** The loudspeaker's words come back in that frame. Frames come in order. */
    echoes(frame: number, words: string[]) {
      echo = words.map((text) => {
        const going = echo.find((word) => word.text === text && word.lastFrame === frame - 1)
        const word = going ?? { text, who: 'echo', firstFrame: frame, lastFrame: frame, breath: -1 }
        word.lastFrame = frame
        put(frame, word)
        return word
      })
    },
    /** Words of that frame; a learner's voice hides the echo. */
    wordsIn(frame: number): SoundingWord[] {
      const there = frames.get(frame) ?? []
      const learner = there.filter(({ who }) => who === 'learner')
      return learner.length > 0 ? learner : there
    },
  }
}
