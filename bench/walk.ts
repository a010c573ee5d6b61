import { Session } from 'node:inspector/promises'
import { fileURLToPath } from 'node:url'
import { createScriptedStt, createScriptedTts } from '../server/src/providers/scripted.ts'
import { createLearner, type TestLearner } from '../server/test/learner.ts'
import { goLive } from '../server/test/live-client.ts'
import { voiceFile } from '../server/test/recordings.ts'
import { openBenchHouse, saying } from './house.ts'

// Which of our files one turn enters, from the door to the disk and back. Counted by V8 itself (precise coverage) in a warm server.
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const house = await openBenchHouse({
  llm: saying('Tell me ', 'more about it. ', 'What then?'),
  stt: createScriptedStt(() => ({ text: 'Mitosis splits a cell.' })),
  tts: createScriptedTts(),
})
const session = new Session()
session.connect()
try {
  const url = await house.serve()
  const ada = await createLearner(url, { email: 'ada@example.org' })
  await walk('a typed turn', () => ada.say('What does a tide do?', { session: 'typed' }))
  await walk('a recording that is uploaded', () => ada.speak(voiceFile, { session: 'spoken' }))
  await walk('a turn of a live voice', () => spokenLive(url, ada))
} finally {
  session.disconnect()
  await house.end()
}

async function spokenLive(url: string, ada: TestLearner): Promise<void> {
  const live = await goLive(url, ada)
  await live.next('voice-ready')
  live.speak(1_000)
  live.silence(2_000)
  await live.next('metrics')
  live.close()
}

/** Walks it twice: what is loaded or prepared at its first time is no part of the way. */
async function walk(name: string, take: () => Promise<unknown>): Promise<void> {
  await take()
  await house.jobs.settle()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  await take()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  await session.post('Profiler.stopPreciseCoverage')
  const entered = result
    .filter(({ url }) => url.startsWith('file:') && !url.includes('node_modules'))
    .map(({ url, functions }) => ({
      path: fileURLToPath(url).slice(ROOT.length),
      calls: functions.reduce((sum, { ranges }) => sum + (ranges[0]?.count ?? 0), 0),
    }))
    .filter(({ path, calls }) => calls > 0 && !/^bench|^server\/test|conformance|scripted|testing/.test(path))
  const folders = Map.groupBy(entered, ({ path }) => path.slice(0, path.lastIndexOf('/')))
  console.log(`\n${name}: ${entered.length} files in ${folders.size} folders`)
  for (const [place, files] of [...folders].sort(([a], [b]) => a.localeCompare(b)))
    console.log(`  ${place}: ${files.map(({ path, calls }) => `${path.slice(place.length + 1)} ${calls}`).join(', ')}`)
}
