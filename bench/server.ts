import { flushCompileCache } from 'node:module'
import { parseArgs } from 'node:util'
import { readConfig } from '../server/src/config.ts'
import { createLog } from '../server/src/http/log.ts'
import { openHouse } from '../server/src/main.ts'
import { createScriptedLlm, createScriptedStt, createScriptedTts } from '../server/src/providers/scripted.ts'
import { nothingThere } from '../server/test/nothing-there.ts'

// The real server in a process of its own, with a model that follows a script, so that what is measured is the server. It is configured
// by the environment as ever; `--first-ms` and `--between-ms` slow the model down, `--fail-every N` lets each Nth reply fail.
// `--hears WORDS` is what its recogniser understands of any speech, and gives it a voice.
const { values } = parseArgs({
  options: {
    'first-ms': { type: 'string', default: '0' },
    'between-ms': { type: 'string', default: '0' },
    'fail-every': { type: 'string', default: '0' },
    hears: { type: 'string', default: '' },
  },
})
const cues = { firstAfterMs: Number(values['first-ms']), betweenMs: Number(values['between-ms']) }
const failEvery = Number(values['fail-every'])

const WORDS = ['That is ', 'worth holding ', 'on to. ', 'What made ', 'you think ', 'of it?']
let asked = 0
const model = createScriptedLlm(() => {
  asked += 1
  // A long run would otherwise keep every request, and grow.
  model.requests.length = 0
  if (failEvery > 0 && asked % failEvery === 0) return { fail: { kind: 'unavailable' } }
  return { words: WORDS, ...cues }
})

const config = readConfig(
  {
    RATE_LIMIT_ENABLED: 'false',
    QUOTA_REQUESTS_PER_DAY: 'unlimited',
    QUOTA_TOKENS_PER_DAY: 'unlimited',
    ...process.env,
  },
  { readFile: nothingThere },
)
const house = await openHouse(config, {
  log: createLog({ level: config.LOG_LEVEL, json: config.LOG_JSON_FORMAT }),
  path: '',
  home: '',
  llm: model,
  stt: values.hears ? createScriptedStt(() => ({ text: values.hears, confidence: 0.9 })) : null,
  tts: values.hears ? createScriptedTts() : null,
})
const stopped = new Promise<void>((resolve) => {
  process.once('SIGINT', () => resolve())
  // Whoever started it is gone, or lets it go.
  process.once('disconnect', () => resolve())
})
const url = await house.serve()
// A server that is going to be killed has no other moment for it.
flushCompileCache()
process.send?.({ type: 'listening', url })
await stopped
await house.close()
