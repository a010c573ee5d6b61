import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bash, examplesIn, withLva } from './examples.ts'
import { inHouses } from './house.ts'

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const examples = examplesIn(README)
const commands = new Set(README.match(/(?<=`)npx lva [^`]+/g))
const hasPrograms = ['curl', 'jq', 'bash'].every((name) => spawnSync('which', [name]).status === 0)

inHouses(
  'the examples of the README',
  (open) => {
    test.skipIf(!hasPrograms && !process.env.CI)('do what they say, typed as they stand', async () => {
      const house = await open({ env: { LLM: 'companion' } })
      house.script(() => ({ words: ['Three hearts, ', 'and why three?'] }))
      expect(examples).toHaveLength(6)
      const script = examples
        .map((example) => `${example}\necho; echo ----`)
        .join('\n')
        .replaceAll('http://localhost:8000', house.url)
      const answers = (await bash(script)).split('----\n')
      expect(JSON.parse(answers[0] ?? '')).toMatchObject({ email: 'ada@example.org', role: 'user' })
      expect(JSON.parse(answers[2] ?? '')).toMatchObject({
        session_id: 'biology',
        user_text: 'Today I learned that octopuses have three hearts',
        agent_text: 'Three hearts, and why three?',
      })
      expect(answers[3]).toMatch(/^event: turn-start\n[\s\S]*event: reply-delta\n[\s\S]*event: reply-end\n/)
      expect(JSON.parse(answers[4] ?? '').results[0].user_snippet).toContain('<mark>octopuses</mark>')
      expect(JSON.parse(answers[5] ?? '')).toMatchObject({
        token: expect.stringMatching(/^lva_pat_/),
        scopes: ['write'],
      })
    })

    test('say commands that there are', async () => {
      const house = await open({ env: { LLM: 'companion' } })
      const { email } = await house.learner()
      const said: Record<string, string> = {}
      for (const command of commands)
        said[command] = await bash(withLva(command).replaceAll('ada@example.org', email), {
          ENVIRONMENT: 'test',
          DATA_DIR: house.place.folder,
          PORT: '0',
        })
      expect(said).toEqual({
        'npx lva doctor': expect.any(String),
        'npx lva help': expect.stringMatching(/user[\s\S]*audit[\s\S]*keys[\s\S]*import/),
        'npx lva user invite': expect.stringContaining('/sign-up?invitation='),
        'npx lva user set-role ada@example.org admin': expect.stringContaining('is an administrator now'),
      })
    })
  },
  ['sqlite'],
)
