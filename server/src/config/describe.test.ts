import { randomBytes } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ConfigurationError, readConfig } from '../config.ts'
import { describeConfiguration } from './describe.ts'
import { productionFile } from './production-file.ts'
import { ENTRIES } from './sections.ts'

const inProject = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const noFile = () => {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
}

test('docs/configuration.md and the examples say what the code says (npm run docs)', () => {
  const { page, example } = describeConfiguration()
  expect(inProject('docs/configuration.md')).toBe(page)
  expect(inProject('.env.example')).toBe(example)
  expect(inProject('.env.production.example')).toBe(productionFile())
})

test('every standard value is one that the setting itself accepts', () => {
  for (const [key, { standard, value }] of ENTRIES) {
    const texts = typeof standard === 'object' ? Object.values(standard) : [standard ?? undefined]
    for (const text of texts) expect(value.safeParse(text).success, key).toBe(true)
  }
})

test('every example is one that can be used', () => {
  const lines = describeConfiguration().example.match(/^# [A-Z_]+=.+$/gm) ?? []
  const env = Object.fromEntries(lines.map((line) => line.slice(2).split(/=(.*)/s).slice(0, 2)))
  expect(Object.keys(env).length).toBeGreaterThan(20)
  expect(() => readConfig({ ...env, ANTHROPIC_API_KEY: 'sk' }, { readFile: noFile })).not.toThrow()
})

test('production refuses the example as it stands and names every line to fill in; filled in, it starts', () => {
  const envFile = '.env.production'
  const read = (text: string) => readConfig({}, { envFile, readFile: () => text })
  const text = productionFile()
  const open = [...text.matchAll(/^([A-Z_]+)=<.*>$/gm)].map(([, key]) => key)
  expect(open).toContain('JWT_SECRET_KEY')
  let refused: unknown
  try {
    read(text)
  } catch (error) {
    refused = error
  }
  expect(refused).toBeInstanceOf(ConfigurationError)
  const { faults } = refused as ConfigurationError
  expect(faults.map(({ key }) => key).toSorted()).toEqual(open.toSorted())
  const filled = text.replace(/^([A-Z_]+)=<(.*)>$/gm, (_, key, what) =>
    /KEY|PASSPHRASE/.test(key) ? `${key}=${randomBytes(32).toString('hex')}` : `${key}=${what}`,
  )
  expect(read(filled)).toMatchObject({ ENVIRONMENT: 'production', SECURITY_HSTS_PRELOAD: true, LLM: undefined })
})

test('a setting is called reserved exactly as long as nothing reads it', () => {
  const source = new URL('../', import.meta.url)
  const readers = globSync('**/*.ts', { cwd: source, exclude: ['config.ts', 'config/**', '**/*.test.ts'] })
  const code = readers.map((path) => readFileSync(new URL(path, source), 'utf8')).join('\n')
  const unread = ENTRIES.filter(([key]) => !new RegExp(`\\b${key}\\b`).test(code)).map(([key]) => key)
  expect(ENTRIES.filter(([, { reserved }]) => reserved).map(([key]) => key)).toEqual(unread)
})
