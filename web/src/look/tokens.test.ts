import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contrast, type Oklch } from './contrast.ts'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
const colour = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)`
const tokens = new Map<string, { light: Oklch; dark: Oklch }>()
for (const [, name = '', ...n] of css.matchAll(new RegExp(`--([a-z-]+): light-dark\\(${colour}, ${colour}\\)`, 'g'))) {
  const [l1 = 0, c1 = 0, h1 = 0, l2 = 0, c2 = 0, h2 = 0] = n.map(Number)
  tokens.set(name, { light: { lightness: l1, chroma: c1, hue: h1 }, dark: { lightness: l2, chroma: c2, hue: h2 } })
}

function token(name: string, theme: 'light' | 'dark'): Oklch {
  const found = tokens.get(name)
  if (!found) throw new Error(`There is no colour --${name}.`)
  return found[theme]
}

const grounds = ['paper', 'surface', 'raised', 'accent-wash']
const texts = ['ink', 'ink-soft', 'ink-faint', 'accent', 'good', 'warn', 'bad']
const voices = ['listening', 'thinking', 'speaking']

test('black on white is 21, as the standard says', () => {
  expect(contrast({ lightness: 0, chroma: 0, hue: 0 }, { lightness: 1, chroma: 0, hue: 0 })).toBeCloseTo(21, 1)
})

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each(texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)))(
    '%s can be read on %s',
    (text, ground) => {
      expect(contrast(token(text, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5)
    },
  )

  test.each(voices.flatMap((voice) => grounds.map((ground) => [voice, ground] as const)))(
    '%s can be told from %s',
    (voice, ground) => {
      expect(contrast(token(voice, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5)
    },
  )

  test.each(['accent', ...voices])('what is written on %s can be read', (ground) => {
    expect(contrast(token('accent-ink', theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5)
  })

  test('found words can be read', () => {
    expect(contrast(token('ink', theme), token('mark', theme))).toBeGreaterThanOrEqual(4.5)
  })
})
