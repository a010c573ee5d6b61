import type { ClientFrame } from '@lva/contracts/socket'
import type { LiveNeeds } from './live-needs.ts'
import { createLiveSound, type LiveSound } from './live-sound.ts'
import type { createOpenLine } from './open-line.ts'

/** After "stop" the server gets this long to take the last words. */
const LAST_WORDS_MS = 500
/** A line that does not answer within this did not deliver them. */
const ANSWER_MS = 3_000

type Needs = Pick<LiveNeeds, 'keeping' | 'now' | 'later'> & {
  line: Pick<ReturnType<typeof createOpenLine>, 'isLive' | 'say' | 'socket' | 'answers' | 'stop'>
}

/** What the learner says on its way to the server: sound, words of the browser's recogniser, and what is said about both, in order. */
export function createLiveSaying({ line, keeping, now, later }: Needs) {
  let sound: LiveSound | null = null
  /** What is said about sound that is not sent yet, and waits for it. */
  const behind: ClientFrame[] = []

  /** All sound there is, and then what was said about it. */
  function send() {
    if (!line.isLive()) return
    sound?.send(line.socket(), now())
    if (sound?.isSent()) for (const frame of behind.splice(0)) line.say(frame)
  }

  function say(frame: ClientFrame) {
    behind.push(frame)
    send()
  }

  /** What was sent is the server's to keep once it answers to something said after it, and had a moment to take it. */
  async function isTaken(ending: LiveSound | null): Promise<boolean> {
    const moment = new Promise<void>((resolve) => later(resolve, LAST_WORDS_MS))
    const [answers] = await Promise.all([line.answers(ANSWER_MS), moment])
    return answers && (ending?.isSent() ?? true)
  }

  return {
    send,
    say,
    /** The microphone is open: what is said from now on is one run. */
    begin() {
      sound = createLiveSound(keeping())
    },
    frame(frame: Int16Array) {
      sound?.take(frame)
      send()
    },
    words(text: string, final: boolean, confidence: number | null) {
      const nth = final ? sound?.takeWords(text) : undefined
      line.say({
        type: 'transcript',
        text,
        final,
        ...(nth !== undefined && { nth }),
        ...(confidence !== null && { confidence }),
      })
    },
    /** The server has all sound up to then. */
    safe: (throughMs: number) => void sound?.safe(throughMs),
    /** The server made a turn of these words. */
    wordsSafe: (turn: string) => void sound?.wordsSafe(turn),
    /** The line has come back with the same voice, which has all up to `throughMs`, or is another (null). */
    goOn(throughMs: number | null) {
      sound?.goOn(throughMs)
    },
    /** After that: what the server lacks, and how the microphone stands now. */
    catchUp({ again, muted }: { again: boolean; muted: boolean }) {
      // Whatever it was told last: what was said until now was said to be heard.
      if (again) line.say({ type: 'voice-mute', muted: false })
      for (const words of sound?.unsafeWords() ?? []) line.say({ type: 'transcript', ...words, final: true })
      behind.splice(0)
      if (muted) behind.push({ type: 'voice-mute', muted: true })
      send()
    },
    /** No more is said. `over` is asked whether the line may end too. Resolves when all is the server's, thrown away or laid down. */
    async end(drop: boolean, over: () => boolean): Promise<void> {
      const [ending, wasLive] = [sound, line.isLive()]
      sound = null
      if (drop) line.say({ type: 'turn-cancel' })
      line.say({ type: 'voice-stop' })
      const taken = wasLive && !drop && (await isTaken(ending))
      if (over()) line.stop()
      await (taken || drop ? ending?.done() : ending?.leave())
    },
    /** The page goes for good: what the server does not have stays on the device. */
    layDown: () => void sound?.layDown(),
  }
}
