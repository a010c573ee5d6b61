import { expect, test } from 'vitest'
import { securityHeaders } from './security-headers.ts'
import { strictSettings } from './test-app.ts'

const all = strictSettings.securityHeaders
const HSTS = 'Strict-Transport-Security'
const CSP = 'Content-Security-Policy'

test('every header of the contract is there', () => {
  expect(securityHeaders(all, 'https://learn.example.org')).toEqual({
    [CSP]:
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; report-uri /api/csp-reports; report-to csp",
    'Reporting-Endpoints': 'csp="/api/csp-reports"',
    [HSTS]: 'max-age=31536000; includeSubDomains',
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Permissions-Policy': expect.stringMatching(/^microphone=\(self\), camera=\(self\), .*geolocation=\(\)/),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  })
})

test('strict transport is promised only where people come by https', () => {
  expect(securityHeaders(all, 'http://localhost:8000')).not.toHaveProperty(HSTS)
  expect(securityHeaders(all, 'http://localhost:8000')).not.toHaveProperty('Reporting-Endpoints')
  expect(securityHeaders(all, null)[CSP]).toMatch(/frame-ancestors 'none'; report-uri \/api\/csp-reports$/)
  expect(securityHeaders(all, null)).not.toHaveProperty(HSTS)
  expect(securityHeaders({ ...all, hsts: false }, 'https://a.example')).not.toHaveProperty(HSTS)
  const preload = securityHeaders({ ...all, hstsMaxAge: 300, hstsPreload: true }, 'https://a.example')
  expect(preload[HSTS]).toBe('max-age=300; includeSubDomains; preload')
})

test('every switch does what it says', () => {
  expect(securityHeaders({ ...all, enabled: false }, 'https://a.example')).toEqual({})
  expect(securityHeaders({ ...all, csp: false }, null)).not.toHaveProperty(CSP)
  const report = securityHeaders({ ...all, cspReportOnly: true }, null)
  expect(report).not.toHaveProperty(CSP)
  expect(report[`${CSP}-Report-Only`]).toContain("default-src 'none'")
})
