import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { goesWithUs } from './children.ts'
import { freePort } from './machine.ts'

const KIT = fileURLToPath(new URL('../../deploy/nginx/', import.meta.url))
/** The processes that stand in `fleet.conf`, and the one of `one-machine.conf`. */
const WRITTEN = ['127.0.0.1:8000', '127.0.0.1:8001', '127.0.0.1:8002', '127.0.0.1:8003']

/** An nginx of this machine in front of some processes. `ca` is the certificate it shows. */
export interface Nginx {
  url: string
  ca: Buffer
  stop(): void
}

/** The shipped files as an operator would fit them to this machine: ports, certificate and folder are others, everything else is as shipped. */
export function fittedConf(
  file: 'one-machine.conf' | 'fleet.conf',
  {
    folder,
    port,
    plainPort,
    processes,
  }: { folder: string; port: number; plainPort: number; processes: readonly string[] },
): string {
  let text = readFileSync(join(KIT, file), 'utf8')
  const there = WRITTEN.filter((one) => text.includes(one))
  for (const [n, one] of there.entries()) {
    const stands = processes[n]
    text = stands ? text.replace(one, stands) : text.replace(`server ${one}`, `# server ${one}`)
  }
  for (const [written, fitted] of [
    ['    listen [::]:80;\n', ''],
    ['    listen [::]:443 ssl http2;\n', ''],
    ['listen 80;', `listen 127.0.0.1:${plainPort};`],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`],
    ['lva.example.org', 'localhost'],
    ['/etc/ssl/lva/', `${folder}/`],
    ['snippets/lva.conf', join(KIT, 'to-the-app.conf')],
  ] as const)
    text = text.replaceAll(written, fitted)
  return text
}

/** A folder for an nginx, with a certificate for this machine. */
export function nginxFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lva-nginx-'))
  // Its workers give up root, and keep bodies here.
  chmodSync(folder, 0o755)
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const ways = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const files = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')]
  execFileSync('openssl', ['req', ...ways, ...files, ...subject], { stdio: 'ignore' })
  return folder
}

/** What stands around the file of a site. */
export const aroundSites = (
  folder: string,
  site: string,
) => `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
events { worker_connections 4096; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/${of};`).join(' ')}
  ${site}
}
`

/** Starts nginx with a site that is made for it, and resolves when it answers at `port` of this machine. */
export async function startNginx(
  port: number,
  site: (at: { folder: string; port: number; plainPort: number }) => string,
): Promise<Nginx> {
  const folder = nginxFolder()
  const plainPort = await freePort()
  writeFileSync(join(folder, 'nginx.conf'), aroundSites(folder, site({ folder, port, plainPort })))
  const child = goesWithUs(spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'inherit' }))
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  while (!(await isOpen(port))) {
    if (ended) throw new Error(`nginx did not start: ${readFileSync(join(folder, 'error.log'), 'utf8')}`)
    await pause(20)
  }
  return {
    url: `https://localhost:${port}`,
    ca: readFileSync(join(folder, 'fullchain.pem')),
    stop() {
      child.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
