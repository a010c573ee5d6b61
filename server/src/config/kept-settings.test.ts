import { expect, test } from 'vitest'
import { readConfig, withSettings } from '../config.ts'
import { asEnvironmentFile, changedSettings, keptSettings } from './kept-settings.ts'

const PASSPHRASE = 'three hearts of an octopus'
const then = {
  ...{ ENVIRONMENT: 'test', LOG_LEVEL: 'warn', OPERATOR_NAME: "Ada's school", BACKUP_PASSPHRASE: PASSPHRASE },
  ...{ ADMIN_API_KEY: 'k7Vn2Qw9'.repeat(4), REGISTRATION: 'invite' },
}
const read = (env: Record<string, string>, file = '') => readConfig(env, { readFile: () => file, envFile: '.env' })

test('settings come back from a backup as they were written, secrets under a passphrase only', () => {
  const kept = keptSettings(read(then), { secrets: true })
  const { BACKUP_PASSPHRASE: _, ...rest } = then
  expect(changedSettings(kept, read({}, asEnvironmentFile(kept)))).toEqual([])
  expect(asEnvironmentFile(kept).split('\n').filter(Boolean)).toHaveLength(Object.keys(rest).length)
  const without = keptSettings(withSettings(read(then), { LOG_LEVEL: 'error' }), { secrets: false })
  expect(without).not.toContain(then.ADMIN_API_KEY)
  expect(asEnvironmentFile(without)).toContain('# ADMIN_API_KEY= was set')
  expect(kept + without).not.toContain(PASSPHRASE)
})

test('what differs is told without telling a secret', () => {
  const kept = keptSettings(read(then), { secrets: true })
  const now = read({ ...then, LOG_LEVEL: 'info', ADMIN_API_KEY: 'x1Yb3Zc8'.repeat(4), REGISTRATION: '', PORT: '8001' })
  expect(changedSettings(kept, now)).toEqual([
    'ADMIN_API_KEY: another one',
    'LOG_LEVEL: was warn, is info',
    'PORT: was not set, is 8001',
    'REGISTRATION: was invite, is not set',
  ])
  expect(changedSettings('no list', read({ ENVIRONMENT: 'test' }))).toEqual(['ENVIRONMENT: was not set, is test'])
})
