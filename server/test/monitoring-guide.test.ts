import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bash, examplesIn, withLva } from './examples.ts'
import { inHouses } from './house.ts'

const GUIDE = readFileSync(new URL('../../docs/MONITORING.md', import.meta.url), 'utf8')
const KEY = 'a-long-key-for-those-who-may-read-0001'

inHouses(
  'the guide to watching',
  (open) => {
    test('shows what it says, typed as it stands', async () => {
      const house = await open({ env: { ADMIN_API_KEY: KEY, LLM: 'companion' } })
      const admin = await house.admin()
      await admin.say('The disk is nearly full of octopuses')
      const env = { ENVIRONMENT: 'test', LLM: 'companion', DATA_DIR: house.place.folder, ADMIN_API_KEY: KEY }
      const run = (example: string) => {
        const here = example.replaceAll('http://localhost:8000', house.url).replaceAll('admin@example.org', admin.email)
        return bash(here.split('\n').map(withLva).join('\n'), env)
      }
      const [status = '', numbers = '', outside = '', ...others] = examplesIn(GUIDE)
      expect(others).toEqual([])
      const shown = await run(status)
      expect(shown).toMatch(/"given_up": 0/)
      expect(shown).toMatch(/^Learners {3}1 \(1 active, 1 here today, 1 administrators\)$/m)
      expect(shown).toMatch(/^Turns {6}1 today, 1 in seven days, 1 in all$/m)
      const counted = await run(numbers)
      expect(counted).toMatch(/^lva_turns_total\{ended="answered"\} 1$/m)
      const [, token = ''] = /shown only here: (lva_pat_\S+)/.exec(counted) ?? []
      const scraped = await fetch(`${house.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
      expect(scraped.status).toBe(200)
      expect(await run(outside)).toMatch(/"healthy"[\s\S]*"ready"/)

      // Each heading of an alert is where the rules of Prometheus lead to.
      const rules = readFileSync(new URL('../../deploy/prometheus/alerts.yml', import.meta.url), 'utf8')
      const anchors = [...rules.matchAll(/docs\/MONITORING\.md#([\w-]+)/g)].map(([, anchor]) => `### ${anchor}`)
      expect(anchors).toHaveLength(13)
      expect(anchors.filter((heading) => !GUIDE.split('\n').includes(heading))).toEqual([])
    }, 120_000)
  },
  ['sqlite'],
)
