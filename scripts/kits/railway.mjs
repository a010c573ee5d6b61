import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../steps/project.mjs'
import { STOP_SECONDS, textOf, unnoticed } from './known.mjs'

const KEYS = {
  build: ['builder', 'dockerfilePath', 'watchPatterns', 'buildCommand'],
  deploy: [
    'startCommand',
    'preDeployCommand',
    'numReplicas',
    'healthcheckPath',
    'healthcheckTimeout',
    'restartPolicyType',
    'restartPolicyMaxRetries',
    'overlapSeconds',
    'drainingSeconds',
    'cronSchedule',
    'sleepApplication',
    'region',
  ],
}

/** railway.json by the keys that Railway's reference lists, and by what is here. */
export async function railway() {
  const text = textOf('railway.json')
  const faults = (await faultsIn(text)).map((fault) => `railway.json: ${fault}`)
  faults.push(...(await unnoticed(PLANTED, text, faultsIn)))
  return { figure: 'railway.json', rules: Object.keys(PLANTED).length, faults }
}

const PLANTED = {
  'key Railway does not have': ['healthcheckPath', 'healthCheckPath', 'healthCheckPath'],
  'Dockerfile that is not there': ['Dockerfile.optimized', 'Dockerfile.small', 'Dockerfile.small'],
  'health check of nothing': ['/health/ready', '/healthz', '/healthz'],
  'impatient stop': ['"drainingSeconds": 60', '"drainingSeconds": 5', 'drainingSeconds'],
}

async function faultsIn(text) {
  const { $schema: _, ...file } = JSON.parse(text)
  const faults = Object.entries(file).flatMap(([part, values]) =>
    Object.keys(values).flatMap((key) => (KEYS[part]?.includes(key) ? [] : [`there is no ${part}.${key}`])),
  )
  const { build, deploy } = file
  if (build.builder !== 'DOCKERFILE' || !existsSync(join(ROOT, build.dockerfilePath)))
    faults.push(`there is no ${build.dockerfilePath}`)
  if (!(deploy.healthcheckPath in JSON.parse(textOf('docs/openapi.json')).paths))
    faults.push(`nothing is at ${deploy.healthcheckPath}`)
  if (deploy.drainingSeconds < STOP_SECONDS) faults.push('drainingSeconds is shorter than a drain')
  return faults
}
