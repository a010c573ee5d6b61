import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram, ROOT } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'
import { STOP_SECONDS, secretsMade, textOf, unnoticed, variableFaults } from './known.mjs'

const UNIT = 'deploy/systemd/learning-voice-agent.service'
const HOME = '/opt/learning-voice-agent'
/** Of 100; 96 is a unit without any walls. */
const EXPOSURE_MOST = 20

/** The unit of systemd: by systemd's own examination where it is here, and by what the server is told in it. */
export async function systemd() {
  const text = textOf(UNIT)
  const faults = await faultsIn(text)
  faults.push(...(await unnoticed(PLANTED, text, faultsIn)))
  const here = findProgram('systemd-analyze') !== null
  if (here) faults.push(...(await examined(text)), ...(await unnoticed(PLANTED_WALLS, text, examined)))
  else if (process.env.CI) faults.push('systemd-analyze is not here, and CI leaves nothing out')
  const rules = Object.keys(PLANTED).length + (here ? Object.keys(PLANTED_WALLS).length : 0)
  return {
    figure: here ? 'the unit, examined by systemd' : 'the unit, not examined: no systemd-analyze here',
    rules,
    faults,
  }
}

const PLANTED = {
  'server nobody hears': ['NotifyAccess=all', 'NotifyAccess=main', 'NotifyAccess'],
  'impatient stop': ['TimeoutStopSec=60', 'TimeoutStopSec=10', 'TimeoutStopSec'],
  'misspelt setting': ['TRUSTED_PROXIES', 'TRUSTED_PROXYS', 'TRUSTED_PROXYS'],
  'secret in clear': ['Environment=ENVIRONMENT', 'Environment=ADMIN_API_KEY=x ENVIRONMENT', 'in clear'],
  'secret nobody makes': ['LoadCredential=admin_api_key:', 'LoadCredential=admin_key:', 'admin_key'],
  'secret that is not loaded': ['%d/backup_passphrase', '%d/backup', 'backup'],
  'data where nothing can be written': ['DATA_DIR=/var/lib/learning-voice-agent', 'DATA_DIR=/srv/lva', 'DATA_DIR'],
}
const PLANTED_WALLS = {
  'word systemd does not know': ['ProtectHome=yes', 'ProtectHomes=yes', 'ProtectHomes'],
  'unit without walls': [/^(?:Protect|Private|Restrict|Capability|SystemCall).*\n/gm, '', 'exposure'],
}

async function faultsIn(text) {
  const lines = text.split('\n').filter((line) => /^\w+=/.test(line))
  const all = (key) => lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1))
  const faults = []
  const unless = (fine, fault) => fine || faults.push(fault)
  const pairs = all('Environment')
    .flatMap((line) => line.split(' '))
    .map((pair) => pair.split('='))
  const env = Object.fromEntries(pairs)
  const loaded = all('LoadCredential').map((line) => line.split(':'))
  unless(
    all('Type')[0] === 'notify' && all('NotifyAccess')[0] === 'all',
    'NotifyAccess is not all, so systemd-notify is not believed',
  )
  unless(Number(all('TimeoutStopSec')[0]) >= STOP_SECONDS, 'TimeoutStopSec is shorter than a drain')
  unless(env.DATA_DIR === `/var/lib/${all('StateDirectory')[0]}`, 'DATA_DIR is not the StateDirectory')
  unless(
    env.NODE_COMPILE_CACHE === `/var/cache/${all('CacheDirectory')[0]}`,
    'NODE_COMPILE_CACHE is not the CacheDirectory',
  )
  unless(all('WorkingDirectory')[0] === HOME, `WorkingDirectory is not ${HOME}`)
  for (const [name, path] of loaded)
    unless(name in secretsMade() && path.endsWith(`/${name}`), `${name} is no secret that make-secrets.sh makes`)
  for (const [name, value] of pairs) {
    const secret = /^%d\/(.*)$/.exec(value)?.[1]
    unless(!name.endsWith('_FILE') || loaded.some(([one]) => one === secret), `${name}: ${secret} is not loaded`)
  }
  return [...faults, ...variableFaults(pairs)]
}

/** What `systemd-analyze` has to say; the program to start is this project's own, so that it is found. */
async function examined(text) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-unit-'))
  const unit = join(folder, 'learning-voice-agent.service')
  try {
    writeFileSync(unit, text.replaceAll(HOME, ROOT.replace(/\/$/, '')).replace(/^Documentation=.*\n/m, ''))
    const verified = await run('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', unit])
    const walls = await run('systemd-analyze', [
      'security',
      '--offline=true',
      `--threshold=${EXPOSURE_MOST}`,
      '--no-pager',
      unit,
    ])
    const told = `${verified.stdout}${verified.stderr}`.trim()
    return [
      ...(told === '' && verified.code === 0 ? [] : [told]),
      ...(walls.code === 0
        ? []
        : [`the exposure is more than ${EXPOSURE_MOST / 10}: ${walls.stdout.trim().split('\n').at(-1)}`]),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
