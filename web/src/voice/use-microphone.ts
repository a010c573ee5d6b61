import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import type { Ear, listen } from './browser-listening.ts'
import type { RecognitionMaker } from './browser-recogniser.ts'
import {
  type MicrophoneEffect,
  type MicrophoneEvent,
  type ReplyState,
  restingMicrophone,
  step,
  TAP_MS,
} from './microphone.ts'
import { close, microphoneSupport, openMicrophone, refusalOf } from './microphone-access.ts'
import { faceOf } from './microphone-face.ts'
import type { Recording, record } from './recorder.ts'

/** The countdown is shown for the last seconds only: before, it would hurry. */
export const COUNTDOWN_SECONDS = 10
/** Below this level nobody is speaking. */
const QUIET_LEVEL = 0.12
/** The browser's recogniser gets this long to hand over its last words. */
const LAST_WORDS_MS = 3_000

/** What was said: a recording, and the words when the browser's own recogniser was listening too. */
export type Heard = { sound: Blob; words: string }
export type BrowserEar = { maker: RecognitionMaker; language: string; local: boolean; listen: typeof listen }

type Needs = {
  reply: Ref<ReplyState>
  online: Ref<boolean>
  maxSeconds: Ref<number>
  /** Takes what was said. Resolves when it is stored. */
  deliver: (heard: Heard) => Promise<void>
  stopReply: () => void
  /** The browser's recogniser, if the learner agreed; asked at each opening. */
  ear: () => BrowserEar | null
}

/** The one microphone of the page: the pure machine, with its effects done on the real device. */
export function useMicrophone({ reply, online, maxSeconds, deliver, stopReply, ear }: Needs) {
  const state = shallowRef(restingMicrophone(microphoneSupport(), online.value))
  const level = ref(0)
  const quietMs = ref(0)
  const elapsedMs = ref(0)
  const partial = ref('')
  const streams = new Map<number, MediaStream>()
  /** Fetched while the browser asks for the microphone. */
  let recordHere: typeof record | null = null
  let recording: Recording | null = null
  let listening: Ear | null = null
  let frame = 0

  const now = () => performance.now()

  function tell(event: MicrophoneEvent) {
    const next = step(state.value, event)
    state.value = next.state
    for (const effect of next.effects) carryOut(effect)
  }

  function carryOut(effect: MicrophoneEffect) {
    switch (effect.do) {
      case 'open':
        void open(effect.attempt)
        break
      case 'record':
        start(effect.attempt)
        break
      case 'finish':
        void finish(effect.attempt)
        break
      case 'discard':
        listening?.discard()
        recording?.discard()
        rest()
        shut(effect.attempt)
        break
      case 'close':
        shut(effect.attempt)
        break
      case 'stop-reply':
        stopReply()
        break
      case 'watch-hold':
        setTimeout(() => tell({ type: 'held', at: effect.pressedAt }), TAP_MS)
        break
    }
  }

  async function open(attempt: number) {
    try {
      const opening = openMicrophone()
      streams.set(attempt, await opening)
      recordHere ??= (await import('./recorder.ts')).record
      tell({ type: 'granted', attempt, at: now() })
    } catch (fault) {
      shut(attempt)
      tell({ type: 'refused', attempt, why: refusalOf(fault) })
    }
  }

  function start(attempt: number) {
    const stream = streams.get(attempt)
    const [track] = stream?.getAudioTracks() ?? []
    if (!stream || !track || !recordHere) return tell({ type: 'recording-failed', attempt })
    track.addEventListener('ended', () => tell({ type: 'track-ended', attempt, at: now() }))
    track.addEventListener('mute', () => tell({ type: 'track-muted', attempt, muted: true }))
    track.addEventListener('unmute', () => tell({ type: 'track-muted', attempt, muted: false }))
    try {
      recording = recordHere(stream, () => tell({ type: 'recording-failed', attempt }))
    } catch {
      return tell({ type: 'recording-failed', attempt })
    }
    if (track.muted) tell({ type: 'track-muted', attempt, muted: true })
    const browser = ear()
    if (browser) listening = browser.listen(browser.maker, { ...browser, track, heard: hear })
    elapsedMs.value = 0
    quietMs.value = 0
    watchLevel(attempt, now(), now())
  }

  const hear = (words: string) => {
    partial.value = words
  }

  function watchLevel(attempt: number, since: number, loudAt: number) {
    frame = requestAnimationFrame(() => {
      if (!recording || state.value.phase.name !== 'listening') return
      level.value = recording.level()
      const loud = level.value >= QUIET_LEVEL ? now() : loudAt
      elapsedMs.value = now() - since
      quietMs.value = now() - loud
      if (elapsedMs.value >= maxSeconds.value * 1_000) tell({ type: 'time-up', attempt, at: now() })
      else watchLevel(attempt, since, loud)
    })
  }

  async function finish(attempt: number) {
    const [done, heardBy] = [recording, listening]
    const sound = done?.finish()
    rest()
    shut(attempt)
    try {
      const words = heardBy?.finish(AbortSignal.timeout(LAST_WORDS_MS))
      if (!sound) throw new Error('Nothing was recording.')
      await deliver({ sound: await sound, words: (await words) ?? '' })
      tell({ type: 'settled', attempt })
    } catch {
      tell({ type: 'recording-failed', attempt })
    }
  }

  function shut(attempt: number) {
    const stream = streams.get(attempt)
    if (stream) close(stream)
    streams.delete(attempt)
  }

  function rest() {
    recording = null
    listening = null
    partial.value = ''
    level.value = 0
    cancelAnimationFrame(frame)
  }

  const hide = () => {
    if (document.visibilityState === 'hidden') tell({ type: 'hidden', at: now() })
  }
  const leave = () => tell({ type: 'hidden', at: now() })
  document.addEventListener('visibilitychange', hide)
  window.addEventListener('pagehide', leave)
  watch(reply, (is) => tell({ type: 'reply', reply: is }), { immediate: true, flush: 'sync' })
  watch(online, (is) => tell({ type: 'online', online: is }), { flush: 'sync' })
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', hide)
    window.removeEventListener('pagehide', leave)
    leave()
  })

  return {
    state,
    face: computed(() => faceOf(state.value, quietMs.value)),
    listening: computed(() => state.value.phase.name === 'listening'),
    level,
    elapsedMs,
    secondsLeft: computed(() => Math.max(0, Math.ceil(maxSeconds.value - elapsedMs.value / 1_000))),
    partial,
    press: () => tell({ type: 'press', at: now() }),
    release: () => tell({ type: 'release', at: now() }),
    lose: () => tell({ type: 'press-lost', at: now() }),
    slide: (away: boolean) => tell({ type: 'slide', away }),
    escape: () => tell({ type: 'escape' }),
  }
}
