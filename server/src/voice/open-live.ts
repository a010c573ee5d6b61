import type { SignedIn } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import type { Stt } from '../providers/stt/stt.ts'
import type { Tts } from '../providers/tts/tts.ts'
import { createBrowserLine } from './browser-line.ts'
import type { LiveMeasures } from './live-measures.ts'
import type { Opened } from './live-sessions.ts'
import type { VoiceStart } from './live-voice.ts'
import type { OpenSession } from './open-session.ts'

interface Needs {
  /** The recogniser and the voice for a learner; null where there are none. */
  sttFor: ((userId: string) => Stt) | null
  ttsFor: ((userId: string) => Tts) | null
  openSession: OpenSession
  measures: LiveMeasures
}

/**
 * Puts one live voice together: the engine's session over a browser's line, with the recogniser, the voice and the habits of its learner.
 * Throws Problem `no-recogniser` and `no-voice` where the client has to bring its own.
 */
export function createOpenLive({ sttFor, ttsFor, openSession, measures }: Needs) {
  function earOf(userId: string): Stt {
    if (sttFor) return sttFor(userId)
    throw new Problem(
      'no-recogniser',
      'Nobody here can write speech down. The browser may have a recogniser of its own.',
    )
  }

  function mouthOf(userId: string): Tts {
    if (ttsFor) return ttsFor(userId)
    throw new Problem('no-voice', 'No voice is set up on the server. The browser may have one of its own.')
  }

  return async function openLive({
    signedIn,
    sessionId,
    start,
  }: {
    signedIn: SignedIn
    sessionId: string
    start: VoiceStart
  }): Promise<Opened> {
    const { userId } = signedIn
    const stt = start.input === 'audio' ? earOf(userId) : null
    const tts = start.output === 'text' ? null : mouthOf(userId)
    const line = createBrowserLine({
      output: tts ? 'audio' : 'text',
      onResume: () => measures.event('false-alarm'),
    })
    const { language, patience, voice, rate, document_ids: about } = start
    const opened = await openSession({
      ...{ learner: signedIn, sessionId, line, stt, tts },
      ...{ language, patience, voice, rate, about },
    })
    return { ...opened, line, recogniser: !stt ? 'client' : stt.listen ? 'streaming' : 'segment' }
  }
}
