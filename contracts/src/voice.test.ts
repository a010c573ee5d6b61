import { expect, test } from 'vitest'
import { ClientFrame } from './socket.ts'
import { FRAME_BYTES } from './voice.ts'

const start = { type: 'voice-start', protocol: 1, sample_rate: 16_000, output: 'text' }

test('a frame of sound is twenty milliseconds', () => {
  expect(FRAME_BYTES).toBe(640)
})

test('a live voice begins with what both sides can do, and nothing else', () => {
  expect(ClientFrame.parse(start)).toEqual({ ...start, input: 'audio' })
  for (const wrong of [
    { sample_rate: 44_100 },
    { protocol: 2 },
    { output: { sample_rate: 16_000 } },
    { input: 'telepathy' },
    { patience: 1.1 },
    { patience: Number.NaN },
    { rate: 3 },
    { voice: '' },
    { language: 'x'.repeat(36) },
    { resume: 'last one' },
  ])
    expect(ClientFrame.safeParse({ ...start, ...wrong }).success, JSON.stringify(wrong)).toBe(false)
})

test('what a player reports has bounds', () => {
  const playback = { type: 'playback', reply_id: '1', played_ms: 20 }
  expect(ClientFrame.safeParse(playback).success).toBe(true)
  for (const wrong of [{ played_ms: -1 }, { played_ms: 1e12 }, { played_ms: 0.5 }, { reply_id: 'x'.repeat(65) }])
    expect(ClientFrame.safeParse({ ...playback, ...wrong }).success, JSON.stringify(wrong)).toBe(false)
})
