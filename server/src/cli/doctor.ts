import { parseArgs } from 'node:util'
import { type Config, ConfigurationError } from '../config.ts'
import { type Command, configFor } from './command.ts'
import { examine, type Finding } from './examination.ts'

const MARK = { ok: 'ok   ', warn: 'warn ', fail: 'FAIL ' }

/** `lva doctor`: looks at everything and changes nothing. */
export const doctor: Command = {
  summary: 'Look at everything and say what is wrong, without changing anything',
  usage: 'lva doctor [--offline] [--json] [--env-file FILE]',
  async run({ args, env, print, complain }) {
    const { values } = parseArgs({
      args,
      options: { offline: { type: 'boolean' }, json: { type: 'boolean' }, 'env-file': { type: 'string' } },
    })
    let config: Config | null = null
    let findings: Finding[]
    try {
      config = configFor({ env, complain }, values['env-file'])
      findings = await examine(config, { env, offline: values.offline ?? false })
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      findings = error.faults.map(({ key, problem }) => ({
        state: 'fail',
        what: 'configuration',
        detail: `${key} ${problem}`,
      }))
    }
    if (values.json) print(JSON.stringify({ findings }, null, 2))
    else for (const { state, what, detail } of findings) print(`${MARK[state]} ${what.padEnd(14)} ${detail}`)
    return findings.some(({ state }) => state === 'fail') ? 1 : 0
  },
}
