import type { CompanionToolListing } from '@lva/contracts/tools'
import { expect, test } from 'vitest'
import { leaving, switched, turned } from './permissions.ts'

const tool = (name: string, more: Partial<CompanionToolListing> = {}): CompanionToolListing => ({
  name,
  title: name,
  description: '',
  effect: 'reads',
  reaches: 'house',
  permission: 'always',
  ...more,
})
const own = [tool('research', { reaches: 'outside' }), tool('calculator')]
const tides = tool('tides__high_water', { title: 'tides/high_water', reaches: 'outside' })

test('whom words go to is said by name, each once', () => {
  const there = { tools: [...own, tides, { ...tides, name: 'tides__low_water' }], sources: ['wikipedia', 'arxiv'] }
  expect(leaving(there, 'when-asked')).toEqual({ is: 'when-asked', to: ['Wikipedia', 'arXiv'] })
  expect(leaving(there, 'always')).toEqual({ is: 'always', to: ['Wikipedia', 'arXiv', 'tides'] })
  expect(leaving({ tools: own, sources: ['a search of our own'] }, 'always')).toEqual({
    is: 'always',
    to: ['a search of our own'],
  })
})

test('where nobody is there to ask, nothing leaves, whatever is chosen', () => {
  expect(leaving({ tools: own, sources: [] }, 'always')).toEqual({ is: 'nobody', could: false })
  expect(leaving({ tools: [...own, tides], sources: [] }, 'when-asked')).toEqual({ is: 'nobody', could: true })
})

test('a tool is turned off and on again, and others keep how they were', () => {
  expect(switched([...own, tides]).map(({ name }) => name)).toEqual(['calculator', 'tides__high_water'])
  const off = turned(turned(['gone'], 'calculator', false), 'calculator', false)
  expect(off).toEqual(['gone', 'calculator'])
  expect(turned(off, 'calculator', true)).toEqual(['gone'])
})
