import { know } from '../messages/known.ts'

/** The microphone once somebody pressed it. */
export const microphoneAtWork = know({
  'mic.asking': 'Waiting for the microphone',
  'mic.asking.hint': 'Your browser asks whether this page may listen. Choose Allow.',
  'mic.holding': 'Take your time',
  'mic.cancelling': 'Let go to throw it away',
  'mic.cancelling.hint': 'Slide back to keep it',
  'mic.muted': 'The microphone is muted',
  'mic.muted.hint': 'Your system or headset sends no sound. Unmute it to go on.',
  'mic.notice.denied': 'The microphone is blocked for this page. Allow it beside the address, then tap again.',
  'mic.notice.no-device': 'No microphone was found. Plug one in, or write.',
  'mic.notice.in-use': 'Another program holds the microphone. Close it, then tap again.',
  'mic.notice.failed': 'The recording broke off. Tap to try again, or write.',
  'mic.notice.granted-now': 'The microphone is allowed now. Tap to talk.',
  'mic.notice.too-short': 'That was too short to hold a word. Hold while you speak, or tap once to start.',
  'mic.notice.unplugged': 'The microphone went away. What you said until then is kept.',
  'mic.notice.time-up': 'That was the longest one turn can be. What you said is kept; tap to go on.',
})
