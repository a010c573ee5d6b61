import { describe, expect, test, vi } from 'vitest'
import { chooseVoice, createPlayer } from './player.ts'
import { linkLives, NotHeard, soundLink } from './speaking.ts'

/** An audio element whose browser plays, refuses or breaks as the story says. */
function scriptedAudio(play: () => Promise<void>) {
  const audio = Object.assign(new EventTarget(), {
    playbackRate: 1,
    preservesPitch: false,
    paused: false,
    source: '',
    play,
    pause() {
      audio.paused = true
    },
    removeAttribute() {
      audio.source = ''
    },
    load() {},
  })
  const newAudio = (url: string) => {
    audio.source = url
    return audio as unknown as HTMLAudioElement
  }
  return { audio, player: createPlayer({ newAudio, synthesis: null }) }
}
const asked = (signal: AbortSignal) => ({ rate: 1.5, signal })

describe('playing a reply', () => {
  test('goes to its end at the chosen speed', async () => {
    const { audio, player } = scriptedAudio(async () => {})
    const played = player.play('/reply.wav', asked(new AbortController().signal))
    expect(audio.playbackRate).toBe(1.5)
    audio.dispatchEvent(new Event('ended'))
    await expect(played).resolves.toBeUndefined()
  })

  test('stops at once when it is stopped, and lets the sound go', async () => {
    const { audio, player } = scriptedAudio(async () => {})
    const stop = new AbortController()
    const played = player.play('/reply.wav', asked(stop.signal))
    stop.abort()
    await played
    expect(audio.paused).toBe(true)
    expect(audio.source).toBe('')
  })

  test('says that the browser held it back', async () => {
    const { player } = scriptedAudio(() => Promise.reject(new DOMException('not yet', 'NotAllowedError')))
    await expect(player.play('/reply.wav', asked(new AbortController().signal))).rejects.toMatchObject({
      why: 'blocked',
    })
  })

  test('says that the sound is broken', async () => {
    const { audio, player } = scriptedAudio(async () => {})
    const played = player.play('/reply.wav', asked(new AbortController().signal))
    audio.dispatchEvent(new Event('error'))
    await expect(played).rejects.toBeInstanceOf(NotHeard)
  })

  test('nothing is played once it was stopped before', async () => {
    const { audio, player } = scriptedAudio(async () => {})
    await player.play('/reply.wav', asked(AbortSignal.abort()))
    expect(audio.source).toBe('')
  })
})

describe('the voice of the device', () => {
  const voice = (name: string, lang: string, isDefault = false) => ({ name, lang, default: isDefault })
  const voices = [
    voice('Anna', 'de-DE', true),
    voice('Daniel', 'en-GB'),
    voice('Samantha', 'en_US'),
    voice('Alex', 'en-US'),
  ]

  test('is the wished one, else the one whose language fits best', () => {
    expect(chooseVoice(voices, 'Daniel', 'en-US')?.name).toBe('Daniel')
    expect(chooseVoice(voices, null, 'en-US')?.name).toBe('Samantha')
    expect(chooseVoice(voices, 'gone', 'en-AU')?.name).toBe('Daniel')
  })

  test('does not read the numbers of sources aloud', async () => {
    const said: string[] = []
    class Utterance extends EventTarget {
      text: string
      constructor(text: string) {
        super()
        this.text = text
      }
    }
    vi.stubGlobal('SpeechSynthesisUtterance', Utterance)
    const synthesis = {
      getVoices: () => [{ ...voice('Daniel', 'en-GB'), localService: true }],
      speak(utterance: Utterance) {
        said.push(utterance.text)
        utterance.dispatchEvent(new Event('end'))
      },
    } as unknown as SpeechSynthesis
    const { say } = createPlayer({ newAudio: () => new Audio(), synthesis })
    const manner = { rate: 1, voice: null, language: 'en-GB', signal: new AbortController().signal }
    await say('Honey keeps for years. [1] Bees fan it dry. [2]', manner)
    await say(' [3]', manner)
    expect(said).toEqual(['Honey keeps for years. Bees fan it dry.'])
    vi.unstubAllGlobals()
  })

  test('is none when no voice speaks the language', () => {
    expect(chooseVoice(voices, null, 'ja-JP')).toBe(null)
  })
})

describe('the link to a sound', () => {
  test('lives until shortly before its end', () => {
    const url = '/api/speech/x?user=u&expires=100000&signature=s'
    expect(linkLives(url, 94_000)).toBe(true)
    expect(linkLives(url, 96_000)).toBe(false)
    expect(linkLives('/reply.wav', 96_000)).toBe(true)
  })

  test('asks for the learner’s voice and language', () => {
    expect(soundLink('/s?expires=1', { voice: 'en-gb', language: 'en-GB' })).toBe(
      '/s?expires=1&language=en-GB&voice=en-gb',
    )
    expect(soundLink('/s', { voice: null, language: 'fr' })).toBe('/s?language=fr')
  })
})
