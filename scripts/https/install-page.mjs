import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:http'
import { renderSVG } from 'uqr'

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
}

/**
 * Serves, on plain http, the page by which a device comes to trust this server: the authority's certificate and what to
 * do with it on each platform. A port that is taken is replaced by a free one.
 */
export async function openInstallPage({ port, authority }) {
  let address = null
  const answers = {
    '/': () => ['text/html; charset=utf-8', page(address)],
    '/style.css': () => ['text/css; charset=utf-8', STYLE],
    '/app.svg': () => ['image/svg+xml', renderSVG(address.app, { border: 2 })],
    // Phones offer to install it by this type and name; DER is what all of them read.
    '/learning-voice-agent.crt': () => ['application/x-x509-ca-cert', new X509Certificate(authority).raw],
  }
  const server = createServer((request, response) => {
    const path = request.url.split('?')[0]
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const answer = isRead && address && Object.hasOwn(answers, path) ? answers[path] : null
    if (!answer) {
      response.writeHead(address ? 404 : 503, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' })
      response.end(
        address
          ? 'There is nothing here. The page is at /.\n'
          : 'The server is still starting. Try again in a moment.\n',
      )
      return
    }
    const [type, body] = answer()
    response.writeHead(200, { ...HEADERS, 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) })
    response.end(request.method === 'HEAD' ? undefined : body)
  })
  server.requestTimeout = 10_000
  await listen(server, port).catch((error) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error
    return listen(server, 0)
  })
  return {
    port: server.address().port,
    tellAddress: (told) => {
      address = told
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '0.0.0.0', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function page({ app, install }) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trust this server · Learning Voice Agent</title>
<link rel="stylesheet" href="/style.css">
<main>
<h1>Trust this server</h1>
<p>Browsers give a page the microphone only over a connection they trust. This server made a certificate for your home network; your device has to be told once that it is yours.</p>
<p><a class="button" href="/learning-voice-agent.crt" download>Download the certificate</a></p>
<p>It can vouch for nothing but private networks and this machine's own names and addresses. This page itself is not protected on its way to you, so compare the SHA-256 fingerprint your device shows (under “More details”) with the one in the terminal before you trust it.</p>
<section><h2>iPhone and iPad</h2><ol>
<li>Open this page in Safari, tap the download and allow it.</li>
<li>Settings → General → VPN &amp; Device Management → Learning Voice Agent at home → Install.</li>
<li>Settings → General → About → Certificate Trust Settings → turn it on.</li></ol></section>
<section><h2>Android</h2><ol>
<li>Tap the download and keep the file.</li>
<li>Settings → search for “CA certificate” → Install anyway → choose the file.</li>
<li>Use Chrome. Firefox keeps its own list: in its settings, About Firefox, tap the logo five times, then Secret settings → Use third party CA certificates.</li></ol></section>
<section><h2>Mac</h2><ol>
<li>Open the downloaded file; it goes to Keychain Access.</li>
<li>Double-click “Learning Voice Agent at home” → Trust → When using this certificate: Always Trust.</li></ol></section>
<section><h2>Windows</h2><ol>
<li>Open the downloaded file → Install Certificate → Current User.</li>
<li>Place it in “Trusted Root Certification Authorities”.</li></ol></section>
<section><h2>Linux, and Firefox anywhere</h2><ol>
<li>Firefox: Settings → Privacy &amp; Security → View Certificates → Authorities → Import → trust for websites.</li>
<li>Chrome: Settings → Privacy and security → Security → Manage certificates → Custom → Import.</li></ol></section>
<section class="open"><h2>Then open the app</h2>
<p><a class="button" href="${app}">${app}</a></p>
<img src="/app.svg" width="180" height="180" alt="QR code of ${app}">
<p>This page: ${install}</p></section>
</main>
</html>
`
}

const STYLE = `:root { color-scheme: light dark; font: 1rem/1.55 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.2; }
h2 { font-size: 1.1rem; margin-bottom: .25rem; }
ol { margin-top: 0; padding-left: 1.4rem; }
.button { display: inline-block; padding: .7rem 1.1rem; border-radius: .6rem; background: light-dark(#1d4d4f, #9fd3cf); color: light-dark(#fff, #10201f); text-decoration: none; overflow-wrap: anywhere; }
.button:focus-visible { outline: 3px solid currentColor; outline-offset: 3px; }
img { background: #fff; border-radius: .5rem; max-width: 100%; }
`
