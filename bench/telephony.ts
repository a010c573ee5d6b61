import { cpus } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createTalkingCall, WORD_MS } from '../server/test/telephony/talking.ts'
import { message, startChild } from './load/children.ts'

// Calls by telephone: five minutes of a bad network on a clock that is turned by hand, and then many calls at once over real sockets,
// against a house with a real disk; the callers are one process, the house another, on the same cores.
const { values } = parseArgs({
  options: { calls: { type: 'string', default: '100' }, seconds: { type: 'string', default: '40' } },
})
const LIMIT_MS = 20
const MINUTES = 5

const smooth = await badNetwork()
const quick = await manyCalls()
process.exit(smooth && quick ? 0 : 1)

async function badNetwork(): Promise<boolean> {
  const ms = MINUTES * 60_000
  const story = Array.from({ length: ms / WORD_MS }, (_, n) => `word${n}`).join(' ')
  const bad = { delayMs: 40, jitterMs: 60, loss: 0.05 }
  const { clock, far, turns, until, say } = createTalkingCall({ answers: () => story, bad })
  far.begin()
  await clock.advance(3_000)
  say('Tell me a story.')
  await until(() => turns[0]?.agent != null, 2 * ms)
  const { out, into } = far.lost()
  const gaps = far.gaps()
  console.log(
    `${(far.heardMs() / 60_000).toFixed(1)} minutes of sound, 40 to 100 ms late, ${out + into} frames lost: ${gaps} gaps`,
  )
  return gaps === 0
}

async function manyCalls(): Promise<boolean> {
  const house = startChild(new URL('./telephony/house.ts', import.meta.url), values.calls)
  const { url } = await message<{ url: string }>(house)
  const callers = startChild(new URL('./telephony/callers.ts', import.meta.url), url, values.calls)
  const { opened } = await message<{ opened: number }>(callers)
  console.log(`${opened} calls are open, on ${cpus().length} cores; the first round is not counted`)
  await pause(12_000)
  house.send('forget')
  callers.send('forget')
  await pause(Number(values.seconds) * 1000)
  house.send('tell')
  callers.send('tell')
  const [took, heard] = await Promise.all([
    message<Record<'frames' | 'p50' | 'p99' | 'most' | 'loopP50' | 'loopP99', number>>(house),
    message<{ heardS: number; gaps: number; wrong: number }>(callers),
  ])
  const ms = (value: number) => `${value.toFixed(2)} ms`
  // Fifty frames a second from each, a twentieth of them lost. Callers who are slower are a machine that is busy with something else.
  const expected = Number(values.calls) * 50 * 0.95
  const perSecond = took.frames / Number(values.seconds)
  console.table({
    [`messages handled a second (of ${expected})`]: { '': Math.round(perSecond) },
    'handling a message, p50': { '': ms(took.p50) },
    [`handling a message, p99 (below ${LIMIT_MS})`]: { '': ms(took.p99) },
    'handling a message, longest': { '': ms(took.most) },
    'how late the process is, p50': { '': ms(took.loopP50) },
    'how late the process is, p99': { '': ms(took.loopP99) },
    'seconds of replies heard': { '': heard.heardS.toFixed(0) },
    'wrong frames': { '': heard.wrong },
  })
  house.send('stop')
  if (perSecond < 0.9 * expected)
    console.log('The callers were slower than people speak: this says nothing about full load.')
  return perSecond >= 0.9 * expected && took.p99 < LIMIT_MS && heard.wrong === 0 && heard.heardS > 0
}
