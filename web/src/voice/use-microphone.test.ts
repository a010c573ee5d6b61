// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import type { ReplyState } from './microphone.ts'
import { refusalOf } from './microphone-access.ts'
import { levelOf } from './recorder.ts'
import { type Heard, useMicrophone } from './use-microphone.ts'

class Track extends EventTarget {
  readyState = 'live'
  muted = false
  stop() {
    this.readyState = 'ended'
  }
}

class Recorder extends EventTarget {
  static isTypeSupported = (kind: string) => kind.startsWith('audio/webm')
  state = 'inactive'
  mimeType = 'audio/webm;codecs=opus'
  start() {
    this.state = 'recording'
  }
  stop() {
    this.state = 'inactive'
    queueMicrotask(() => {
      this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob(['sound']) }))
      this.dispatchEvent(new Event('stop'))
    })
  }
}

class Context {
  resume = async () => {}
  close = async () => {}
  createAnalyser = () => ({ fftSize: 0, getFloatTimeDomainData: () => {} })
  createMediaStreamSource = () => ({ connect: () => {}, disconnect: () => {} })
}

let clock = 0
const tracks: Track[] = []
let answers: { allow: () => void; refuse: (name: string) => void }[] = []

beforeEach(() => {
  clock = 0
  tracks.length = 0
  answers = []
  vi.stubGlobal('isSecureContext', true)
  vi.stubGlobal('MediaRecorder', Recorder)
  vi.stubGlobal('AudioContext', Context)
  vi.spyOn(performance, 'now').mockImplementation(() => clock)
  Object.defineProperty(navigator, 'mediaDevices', {
    configurable: true,
    value: {
      getUserMedia: () =>
        new Promise((resolve, reject) => {
          answers.push({
            allow() {
              const track = new Track()
              tracks.push(track)
              resolve({ getTracks: () => [track], getAudioTracks: () => [track] })
            },
            refuse: (name) => reject(new DOMException('no', name)),
          })
        }),
    },
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function page() {
  const heard: Heard[] = []
  const scope = effectScope()
  const reply = ref<ReplyState>('none')
  const microphone = scope.run(() =>
    useMicrophone({
      reply,
      online: ref(true),
      maxSeconds: ref(60),
      deliver: async (words) => void heard.push(words),
      stopReply: () => {
        reply.value = 'none'
      },
      ear: () => null,
    }),
  )
  if (!microphone) throw new Error('no microphone')
  return { microphone, heard, leave: () => scope.stop() }
}
const settled = () => new Promise((resolve) => setTimeout(resolve))
const states = () => tracks.map((track) => track.readyState)

describe('the microphone of the page', () => {
  test('records between two taps, hands the sound over and closes the track', async () => {
    const { microphone, heard } = page()
    microphone.press()
    microphone.release()
    answers[0]?.allow()
    await settled()
    expect(microphone.face.value).toBe('listening')
    clock += 2_000
    microphone.press()
    microphone.release()
    expect(states()).toEqual(['ended'])
    await settled()
    expect(await heard[0]?.sound.text()).toBe('sound')
    expect(microphone.face.value).toBe('ready')
  })

  test('a permission given after the press is over leaves no live track', async () => {
    const { microphone, heard } = page()
    microphone.press()
    clock += 100
    microphone.release()
    clock += 5_000
    answers[0]?.allow()
    await settled()
    expect(states()).toEqual(['ended'])
    expect(heard).toEqual([])
  })

  test('leaving the page while listening keeps the words and closes the track', async () => {
    const { microphone, heard, leave } = page()
    microphone.press()
    answers[0]?.allow()
    await settled()
    clock += 1_000
    leave()
    expect(states()).toEqual(['ended'])
    await settled()
    expect(heard).toHaveLength(1)
  })

  test('leaving while the browser still asks leaves nothing live when it is allowed afterwards', async () => {
    const { microphone, leave } = page()
    microphone.press()
    leave()
    answers[0]?.allow()
    await settled()
    expect(states()).toEqual(['ended'])
  })

  test('a device that goes away ends the turn with what was said', async () => {
    const { microphone, heard } = page()
    microphone.press()
    answers[0]?.allow()
    await settled()
    clock += 1_000
    tracks[0]?.dispatchEvent(new Event('ended'))
    await settled()
    expect(heard).toHaveLength(1)
    expect(microphone.state.value.notice).toBe('unplugged')
  })

  test('a refusal is told', async () => {
    const { microphone } = page()
    microphone.press()
    answers[0]?.refuse('NotAllowedError')
    await settled()
    expect(microphone.state.value.notice).toBe('denied')
  })
})

test('every refusal of a browser has its own reason', () => {
  const why = (name: string) => refusalOf(new DOMException('', name))
  expect(['NotAllowedError', 'NotFoundError', 'NotReadableError', 'TypeError'].map(why)).toEqual([
    'denied',
    'no-device',
    'in-use',
    'failed',
  ])
})

test('the level is silence for silence, full for loud speech, and grows between', () => {
  const level = (amplitude: number) => levelOf(new Float32Array(1_000).fill(amplitude))
  expect(level(0)).toBe(0)
  expect(level(0.5)).toBe(1)
  expect(level(0.02)).toBeGreaterThan(level(0.005))
})
