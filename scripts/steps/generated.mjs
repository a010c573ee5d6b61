import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { NODE, ROOT } from './project.mjs'
import { run } from './run.mjs'

// Printed by the project's own Node, because it reads the TypeScript sources.
const CONFIGURATION = `
  const { describeConfiguration } = await import('./server/src/config/describe.ts')
  const { page, example } = describeConfiguration()
  console.log(JSON.stringify({ 'docs/configuration.md': page, '.env.example': example }))`
const API = 'server/src/http/print-openapi.ts'

/** The generated files whose text differs from what the code says now. With `write` they are brought up to date. */
export async function generate({ write }) {
  const wanted = JSON.parse(await printed(['--input-type=module', '--eval', CONFIGURATION]))
  if (existsSync(join(ROOT, API))) wanted['docs/openapi.json'] = await printed([API])
  const stale = Object.keys(wanted).filter((path) => textOf(path) !== wanted[path])
  for (const path of write ? stale : []) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true })
    writeFileSync(join(ROOT, path), wanted[path])
  }
  return stale
}

const textOf = (path) => (existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : null)

async function printed(args) {
  const { code, stdout, stderr } = await run(NODE, args)
  if (code !== 0) throw new Error(`A generated file could not be made:\n${stderr}`)
  return stdout
}
