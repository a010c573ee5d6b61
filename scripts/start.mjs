import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { setUp } from './setup.mjs'
import { stopWithNpm } from './steps/parent.mjs'
import { NODE, projectEnv, ROOT } from './steps/project.mjs'
import { buildWebApp } from './steps/web-app.mjs'

// Half the young generation V8 would take: 13 MB less memory at rest, and not slower (npm run bench:turns).
const SMALL_NURSERY = '--max-semi-space-size=8'
const args = process.argv.slice(2)
const https = args.includes('--https')

stopWithNpm()
if (!(await setUp({ tests: false })) || !(await buildWebApp())) process.exit(1)
// Loaded only now: it needs packages that the set-up has just installed.
const home = https ? await openHome() : null
if (https && !home) process.exit(1)
serve(args.filter((arg) => arg !== '--https'))

async function openHome() {
  const { openHome } = await import('./https/home.mjs')
  const options = { 'env-file': { type: 'string' }, port: { type: 'string' } }
  const { values } = parseArgs({ args, options, strict: false })
  return openHome({ envFile: values['env-file'], port: values.port })
}

function serve(serverArgs) {
  const child = spawn(NODE, [SMALL_NURSERY, 'server/bin/lva.mjs', 'serve', ...serverArgs], {
    cwd: ROOT,
    env: projectEnv(home?.env),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  child.on('message', (message) => {
    if (message?.type !== 'listening') return
    if (home) home.announce(message.url)
    else console.log(`\nLearning Voice Agent is ready: ${message.url}\n`)
  })
  // A terminal sends Ctrl-C to the server as well; it must not hear it twice.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  child.on('exit', (code, signal) => {
    if (signal === 'SIGKILL')
      console.error('The server was killed (SIGKILL). What was acknowledged is kept; npm start starts it again.')
    home?.close()
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
}
