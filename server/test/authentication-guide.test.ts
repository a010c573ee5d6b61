import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { PROBLEMS } from '@lva/contracts/problem'
import { expect, test } from 'vitest'
import { bash, examplesIn } from './examples.ts'
import { inHouses } from './house.ts'

const GUIDE = readFileSync(new URL('../../docs/security/JWT_API_DOCUMENTATION.md', import.meta.url), 'utf8')
const hasPrograms = ['curl', 'jq', 'bash'].every((name) => spawnSync('which', [name]).status === 0)

inHouses(
  'the guide to signing in',
  (open) => {
    test.skipIf(!hasPrograms && !process.env.CI)(
      'says commands that do what it says, typed as they stand',
      async () => {
        const house = await open({ env: { LLM: 'companion' } })
        const examples = examplesIn(GUIDE)
        expect(examples).toHaveLength(9)
        const script = examples.map((example) => `${example}\necho; echo ----`).join('\n')
        const answers = (await bash(script.replaceAll('http://localhost:8000', house.url))).split('----\n')
        const read = (nth: number) => JSON.parse(answers[nth] ?? '')
        expect(read(0)).toMatchObject({ email: 'grace@example.org', role: 'user' })
        expect(read(1)).toEqual({ token_type: 'bearer', expires_in: 86_400 })
        expect(read(2)).toEqual({ email: 'grace@example.org', role: 'user', email_verified: false })
        expect(read(3)).toEqual({ expires_in: 86_400 })
        expect(answers.slice(4, 6).map((answer) => answer.trim())).toEqual(['1', '1'])
        expect(read(6)).toEqual({ session_id: 'garden', user_text: 'Ants farm aphids.' })
        expect(answers.slice(7, 9).map((answer) => answer.trim())).toEqual(['scope-missing', '204'])
      },
    )
  },
  ['sqlite'],
)

test('the guide names problems with the status they have', () => {
  const rows = [...GUIDE.matchAll(/^\| (\d{3}) \| `([a-z-]+)` \|/gm)]
  expect(rows.length).toBeGreaterThanOrEqual(8)
  for (const [, status, code] of rows)
    expect(PROBLEMS[code as keyof typeof PROBLEMS]?.status, code).toBe(Number(status))
})
