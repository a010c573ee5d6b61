import type { ClientFrame, ServerFrame } from '@lva/contracts/socket'
import type { VoiceStages, VoiceState } from '@lva/contracts/voice'
import type { SpeechDetector } from '@lva/speech/detector'
import { computed, onScopeDispose, type Ref, ref, shallowRef } from 'vue'
import type { Turn } from '../../conversation/turn.ts'
import type { Support } from '../microphone.ts'
import { refusalOf } from '../microphone-access.ts'
import { type BargeInEffect, type BargeInEvent, bargeIn, noBargeIn } from './barge-in.ts'
import type { LiveEar } from './ear.ts'
import { type HandsFreeEffect, type HandsFreeEvent, handsFreeStep, restingHandsFree, TAP_MS } from './hands-free.ts'
import { liveFaceOf } from './hands-free-face.ts'
import type { Keeping } from './keeping.ts'
import { type LineEffect, type LineEnd, type LineEvent, lineStep, restingLine } from './live-line.ts'
import { emptyScript, followLive, unsaid } from './live-script.ts'
import type { LiveSocket, SocketNews } from './live-socket.ts'
import type { LiveMouth, MouthNews } from './mouth.ts'
import type { PlaybackNews } from './playback-queue.ts'
import { createSoundMemory } from './sound-memory.ts'

const TICK_MS = 250
/** A gap in the sound as long as this is a device that slept. */
const SLEPT_MS = 4_000
/** The server is told this often how much was heard, while it sounds. */
const PLAYBACK_EVERY_MS = 150
/** After "stop" the server gets this long to take the last words. */
const LAST_WORDS_MS = 1_500
/** A token that is about to end is renewed on the way. */
const SIGN_IN_EVERY_MS = 60_000

type Start = Omit<Extract<ClientFrame, { type: 'voice-start' }>, 'type' | 'protocol' | 'sample_rate' | 'resume'>
/** How long one turn took, and where. */
export type TurnStages = { stages: VoiceStages; totalMs: number }

export type LiveNeeds = {
  support: Support
  openEar: (deviceId: string | null) => Promise<LiveEar>
  /** What speaks: the server's sound, or this device where the server has no voice. */
  openMouth: (tell: MouthNews) => Promise<LiveMouth>
  /** Opens socket to the server; `renew` asks for a fresh sign-in. */
  openSocket: (news: SocketNews, renew: boolean) => LiveSocket
  token: () => Promise<string | null>
  /** How the learner wants to be spoken with. */
  wishes: () => Start
  /** Listens with the browser's own recogniser, where the server has none. The answer stops it. */
  recognise:
    | ((
        track: MediaStreamTrack,
        heard: (words: { text: string; final: boolean; confidence: number | null }) => void,
      ) => () => void)
    | null
  /** Keeps one conversation's sound until it is safe; `letGo` says that this page will not deliver it any more. */
  keeping: () => Keeping & { letGo: () => void }
  detector: SpeechDetector
  overlap: {
    push(sounding: ReturnType<SpeechDetector['push']>, playing: boolean): 'duck' | 'pause' | 'release' | null
    reset(): void
  }
  script: { turns: Ref<Turn[]>; busy: Ref<ReadonlySet<string>>; refresh: () => Promise<void> }
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
  const { now, script, detector, overlap } = needs
  const hands = shallowRef(restingHandsFree(needs.support))
  const line = shallowRef(restingLine)
  const level = ref(0)
  const secondsLeft = ref<number | null>(null)
  const stages = shallowRef<ReadonlyMap<string, TurnStages>>(new Map())
  const refusal = shallowRef<Extract<LineEnd, { why: 'refused' }> | null>(null)
  const microphoneId = ref<string | null>(needs.remembered.microphone)
  const turnSince = ref<number | null>(null)
  const elapsedMs = ref(0)

  const ears = new Map<number, LiveEar>()
  let mouth: LiveMouth | null = null
  let socket: LiveSocket | null = null
  let keeping: ReturnType<LiveNeeds['keeping']> | null = null
  let memory = createSoundMemory()
  let stopRecogniser = () => {}
  let doubt = noBargeIn
  let shown = emptyScript
  let frameAt = 0
  let signedInAt = 0
  /** The reply that sounds, by the server's name and by the count the player knows. */
  let reply: { id: string; count: number; exchangeId: string } | null = null
  let replies = 0
  let playing: PlaybackNews['is'] = 'over'
  let reported = { at: 0, ms: -1, is: 'over' as PlaybackNews['is'] }
  let patience: number | undefined
  const keys = new Map<string, string>()

  const say = (frame: ClientFrame) => {
    if (line.value.phase.name === 'live') socket?.say(frame)
  }

  // — The conversation —

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
        say({ type: 'voice-mute', muted: effect.muted })
        break
      case 'hold':
        say({ type: 'voice-tune', patience: effect.held ? 1 : (patience ?? 0.5) })
        break
      case 'commit':
        say({ type: 'turn-commit' })
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
      const ear = await needs.openEar(microphoneId.value)
      ears.set(attempt, ear)
      mouth ??= await needs.openMouth(played)
      if (needs.remembered.loudspeaker) void mouth.through(needs.remembered.loudspeaker).catch(() => {})
      tell({ type: 'granted', attempt })
    } catch (fault) {
      ears.get(attempt)?.close()
      ears.delete(attempt)
      tell({ type: 'refused', attempt, why: refusalOf(fault) })
    }
  }

  function listen(attempt: number) {
    const ear = ears.get(attempt)
    if (!ear) return tell({ type: 'track-ended', attempt })
    memory = createSoundMemory()
    keeping = needs.keeping()
    patience = needs.wishes().patience
    detector.reset()
    overlap.reset()
    hear(attempt, ear)
    frameAt = now()
    turnSince.value = now()
    // Whoever comes back at once does not wait for the last words of the conversation before.
    tellLine({ type: 'stop' })
    tellLine({ type: 'start' })
  }

  function hear(attempt: number, ear: LiveEar) {
    ear.listen({
      frame: heard,
      ended: () => {
        // Another microphone has taken its place.
        if (ears.get(attempt) === ear) tell({ type: 'track-ended', attempt })
      },
      deaf: (deaf) => tell({ type: 'track-deaf', attempt, deaf }),
    })
    microphoneId.value = ear.deviceId
    stopRecogniser()
    stopRecogniser = needs.recognise?.(ear.track, understood) ?? (() => {})
  }

  function heard(frame: Int16Array, loudness: number) {
    level.value = loudness
    const at = now()
    if (at - frameAt > SLEPT_MS) wake()
    frameAt = at
    const sounding = overlap.push(detector.push(frame), reply !== null && playing !== 'over')
    if (sounding) doubts({ type: 'heard', what: sounding, at })
    // The browser's recogniser hears for itself: its words travel, no sound does.
    if (needs.recognise) return
    const count = memory.push(frame)
    keeping?.take(frame, count)
    if (line.value.phase.name === 'live') send()
  }

  function send() {
    for (const message of memory.unsent()) socket?.sound(message)
  }

  function understood(words: { text: string; final: boolean; confidence: number | null }) {
    if (hands.value.phase.name !== 'on' || hands.value.phase.muted) return
    if (words.final) keeping?.takeWords(words.text)
    tell({ type: 'speech' })
    transcribe(words.text, words.final, words.confidence)
  }

  function transcribe(text: string, final: boolean, confidence: number | null) {
    say({ type: 'transcript', text, final, ...(confidence !== null && { confidence }) })
  }

  /** The learner stops the reply: silence first, then the server is told. */
  function stopReply() {
    mouth?.clear()
    say({ type: 'turn-cancel' })
  }

  async function end(drop: boolean) {
    stopRecogniser()
    stopRecogniser = () => {}
    mouth?.close()
    mouth = null
    level.value = 0
    reply = null
    doubt = noBargeIn
    const ending = { keeping, wasLive: line.value.phase.name === 'live' }
    keeping = null
    if (drop) say({ type: 'turn-cancel' })
    say({ type: 'voice-stop' })
    giveUpWords()
    if (drop) await ending.keeping?.forget()
    else if (ending.wasLive) {
      // What was sent over a line that lives is the server's to keep.
      await new Promise<void>((resolve) => needs.later(resolve, LAST_WORDS_MS))
      await ending.keeping?.forget()
    } else await ending.keeping?.layDown()
    ending.keeping?.letGo()
    if (hands.value.phase.name === 'off') tellLine({ type: 'stop' })
    await needs.handOver()
    await script.refresh()
  }

  // — The line —

  function tellLine(event: LineEvent) {
    const before = line.value.phase.name
    const next = lineStep(line.value, event)
    line.value = next.state
    const after = next.state.phase
    if (before !== 'waiting' && after.name === 'waiting') tell({ type: 'line-lost', at: now() })
    for (const effect of next.effects) doOnLine(effect)
    if (before !== 'over' && after.name === 'over') lineOver(after.end)
  }

  function doOnLine(effect: LineEffect) {
    switch (effect.do) {
      case 'connect':
        connect(effect.attempt, effect.renew)
        break
      case 'hang-up':
        socket?.close()
        socket = null
        break
      case 'greet':
        signedInAt = now()
        socket?.say({
          type: 'voice-start',
          protocol: 1,
          sample_rate: 16_000,
          ...needs.wishes(),
          ...(patience !== undefined && { patience }),
          ...(effect.resume && { resume: effect.resume }),
        })
        break
      case 'retry-in':
        needs.later(() => tellLine({ type: 'retry', attempt: effect.attempt }), effect.ms)
        break
      case 'go':
        goOn(effect.throughMs)
        break
      case 'ping':
        socket?.say({ type: 'ping' })
        break
      case 'pass-on':
        told(effect.frame)
        break
    }
  }

  function connect(attempt: number, renew: boolean) {
    socket = needs.openSocket(
      {
        opened: () => tellLine({ type: 'opened', attempt, at: now() }),
        frame: (frame) => tellLine({ type: 'frame', attempt, frame, at: now() }),
        sound(pcm) {
          tellLine({ type: 'sound', attempt, at: now() })
          if (line.value.attempt === attempt && reply) mouth?.sound(pcm)
        },
        closed: (code, reason) => tellLine({ type: 'closed', attempt, code, reason }),
      },
      renew,
    )
  }

  /** The line is there, for the first time or again: first what the server lacks, then what is said now. */
  function goOn(throughMs: number | null) {
    if (throughMs === null) {
      memory.beginAgain()
      mouth?.clear()
      reply = null
    } else {
      memory.goOnAfter(throughMs)
      void keeping?.safe(memory.first)
      if (reply && reported.ms >= 0) say({ type: 'playback', reply_id: reply.id, played_ms: reported.ms })
    }
    tell({ type: 'line-ready' })
    if (hands.value.phase.name === 'on' && hands.value.phase.muted) say({ type: 'voice-mute', muted: true })
    for (const words of keeping?.unsafeWords() ?? []) transcribe(words, true, null)
    send()
  }

  function lineOver(how: LineEnd) {
    if (how.why === 'refused') {
      refusal.value = how
      tell({ type: 'line-over', why: 'line' })
    } else if (how.why !== 'stopped') tell({ type: 'line-over', why: how.why })
  }

  function told(frame: ServerFrame) {
    switch (frame.type) {
      case 'voice-ready':
        secondsLeft.value = frame.seconds_left
        break
      case 'audio-ack':
        void keeping?.safe(memory.safe(frame.through_ms))
        break
      case 'speech-start':
        turnSince.value = now()
        tell({ type: 'speech' })
        break
      case 'state':
        stateIs(frame.state)
        break
      case 'duck':
        doubts({ type: 'told', what: frame.on ? 'duck' : 'unduck', at: now() })
        break
      case 'pause':
      case 'resume':
      case 'clear':
        doubts({ type: 'told', what: frame.type, at: now() })
        break
      case 'metrics':
        measured(frame.reply_id, { stages: frame.stages, totalMs: frame.total_ms })
        break
      case 'error':
        needs.complain(frame.code, frame.detail)
        break
      case 'transcript-delta':
      case 'transcript-end':
      case 'reply-start':
      case 'reply-delta':
      case 'reply-end':
        follow(frame)
        break
    }
  }

  function stateIs(state: VoiceState) {
    if (state === 'listening' && hands.value.server !== 'listening') turnSince.value = now()
    tell({ type: 'server', state })
  }

  // — What is seen —

  function follow(frame: Parameters<typeof followLive>[1]) {
    const step = followLive({ script: shown, turns: script.turns.value }, frame, {
      now: needs.date,
      newKey: (count) => `live-${line.value.voiceId}-${count}`,
    })
    shown = step.script
    script.turns.value = step.turns
    script.busy.value = new Set([shown.saying, shown.answering].filter((key) => key !== null))
    if (frame.type === 'transcript-delta') tell({ type: 'speech' })
    if (frame.type === 'transcript-end') {
      tell({ type: 'turn-taken' })
      void keeping?.wordsSafe()
    }
    if (frame.type === 'reply-start') begin(frame.reply_id ?? frame.exchange_id, frame.exchange_id)
    if (frame.type === 'reply-delta') mouth?.words(frame.text)
    if (frame.type === 'reply-end') {
      mouth?.end()
      void script.refresh()
    }
  }

  function giveUpWords() {
    const step = unsaid({ script: shown, turns: script.turns.value })
    shown = { ...step.script, answering: null }
    script.turns.value = step.turns
    script.busy.value = new Set()
  }

  function measured(replyId: string, took: TurnStages) {
    const exchangeId = keys.get(replyId)
    if (exchangeId) stages.value = new Map(stages.value).set(exchangeId, took)
  }

  // — What is heard of a reply —

  function begin(id: string, exchangeId: string) {
    replies += 1
    reply = { id, count: replies, exchangeId }
    reported = { at: 0, ms: -1, is: 'waiting' }
    keys.set(id, exchangeId)
    mouth?.begin(replies)
    doubts({ type: 'reply' })
  }

  const played: MouthNews = (news) => {
    if (!reply || news.reply !== reply.count) return
    playing = news.is
    const at = now()
    const changed = news.is !== reported.is
    if (!changed && at - reported.at < PLAYBACK_EVERY_MS) return
    if (!changed && news.heardMs === reported.ms) return
    reported = { at, ms: news.heardMs, is: news.is }
    const paused = news.is === 'paused'
    say({ type: 'playback', reply_id: reply.id, played_ms: news.heardMs, ...(paused && { paused }) })
  }

  function doubts(event: BargeInEvent) {
    const next = bargeIn(doubt, event)
    doubt = next.state
    for (const effect of next.effects) speakDifferently(effect)
  }

  function speakDifferently(effect: BargeInEffect) {
    if (effect === 'duck' || effect === 'unduck') mouth?.duck(effect === 'duck')
    else mouth?.[effect]()
    if (effect === 'clear') overlap.reset()
  }

  // — Time —

  const stopTicking = needs.repeat(() => {
    const at = now()
    const { phase } = hands.value
    if (phase.name === 'off') return
    tellLine({ type: 'tick', at })
    tell({ type: 'tick', at })
    doubts({ type: 'tick', at })
    elapsedMs.value = turnSince.value === null ? 0 : at - turnSince.value
    if (line.value.phase.name === 'live' && at - signedInAt > SIGN_IN_EVERY_MS) void staySignedIn(at)
  }, TICK_MS)

  async function staySignedIn(at: number) {
    signedInAt = at
    const token = await needs.token().catch(() => null)
    if (token) say({ type: 'auth', token })
  }

  /** After the device slept the line is dead, whether it says so or not, and the sound may stand still. */
  function wake() {
    tellLine({ type: 'slept' })
    for (const ear of ears.values()) void ear.wake()
    void mouth?.wake()
  }

  onScopeDispose(() => {
    stopTicking()
    tell({ type: 'leave' })
  })

  return {
    hands,
    face: computed(() => liveFaceOf(hands.value)),
    level,
    stages,
    refusal,
    secondsLeft,
    elapsedMs,
    microphoneId,
    start: () => tell({ type: 'start' }),
    press: () => tell({ type: 'press', at: now() }),
    release: () => tell({ type: 'release', at: now() }),
    lose: () => tell({ type: 'press-lost' }),
    escape: () => tell({ type: 'escape' }),
    leave: () => tell({ type: 'leave' }),
    mute: (muted: boolean) => tell({ type: 'mute', muted }),
    stopReply: () => {
      if (reply) stopReply()
    },
    online: (is: boolean) => tellLine({ type: 'online', online: is }),
    /** The page is seen again. */
    visible() {
      for (const ear of ears.values()) void ear.wake()
      void mouth?.wake()
    },
    /** The page goes for good: what the server does not have stays on the device. */
    gone() {
      void keeping?.layDown()
      for (const ear of ears.values()) ear.close()
    },
    /** Takes effect at once. */
    tune(wish: { patience?: number; rate?: number; voice?: string }) {
      patience = wish.patience ?? patience
      say({ type: 'voice-tune', ...wish })
    },
    /** Goes on with another microphone. Rejects with what the browser says, and then the old one goes on listening. */
    async listenWith(deviceId: string): Promise<void> {
      const { phase } = hands.value
      if (phase.name !== 'on') {
        microphoneId.value = deviceId
        return
      }
      const ear = await needs.openEar(deviceId)
      const old = ears.get(phase.attempt)
      if (hands.value.phase.name !== 'on' || hands.value.phase.attempt !== phase.attempt || !old) return ear.close()
      ears.set(phase.attempt, ear)
      old.close()
      if (hands.value.phase.muted) ear.mute(true)
      hear(phase.attempt, ear)
    },
    speakThrough: (deviceId: string) => mouth?.through(deviceId) ?? Promise.resolve(),
  }
}

export type Live = ReturnType<typeof useLive>
