import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { atFirstTouch } from '../ui/first-touch.ts'
import type { BrowserEar } from './browser-listening.ts'
import type { Heard, MicrophoneEvent, ReplyState } from './microphone.ts'
import { microphoneSupport, restingMicrophone } from './microphone-at-rest.ts'
import { faceOf } from './microphone-face.ts'

/** The countdown is shown for the last seconds only: before, it would hurry. */
export const COUNTDOWN_SECONDS = 10

type Needs = {
  reply: Ref<ReplyState>
  online: Ref<boolean>
  maxSeconds: Ref<number>
  /** Takes what was said. Resolves when it is stored. */
  deliver: (heard: Heard) => Promise<unknown>
  stopReply: () => void
  /** The browser's recogniser, if the learner agreed; asked at each opening. */
  ear: () => BrowserEar | null
  /** Does something that may fail, and says so. */
  attempt: (work: () => Promise<unknown>) => Promise<unknown>
}

/** The one microphone of the page. It rests until the page is touched; what works it is fetched then, and told what happened meanwhile. */
export function useMicrophone({ reply, online, attempt, ...needs }: Needs) {
  const state = shallowRef(restingMicrophone(microphoneSupport(), online.value))
  const [level, quietMs, elapsedMs, partial] = [ref(0), ref(0), ref(0), ref('')]
  const waiting: MicrophoneEvent[] = []
  let work: ((event: MicrophoneEvent) => void) | null = null
  let coming: Promise<void> | null = null
  let ended = false

  async function fetchIt() {
    try {
      const { workMicrophone } = await import('./microphone-at-work.ts')
      if (ended) return
      work = workMicrophone({ state, level, quietMs, elapsedMs, partial, ...needs })
      for (const event of waiting) work(event)
    } finally {
      waiting.length = 0
      coming = null
    }
  }

  function fetched() {
    coming ??= fetchIt()
    return coming
  }

  function tell(event: MicrophoneEvent) {
    if (work) return work(event)
    if (event.type === 'press' || event.type === 'escape' || waiting.length > 0) {
      if (waiting.push(event) === 1) void attempt(fetched)
    } else if (event.type === 'reply') state.value = { ...state.value, reply: event.reply }
    else if (event.type === 'online') state.value = { ...state.value, online: event.online }
  }

  const hide = () => {
    if (document.visibilityState === 'hidden') tell({ type: 'hidden', at: now() })
  }
  const leave = () => tell({ type: 'hidden', at: now() })
  document.addEventListener('visibilitychange', hide)
  window.addEventListener('pagehide', leave)
  watch(reply, (is) => tell({ type: 'reply', reply: is }), { immediate: true, flush: 'sync' })
  watch(online, (is) => tell({ type: 'online', online: is }), { flush: 'sync' })
  // If it does not come, the first press says so.
  onScopeDispose(atFirstTouch(() => void fetched().catch(() => {})))
  onScopeDispose(() => {
    ended = true
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
    secondsLeft: computed(() => Math.max(0, Math.ceil(needs.maxSeconds.value - elapsedMs.value / 1_000))),
    partial,
    press: () => tell({ type: 'press', at: now() }),
    release: () => tell({ type: 'release', at: now() }),
    lose: () => tell({ type: 'press-lost', at: now() }),
    slide: (away: boolean) => tell({ type: 'slide', away }),
    escape: () => tell({ type: 'escape' }),
  }
}

const now = () => performance.now()
