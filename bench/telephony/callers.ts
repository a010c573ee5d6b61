import { setTimeout as pause } from 'node:timers/promises'
import { realClock } from '../../server/src/providers/clock.ts'
import { createFarMedia } from '../../server/test/telephony/far-media.ts'
import { createPhone } from '../../server/test/telephony/phone.ts'

// So many people who call at once, each over a real socket: they speak for 1.2 s of every twelve, and listen otherwise.
const [url = '', calls = '100'] = process.argv.slice(2)
const EVERY_MS = 12_000
const SPOKEN_MS = 1_200
/** Calls begin a little after each other, as people do. */
const APART_MS = 60

const phone = createPhone(url)
const fars: ReturnType<typeof createFarMedia>[] = []
let since = 0
for (let n = 0; n < Number(calls); n++) {
  const callSid = `CA${n}`
  const { address, ticket } = (await phone.call(callSid)).socket()
  const socket = await phone.open(address)
  const far = createFarMedia(realClock, {
    callSid,
    parameters: { ticket },
    send: (message) => socket.readyState === socket.OPEN && socket.send(message),
    bad: { delayMs: 20, jitterMs: 60, loss: 0.05 },
  })
  socket.on('message', (data) => far.receive(JSON.parse(String(data))))
  far.begin()
  fars.push(far)
  setInterval(() => far.speak(SPOKEN_MS), EVERY_MS)
  await pause(APART_MS)
}
process.on('message', (asked: 'forget' | 'tell') => {
  const sum = (of: (far: (typeof fars)[number]) => number) => fars.reduce((all, far) => all + of(far), 0)
  if (asked === 'forget') since = performance.now()
  else
    process.send?.({
      heardS: sum((far) => far.heardMs(since)) / 1000,
      gaps: sum((far) => far.gaps()),
      wrong: sum((far) => far.wrong.length),
    })
})
process.send?.({ opened: fars.length })
