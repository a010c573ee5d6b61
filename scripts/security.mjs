import { securityTests } from './security/claims.mjs'
import { SECURITY } from './security/stages.mjs'
import { setUp } from './setup.mjs'
import { stopWithNpm } from './steps/parent.mjs'
import { runStages } from './steps/stages.mjs'

// npm run test:security [-- STAGE …]: everything about safety that can be looked at again, one line per stage with its figure.
stopWithNpm()
if (!(await setUp({ tests: true }))) process.exit(1)
const STAGES = { ...SECURITY, 'security tests': securityTests }
process.exitCode = await runStages(STAGES, process.argv.slice(2), { last: ['security tests'] })
