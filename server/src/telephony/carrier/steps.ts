import { asSpoken } from '../../voice/voice.ts'
import type { Answer } from '../call.ts'
import { type Verb, verb } from './twiml.ts'
import { carriersLanguage } from './wording.ts'

/** Where a call turn by turn stands. All of it travels in the addresses we give, so that any process can go on with it. */
export interface Step {
  sessionId: string
  /** BCP 47. */
  locale: string
  /** Counts what was asked, so that no two hooks of a call have the same bytes by accident. */
  n: number
  /** Times in a row that nothing was understood. */
  silent: number
  /** Without a socket from here on. */
  stays: boolean
}

/** Pieces of a long text: carriers speak so much at once. */
const SAID_MAX = 3_000
/** How long the carrier waits for somebody to begin, in seconds. */
const WAITS_S = 6
const KEYS_WAIT_S = 12

/** What a call is told turn by turn. `home` is the public address, `messageS` the longest message that is recorded, in seconds. */
export function createSteps({ home, messageS }: { home: string; messageS: number }) {
  const address = (path: string, step: Step, more: Record<string, string> = {}) => {
    const { sessionId, locale, n, silent, stays } = step
    const query = new URLSearchParams({
      ...{ session_id: sessionId, locale, n: String(n + 1), silent: String(silent) },
      ...(stays ? { stays: '1' } : {}),
      ...more,
    })
    return `${home}/twilio/${path}?${query}`
  }

  const say = (text: string, { locale }: Pick<Step, 'locale'>): Verb[] =>
    pieces(asSpoken(text, locale)).map((piece) => verb('Say', { language: carriersLanguage(locale) }, piece))

  const record = (step: Step) =>
    verb('Record', {
      action: address('recording', step),
      maxLength: messageS,
      timeout: 5,
      playBeep: true,
    })

  return {
    say,
    record,

    /** Says something and listens: to speech and keys, or to keys alone. Who says nothing is asked anew. */
    listen(text: string, step: Step, to: 'listen' | 'digits' = 'listen'): Verb[] {
      const action = address('process-speech', step)
      const gather = verb(
        'Gather',
        {
          input: to === 'digits' ? 'dtmf' : 'speech dtmf',
          ...(to === 'digits' ? { timeout: KEYS_WAIT_S } : { speechTimeout: 'auto', timeout: WAITS_S }),
          ...{ finishOnKey: '#', language: carriersLanguage(step.locale), action, method: 'POST' },
        },
        ...say(text, step),
      )
      return [gather, verb('Redirect', { method: 'POST' }, action)]
    },

    /** Says that it takes a while, and comes back, for the `times`th time. */
    wait(text: string, step: Step, exchangeId: string, times: number): Verb[] {
      const back = address('process-speech', step, { waits: exchangeId, times: String(times) })
      return [
        ...(times === 1 ? say(text, step) : [verb('Pause', { length: 2 })]),
        verb('Redirect', { method: 'POST' }, back),
      ]
    },

    hangUp: (text: string, step: Pick<Step, 'locale'>): Verb[] => [...say(text, step), verb('Hangup')],

    transfer: ({ text, to, seconds }: Answer & { kind: 'transfer' }, step: Step): Verb[] => [
      ...say(text, step),
      verb('Dial', { timeLimit: seconds }, to),
    ],

    /** Opens a socket that carries the call on; where it ends before the call does, the carrier comes back here. */
    connect(way: 'relay' | 'media', ticket: string, step: Step, greeting: string): Verb[] {
      const action = address('voice', step, { after: way })
      const url = `${home.replace('http', 'ws')}/twilio/${way}`
      const parameter = verb('Parameter', { name: 'ticket', value: ticket })
      if (way === 'media') return [verb('Connect', { action }, verb('Stream', { url }, parameter))]
      const relay = verb(
        'ConversationRelay',
        {
          url,
          ...(greeting
            ? { welcomeGreeting: asSpoken(greeting, step.locale), welcomeGreetingInterruptible: 'any' }
            : {}),
          ...{ language: carriersLanguage(step.locale), interruptible: 'any', dtmfDetection: true },
        },
        parameter,
      )
      return [verb('Connect', { action }, relay)]
    },
  }
}

export type Steps = ReturnType<typeof createSteps>

/** Where a call stands by the address it came back to. */
export function stepOf(hook: { query(name: string): string; count(name: string): number }): Step {
  return {
    sessionId: hook.query('session_id').slice(0, 128),
    locale: hook.query('locale').slice(0, 35) || 'en',
    n: hook.count('n'),
    silent: hook.count('silent'),
    stays: hook.query('stays') === '1',
  }
}

function pieces(text: string): string[] {
  const found: string[] = []
  for (let rest = text.trim(); rest; ) {
    const cut = rest.length <= SAID_MAX ? rest.length : Math.max(rest.lastIndexOf(' ', SAID_MAX), SAID_MAX / 2)
    found.push(rest.slice(0, cut))
    rest = rest.slice(cut).trim()
  }
  return found
}
