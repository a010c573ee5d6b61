import type { Mode, TurnRequest } from '@lva/contracts/conversation'

/** A recording as it lies on the device. */
export type Sound = { bytes: ArrayBuffer; mime: string }

/** One turn kept on this device until the server has it. */
export type Kept = {
  /** Also its Idempotency-Key: however often it is sent, the server takes it once. */
  id: string
  /** Rises with every turn kept on this device; turns are sent in this order. */
  order: number
  userId: string
  sessionId: string
  saidAt: string
  mode: Mode
  words: string | null
  sound: Sound | null
  /** The documents and pictures it is about; absent: none. */
  about?: string[]
  /** Why the server will not take it, in a sentence; null while it may still go. */
  refused: string | null
}

export type NewTurn = Pick<Kept, 'userId' | 'sessionId' | 'mode' | 'words' | 'sound' | 'about'>

/** The same body at every attempt, because the server compares it. */
export function turnRequest(kept: Kept): TurnRequest {
  return {
    session_id: kept.sessionId,
    mode: kept.mode,
    said_at: kept.saidAt,
    ...(kept.about?.length ? { document_ids: kept.about } : {}),
    ...(kept.sound ? { audio_base64: base64(kept.sound.bytes) } : { text: kept.words }),
  }
}

/** Bytes as text, as they travel in JSON. */
export function base64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer)
  let binary = ''
  for (let start = 0; start < bytes.length; start += 32_768) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 32_768))
  }
  return btoa(binary)
}
