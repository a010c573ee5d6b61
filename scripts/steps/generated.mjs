import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { NODE, ROOT } from './project.mjs'
import { run } from './run.mjs'

// Printed by the project's own Node, because it reads the TypeScript sources.
const CONFIGURATION = `
  const { describeConfiguration } = await import('./server/src/config/describe.ts')
  const { productionFile } = await import('./server/src/config/production-file.ts')
  const { page, example } = describeConfiguration()
  const files = { 'docs/configuration.md': page, '.env.example': example, '.env.production.example': productionFile() }
  console.log(JSON.stringify(files))`

// The doors are described by the application itself, made on an empty data folder and never opened.
const API = `
  const [DATA_DIR] = process.argv.slice(1)
  const { readConfig } = await import('./server/src/config.ts')
  const { createLog } = await import('./server/src/http/log.ts')
  const { describeApi } = await import('./server/src/http/openapi.ts')
  const { openHouse } = await import('./server/src/main.ts')
  const readFile = () => { throw Object.assign(new Error('no file is read here'), { code: 'ENOENT' }) }
  const config = readConfig({ DATA_DIR, ENVIRONMENT: 'test' }, { readFile })
  const house = await openHouse(config, { log: createLog({ level: 'error', json: true }), path: '', home: DATA_DIR })
  const app = await house.application()
  await app.ready()
  const { toolPage } = await import('./server/src/mcp/page.ts')
  const { toolsOf } = await import('./server/src/mcp/tools.ts')
  const openapi = JSON.stringify(await describeApi(app), null, 2) + '\\n'
  console.log(JSON.stringify({ 'docs/openapi.json': openapi, 'docs/mcp.md': toolPage(toolsOf(app.routes)) }))
  await house.close()`

/** The generated files whose text differs from what the code says now. With `write` they are brought up to date. */
export async function generate({ write }) {
  const wanted = { ...JSON.parse(await printed(CONFIGURATION)), ...JSON.parse(await describedApi()) }
  const stale = Object.keys(wanted).filter((path) => textOf(path) !== wanted[path])
  for (const path of write ? stale : []) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true })
    writeFileSync(join(ROOT, path), wanted[path])
  }
  return stale
}

async function describedApi() {
  const folder = mkdtempSync(join(tmpdir(), 'lva-api-'))
  try {
    return await printed(API, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const textOf = (path) => (existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : null)

async function printed(code, ...args) {
  const result = await run(NODE, ['--input-type=module', '--eval', code, ...args])
  if (result.code !== 0) throw new Error(`A generated file could not be made:\n${result.stderr}`)
  return result.stdout
}
