import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { withTables } from '../../bench/arithmetic/tables.ts'
import { run } from '../src/lva.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const PAGES = ['RUNBOOK', 'PRODUCTION_CHECKLIST', 'DEPLOYMENT_GUIDE', 'SCALING'].map((name) => `docs/${name}.md`)

const sourceIn = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => read(join(folder, path)))
    .join('\n')
const SOURCE = sourceIn('server/src') + sourceIn('contracts/src')
const SCRIPTS: Record<string, string> = JSON.parse(read('package.json')).scripts
const SETTINGS = new Set(
  [...read('docs/configuration.md').matchAll(/^\| `([A-Z][A-Z0-9_]+)`/gm)].map(([, name]) => name),
)

const found = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, one]) => one ?? ''))]
const unwrapped = (text: string) => text.replace(/\s+/g, ' ')

afterEach(() => {
  vi.restoreAllMocks()
})

describe('what operators read', () => {
  test('the runbook quotes sentences of the log, sentences for the operator and names of numbers that exist', () => {
    const page = read('docs/RUNBOOK.md')
    const logged = found(unwrapped(page), /`"msg":"([^"`]+)"?`/g)
    const told = found(page, /^> (.+)$/gm)
    const numbers = found(page, /`(lva_[a-z_]+|process_[a-z_]+)`/g)
    const codes = found(page, /`([a-z]+(?:-[a-z]+)+)`/g)
    expect(Math.min(logged.length, told.length, codes.length)).toBeGreaterThan(10)
    expect(numbers.length).toBeGreaterThan(8)
    for (const sentence of [...logged, ...told]) expect(SOURCE, sentence).toContain(sentence)
    for (const name of [...numbers, ...codes]) expect(SOURCE, name).toMatch(new RegExp(`['"]${name}['"]`))
  })

  test.each(PAGES)('%s names settings and commands that exist', async (path) => {
    const page = read(path)
    const settings = found(page, /`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=[^`]*)?`/g)
    expect(settings.filter((name) => !SETTINGS.has(name.replace(/_FILE$/, '')))).toEqual([])
    const npm = found(page, /npm run ([a-z][a-z:-]*)\b(?! -w)/g)
    expect(npm.filter((name) => !(name in SCRIPTS))).toEqual([])
    const commands = [...page.matchAll(/(?:npx )?lva ([a-z]+)((?: [^\s`|]+)*)/g)].filter(([all]) => /^npx|--/.test(all))
    for (const [all, name = '', rest = ''] of commands) {
      const usage = await usageOf(name)
      expect(usage, all).not.toBe('')
      for (const [flag] of rest.matchAll(/--[a-z-]+/g)) expect(usage, all).toContain(flag)
    }
  })

  test('the tables of scaling are what is computed', () => {
    const page = read('docs/SCALING.md')
    expect(withTables(page)).toBe(page)
  })
})

const usages = new Map<string, string>()
async function usageOf(name: string): Promise<string> {
  if (!usages.has(name)) {
    const lines: string[] = []
    vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)))
    await run(['help', name])
    vi.restoreAllMocks()
    const text = lines.join('\n')
    usages.set(name, text.startsWith('lva: ') ? '' : text)
  }
  return usages.get(name) ?? ''
}
