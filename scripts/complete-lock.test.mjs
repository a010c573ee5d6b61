import { expect, test } from 'vitest'
import { missingEntries } from './complete-lock.mjs'

const lock = {
  '': {},
  'node_modules/fast': {
    version: '2.0.0',
    dev: true,
    optionalDependencies: { '@fast/linux-x64-gnu': '2.0.0', '@fast/darwin-arm64': '2.0.0', fsevents: '~2.3.2' },
  },
  'node_modules/fast/node_modules/@fast/linux-x64-gnu': { version: '2.0.0' },
}

test('what a registry with few platforms left out is named, for the platform its name says', () => {
  expect(missingEntries(lock)).toEqual({
    'node_modules/@fast/darwin-arm64': { version: '2.0.0', cpu: ['arm64'], dev: true, optional: true, os: ['darwin'] },
  })
})

test('nothing is missing where everything is held', () => {
  expect(missingEntries({ ...lock, 'node_modules/@fast/darwin-arm64': { version: '2.0.0' } })).toEqual({})
})
