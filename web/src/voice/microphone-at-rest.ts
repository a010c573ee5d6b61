import type { Microphone, Support } from './microphone.ts'

/** A microphone nobody has touched yet. */
export function restingMicrophone(support: Support, online: boolean): Microphone {
  return {
    support,
    online,
    reply: 'none',
    phase: { name: 'ready' },
    press: null,
    attempts: 0,
    proven: false,
    notice: null,
  }
}

/** Whether this page can have a microphone at all. Plain http on a home network cannot, whatever the browser. */
export function microphoneSupport(): Support {
  if (!window.isSecureContext) return 'insecure'
  const able = typeof MediaRecorder !== 'undefined' && typeof navigator.mediaDevices?.getUserMedia === 'function'
  return able ? 'ok' : 'unsupported'
}
