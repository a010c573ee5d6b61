import { sentencesOf, wordsOf } from '../../language/words.ts'
import type { Learner } from '../../learner.ts'
import { type Answer, SILENT_TIMES } from '../call.ts'
import type { CallBacks } from './call-back.ts'
import type { Call, Calls } from './calls.ts'
import { type Command, commandOf, commandOfKey, reviewSaying } from './commands.ts'
import type { createKeys } from './keys.ts'
import type { Numbers } from './numbers.ts'
import type { Pins } from './pins.ts'
import type { Welcoming } from './welcoming.ts'
import type { Words } from './wording/words.ts'
import { wordsIn } from './wording.ts'

/** Words of a call may arrive so long after the word that it is over. */
const LATE_MS = 60_000
/** Below this the recogniser was guessing, and it is asked again. */
const SURE = 0.5
/** A goodbye of more words than these has said something besides. */
const BARE_GOODBYE = 4
/** So much of a summary is spoken, and so long it is waited for. */
const SUMMARY_MAX = 400
const SUMMARY_MS = 5_000
const PIN_LEAST = 6
/** A call is passed on for so long. */
const PASSED_LEAST_S = 60
const PASSED_MOST_S = 4 * 3_600

/** What a call needs of the conversation. */
export interface Talk {
  /** Whether words take leave. */
  takesLeave(text: string, locale: string): boolean
  wantsReview(text: string): boolean
  /** Whether a review is going on in a session. */
  isReviewing(learner: Learner, sessionId: string): Promise<boolean>
  /** Keeps words that are to be written down only; with the same key they are the same. */
  capture(learner: Learner, sessionId: string, text: string, key: string | null): Promise<void>
  /** Ends a session, with a note of it. */
  endSession(learner: Learner, sessionId: string, options: { signal: AbortSignal }): Promise<string>
  /** The latest reply of a session; null: there is none. */
  lastReply(userId: string, sessionId: string): Promise<string | null>
}

interface Needs {
  learnerOf: (userId: string) => Promise<Learner | null>
  talk: Talk
  calls: Calls
  numbers: Numbers
  pins: Pins
  keys: ReturnType<typeof createKeys>
  /** How many seconds a learner may still be on the telephone today. */
  left: (userId: string) => Promise<number>
  callBacks: Pick<CallBacks, 'stop'>
  welcoming: Pick<Welcoming, 'greeting' | 'sessionFor'>
  mailReady: (userId: string) => Promise<boolean>
  /** Whom calls are passed on to. */
  transferTo: string | null
}

/** A call that goes on, whose it is, and how to speak. */
interface On {
  call: Call
  learner: Learner
  words: Words
}

/** What a verb does in a call that goes on, in one that links a number, and in one that is over, where it can do anything there. */
interface Within {
  goesOn(on: On): Promise<Answer>
  links(locale: string): Promise<Answer>
  ended?(): Promise<Answer | null>
}

const listen = (text: string): Answer => ({ kind: 'say', text, next: 'listen' })
const digits = (text: string): Answer => ({ kind: 'say', text, next: 'digits' })
const over = (text: string): Answer => ({ kind: 'say', text, next: 'hang-up' })
/** The same, whoever speaks into it. */
const last = (text: string): Answer => ({ kind: 'say', text, next: 'hang-up', final: true })

/** Hears what is said and keyed in a call before it is a turn, and answers what is meant for the call itself. */
export function createHearing({ calls, keys, numbers, pins, talk, callBacks, welcoming, ...needs }: Needs) {
  async function turn({ call, words }: On, text: string, mode: 'conversation' | 'capture'): Promise<Answer> {
    await calls.countTurn(call.sid)
    const kept = mode === 'capture' ? words.kept : null
    return { kind: 'turn', text, sessionId: call.session_id, userId: call.user_id, mode, kept }
  }

  async function farewell({ call, learner, words }: On, text = '', key: string | null = null): Promise<Answer> {
    if (wordsOf(text).length > BARE_GOODBYE) {
      await talk.capture(learner, call.session_id, text, key)
      await calls.countTurn(call.sid)
      call.turns += 1
    }
    if (!call.trusted) return over([words.keptAlone(call.turns), words.bye].filter(Boolean).join(' '))
    const summary = call.turns === 0 ? '' : await summaryOf(learner, call.session_id)
    return over([summary, words.bye].filter(Boolean).join(' '))
  }

  /** The note of a session, as far as it is spoken. Nobody is kept waiting for it on the line. */
  async function summaryOf(learner: Learner, sessionId: string): Promise<string> {
    const note = await talk.endSession(learner, sessionId, { signal: AbortSignal.timeout(SUMMARY_MS) }).catch(() => '')
    let spoken = ''
    for (const sentence of sentencesOf(note)) {
      if (spoken.length + sentence.length > SUMMARY_MAX) break
      spoken = spoken ? `${spoken} ${sentence}` : sentence
    }
    return spoken
  }

  async function review(on: On): Promise<Answer> {
    await calls.set(on.call.sid, { doing: 'review' })
    return turn(on, reviewSaying(on.learner.locale), 'conversation')
  }

  async function obey(on: On, command: Command): Promise<Answer> {
    const { call, learner, words } = on
    switch (command) {
      case 'help':
        return listen(needs.transferTo ? `${words.help} ${words.helpTransfer}` : words.help)
      case 'capture':
      case 'converse':
        await calls.set(call.sid, { doing: command })
        return listen(command === 'capture' ? words.capturing : words.conversing)
      case 'review':
        return review(on)
      case 'summary': {
        if (!(await needs.mailReady(learner.userId))) return listen(words.summaryOff)
        await calls.set(call.sid, { summary_wanted: 1 })
        return listen(words.summaryComing)
      }
      case 'record':
        return { kind: 'record', text: words.record }
      case 'transfer':
        return needs.transferTo ? transfer(on, needs.transferTo) : listen(words.noTransfer)
      case 'repeat':
        return listen((await talk.lastReply(learner.userId, call.session_id)) ?? words.nothingToRepeat)
    }
  }

  /** Passes a call on for as long as its minutes last: nothing is heard of it meanwhile. */
  async function transfer({ call, learner, words }: On, to: string): Promise<Answer> {
    const seconds = Math.min(Math.max(PASSED_LEAST_S, await needs.left(learner.userId)), PASSED_MOST_S)
    await calls.heard(call, seconds)
    return { kind: 'transfer', to, text: words.transfer, seconds }
  }

  /** What a caller may ask for whom nobody has vouched for; null: it is to be taken down. */
  async function obeyAlone({ call, words }: On, command: Command | null): Promise<Answer | null> {
    const hasPin = (await pins.setAt(call.user_id)) !== null
    if (command === 'help') return listen(hasPin ? `${words.helpAlone} ${words.orPin}` : words.helpAlone)
    if (command === 'record') return { kind: 'record', text: words.record }
    if (command === 'repeat') return listen(hasPin ? `${words.onlyTakesDown} ${words.orPin}` : words.onlyTakesDown)
    const needsPin = command === 'review' || command === 'summary' || command === 'transfer'
    return needsPin && hasPin ? digits(words.needsPin) : null
  }

  async function tryPin(on: On, pin: string): Promise<Answer> {
    const { call, learner, words } = on
    const has = (await pins.setAt(learner.userId)) !== null
    if (!has) return listen(words.onlyTakesDown)
    if (pin.length < PIN_LEAST) return digits(words.askPin)
    const outcome = await pins.tried(learner.userId, { sid: call.sid, pin })
    if (outcome === 'over') return listen(words.pinOver)
    if (outcome === 'wrong') return listen(words.pinWrong)
    // What was said before the PIN stays together with what follows.
    const session = call.turns === 0 ? await welcoming.sessionFor(learner.userId, call.sid) : call.session_id
    await calls.set(call.sid, { trusted: 1, session_id: session })
    const trusted = { ...on, call: { ...call, trusted: 1, session_id: session } }
    return call.direction === 'out' ? review(trusted) : listen(await welcoming.greeting(learner, session))
  }

  async function tryCode(callSid: string, locale: string, code: string | null): Promise<Answer> {
    const words = wordsIn(locale)
    if (code === null) return digits('')
    const outcome = await numbers.tryIn(callSid, code)
    if (outcome === 'wrong') return digits(words.wrongCode)
    return over(outcome === 'linked' ? words.linked : words.taken)
  }

  /** Leads a verb of a call to what it is: one that goes on, one that links a number, or none any more. */
  async function within(callSid: string, { goesOn, links, ended }: Within): Promise<Answer> {
    const call = await calls.goingOn(callSid)
    const learner = call && (await needs.learnerOf(call.user_id))
    if (call && learner) {
      const words = wordsIn(learner.locale)
      if ((await needs.left(learner.userId)) <= 0) return last(words.timeUp)
      await calls.heard(call)
      return goesOn({ call, learner, words })
    }
    const afterwards = call ? null : await ended?.()
    if (afterwards) return afterwards
    const linking = call ? null : await numbers.linkedIn(callSid)
    const linker = linking && (await needs.learnerOf(linking.userId))
    return linker ? links(linker.locale) : over(wordsIn('en').bye)
  }

  /** Words that come just after the end of their call were said before it: they are taken down. Null: it did not end just now. */
  async function late(callSid: string, text: string): Promise<Answer | null> {
    const call = await calls.overSince(callSid, LATE_MS)
    const learner = call && (await needs.learnerOf(call.user_id))
    if (!call || !learner || text.trim() === '' || talk.takesLeave(text, learner.locale)) return null
    return turn({ call, learner, words: wordsIn(learner.locale) }, text.trim(), 'capture')
  }

  async function heard(on: On, text: string, confidence: number | null, key: string | null): Promise<Answer> {
    const { call, learner, words } = on
    const said = text.trim()
    if (said === '' || (confidence ?? 1) < SURE) return listen(words.notHeard)
    if (talk.takesLeave(said, learner.locale)) return farewell(on, said, key)
    const command = talk.wantsReview(said) ? 'review' : commandOf(said)
    return call.trusted ? known(on, said, command) : ((await obeyAlone(on, command)) ?? turn(on, said, 'capture'))
  }

  /** The same, of somebody who is known to be the learner. */
  async function known(on: On, said: string, command: Command | null): Promise<Answer> {
    const { call, learner } = on
    // In a review the same words are answers and wishes of the review.
    if (call.doing === 'review' && (await talk.isReviewing(learner, call.session_id)))
      return turn(on, said, 'conversation')
    if (command && command !== 'review') return obey(on, command)
    if (command) await calls.set(call.sid, { doing: 'review' })
    return turn(on, said, call.doing === 'capture' && !command ? 'capture' : 'conversation')
  }

  async function pressed(on: On, keysPressed: string): Promise<Answer> {
    const { call, learner, words } = on
    const alone = !keys.isOpen(call.sid) && keysPressed.length === 1 ? keysPressed : ''
    if (alone === '9' && call.direction === 'out') {
      await callBacks.stop(learner.userId)
      return over(words.noMoreCalls)
    }
    if (alone === '9') return farewell(on)
    if (!call.trusted) return pressedAlone(on, keysPressed, commandOfKey(alone))
    const command = commandOfKey(keysPressed.charAt(0))
    return command ? obey(on, command) : listen(words.help)
  }

  async function pressedAlone(on: On, keysPressed: string, command: Command | null): Promise<Answer> {
    if (command === 'help' || command === 'repeat') return (await obeyAlone(on, command)) ?? listen('')
    const pin = keys.collect(on.call.sid, keysPressed, { whole: on.call.way === 'gather' || keysPressed.length > 1 })
    return pin === null ? digits('') : tryPin(on, pin)
  }

  return {
    said: (callSid: string, text: string, confidence: number | null, key: string | null = null): Promise<Answer> =>
      within(callSid, {
        goesOn: (on) => heard(on, text, confidence, key),
        links: (locale) => tryCode(callSid, locale, digitsIn(text)),
        ended: () => late(callSid, text),
      }),

    keyed: (callSid: string, keysPressed: string): Promise<Answer> =>
      within(callSid, {
        goesOn: (on) => pressed(on, keysPressed),
        links: (locale) =>
          tryCode(callSid, locale, keys.collect(callSid, keysPressed, { whole: keysPressed.length > 1 })),
      }),

    silent: (callSid: string, times: number): Promise<Answer> =>
      within(callSid, {
        async goesOn(on) {
          if (times >= SILENT_TIMES) return farewell(on)
          const waits = on.call.direction === 'out' && !on.call.trusted
          return waits ? digits(on.words.askPin) : listen(on.words.silent)
        },
        async links(locale) {
          const words = wordsIn(locale)
          return times >= SILENT_TIMES ? over(words.bye) : digits(words.askCode)
        },
      }),
  }
}

const digitsIn = (text: string) => [...text].filter((char) => char >= '0' && char <= '9').join('')
