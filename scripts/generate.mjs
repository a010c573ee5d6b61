import { setUp } from './setup.mjs'
import { generate } from './steps/generated.mjs'

// Writes what is generated from the code: the configuration's pages and the description of the API.
if (!(await setUp({ tests: false }))) process.exit(1)
for (const path of await generate({ write: true })) console.log(`written: ${path}`)
