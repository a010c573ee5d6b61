import type { ClientFrame, ServerFrame } from '@lva/contracts/socket'
import { type LineEffect, type LineEnd, type LineEvent, lineStep, restingLine } from './live-line.ts'
import type { LiveSocket, SocketNews } from './live-socket.ts'

/** A token that is about to end is renewed on the way. */
const SIGN_IN_EVERY_MS = 60_000

type Needs = {
  openSocket: (news: SocketNews, renew: boolean) => LiveSocket
  token: () => Promise<string | null>
  wishes: () => Omit<Extract<ClientFrame, { type: 'voice-start' }>, 'type' | 'protocol' | 'sample_rate' | 'resume'>
  now: () => number
  later: (work: () => void, ms: number) => () => void
  /** It is there: with the voice of before, which has all sound up to `throughMs`, or with a new one (null). */
  ready: (throughMs: number | null) => void
  lost: () => void
  over: (end: LineEnd) => void
  told: (frame: ServerFrame) => void
  sound: (pcm: Int16Array) => void
  /** The reply that was arriving when a line was lost; the server sends the rest. */
  arriving: () => { reply_id: string; received_ms: number } | null
}

/** The line of a live conversation: the pure machine, with its effects done on real sockets. */
export function createOpenLine(needs: Needs) {
  const { now } = needs
  let state = restingLine
  let socket: LiveSocket | null = null
  let signedInAt = 0
  /** Pings over this socket that are not answered yet. */
  let unanswered = 0
  let asking: { left: number; answer: (is: boolean) => void } | null = null

  const isLive = () => state.phase.name === 'live'
  const say = (frame: ClientFrame) => {
    if (isLive()) socket?.say(frame)
  }

  function tell(event: LineEvent) {
    const before = state.phase.name
    const next = lineStep(state, event)
    state = next.state
    const after = next.state.phase
    if (before !== 'waiting' && after.name === 'waiting') needs.lost()
    if (after.name !== 'live') asking?.answer(false)
    for (const effect of next.effects) carryOut(effect)
    if (before !== 'over' && after.name === 'over') needs.over(after.end)
  }

  function carryOut(effect: LineEffect) {
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
          ...(effect.resume && { resume: effect.resume, ...needs.arriving() }),
        })
        break
      case 'retry-in':
        needs.later(() => tell({ type: 'retry', attempt: effect.attempt }), effect.ms)
        break
      case 'go':
        needs.ready(effect.throughMs)
        break
      case 'ping':
        ping()
        break
      case 'pass-on':
        needs.told(effect.frame)
        break
    }
  }

  function ping() {
    unanswered += 1
    socket?.say({ type: 'ping' })
  }

  function answered() {
    unanswered -= 1
    if (!asking) return
    asking.left -= 1
    if (asking.left === 0) asking.answer(true)
  }

  function connect(attempt: number, renew: boolean) {
    unanswered = 0
    socket = needs.openSocket(
      {
        opened: () => tell({ type: 'opened', attempt, at: now() }),
        frame(frame) {
          if (frame.type === 'pong' && state.attempt === attempt) answered()
          tell({ type: 'frame', attempt, frame, at: now() })
        },
        sound(pcm) {
          tell({ type: 'sound', attempt, at: now() })
          if (state.attempt === attempt) needs.sound(pcm)
        },
        closed: (code, reason) => tell({ type: 'closed', attempt, code, reason }),
      },
      renew,
    )
  }

  async function staySignedIn() {
    signedInAt = now()
    const token = await needs.token().catch(() => null)
    if (token) say({ type: 'auth', token })
  }

  return {
    isLive,
    voiceId: () => state.voiceId,
    socket: () => socket,
    /** Says something, if anybody is there to hear it. */
    say,
    /** Another conversation; the one before need not have ended. */
    start() {
      tell({ type: 'stop' })
      tell({ type: 'start' })
    },
    /** Whether all that was said until now has come to the server: it answers to what is asked behind it. */
    answers(withinMs: number): Promise<boolean> {
      return new Promise((resolve) => {
        ping()
        asking = { left: unanswered, answer: resolve }
        needs.later(() => resolve(false), withinMs)
      })
    },
    stop: () => tell({ type: 'stop' }),
    slept: () => tell({ type: 'slept' }),
    online: (is: boolean) => tell({ type: 'online', online: is }),
    tick(at: number) {
      tell({ type: 'tick', at })
      if (isLive() && at - signedInAt > SIGN_IN_EVERY_MS) void staySignedIn()
    },
  }
}
