import type { Ref } from 'vue'
import type { BrowserEar, Ear } from './browser-listening.ts'
import { type Heard, type Microphone, type MicrophoneEffect, type MicrophoneEvent, step, TAP_MS } from './microphone.ts'
import { close, openMicrophone, refusalOf } from './microphone-access.ts'
import type { Recording, record } from './recorder.ts'
import './microphone-at-work.en.ts'

/** Below this level nobody is speaking. */
const QUIET_LEVEL = 0.12
/** The browser's recogniser gets this long to hand over its last words. */
const LAST_WORDS_MS = 3_000

type Needs = {
  /** What the page shows: whatever happens is written here. */
  state: Ref<Microphone>
  level: Ref<number>
  quietMs: Ref<number>
  elapsedMs: Ref<number>
  partial: Ref<string>
  maxSeconds: Ref<number>
  deliver: (heard: Heard) => Promise<unknown>
  stopReply: () => void
  ear: () => BrowserEar | null
}

/** The pure machine, with its effects done on the real device. The answer tells it what happens. */
export function workMicrophone({ state, level, quietMs, elapsedMs, partial, ...needs }: Needs) {
  const { maxSeconds, deliver, stopReply, ear } = needs
  const streams = new Map<number, MediaStream>()
  /** Fetched while the browser asks for the microphone. */
  let recordHere: typeof record | null = null
  let recording: Recording | null = null
  let listening: Ear | null = null
  let frame = 0

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

  return tell
}

const now = () => performance.now()
