#!/usr/bin/env node
// Any Node must be able to read this file: it finds the one the server needs before anything else is loaded.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const WANTED = '24'
const own = fileURLToPath(
  new URL(`../../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`, import.meta.url),
)

if (process.versions.node.split('.')[0] === WANTED) {
  // Beside the packages, not in the common temporary folder, where anybody could put code for us to run.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)))
  const { run } = await import('../src/lva.ts')
  process.exitCode = await run(process.argv.slice(2))
} else if (!existsSync(own)) {
  console.error(
    `This needs Node ${WANTED}; the one running is ${process.version}. Run "npm start" or "npm ci" in the project's folder once: it brings Node ${WANTED} with it.`,
  )
  process.exitCode = 1
} else {
  const child = spawn(own, ['--max-semi-space-size=8', fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  // A terminal sends Ctrl-C to both of us; the server must not hear it twice.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  child.on('error', (error) => {
    console.error(`Node ${WANTED} did not start from ${own}: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
}
