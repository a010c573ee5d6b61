import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { nothingThere } from '../../test/nothing-there.ts'
import { readConfig } from '../config.ts'
import { startArxivServer } from '../providers/conformance/arxiv-server.ts'
import { startSearxngServer } from '../providers/conformance/searxng-server.ts'
import { startWikipediaServer } from '../providers/conformance/wikipedia-server.ts'
import { examine } from './examination.ts'

/** What the doctor finds of those that are searched: whether it is well, and what is said of it. */
async function searched(settings: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-doctor-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [wikipedia, arxiv] = [await startWikipediaServer('broken'), await startArxivServer('plain')]
  onTestFinished(async () => void (await Promise.all([wikipedia.close(), arxiv.close()])))
  const elsewhere = { WIKIPEDIA_BASE_URL: wikipedia.url, ARXIV_BASE_URL: arxiv.url, LLM: 'companion' }
  const config = readConfig({ DATA_DIR: folder, PORT: '0', ...elsewhere, ...settings }, { readFile: nothingThere })
  const findings = await examine(config, { env: { PATH: '', HOME: folder }, offline: false })
  return findings.filter(({ what }) => what === 'search').map(({ state, detail }) => `${state} ${detail}`)
}

test('who is searched by itself may be out of reach, and who was named may not', async () => {
  const broken = 'wikipedia: it failed on its side (500)'
  expect(await searched({})).toEqual([`warn ${broken}`, 'ok arxiv: it answers'])
  expect(await searched({ RESEARCH: 'wikipedia' })).toEqual([`fail ${broken}`])
})

test('a search server that gives no JSON is told with what mends it, and off is nobody', async () => {
  const searxng = await startSearxngServer('no-json')
  onTestFinished(() => searxng.close())
  expect(await searched({ SEARXNG_URL: searxng.url, RESEARCH: 'searxng' })).toEqual([
    'fail searxng: it gives no JSON: add json to search.formats in its settings.yml',
  ])
  expect(await searched({ RESEARCH: 'off' })).toEqual(['ok nothing is looked up outside: RESEARCH=off'])
})

test.each([
  [{ RESEARCH: 'tavily' }, 'names tavily, so TAVILY_API_KEY is needed'],
  [{ RESEARCH: 'searxng' }, 'names searxng, so SEARXNG_URL is needed'],
  [{ RESEARCH: 'off,arxiv' }, 'off alone means nobody'],
  [{ RESEARCH: 'gopher' }, 'must list one or more of tavily, searxng, wikipedia, arxiv, off'],
])('%o is refused', async (settings, why) => {
  await expect(searched(settings)).rejects.toThrow(why)
})
