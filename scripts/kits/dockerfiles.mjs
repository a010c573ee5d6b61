import { existsSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'
import { recipeOf, stepsOf } from '../image/dockerfile.mjs'
import { ROOT } from '../steps/project.mjs'
import { NODE_VERSION, textOf, unnoticed, VERSION, variableFaults } from './known.mjs'

const FILES = ['Dockerfile', 'Dockerfile.optimized']
const LABELS = ['title', 'description', 'licenses', 'version', 'revision']
const HIDDEN = [
  '.env',
  '.env.production',
  'data',
  '.git',
  'node_modules',
  'web/dist',
  'deploy/compose/secrets',
  'server/key.pem',
]

/** A large database is brought up to date before the port opens. */
const START_SECONDS = 600

/** Both Dockerfiles by the validator's rules and ours, and what is kept from a build. */
export async function dockerfiles() {
  const faults = []
  for (const file of FILES) faults.push(...(await faultsIn(textOf(file))).map((fault) => `${file}: ${fault}`))
  const patterns = textOf('.dockerignore').split('\n')
  for (const path of HIDDEN)
    if (!patterns.some((pattern) => matchesGlob(path, pattern))) faults.push(`.dockerignore lets ${path} into a build`)
  faults.push(...(await unnoticed(PLANTED, textOf('Dockerfile'), faultsIn)))
  return { figure: `${FILES.length} Dockerfiles`, rules: Object.keys(PLANTED).length, faults }
}

const PLANTED = {
  'word that is no instruction': ['EXPOSE 8000', 'EXPOSED 8000', 'Unknown instruction'],
  'Node of another version': [`ARG NODE_VERSION=${NODE_VERSION}`, 'ARG NODE_VERSION=24.0.0', 'NODE_VERSION'],
  'image of another release': [`ARG VERSION=${VERSION}`, 'ARG VERSION=1.0.0', 'VERSION'],
  root: ['USER 10001:10001', 'USER root', 'USER'],
  'no health check': [/HEALTHCHECK .*/, 'HEALTHCHECK NONE', 'HEALTHCHECK'],
  'health check that gives up on a long migration': ['--start-period=600s', '--start-period=60s', 'start-period'],
  'health check by a program that is not there': [
    /(HEALTHCHECK .*)CMD.*/,
    '$1CMD ["curl", "-f", "http://localhost:8000/health"]',
    'curl',
  ],
  'shell between signals and server': [/ENTRYPOINT .*/, 'ENTRYPOINT node server/bin/lva.mjs', 'ENTRYPOINT'],
  'packages of tests': ['npm ci --omit=dev', 'npm ci', 'npm ci'],
  'file straight from the context': ['COPY --from=build /app /app', 'COPY . /app', 'last stage'],
  'file that is not there': ['COPY speech/package.json speech/', 'COPY spech/package.json speech/', 'spech'],
  'data outside of the volume': ['DATA_DIR=/data', 'DATA_DIR=/app/data', 'DATA_DIR'],
  'misspelt setting': ['ENVIRONMENT=production', 'ENVIROMENT=production', 'ENVIROMENT'],
  'secret in a layer': ['ENV NODE_ENV', 'ENV JWT_SECRET_KEY=0123 NODE_ENV', 'in clear'],
  'image without a version': ['-bookworm-slim AS build', '', 'FROM'],
  'label that is missing': ['org.opencontainers.image.revision', 'org.example.revision', 'revision'],
  'recommended packages': ['--no-install-recommends ', '', 'apt-get'],
  'something from an address': ['COPY . .', 'ADD https://example.org/x /x', 'ADD'],
}

async function faultsIn(text) {
  const { validate } = (await import('dockerfile-utils')).default
  const faults = validate(text).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`)
  const steps = await stepsOf(text)
  const last = steps.slice(steps.findLastIndex(({ keyword }) => keyword === 'FROM'))
  const unless = (fine, fault) => fine || faults.push(fault)
  const all = (keyword, among = steps) => among.filter((step) => step.keyword === keyword)

  const args = all('ARG').map(({ words }) => words)
  unless(args.includes(`NODE_VERSION=${NODE_VERSION}`), `NODE_VERSION is not ${NODE_VERSION}, which package.json names`)
  unless(args.includes(`VERSION=${VERSION}`), `VERSION is not ${VERSION}, the release of package.json`)
  unless(
    all('FROM').length > 1 &&
      all('FROM').every(({ words }) => /^node:\$\{NODE_VERSION\}-bookworm-slim(?: AS build)?$/.test(words)),
    'FROM is not Node’s image of NODE_VERSION, in two stages',
  )
  unless(/^\d{5}:\d{5}$/.test(all('USER', last)[0]?.words ?? ''), 'USER is no number of a user without rights')
  for (const keyword of ['ENTRYPOINT', 'CMD'])
    unless(/^\[.*\]$/.test(all(keyword, last)[0]?.words ?? ''), `${keyword} goes by a shell, which hears the signals`)
  const { words: check = '', flags: bounds = [] } = all('HEALTHCHECK', last)[0] ?? {}
  unless(check.startsWith('CMD ['), 'HEALTHCHECK is missing')
  unless(bounds.includes(`start-period=${START_SECONDS}s`), 'start-period is shorter than a long migration')
  unless(!/curl|wget/.test(check), 'HEALTHCHECK needs curl, which is not there')
  const labels = all('LABEL', last)
    .map(({ words }) => words)
    .join(' ')
  for (const label of LABELS)
    unless(labels.includes(`org.opencontainers.image.${label}=`), `the label ${label} is missing`)
  unless(all('ADD').length === 0, 'ADD brings what nobody looked at')
  for (const { words } of all('RUN')) {
    unless(
      !words.includes('npm ci') || words.includes('npm ci --omit=dev --ignore-scripts'),
      'npm ci brings packages of tests, or runs their scripts',
    )
    unless(
      !words.includes('apt-get install') ||
        (words.includes('--no-install-recommends') && words.includes('rm -rf /var/lib/apt/lists')),
      'apt-get leaves more than was asked for',
    )
  }
  for (const { flags, words } of all('COPY')) {
    if (flags.includes('from=build')) continue
    unless(!last.some((step) => step.words === words), `the last stage copies ${words} from the context`)
    for (const source of words.split(/\s+/).slice(0, -1))
      unless(existsSync(join(ROOT, source)), `there is no ${source}`)
  }
  if (faults.length > 0) return faults
  const { env } = await recipeOf(text)
  unless(env.DATA_DIR === '/data' && all('VOLUME', last)[0]?.words === '/data', 'DATA_DIR is not the volume')
  return [...faults, ...variableFaults(Object.entries(env))]
}
