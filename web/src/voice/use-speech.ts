import { computed, ref, shallowRef } from 'vue'
import { useAccount } from '../accounts/account.ts'
import { useFeatures } from '../api/features.ts'
import { deviceVoices, linkLives, NotHeard, soundLink } from './speaking.ts'

/** What can be spoken: words, and their sound where the server made one. */
export type Speakable = { key: string; words: string; audioUrl: string | null }

const synthesis = globalThis.speechSynthesis ?? null
const sounding = ref<string | null>(null)
const trouble = shallowRef<NotHeard['why'] | null>(null)
const voices = ref(deviceVoices(synthesis).length)
let current: AbortController | null = null
synthesis?.addEventListener('voiceschanged', () => {
  voices.value = deviceVoices(synthesis).length
})

// Fetched when something is to be heard.
async function playerHere() {
  const { createPlayer } = await import('./player.ts').catch((cause: unknown) => {
    throw new NotHeard('broken', { cause })
  })
  return createPlayer({ newAudio: (url) => new Audio(url), synthesis })
}
type Player = Awaited<ReturnType<typeof playerHere>>

function stop() {
  current?.abort()
  current = null
  sounding.value = null
}

/** One thing sounds at a time: beginning the next ends the last. */
async function sound(key: string, work: (player: Player, signal: AbortSignal) => Promise<void>) {
  stop()
  const mine = new AbortController()
  current = mine
  sounding.value = key
  trouble.value = null
  try {
    await work(await playerHere(), mine.signal)
  } catch (fault) {
    if (!(fault instanceof NotHeard)) throw fault
    if (!mine.signal.aborted) trouble.value = fault.why
  } finally {
    if (current === mine) stop()
  }
}

/** The voice of replies on this page: the server's, else one that lives on this device. */
export function useSpeech() {
  const { user } = useAccount()
  const { features } = useFeatures()
  const manner = () => ({
    rate: user.value?.settings.speech_rate ?? 1,
    voice: user.value?.settings.voice ?? null,
    language: user.value?.locale ?? navigator.language,
  })

  return {
    /** The key of what sounds now. */
    sounding,
    /** Why the last reply was not heard. */
    trouble,
    source: computed(() => (features.value?.tts ? 'server' : voices.value > 0 ? 'device' : null)),
    hasDeviceVoice: computed(() => voices.value > 0),
    /** Whether a reply can be heard: by its link, while that lives, or by a voice of this device. */
    canSpeak: (audioUrl: string | null) => voices.value > 0 || (audioUrl !== null && linkLives(audioUrl, Date.now())),
    stop,

    /** Speaks a finished text from its beginning. */
    speak: ({ key, words, audioUrl }: Speakable) =>
      sound(key, (player, signal) =>
        audioUrl && linkLives(audioUrl, Date.now())
          ? player.play(soundLink(audioUrl, manner()), { rate: manner().rate, signal })
          : player.say(words, { ...manner(), signal }),
      ),

    /** Plays a recording. */
    play: (key: string, url: string) => sound(key, (player, signal) => player.play(url, { rate: 1, signal })),

    /** Speaks a reply on this device while it is still being written; `sentences` ends when the reply does. */
    speakAlong: (key: string, sentences: AsyncIterable<string>) =>
      sound(key, async (player, signal) => {
        for await (const sentence of sentences) {
          if (signal.aborted) return
          await player.say(sentence, { ...manner(), signal })
        }
      }),
  }
}
