import { withoutCitations } from '@lva/contracts/citations'
import type { createPlayer } from '../player.ts'
import { wholeSentences } from '../sentences.ts'
import { endsSentence } from './ends-sentence.ts'
import type { LiveMouth, MouthNews } from './mouth.ts'
import type { PlaybackNews } from './playback-queue.ts'

type Needs = {
  player: Pick<ReturnType<typeof createPlayer>, 'say'>
  manner: () => { rate: number; voice: string | null; language: string }
  now: () => number
  tell: MouthNews
  repeat: (work: () => void, ms: number) => () => void
}

const NEWS_EVERY_MS = 100
/** A sentence that is followed by nothing for this long is the last: nobody tells which one is before it was heard. */
const SETTLED_MS = 600
/** What may be the half of one waits longer. */
const UNFINISHED_MS = 2_000

/**
 * A voice of this device, for a server that has none: it says a reply sentence by sentence while the words arrive. How far it got is
 * told in the time it spoke, pauses not counted. A pause comes at the end of the sentence that is being said, or as a cut when the
 * reply is cleared: browsers stop a voice nowhere else for sure.
 */
export function createOwnVoice({ player, manner, now, tell, repeat }: Needs): LiveMouth {
  let reply = 0
  let text = ''
  let given = 0
  let wordsAt = 0
  let complete = true
  let paused = false
  let spokenMs = 0
  let speakingSince: number | null = null
  let talking: AbortController | null = null
  let wasIs: PlaybackNews['is'] = 'over'

  const heardMs = () => spokenMs + (speakingSince === null ? 0 : now() - speakingSince)
  const standing = (): PlaybackNews['is'] => {
    if (talking) return 'playing'
    if (paused) return 'paused'
    return complete && given >= text.length ? 'over' : 'waiting'
  }
  const news = () => {
    const is = standing()
    if (is === wasIs && is !== 'playing') return
    wasIs = is
    const ms = Math.floor(heardMs())
    tell({ reply, played: ms, is, underruns: 0, heardMs: ms, at: Date.now() })
  }
  const stopNews = repeat(() => {
    if (isSettled()) void talk()
    news()
  }, NEWS_EVERY_MS)

  function isSettled() {
    if (complete || given >= text.length) return complete
    return now() - wordsAt >= (endsSentence(withoutCitations(text)) ? SETTLED_MS : UNFINISHED_MS)
  }

  function nextSentence(): string | null {
    const { whole, rest } = wholeSentences(text.slice(given))
    const [sentence = isSettled() ? rest : ''] = whole
    given += sentence.length
    return sentence || null
  }

  async function talk() {
    if (talking || paused) return
    const sentence = nextSentence()
    if (!sentence) return news()
    const mine = new AbortController()
    talking = mine
    speakingSince = now()
    news()
    // A voice that fails says nothing; the words are on the page.
    await player.say(sentence, { ...manner(), signal: mine.signal }).catch(() => {})
    if (talking !== mine) return
    silent()
    void talk()
  }

  function silent() {
    spokenMs = heardMs()
    speakingSince = null
    talking = null
  }

  function forget() {
    talking?.abort()
    silent()
    text = ''
    given = 0
    complete = true
    paused = false
  }

  return {
    begin(which: number) {
      forget()
      reply = which
      spokenMs = 0
      complete = false
    },
    sound() {},
    words(more: string) {
      if (complete) return
      text += more
      wordsAt = now()
      void talk()
    },
    end() {
      complete = true
      void talk()
    },
    duck() {},
    pause() {
      paused = true
    },
    resume() {
      paused = false
      void talk()
    },
    clear() {
      forget()
      news()
    },
    wake: async () => {},
    through: async () => {},
    canChoose: false,
    close() {
      stopNews()
      forget()
    },
  }
}
