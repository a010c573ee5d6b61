import { writeStatus } from './check/status.mjs'
import { writeClaims } from './security/claims.mjs'
import { writeRegexes } from './security/regexes.mjs'
import { writeSbom } from './security/sbom.mjs'
import { setUp } from './setup.mjs'
import { generate } from './steps/generated.mjs'

// Writes what is generated: from the code the configuration's pages and the description of the API, from the lock file the list of
// what is shipped, and which regular expressions are proven, from the last run of the tests the audit report, and from all of that the
// project's status.
if (!(await setUp({ tests: true }))) process.exit(1)
for (const write of [() => generate({ write: true }), writeSbom, writeRegexes, writeClaims, writeStatus])
  for (const path of await write()) console.log(`written: ${path}`)
