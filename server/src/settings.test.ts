import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { comesByPlainHttp } from './settings.ts'

const PEM = (what: string) => `-----BEGIN ${what}-----\nAAAA\n-----END ${what}-----`

test.each([
  ['on this machine only', { HOST: '127.0.0.1' }, false],
  ['on every network', { HOST: '0.0.0.0' }, true],
  ['with a certificate', { HOST: '0.0.0.0', TLS_CERT: PEM('CERTIFICATE'), TLS_KEY: PEM('PRIVATE KEY') }, false],
  ['behind a proxy that encrypts', { HOST: '0.0.0.0', PUBLIC_URL: 'https://learn.example.org' }, false],
  ['under a plain public address', { HOST: '127.0.0.1', PUBLIC_URL: 'http://learn.example.org' }, true],
  ['under a public address of this machine', { HOST: '0.0.0.0', PUBLIC_URL: 'http://localhost:8000' }, false],
])('%s, people come by plain http: %o is %s', (_how, env, plain) => {
  const readFile = () => {
    throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
  }
  expect(comesByPlainHttp(readConfig({ ENVIRONMENT: 'test', ...env }, { readFile }))).toBe(plain)
})
