import type { Mode } from '@lva/contracts/conversation'

/** Times in a row nobody is heard, or understood, before a call ends, however it is carried. */
export const SILENT_TIMES = 3
/** What the note at the end of a call may take, in milliseconds; without it there is none. */
export const NOTE_MS = 6_000

/** How a call is carried: turn by turn, as text over a socket, or as sound over a socket. */
export type Way = 'gather' | 'relay' | 'media'

/** What a carrier tells of a call that begins. */
export interface IncomingCall {
  /** The carrier's id of the call. */
  callSid: string
  /** E.164, or what the carrier says where a number is withheld. */
  from: string
  to: string
  /** `out`: we called, and `to` is the learner. */
  direction: 'in' | 'out'
  /** How far the carrier vouches for `from` (STIR/SHAKEN); null: it says nothing. */
  attestation: 'A' | 'B' | 'C' | null
  way: Way
  /** Who took up a call of ours, where the carrier listened for it. */
  answeredBy?: 'human' | 'machine' | null
}

/** Who it is, and what they hear first. After `say` a stranger's call ends. */
export type Welcome =
  | { kind: 'stranger'; say: string; locale: string }
  | {
      kind: 'learner'
      userId: string
      sessionId: string
      say: string
      locale: string
      /** A PIN was given, or the carrier vouches for the number: what was said before may be spoken of. */
      trusted: boolean
      /** What is waited for after `say`: speech or keys, or keys only. */
      next: 'listen' | 'digits'
    }
  /** A number that is being linked: nothing but its code is taken, and no session is opened. */
  | { kind: 'linking'; say: string; locale: string }

/** What a call does next. An empty `text` says nothing. */
export type Answer =
  | {
      /** The words are a turn of this session: `takeTurn` takes them, spoken, in this mode. The session may have changed since the welcome. */
      kind: 'turn'
      text: string
      sessionId: string
      userId: string
      mode: Mode
      /** What is said once they are kept, where the mode gives no reply. */
      kept: string | null
    }
  /** `final`: the call ends also when somebody speaks into it. */
  | { kind: 'say'; text: string; next: 'listen' | 'digits' | 'hang-up'; final?: boolean }
  /** Passed on for `seconds` at most. */
  | { kind: 'transfer'; to: string; text: string; seconds: number }
  /** What is said next is recorded by the carrier, and `recorded` hears of it. */
  | { kind: 'record'; text: string }

/** A recording the carrier keeps for us. `from` where it knows it: the call itself may never have reached us. */
export interface CarrierRecording {
  url: string
  seconds: number
  from?: string | null
}

/** The people's side of a call: who calls, what they may do, what is said besides turns. Every verb may be called again with the same. */
export interface Callers {
  /** A call begins. Asked again for the same call it begins none anew, and says how it stands now. */
  begin(call: IncomingCall): Promise<Welcome>
  /** Words of the caller, before they are a turn. `confidence` 0–1; null: the recogniser does not say. With the same `key` they are the same. */
  said(callSid: string, text: string, confidence: number | null, key?: string | null): Promise<Answer>
  /** Keys of the caller: one, or several at once; `#` and `*` among them. */
  keyed(callSid: string, digits: string): Promise<Answer>
  /** Nobody spoke, for the `times`th time in a row. */
  silent(callSid: string, times: number): Promise<Answer>
  /** The carrier has a recording; it is fetched and kept later. */
  recorded(callSid: string, recording: CarrierRecording): Promise<void>
  /** The call is over. `status` as the carrier says it; `seconds` as it counts them, null where it does not. */
  ended(callSid: string, how: { status: string; seconds: number | null }): Promise<void>
}

/** What the carrier does for us. Everything throws ProviderError when the carrier does not. */
export interface Carrier {
  /** The number people call, E.164. */
  readonly number: string
  /** Calls somebody and listens for who takes up; the call then begins like any other. Resolves with the carrier's id of it. */
  place(call: { to: string }, options: { signal: AbortSignal }): Promise<{ callSid: string }>
  hangUp(callSid: string, options: { signal: AbortSignal }): Promise<void>
  /** Fetches a recording, of `maxBytes` at most. `gone`: there is none any more. */
  fetchRecording(
    url: string,
    options: { maxBytes: number; signal: AbortSignal },
  ): Promise<{ bytes: Uint8Array } | 'gone'>
  /** Removes a recording at the carrier once it is kept here. */
  removeRecording(url: string, options: { signal: AbortSignal }): Promise<void>
}
