import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { refusalOf } from '../microphone-access.ts'
import { type HandsFreeEffect, type HandsFreeEvent, handsFreeStep, restingHandsFree, TAP_MS } from './hands-free.ts'
import { liveFaceOf } from './hands-free-face.ts'
import { createLiveEars } from './live-ears.ts'
import type { LineEnd } from './live-line.ts'
import type { LiveNeeds, Words } from './live-needs.ts'
import { createLiveReply } from './live-reply.ts'
import { createLiveSaying } from './live-saying.ts'
import { createLiveView } from './live-view.ts'
import type { LiveMouth } from './mouth.ts'
import { createOpenLine } from './open-line.ts'
import { createServerFrames } from './server-frames.ts'

const TICK_MS = 250
/** A gap in the sound as long as this is a device that slept. */
const SLEPT_MS = 4_000

/** One hands-free conversation: the pure machines, with their effects done on the real devices and the real line. */
export function useLive(needs: LiveNeeds) {
  const { now, detector, overlap } = needs
  const hands = shallowRef(restingHandsFree(needs.support))
  const level = ref(0)
  const refusal = shallowRef<Extract<LineEnd, { why: 'refused' }> | null>(null)
  const turnSince = ref<number | null>(null)
  const elapsedMs = ref(0)
  let mouth: LiveMouth | null = null
  let frameAt = 0
  let patience: number | undefined

  const line = createOpenLine({
    ...needs,
    wishes: () => ({ ...needs.wishes(), ...(patience !== undefined && { patience }) }),
    ready: goOn,
    lost: () => tell({ type: 'line-lost', at: now() }),
    over(end) {
      if (end.why === 'stopped') return
      if (end.why === 'refused') refusal.value = end
      tell({ type: 'line-over', why: end.why === 'refused' ? 'line' : end.why })
    },
    told: (frame) => told(frame),
    sound: (pcm) => reply.sound(pcm),
    arriving: () => reply.arriving(),
  })
  const reply = createLiveReply({ mouth: () => mouth, say: line.say, now })
  const view = createLiveView(needs.script, { now: needs.date, name: () => line.voiceId() ?? '' })
  const saying = createLiveSaying({ ...needs, line })
  const ears = createLiveEars({
    ...needs,
    microphone: needs.remembered.microphone,
    on: listening,
    frame: heard,
    ended: (attempt) => tell({ type: 'track-ended', attempt }),
    deaf: (attempt, deaf) => tell({ type: 'track-deaf', attempt, deaf }),
    understood,
  })
  const told = createServerFrames({ ...needs, saying, reply, view, mouth: () => mouth, tell, theirTurn })

  function tell(event: HandsFreeEvent) {
    if (event.type === 'server' && event.state === 'listening' && hands.value.server !== 'listening') theirTurn()
    const next = handsFreeStep(hands.value, event)
    hands.value = next.state
    for (const effect of next.effects) carryOut(effect)
  }

  function carryOut(effect: HandsFreeEffect) {
    switch (effect.do) {
      case 'open':
        void open(effect.attempt)
        break
      case 'listen':
        listen(effect.attempt)
        break
      case 'close':
        ears.close(effect.attempt)
        break
      case 'end':
        void end(effect.drop)
        break
      case 'mute':
        ears.mute(effect.muted)
        if (effect.muted) level.value = 0
        saying.say({ type: 'voice-mute', muted: effect.muted })
        break
      case 'hold':
        line.say({ type: 'voice-tune', patience: effect.held ? 1 : (patience ?? 0.5) })
        break
      case 'commit':
        saying.say({ type: 'turn-commit' })
        break
      case 'stop-reply':
        stopReply()
        break
      case 'watch-hold':
        needs.later(() => tell({ type: 'held', at: effect.pressedAt }), TAP_MS)
        break
    }
  }

  async function open(attempt: number) {
    try {
      await ears.open(attempt)
      const speaker = isAsked(attempt) ? await needs.openMouth(reply.played) : null
      // Left meanwhile, or begun anew: that is nobody's loudspeaker.
      if (!isAsked(attempt)) speaker?.close()
      else mouth = speaker
      if (needs.remembered.loudspeaker) void mouth?.through(needs.remembered.loudspeaker).catch(() => {})
      tell({ type: 'granted', attempt })
    } catch (fault) {
      ears.close(attempt)
      tell({ type: 'refused', attempt, why: refusalOf(fault) })
    }
  }

  function isAsked(attempt: number): boolean {
    const { phase } = hands.value
    return phase.name === 'asking' && phase.attempt === attempt
  }

  function listening() {
    const { phase } = hands.value
    return phase.name === 'on' ? phase : null
  }

  function theirTurn() {
    turnSince.value = now()
  }

  function listen(attempt: number) {
    if (!ears.has(attempt)) return tell({ type: 'track-ended', attempt })
    saying.begin()
    patience = needs.wishes().patience
    detector.reset()
    overlap.reset()
    frameAt = now()
    theirTurn()
    ears.listen(attempt)
    line.start()
  }

  function heard(frame: Int16Array, loudness: number, timeOfDay: number) {
    level.value = loudness
    const at = now()
    if (at - frameAt > SLEPT_MS) wake()
    frameAt = at
    const sounding = detector.push(frame)
    reply.spoken(sounding.speech, timeOfDay)
    const step = overlap.push(sounding, reply.sounds())
    if (step) reply.tell({ type: 'heard', what: step, at })
    // The browser's recogniser hears for itself: its words travel, no sound does.
    if (!needs.recognise) saying.frame(frame)
  }

  function understood({ text, final, confidence }: Words) {
    if (listening()?.muted !== false) return
    tell({ type: 'speech' })
    saying.words(text, final, confidence)
  }

  /** The learner stops the reply: silence first, then the server is told. */
  function stopReply() {
    mouth?.clear()
    line.say({ type: 'turn-cancel' })
  }

  async function end(drop: boolean) {
    ears.stopRecogniser()
    mouth?.close()
    mouth = null
    level.value = 0
    reply.forget()
    view.leave()
    await saying.end(drop, () => !listening())
    await needs.handOver()
    await needs.script.refresh()
  }

  /** The line is there, for the first time or again: first what the server lacks, then what is said now. */
  function goOn(throughMs: number | null) {
    const again = throughMs !== null
    saying.goOn(throughMs)
    if (again) reply.reportAgain()
    else {
      mouth?.clear()
      reply.forget()
    }
    tell({ type: 'line-ready' })
    saying.catchUp({ again, muted: listening()?.muted ?? false })
  }

  const stopTicking = needs.repeat(() => {
    if (hands.value.phase.name === 'off') return
    const at = now()
    line.tick(at)
    saying.send()
    tell({ type: 'tick', at })
    reply.tell({ type: 'tick', at })
    elapsedMs.value = turnSince.value === null ? 0 : at - turnSince.value
  }, TICK_MS)

  const wakeDevices = () => {
    ears.wake()
    void mouth?.wake()
  }

  /** After the device slept the line is dead, whether it says so or not, and the sound may stand still. */
  function wake() {
    line.slept()
    wakeDevices()
  }

  onScopeDispose(() => {
    stopTicking()
    tell({ type: 'leave' })
  })

  return {
    hands,
    face: computed(() => liveFaceOf(hands.value)),
    level,
    refusal,
    elapsedMs,
    start: () => tell({ type: 'start' }),
    press: () => tell({ type: 'press', at: now() }),
    release: () => tell({ type: 'release', at: now() }),
    lose: () => tell({ type: 'press-lost' }),
    escape: () => tell({ type: 'escape' }),
    leave: () => tell({ type: 'leave' }),
    mute: (muted: boolean) => tell({ type: 'mute', muted }),
    stopReply: () => {
      if (reply.isHere()) stopReply()
    },
    online: line.online,
    /** The page is seen again. */
    visible: wakeDevices,
    /** The page goes for good: what the server does not have stays on the device. */
    gone() {
      saying.layDown()
      ears.closeAll()
    },
    /** Takes effect at once. */
    tune(wish: { patience?: number; rate?: number; voice?: string; document_ids?: string[] }) {
      patience = wish.patience ?? patience
      line.say({ type: 'voice-tune', ...wish })
    },
    listenWith: ears.listenWith,
    speakThrough: (deviceId: string) => mouth?.through(deviceId) ?? Promise.resolve(),
  }
}

export type Live = ReturnType<typeof useLive>
