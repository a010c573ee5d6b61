import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutPrivateReasoning } from './private-reasoning.ts'

async function* cut(text: string, at: number[]) {
  let from = 0
  for (const to of [...at, text.length].sort((a, b) => a - b)) {
    yield text.slice(from, to)
    from = to
  }
}

async function visible(parts: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const part of withoutPrivateReasoning(parts)) text += part
  return text
}

const cases: [string, string][] = [
  ['<thinking>they confuse mass and weight</thinking>\n\nWhat pulls it down?', 'What pulls it down?'],
  ['Good. <think>secret</think>Go on.', 'Good. Go on.'],
  ['<THINKING lang="en">secret</Thinking >Yes?', 'Yes?'],
  ['< thinking >secret< / thinking >Yes?', 'Yes?'],
  ['Yes?<scratchpad>secret, never closed', 'Yes?'],
  ['<reasoning>a<reasoning>secret</reasoning>secret</reasoning>Yes?', 'Yes?'],
  ['<thinking>I could use <think> here. secret</thinking>Yes?', 'Yes?'],
  ['<thinking>secret</reasoning>secret</thinking>Yes?', 'Yes?'],
  ['<think/>Yes?', 'Yes?'],
  ['</thinking>Yes?', 'Yes?'],
  ['Yes?<thinking', 'Yes?'],
  ['a < b and b <thin air, <thinkers> think, x<', 'a < b and b <thin air, <thinkers> think, x<'],
  ['if (a<t && t>b) return <b>t</b>', 'if (a<t && t>b) return <b>t</b>'],
]

test.each(cases)('%s', async (whole, expected) => {
  expect(await visible(cut(whole, []))).toBe(expected)
})

test('however the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...cases),
      fc.array(fc.nat(70), { maxLength: 20 }),
      async ([whole, expected], at) => {
        expect(
          await visible(
            cut(
              whole,
              at.map((one) => Math.min(one, whole.length)),
            ),
          ),
        ).toBe(expected)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('what was meant in private never shows, whatever surrounds it', async () => {
  const noise = fc.array(
    fc.constantFrom('<', '>', '/', ' ', 'think', 'ing', '<thinking', 'a', '\n', '</', 'reasoning>'),
    { maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(noise, fc.array(fc.nat(120), { maxLength: 15 }), async (before, at) => {
      const whole = `${before.join('')} <thinking>SECRET${'<b>'}SECRET</thinking> shown`
      expect(
        await visible(
          cut(
            whole,
            at.map((one) => Math.min(one, whole.length)),
          ),
        ),
      ).not.toContain('SECRET')
    }),
    { numRuns: 2_000 },
  )
})

test('ordinary text passes unchanged and is not held back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' }).filter((part) => !/[<]/.test(part))), async (parts) => {
      async function* stream() {
        yield* parts
      }
      const heard = []
      for await (const part of withoutPrivateReasoning(stream())) heard.push(part)
      expect(heard).toEqual(parts.filter(Boolean))
    }),
  )
  const heard = []
  for await (const part of withoutPrivateReasoning(cut('a < b is true', [5]))) heard.push(part)
  expect(heard).toEqual(['a < b', ' is true'])
})
