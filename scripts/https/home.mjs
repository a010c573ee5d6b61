import { join, resolve } from 'node:path'
import { renderUnicodeCompact } from 'uqr'
import { NODE, projectEnv, ROOT } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'
import { ownAddresses } from './addresses.mjs'
import { ensureCertificates } from './certificates.mjs'
import { openInstallPage } from './install-page.mjs'

// The settings are read by the project's own Node, because their table is TypeScript.
const SETTINGS = `
  const { readFileSync } = await import('node:fs')
  const { readConfig } = await import('./server/src/config.ts')
  const options = { readFile: (path) => readFileSync(path, 'utf8'), envFile: process.argv[1] }
  try {
    const { DATA_DIR, PORT, HOST } = readConfig(process.env, options)
    console.log(JSON.stringify({ DATA_DIR, PORT, HOST }))
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }`

/**
 * Prepares https for the devices at home: a certificate, and a page on plain http by which a phone comes to trust it.
 * @returns the server's further environment, what to say once it listens, and how to close the page; `null` when the
 * configuration cannot be used (it has said why)
 */
export async function openHome({ envFile, port }) {
  const args = ['--input-type=module', '--eval', SETTINGS, ...(envFile ? [envFile] : [])]
  const { code, stdout, stderr } = await run(NODE, args, { env: projectEnv(port ? { PORT: port } : {}) })
  if (code !== 0) {
    console.error(stderr.trim())
    return null
  }
  const { DATA_DIR, PORT, HOST } = JSON.parse(stdout)
  const own = ownAddresses()
  const { cert, key, authority, fingerprint } = await ensureCertificates({
    ...own,
    folder: resolve(ROOT, join(DATA_DIR, 'https')),
    now: new Date(),
  })
  const host = own.lan[0] ?? own.names.at(-1)
  const page = await openInstallPage({ port: PORT === 0 ? 0 : PORT + 1, authority })
  return {
    env: { TLS_CERT_FILE: cert, TLS_KEY_FILE: key, HOST: HOST === '127.0.0.1' ? '0.0.0.0' : HOST },
    /** Tells the person at the terminal where to go, and the page where the app is. */
    announce(url) {
      const { hostname, port } = new URL(url)
      const app = hostname === 'localhost' ? `https://${host}:${port || 443}/` : `${url}/`
      const install = `http://${host}:${page.port}/`
      page.tellAddress({ app, install })
      console.log(`\nLearning Voice Agent is ready: ${app}\n`)
      console.log(renderUnicodeCompact(install))
      console.log(`\nOn a phone in the same network, scan this or open ${install}`)
      console.log('The page says how the phone learns to trust this server (once), so that it may use its microphone.')
      console.log(`Fingerprint of the certificate it will show (SHA-256):\n${fingerprint}\n`)
      if (own.lan.length === 0) console.log('This machine has no network address, so phones may not find it.\n')
    },
    close: page.close,
  }
}
