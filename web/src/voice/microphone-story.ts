import { type Microphone, type MicrophoneEvent, type Refusal, step } from './microphone.ts'
import { restingMicrophone } from './microphone-at-rest.ts'
import { faceOf } from './microphone-face.ts'

/** A page with one microphone, whose permission and device answer when the story says so. */
export function page(support: Microphone['support'] = 'ok') {
  let state = restingMicrophone(support, true)
  let clock = 0
  const dialogs: number[] = []
  const live = new Set<number>()
  const sent: number[] = []
  const stopped: number[] = []

  const tell = (event: MicrophoneEvent) => {
    const next = step(state, event)
    state = next.state
    for (const effect of next.effects) {
      if (effect.do === 'open') dialogs.push(effect.attempt)
      if (effect.do === 'finish') sent.push(effect.attempt)
      if (effect.do === 'stop-reply') stopped.push(clock)
      if (effect.do === 'finish' || effect.do === 'discard' || effect.do === 'close') live.delete(effect.attempt)
    }
  }
  return {
    live,
    sent,
    stopped,
    dialogs,
    get state() {
      return state
    },
    get face() {
      return faceOf(state, 0)
    },
    tell,
    wait: (ms: number) => {
      clock += ms
    },
    press: () => tell({ type: 'press', at: clock }),
    release: () => tell({ type: 'release', at: clock }),
    held: () => state.press && tell({ type: 'held', at: state.press.at }),
    lost: () => tell({ type: 'press-lost', at: clock }),
    hide: () => tell({ type: 'hidden', at: clock }),
    allow: () => {
      const attempt = dialogs.shift()
      if (attempt === undefined) return
      live.add(attempt)
      tell({ type: 'granted', attempt, at: clock })
    },
    refuse: (why: Refusal) => {
      const attempt = dialogs.shift()
      if (attempt !== undefined) tell({ type: 'refused', attempt, why })
    },
    unplug: () => {
      const [attempt] = live
      if (attempt === undefined) return
      live.delete(attempt)
      tell({ type: 'track-ended', attempt, at: clock })
    },
    timeUp: () => tell({ type: 'time-up', attempt: state.attempts, at: clock }),
    breakDown: () => tell({ type: 'recording-failed', attempt: state.attempts }),
  }
}
