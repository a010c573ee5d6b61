// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import type { Heard, ReplyState } from './microphone.ts'
import { refusalOf } from './microphone-access.ts'
import { levelOf } from './recorder.ts'
import { useMicrophone } from './use-microphone.ts'

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

async function page({ touched = true } = {}) {
  const heard: Heard[] = []
  const faults: unknown[] = []
  const scope = effectScope()
  const reply = ref<ReplyState>('none')
  const online = ref(true)
  const microphone = scope.run(() =>
    useMicrophone({
      reply,
      online,
      maxSeconds: ref(60),
      deliver: async (words) => void heard.push(words),
      stopReply: () => {
        reply.value = 'none'
      },
      ear: () => null,
      attempt: (work) => work().then(undefined, (fault: unknown) => void faults.push(fault)),
    }),
  )
  if (!microphone) throw new Error('no microphone')
  if (touched) await touch()
  return { microphone, heard, reply, online, faults, leave: () => scope.stop() }
}
/** The page is touched somewhere, and what that asks for has come. */
async function touch() {
  dispatchEvent(new Event('pointerdown'))
  await vi.dynamicImportSettled()
}
const settled = () => new Promise((resolve) => setTimeout(resolve))
const states = () => tracks.map((track) => track.readyState)

describe('the microphone of the page', () => {
  test('a tap before its code is here is not lost', async () => {
    const { microphone } = await page({ touched: false })
    microphone.press()
    clock += 100
    microphone.release()
    await vi.dynamicImportSettled()
    answers[0]?.allow()
    await settled()
    expect(microphone.face.value).toBe('listening')
  })

  test('untouched it shows how the reply and the network are', async () => {
    const { microphone, reply, online } = await page({ touched: false })
    reply.value = 'thinking'
    expect(microphone.face.value).toBe('thinking')
    reply.value = 'none'
    online.value = false
    expect(microphone.face.value).toBe('offline')
  })

  test('a page that is left before its code is here opens no microphone', async () => {
    const { microphone, leave } = await page({ touched: false })
    microphone.press()
    leave()
    await vi.dynamicImportSettled()
    expect(answers).toEqual([])
  })

  test('records between two taps, hands the sound over and closes the track', async () => {
    const { microphone, heard } = await page()
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
    const { microphone, heard } = await page()
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
    const { microphone, heard, leave } = await page()
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
    const { microphone, leave } = await page()
    microphone.press()
    leave()
    answers[0]?.allow()
    await settled()
    expect(states()).toEqual(['ended'])
  })

  test('a device that goes away ends the turn with what was said', async () => {
    const { microphone, heard } = await page()
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
    const { microphone } = await page()
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
