import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'
import { textOf, unnoticed } from './known.mjs'

const RULES = 'deploy/prometheus/alerts.yml'
const TESTS = 'deploy/prometheus/alerts.test.yml'

/** The alerts of Prometheus, by its own promtool where that is here: that they are rules, and fire when they should. */
export async function prometheus() {
  if (findProgram('promtool') === null)
    return { figure: 'the alerts of Prometheus, not looked at: no promtool here', rules: 0, faults: [] }
  const text = textOf(RULES)
  const faults = [...(await faultsIn(text)), ...(await unnoticed(PLANTED, text, faultsIn))]
  return { figure: 'the alerts of Prometheus, tried by promtool', rules: Object.keys(PLANTED).length, faults }
}

const PLANTED = {
  'query that is none': ['(lva_redis_up) == 0', '(lva_redis_up == 0', 'LvaRedisDown'],
  'bound that moved': ['(lva_database_up) == 0', '(lva_database_up) == 1', 'LvaDatabaseDown'],
  'alert nobody wants': ['max(lva_backup_daily) == 1', 'max(lva_backup_daily) >= 0', 'LvaBackupOld'],
}

async function faultsIn(text) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-alerts-'))
  const [rules, tests] = [join(folder, 'alerts.yml'), join(folder, 'alerts.test.yml')]
  try {
    writeFileSync(rules, text)
    writeFileSync(tests, textOf(TESTS))
    const faults = []
    for (const words of [
      ['check', 'rules', rules],
      ['test', 'rules', tests],
    ]) {
      const { code, stdout, stderr } = await run('promtool', words)
      if (code !== 0) faults.push(`promtool ${words[0]} rules: ${`${stdout}${stderr}`.trim()}`)
    }
    return faults
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
