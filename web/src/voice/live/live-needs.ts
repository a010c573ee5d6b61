import type { Mode } from '@lva/contracts/conversation'
import type { Features } from '@lva/contracts/health'
import type { ClientFrame } from '@lva/contracts/socket'
import type { SpeechDetector } from '@lva/speech/detector'
import { createOverlap, type Overlap } from '@lva/speech/overlap'
import type { Ref } from 'vue'
import type { useAccount } from '../../accounts/account.ts'
import type { Access } from '../../api/access.ts'
import type { Api } from '../../api/api.ts'
import type { Conversation } from '../../conversation/use-conversation.ts'
import { notices } from '../../ui/notices.ts'
import type { BrowserEar } from '../browser-listening.ts'
import type { Support } from '../microphone.ts'
import { createPlayer } from '../player.ts'
import { createDeviceDetector } from './device-detector.ts'
import { type LiveEar, openEar } from './ear.ts'
import { handOver, keepHere } from './hand-over.ts'
import type { Keeping } from './keeping.ts'
import { listenOn } from './live-recogniser.ts'
import { type LiveSocket, openSocket, type SocketNews } from './live-socket.ts'
import type { LiveScriptRefs } from './live-view.ts'
import { type LiveMouth, type MouthNews, openMouth } from './mouth.ts'
import { createOwnVoice } from './own-voice.ts'
import { rememberedDevice } from './use-devices.ts'

export type Words = { text: string; final: boolean; confidence: number | null }

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

type Here = {
  sessionId: string
  conversation: Pick<Conversation, 'turns' | 'busy' | 'refresh'>
  mode: () => Mode
  /** What is talked about, of the learner's documents and pictures. */
  about: () => string[]
  ear: () => BrowserEar | null
  account: ReturnType<typeof useAccount>
  features: Readonly<Ref<Features | null>>
  api: Pick<Api, 'token'>
  access: Pick<Access, 'again'>
}

/** What a hands-free conversation needs, from this page and this device. */
export function liveNeeds({
  sessionId,
  conversation,
  mode,
  about,
  ear,
  account,
  features,
  api,
  access,
}: Here): LiveNeeds {
  const settings = () => account.user.value?.settings
  const language = () => account.user.value?.locale ?? navigator.language
  const hasVoice = () => features.value?.tts !== null
  const browserEar = features.value?.stt === null ? ear() : null
  const repeat = (work: () => void, ms: number) => {
    const timer = setInterval(work, ms)
    return () => clearInterval(timer)
  }

  return {
    support: liveSupport(),
    openEar,
    async openMouth(tell) {
      if (hasVoice()) return openMouth(tell)
      const synthesis = globalThis.speechSynthesis ?? null
      const player = createPlayer({ newAudio: (url) => new Audio(url), synthesis })
      const manner = () => ({
        rate: settings()?.speech_rate ?? 1,
        voice: settings()?.voice ?? null,
        language: language(),
      })
      return createOwnVoice({ player, manner, now: () => performance.now(), tell, repeat })
    },
    openSocket: (news, renew) => openSocket(sessionId, () => (renew ? access.again(null) : api.token()), news),
    token: () => api.token(),
    wishes() {
      const wished = settings()
      return {
        output: hasVoice() ? { sample_rate: 24_000 } : 'text',
        input: browserEar ? 'transcript' : 'audio',
        language: language(),
        patience: wished?.patience ?? 0.5,
        rate: wished?.speech_rate ?? 1,
        document_ids: about(),
        ...(hasVoice() && wished?.voice && { voice: wished.voice }),
      }
    },
    recognise:
      browserEar &&
      ((track, heard) => {
        const { maker, language: spoken, local } = browserEar
        return listenOn(maker, { track, language: spoken, local, heard, gone: () => {} })
      }),
    keeping: () => keepHere({ sessionId, mode: mode() }),
    detector: createDeviceDetector(),
    overlap: createOverlap(),
    script: conversation,
    handOver,
    complain: (_code, detail) => notices.say(detail, { tone: 'bad' }),
    remembered: { microphone: rememberedDevice('audioinput'), loudspeaker: rememberedDevice('audiooutput') },
    now: () => performance.now(),
    date: () => new Date(),
    later(work, ms) {
      const timer = setTimeout(work, ms)
      return () => clearTimeout(timer)
    },
    repeat,
  }
}

/** Whether this page can listen live at all. */
function liveSupport() {
  if (!window.isSecureContext) return 'insecure'
  const able = typeof AudioWorkletNode !== 'undefined' && typeof navigator.mediaDevices?.getUserMedia === 'function'
  return able ? 'ok' : 'unsupported'
}
