import { expect, test } from 'vitest'
import { deviceName } from './device-name.ts'

test('a device is called what its owner calls it', () => {
  const chromium = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0'
  expect(deviceName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chromium} Safari/537.36`)).toBe('Chrome on Windows')
  expect(deviceName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chromium} Safari/537.36 Edg/140.0`)).toBe(
    'Edge on Windows',
  )
  expect(deviceName(`Mozilla/5.0 (Linux; Android 15; Pixel 9) ${chromium} Mobile Safari/537.36`)).toBe(
    'Chrome on Android',
  )
  const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0'
  expect(
    deviceName(`Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit} Mobile/15E148 Safari/604.1`),
  ).toBe('Safari on iPhone')
  expect(deviceName(`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Safari/605.1.15`)).toBe(
    'Safari on macOS',
  )
  const headless = 'AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36'
  expect(deviceName(`Mozilla/5.0 (X11; Linux x86_64) ${headless}`)).toBe('Chrome on Linux')
  expect(deviceName('curl/8.14.1')).toBe('curl')
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0'.padEnd(5000, 'x'))).toBe('Firefox on Linux')
})

test('a program without a name, or with a strange one, is an unnamed program', () => {
  for (const agent of [undefined, '', '   ', '<b>me</b>', '🙂']) expect(deviceName(agent)).toBe('An unnamed program')
  expect(deviceName('a'.repeat(5000))).toHaveLength(60)
})
