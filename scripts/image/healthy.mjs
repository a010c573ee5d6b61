import http from 'node:http'
import https from 'node:https'

// Asks the server beside it whether it lives; ends with 0 or 1. Images have no curl, and need none.
const { PORT = '8000', TLS_CERT, TLS_CERT_FILE } = process.env
const { get } = TLS_CERT || TLS_CERT_FILE ? https : http
// The certificate is for the name people use, not for this address.
const asked = get({ host: '127.0.0.1', port: PORT, path: '/health', timeout: 4_000, rejectUnauthorized: false })
asked.once('response', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))
asked.once('timeout', () => process.exit(1))
asked.once('error', () => process.exit(1))
