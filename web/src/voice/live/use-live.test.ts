// @vitest-environment happy-dom
import type { ClientFrame, ServerFrame } from '@lva/contracts/socket'
import { createVoiceDetector } from '@lva/speech/detector'
import { createOverlap } from '@lva/speech/overlap'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { effectScope, ref, shallowRef } from 'vue'
import type { Turn } from '../../conversation/turn.ts'
import type { EarNews, LiveEar } from './ear.ts'
import { createKeeping } from './keeping.ts'
import type { LiveNeeds } from './live-needs.ts'
import type { SocketNews } from './live-socket.ts'
import type { LiveMouth, MouthNews } from './mouth.ts'
import { FRAME_SAMPLES } from './pcm.ts'
import { openShelf } from './sound-shelf.ts'
import { useLive } from './use-live.ts'

const quiet = () => new Int16Array(FRAME_SAMPLES)
const settled = () => new Promise((resolve) => setTimeout(resolve))

/** A page with a microphone, a loudspeaker and a server that do what the story says. */
function page({ microphones = ['built-in'], recognises = false } = {}) {
  let clock = 0
  const timers: { at: number; work: () => void }[] = []
  const repeating = new Set<() => void>()
  const dialogs: { allow: () => void; refuse: () => void }[] = []
  const ears: { id: string; live: boolean; muted: boolean; news: EarNews | null }[] = []
  const sockets: {
    news: SocketNews
    open: boolean
    said: ClientFrame[]
    sound: Int16Array[]
    /** What went out, in order: words of frames, and how many frames of sound. */
    went: (string | number)[]
    renewed: boolean
  }[] = []
  const mouths: (() => void)[] = []
  let slowMouth = false
  const recognisers = new Set<Parameters<NonNullable<LiveNeeds['recognise']>>[1]>()
  const asked: string[] = []
  let mouth: MouthNews = () => {}
  let handed = 0
  const shelf = openShelf(undefined)
  const turns = shallowRef<Turn[]>([])

  const ear = (id: string): LiveEar => {
    const here = { id, live: true, muted: false, news: null as EarNews | null }
    ears.push(here)
    return {
      track: {} as LiveEar['track'],
      deviceId: id,
      listen: (news) => {
        here.news = news
      },
      mute: (is) => {
        here.muted = is
      },
      wake: async () => {},
      close: () => {
        here.live = false
      },
    }
  }
  const speaker: LiveMouth = {
    begin: (reply) => asked.push(`begin ${reply}`),
    sound: () => asked.push('sound'),
    words: () => {},
    end: () => asked.push('end'),
    duck: (on) => asked.push(on ? 'duck' : 'unduck'),
    pause: () => asked.push('pause'),
    resume: () => asked.push('resume'),
    clear: () => asked.push('clear'),
    wake: async () => {},
    through: async () => {},
    canChoose: false,
    close: () => asked.push('closed'),
  }

  const scope = effectScope()
  const made = scope.run(() =>
    useLive({
      support: 'ok',
      openEar: (id) =>
        new Promise((resolve, reject) => {
          dialogs.push({
            allow: () => resolve(ear(id ?? microphones[0] ?? 'none')),
            refuse: () => reject(new DOMException('no', 'NotAllowedError')),
          })
        }),
      openMouth: async (tell) => {
        if (slowMouth) await new Promise<void>((resolve) => mouths.push(resolve))
        mouth = tell
        return speaker
      },
      openSocket(news, renewed) {
        const here: (typeof sockets)[number] = { news, open: true, said: [], sound: [], went: [], renewed }
        sockets.push(here)
        return {
          say(frame) {
            here.said.push(frame)
            here.went.push(frame.type === 'voice-mute' ? `${frame.type} ${frame.muted}` : frame.type)
          },
          sound(pcm) {
            here.sound.push(pcm)
            here.went.push(pcm.length / FRAME_SAMPLES)
          },
          close: () => {
            here.open = false
          },
        }
      },
      token: async () => 'token',
      wishes: () => ({ output: { sample_rate: 24_000 }, input: 'audio', patience: 0.5 }),
      recognise: recognises
        ? (_track, heard) => {
            recognisers.add(heard)
            return () => recognisers.delete(heard)
          }
        : null,
      keeping: () => ({
        ...createKeeping({ shelf, about: { run: 'run', userId: 'ada', sessionId: 's', mode: 'conversation' } }),
        letGo: () => {},
      }),
      detector: createVoiceDetector(),
      overlap: createOverlap(),
      script: { turns, busy: ref<ReadonlySet<string>>(new Set()), refresh: async () => {} },
      handOver: async () => {
        handed += 1
      },
      complain: (code) => asked.push(`complaint ${code}`),
      remembered: { microphone: null, loudspeaker: null },
      now: () => clock,
      date: () => new Date(0),
      later(work, ms) {
        const timer = { at: clock + ms, work }
        timers.push(timer)
        return () => timers.splice(timers.indexOf(timer), 1)
      },
      repeat(work) {
        repeating.add(work)
        return () => repeating.delete(work)
      },
    }),
  )
  if (!made) throw new Error('no scope')
  const live = made
  const socket = () => sockets.at(-1)

  return {
    live,
    ears,
    sockets,
    dialogs,
    asked,
    turns,
    shelf,
    repeating,
    recognisers,
    /** The next loudspeaker opens when it is told to. */
    slowMouth() {
      slowMouth = true
      return () => mouths.shift()?.()
    },
    /** The browser wrote something down. */
    understands(text: string) {
      for (const heard of recognisers) heard({ text, final: true, confidence: null })
    },
    kept: async () => (await shelf).all(),
    get handed() {
      return handed
    },
    liveEars: () => ears.filter((each) => each.live),
    leave: () => scope.stop(),
    said: (type: ClientFrame['type']) => sockets.flatMap(({ said }) => said.filter((frame) => frame.type === type)),
    frames: () => (socket()?.sound ?? []).reduce((sum, { length }) => sum + length / FRAME_SAMPLES, 0),
    says: (frame: ServerFrame) => socket()?.news.frame(frame),
    plays: (news: Parameters<MouthNews>[0]) => mouth(news),
    hears(count: number) {
      for (let i = 0; i < count; i++) {
        clock += 20
        for (const each of ears) if (each.live && !each.muted) each.news?.frame(quiet(), 0, clock)
      }
    },
    connect(more: Partial<Extract<ServerFrame, { type: 'voice-ready' }>> = {}) {
      socket()?.news.opened()
      socket()?.news.frame({
        type: 'voice-ready',
        voice_id: 'v1',
        resumed: false,
        through_ms: 0,
        input: 'audio',
        output: 'audio',
        recogniser: 'segment',
        seconds_left: 600,
        ...more,
      })
    },
    /** Time goes by and nothing happens, as with a closed lid. */
    sleep(ms: number) {
      clock += ms
    },
    breaks: () => socket()?.news.closed(1006, ''),
    wait(ms: number) {
      for (const end = clock + ms; clock < end; ) {
        clock = Math.min(end, clock + 250)
        for (const timer of timers.filter(({ at }) => at <= clock)) {
          timers.splice(timers.indexOf(timer), 1)
          timer.work()
        }
        for (const work of repeating) work()
      }
    },
  }
}

async function talking(options: Parameters<typeof page>[0] = {}) {
  const p = page(options)
  p.live.start()
  p.dialogs.shift()?.allow()
  await settled()
  p.connect()
  return p
}

describe('a hands-free conversation on the page', () => {
  test('muted while the line was away: first what was said before, then that nobody speaks any more', async () => {
    const p = await talking()
    p.breaks()
    p.hears(10)
    p.live.mute(true)
    p.wait(250)
    p.connect({ resumed: true })
    expect(p.sockets.at(-1)?.went).toEqual(['voice-start', 'voice-mute false', 10, 'voice-mute true'])
  })

  test('unmuted while the line was away, it is heard again', async () => {
    const p = await talking()
    p.live.mute(true)
    p.breaks()
    p.live.mute(false)
    p.hears(10)
    p.wait(250)
    p.connect({ resumed: true })
    expect(p.sockets.at(-1)?.went).toEqual(['voice-start', 'voice-mute false', 10])
  })

  test('more than half a minute of sound goes no faster than the server takes it, and a mute comes behind it', async () => {
    const p = await talking()
    p.hears(2_000)
    p.breaks()
    p.wait(250)
    p.connect({ resumed: true })
    expect(p.frames()).toBe(1_500)
    p.live.mute(true)
    const passes = (seconds: number) => {
      for (let s = 0; s < seconds; s++) {
        p.wait(1_000)
        p.says({ type: 'pong' })
      }
    }
    passes(5)
    expect(p.frames()).toBeGreaterThan(1_500)
    expect(p.frames()).toBeLessThanOrEqual(1_500 + 5 * 60)
    expect(p.sockets.at(-1)?.went).not.toContain('voice-mute true')
    passes(6)
    expect(p.frames()).toBe(2_000)
    expect(p.sockets.at(-1)?.went.findLast((what) => what !== 'ping')).toBe('voice-mute true')
  })

  test('words carry their number, so that what is sent once more is known', async () => {
    const p = await talking({ recognises: true })
    p.understands('what is a monad')
    p.breaks()
    p.understands('and a functor')
    p.wait(250)
    p.connect({ resumed: true })
    expect(p.said('transcript')).toMatchObject([
      { text: 'what is a monad', nth: 1 },
      { text: 'what is a monad', nth: 1 },
      { text: 'and a functor', nth: 2 },
    ])
  })

  test('a turn that was taken takes no words with it that came after', async () => {
    const p = await talking({ recognises: true })
    p.understands('yes')
    p.understands('yes')
    p.says({ type: 'transcript-end', text: 'yes', exchange_id: 'x' })
    await settled()
    expect(await p.kept()).toMatchObject([{ words: 'yes', from: 2 }])
    p.understands('go on')
    p.says({ type: 'transcript-end', text: 'yes go on', exchange_id: 'y' })
    await settled()
    expect(await p.kept()).toEqual([])
  })

  test('ended over a line that says nothing any more, what was said stays and is handed over', async () => {
    const p = await talking()
    p.hears(50)
    p.live.leave()
    p.wait(10_000)
    await settled()
    expect(p.handed).toBe(1)
    expect((await p.kept()).reduce((sum, { frames }) => sum + frames, 0)).toBe(50)
  })

  test('ended over a line that lives, it is forgotten once the server has heard all; an older answer proves nothing', async () => {
    const p = await talking()
    p.hears(50)
    p.wait(1_500)
    p.live.leave()
    expect(p.sockets.at(-1)?.went.slice(-3)).toEqual(['ping', 'voice-stop', 'ping'])
    p.says({ type: 'pong' })
    p.wait(500)
    await settled()
    expect(p.handed).toBe(0)
    p.says({ type: 'pong' })
    await settled()
    expect(p.handed).toBe(1)
    expect(await p.kept()).toEqual([])
    expect(p.sockets.at(-1)?.open).toBe(false)
  })

  test('muted, the recogniser of the browser does not listen either', async () => {
    const p = await talking({ recognises: true })
    expect(p.recognisers.size).toBe(1)
    p.live.mute(true)
    expect(p.recognisers.size).toBe(0)
    const chosen = p.live.listenWith('headset')
    p.dialogs.shift()?.allow()
    await chosen
    expect(p.recognisers.size).toBe(0)
    p.live.mute(false)
    expect(p.recognisers.size).toBe(1)
    p.live.leave()
    expect(p.recognisers.size).toBe(0)
  })

  test('left while the loudspeaker is being opened, it is closed again', async () => {
    const p = page()
    const opens = p.slowMouth()
    p.live.start()
    p.dialogs.shift()?.allow()
    await settled()
    p.live.leave()
    opens()
    await settled()
    expect(p.liveEars()).toEqual([])
    expect(p.asked).toEqual(['closed'])
  })

  test('sends what was said before the line was there', async () => {
    const p = page()
    p.live.start()
    p.dialogs.shift()?.allow()
    await settled()
    expect(p.live.face.value).toBe('connecting')
    p.hears(30)
    p.connect()
    expect(p.frames()).toBe(30)
    expect(p.live.face.value).toBe('listening')
  })

  test('a line that is lost and found sends again what the server lacks', async () => {
    const p = await talking()
    p.hears(50)
    p.says({ type: 'audio-ack', through_ms: 400 })
    p.breaks()
    expect(p.live.face.value).toBe('offline')
    p.hears(10)
    p.wait(250)
    p.connect({ resumed: true, through_ms: 600 })
    expect(p.said('voice-start')[1]).toMatchObject({ resume: 'v1' })
    expect(p.frames()).toBe(30)
    expect(p.live.face.value).toBe('listening')
  })

  test('a reply that sounded while the line was lost is reported at once when it is back', async () => {
    const p = await talking()
    p.says({ type: 'reply-start', exchange_id: 'x', reply_id: 'r' })
    p.plays({ reply: 1, played: 12_000, heardMs: 500, at: 0, is: 'playing', underruns: 0 })
    p.breaks()
    p.wait(250)
    p.connect({ resumed: true })
    expect(p.said('playback').at(-1)).toMatchObject({ reply_id: 'r', played_ms: 500 })
  })

  test('a line that was lost in the middle of a reply says how much of it came; a whole one is not asked for', async () => {
    const p = await talking()
    p.says({ type: 'reply-start', exchange_id: 'x', reply_id: 'r' })
    p.sockets.at(-1)?.news.sound(new Int16Array(24_000 * 2))
    p.breaks()
    p.wait(250)
    p.connect({ resumed: true })
    expect(p.said('voice-start').at(-1)).toMatchObject({ resume: 'v1', reply_id: 'r', received_ms: 2_000 })
    p.says({ type: 'reply-end', exchange_id: 'x', reply_id: 'r', interrupted: false })
    p.breaks()
    p.wait(250)
    p.connect({ resumed: true })
    expect(p.said('voice-start').at(-1)).not.toHaveProperty('reply_id')
  })

  test('a network that never comes back ends it, and all is handed over', async () => {
    const p = await talking()
    p.hears(50)
    p.breaks()
    p.hears(50)
    p.wait(31_000)
    await settled()
    expect(p.live.hands.value.ending).toBe('no-line')
    expect(p.liveEars()).toEqual([])
    expect(p.handed).toBe(1)
    const kept = (await p.shelf).all()
    expect((await kept).reduce((sum, { frames }) => sum + frames, 0)).toBe(100)
  })

  test('a device that slept connects anew with its first sound', async () => {
    const p = await talking()
    p.hears(1)
    p.sleep(3_600_000)
    p.hears(1)
    expect(p.live.face.value).toBe('offline')
    p.wait(250)
    expect(p.sockets).toHaveLength(2)
    p.connect({ resumed: true })
    expect(p.live.face.value).toBe('listening')
  })

  test('ends with the page: nothing listens, nothing ticks', async () => {
    const p = await talking()
    p.leave()
    expect(p.liveEars()).toEqual([])
    expect(p.repeating.size).toBe(0)
    expect(p.said('voice-stop')).toHaveLength(1)
  })

  test('another microphone takes over without a break, one that fails does not', async () => {
    const p = await talking()
    const failed = p.live.listenWith('headset')
    p.dialogs.shift()?.refuse()
    await expect(failed).rejects.toThrow()
    expect(p.liveEars().map(({ id }) => id)).toEqual(['built-in'])
    const chosen = p.live.listenWith('headset')
    p.dialogs.shift()?.allow()
    await chosen
    expect(p.liveEars().map(({ id }) => id)).toEqual(['headset'])
    expect(p.live.face.value).toBe('listening')
  })

  test('old replies are not counted, and silence comes before the server is told', async () => {
    const p = await talking()
    p.says({ type: 'reply-start', exchange_id: 'x', reply_id: 'r1' })
    p.says({ type: 'reply-start', exchange_id: 'x', reply_id: 'r2' })
    p.plays({ reply: 1, played: 24_000, heardMs: 1_000, at: 0, is: 'playing', underruns: 0 })
    expect(p.said('playback')).toEqual([])
    p.says({ type: 'state', state: 'speaking' })
    p.live.press()
    p.live.release()
    expect(p.asked.at(-1)).toBe('clear')
    expect(p.said('turn-cancel')).toHaveLength(1)
  })
})

test('1,000 patterns of presses, dialogs and lines: no microphone is live unseen, none is shown that is not', async () => {
  const happening = fc.oneof(
    fc.constantFrom('start', 'press', 'release', 'lose', 'escape', 'leave', 'gone').map((verb) => ({ verb }) as const),
    fc.constantFrom('allow', 'refuse', 'unplug', 'connect', 'breaks', 'settle').map((what) => ({ what }) as const),
    fc.boolean().map((muted) => ({ muted })),
    fc.constantFrom('listening', 'holding', 'thinking', 'speaking', 'paused').map((state) => ({ state }) as const),
    fc.integer({ min: 0, max: 40_000 }).map((ms) => ({ ms })),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 40 }), async (story) => {
      const p = page()
      const shown = () => {
        const { phase } = p.live.hands.value
        return phase.name === 'on'
      }
      for (const next of story) {
        if ('verb' in next && next.verb !== 'gone') p.live[next.verb]()
        else if ('muted' in next) p.live.mute(next.muted)
        else if ('state' in next) p.says({ type: 'state', state: next.state })
        else if ('ms' in next) p.wait(next.ms)
        else if ('what' in next) {
          if (next.what === 'allow' || next.what === 'refuse') p.dialogs.shift()?.[next.what]()
          else if (next.what === 'connect' || next.what === 'breaks') p[next.what]()
          else if (next.what === 'unplug') {
            const [ear] = p.liveEars()
            ear?.news?.ended()
          }
        }
        await Promise.resolve()
        await settled()
        expect(p.liveEars().length, JSON.stringify(next)).toBe(shown() ? 1 : 0)
        const [ear] = p.liveEars()
        if (ear?.muted) expect(['listening', 'holding', 'connecting', 'offline']).not.toContain(p.live.face.value)
        expect(p.sockets.filter(({ open }) => open).length).toBeLessThanOrEqual(2)
      }
      p.leave()
      for (const dialog of p.dialogs.splice(0)) dialog.allow()
      await settled()
      expect(p.liveEars()).toEqual([])
      expect(p.repeating.size).toBe(0)
    }),
    { numRuns: 1_000 },
  )
})
