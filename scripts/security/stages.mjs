import { guards } from '../guards/check.mjs'
import { claims } from './claims.mjs'
import { audit, dependencies } from './dependencies.mjs'
import { regexes } from './regexes.mjs'
import { sbom } from './sbom.mjs'
import { secrets } from './secrets.mjs'
import { staticRules } from './static-rules.mjs'

/** What is looked at without running the product. */
export const SECURITY = {
  'static rules': staticRules,
  regexes,
  secrets,
  dependencies,
  audit,
  sbom,
  guards,
  claims,
}
