import { expect, test } from 'vitest'
import { recordingHours, transcriptHours } from './keeping.ts'

const free = { recordingsDays: null, transcriptsDays: null }
const strict = { recordingsDays: 1, transcriptsDays: 60 }

test('what was chosen holds where the operator sets no limit', () => {
  expect(recordingHours('0h', free)).toBe(0)
  expect(recordingHours('7d', free)).toBe(168)
  expect(recordingHours('forever', free)).toBeNull()
  expect(transcriptHours('1y', free)).toBe(8760)
})

test('the operator’s limit is never passed, and lengthens nothing', () => {
  expect(recordingHours('forever', strict)).toBe(24)
  expect(recordingHours('30d', strict)).toBe(24)
  expect(recordingHours('0h', strict)).toBe(0)
  expect(transcriptHours('forever', strict)).toBe(1440)
  expect(transcriptHours('30d', strict)).toBe(720)
})
