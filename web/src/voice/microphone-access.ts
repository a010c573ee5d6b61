import type { Refusal } from './microphone.ts'

/** Asks for the microphone. Rejects with what the browser says; `refusalOf` reads it. */
export function openMicrophone(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  })
}

/** Lets the microphone go; the browser's recording sign goes out. */
export function close(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

/** Why the microphone was not opened, from the name of the browser's error. */
export function refusalOf(fault: unknown): Refusal {
  const name = fault instanceof Error || fault instanceof DOMException ? fault.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no-device'
  if (name === 'NotReadableError' || name === 'AbortError') return 'in-use'
  return 'failed'
}
