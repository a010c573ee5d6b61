import type { ClientFrame, ServerFrame } from '@lva/contracts/socket'
import type { VoiceState } from '@lva/contracts/voice'
import type { SpeechDetector } from '@lva/speech/detector'
import type { Overlap } from '@lva/speech/overlap'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { Support } from '../microphone.ts'
import { refusalOf } from '../microphone-access.ts'
import type { LiveEar } from './ear.ts'
import { type HandsFreeEffect, type HandsFreeEvent, handsFreeStep, restingHandsFree, TAP_MS } from './hands-free.ts'
import { liveFaceOf } from './hands-free-face.ts'
import type { Keeping } from './keeping.ts'
import type { LineEnd } from './live-line.ts'
import { createLiveReply } from './live-reply.ts'
import type { LiveSocket, SocketNews } from './live-socket.ts'
import { createLiveSound, type LiveSound } from './live-sound.ts'
import { createLiveView, type LiveScriptRefs } from './live-view.ts'
import type { LiveMouth, MouthNews } from './mouth.ts'
import { createOpenLine } from './open-line.ts'

const TICK_MS = 250
/** A gap in the sound as long as this is a device that slept. */
const SLEPT_MS = 4_000
/** After "stop" the server gets this long to take the last words. */
const LAST_WORDS_MS = 500
/** A line that does not answer within this did not deliver them. */
const ANSWER_MS = 3_000

type Words = { text: string; final: boolean; confidence: number | null }

export type LiveNeeds = {
  support: Support
  openEar: (deviceId: string | null) => Promise<LiveEar>
  /** What speaks: the server's sound, or this device where the server has no voice. */
  openMouth: (tell: MouthNews) => Promise<LiveMouth>
  /** Opens a socket to the server; `renew` asks for a fresh sign-in. */
  openSocket: (news: SocketNews, renew: boolean) => LiveSocket
  token: () => Promise<string | null>
  /** How the learner wants to be spoken with. */
  wishes: () => Omit<Extract<ClientFrame, { type: 'voice-start' }>, 'type' | 'protocol' | 'sample_rate' | 'resume'>
  /** Listens with the browser's own recogniser, where the server has none. The answer stops it. */
  recognise: ((track: MediaStreamTrack, heard: (words: Words) => void) => () => void) | null
  /** Keeps one conversation's sound until it is safe; `letGo` says that this page will not deliver it any more. */
  keeping: () => Keeping & { letGo: () => void }
  detector: SpeechDetector
  overlap: Overlap
  script: LiveScriptRefs & { refresh: () => Promise<void> }
  /** What no page will deliver any more becomes a recording, if anybody speaks in it. Resolves when it is kept. */
  handOver: () => Promise<void>
  /** Something to tell the learner that the server said. */
  complain: (code: string, detail: string) => void
  remembered: { microphone: string | null; loudspeaker: string | null }
  now: () => number
  date: () => Date
  later: (work: () => void, ms: number) => () => void
  repeat: (work: () => void, ms: number) => () => void
}

/** One hands-free conversation: the pure machines, with their effects done on the real devices and the real line. */
export function useLive(needs: LiveNeeds) {
  const { now, detector, overlap } = needs
  const hands = shallowRef(restingHandsFree(needs.support))
  const level = ref(0)
  const refusal = shallowRef<Extract<LineEnd, { why: 'refused' }> | null>(null)
  const turnSince = ref<number | null>(null)
  const elapsedMs = ref(0)
  const ears = new Map<number, LiveEar>()
  let microphoneId = needs.remembered.microphone
  let mouth: LiveMouth | null = null
  let sound: LiveSound | null = null
  let stopRecogniser = () => {}
  let frameAt = 0
  let patience: number | undefined
  /** What is said about sound that is not sent yet, and waits for it. */
  const behind: ClientFrame[] = []

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
    told,
    sound: (pcm) => reply.sound(pcm),
    arriving: () => reply.arriving(),
  })
  const reply = createLiveReply({ mouth: () => mouth, say: line.say, now })
  const view = createLiveView(needs.script, { now: needs.date, name: () => line.voiceId() ?? '' })

  function tell(event: HandsFreeEvent) {
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
        ears.get(effect.attempt)?.close()
        ears.delete(effect.attempt)
        break
      case 'end':
        void end(effect.drop)
        break
      case 'mute':
        for (const ear of ears.values()) ear.mute(effect.muted)
        if (effect.muted) level.value = 0
        recognise()
        sayBehind({ type: 'voice-mute', muted: effect.muted })
        break
      case 'hold':
        line.say({ type: 'voice-tune', patience: effect.held ? 1 : (patience ?? 0.5) })
        break
      case 'commit':
        sayBehind({ type: 'turn-commit' })
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
      ears.set(attempt, await needs.openEar(microphoneId))
      const speaker = isAsked(attempt) ? await needs.openMouth(reply.played) : null
      // Left meanwhile, or begun anew: that is nobody's loudspeaker.
      if (!isAsked(attempt)) speaker?.close()
      else mouth = speaker
      if (needs.remembered.loudspeaker) void mouth?.through(needs.remembered.loudspeaker).catch(() => {})
      tell({ type: 'granted', attempt })
    } catch (fault) {
      ears.get(attempt)?.close()
      ears.delete(attempt)
      tell({ type: 'refused', attempt, why: refusalOf(fault) })
    }
  }

  function isAsked(attempt: number): boolean {
    const { phase } = hands.value
    return phase.name === 'asking' && phase.attempt === attempt
  }

  function listen(attempt: number) {
    const ear = ears.get(attempt)
    if (!ear) return tell({ type: 'track-ended', attempt })
    sound = createLiveSound(needs.keeping())
    patience = needs.wishes().patience
    detector.reset()
    overlap.reset()
    frameAt = now()
    turnSince.value = now()
    hear(attempt, ear)
    line.start()
  }

  function hear(attempt: number, ear: LiveEar) {
    ear.listen({
      frame: heard,
      ended: () => {
        // Unless another microphone has taken its place.
        if (ears.get(attempt) === ear) tell({ type: 'track-ended', attempt })
      },
      deaf: (deaf) => tell({ type: 'track-deaf', attempt, deaf }),
    })
    recognise()
  }

  /** The browser's recogniser, where it serves, listens to the microphone of now, and to none that is muted. */
  function recognise() {
    stopRecogniser()
    stopRecogniser = () => {}
    const { phase } = hands.value
    const ear = phase.name === 'on' && !phase.muted ? ears.get(phase.attempt) : undefined
    if (ear && needs.recognise) stopRecogniser = needs.recognise(ear.track, understood)
  }

  function heard(frame: Int16Array, loudness: number) {
    level.value = loudness
    const at = now()
    if (at - frameAt > SLEPT_MS) wake()
    frameAt = at
    const step = overlap.push(detector.push(frame), reply.sounds())
    if (step) reply.tell({ type: 'heard', what: step, at })
    // The browser's recogniser hears for itself: its words travel, no sound does.
    if (needs.recognise) return
    sound?.take(frame)
    send()
  }

  /** All sound there is, and then what was said about it. */
  function send() {
    if (!line.isLive()) return
    sound?.send(line.socket(), now())
    if (sound?.isSent()) for (const frame of behind.splice(0)) line.say(frame)
  }

  function sayBehind(frame: ClientFrame) {
    behind.push(frame)
    send()
  }

  function understood({ text, final, confidence }: Words) {
    if (hands.value.phase.name !== 'on' || hands.value.phase.muted) return
    const nth = final ? sound?.takeWords(text) : undefined
    tell({ type: 'speech' })
    line.say({
      type: 'transcript',
      text,
      final,
      ...(nth !== undefined && { nth }),
      ...(confidence !== null && { confidence }),
    })
  }

  /** The learner stops the reply: silence first, then the server is told. */
  function stopReply() {
    mouth?.clear()
    line.say({ type: 'turn-cancel' })
  }

  async function end(drop: boolean) {
    const [ending, wasLive] = [sound, line.isLive()]
    stopRecogniser()
    mouth?.close()
    mouth = null
    sound = null
    level.value = 0
    reply.forget()
    view.leave()
    if (drop) line.say({ type: 'turn-cancel' })
    line.say({ type: 'voice-stop' })
    const taken = wasLive && !drop && (await isTaken(ending))
    if (hands.value.phase.name !== 'on') line.stop()
    await (taken || drop ? ending?.done() : ending?.leave())
    await needs.handOver()
    await needs.script.refresh()
  }

  /** What was sent is the server's to keep once it answers to something said after it, and had a moment to take it. */
  async function isTaken(ending: LiveSound | null): Promise<boolean> {
    const moment = new Promise<void>((resolve) => needs.later(resolve, LAST_WORDS_MS))
    const [answers] = await Promise.all([line.answers(ANSWER_MS), moment])
    return answers && (ending?.isSent() ?? true)
  }

  /** The line is there, for the first time or again: first what the server lacks, then what is said now. */
  function goOn(throughMs: number | null) {
    sound?.goOn(throughMs)
    if (throughMs === null) {
      mouth?.clear()
      reply.forget()
    } else reply.reportAgain()
    tell({ type: 'line-ready' })
    // Whatever it was told last: what was said until now was said to be heard.
    if (throughMs !== null) line.say({ type: 'voice-mute', muted: false })
    for (const words of sound?.unsafeWords() ?? []) line.say({ type: 'transcript', ...words, final: true })
    const { phase } = hands.value
    behind.splice(0)
    if (phase.name === 'on' && phase.muted) behind.push({ type: 'voice-mute', muted: true })
    send()
  }

  function told(frame: ServerFrame) {
    switch (frame.type) {
      case 'audio-ack':
        void sound?.safe(frame.through_ms)
        break
      case 'speech-start':
        turnSince.value = now()
        tell({ type: 'speech' })
        break
      case 'state':
        stateIs(frame.state)
        break
      case 'duck':
        reply.tell({ type: 'told', what: frame.on ? 'duck' : 'unduck', at: now() })
        break
      case 'pause':
      case 'resume':
      case 'clear':
        reply.tell({ type: 'told', what: frame.type, at: now() })
        if (frame.type === 'clear') overlap.reset()
        break
      case 'metrics':
        view.measured(frame.reply_id, { stages: frame.stages, totalMs: frame.total_ms })
        break
      case 'error':
        needs.complain(frame.code, frame.detail)
        break
      case 'transcript-delta':
      case 'transcript-end':
      case 'reply-start':
      case 'reply-delta':
      case 'reply-end':
        view.follow(frame)
        afterStep(frame)
        break
    }
  }

  function afterStep(frame: Parameters<typeof view.follow>[0]) {
    switch (frame.type) {
      case 'transcript-delta':
        tell({ type: 'speech' })
        break
      case 'transcript-end':
        tell({ type: 'turn-taken' })
        void sound?.wordsSafe(frame.text)
        break
      case 'reply-start':
        reply.begin(frame.reply_id ?? frame.exchange_id)
        break
      case 'reply-delta':
        mouth?.words(frame.text)
        break
      case 'reply-end':
        reply.end()
        void needs.script.refresh()
        break
    }
  }

  function stateIs(state: VoiceState) {
    if (state === 'listening' && hands.value.server !== 'listening') turnSince.value = now()
    tell({ type: 'server', state })
  }

  const stopTicking = needs.repeat(() => {
    if (hands.value.phase.name === 'off') return
    const at = now()
    line.tick(at)
    send()
    tell({ type: 'tick', at })
    reply.tell({ type: 'tick', at })
    elapsedMs.value = turnSince.value === null ? 0 : at - turnSince.value
  }, TICK_MS)

  const wakeDevices = () => {
    for (const ear of ears.values()) void ear.wake()
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
    stages: view.stages,
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
      void sound?.layDown()
      for (const ear of ears.values()) ear.close()
    },
    /** Takes effect at once. */
    tune(wish: { patience?: number; rate?: number; voice?: string }) {
      patience = wish.patience ?? patience
      line.say({ type: 'voice-tune', ...wish })
    },
    /** Goes on with another microphone. Rejects with what the browser says, and then the old one goes on listening. */
    async listenWith(deviceId: string): Promise<void> {
      microphoneId = deviceId || null
      const { phase } = hands.value
      if (phase.name !== 'on') return
      const ear = await needs.openEar(microphoneId)
      const now = hands.value.phase
      const old = ears.get(phase.attempt)
      if (now.name !== 'on' || now.attempt !== phase.attempt || !old) return ear.close()
      ears.set(phase.attempt, ear)
      old.close()
      if (now.muted) ear.mute(true)
      hear(phase.attempt, ear)
    },
    speakThrough: (deviceId: string) => mouth?.through(deviceId) ?? Promise.resolve(),
  }
}

export type Live = ReturnType<typeof useLive>
