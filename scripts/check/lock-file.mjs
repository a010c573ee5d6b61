import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { missingEntries } from '../complete-lock.mjs'
import { ROOT } from '../steps/project.mjs'

/** Exact versions everywhere, a lock file that fits them on every platform, and no address of a registry in it. */
export async function lockFile() {
  const lock = read('package-lock.json').packages
  const faults = []
  let count = 0
  for (const folder of ['', ...read('package.json').workspaces]) {
    const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = read(join(folder, 'package.json'))
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      count++
      const where = `${join(folder, 'package.json')}: ${name}`
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) faults.push(`${where} is not an exact version (${version})`)
      const locked = lock[join(folder, 'node_modules', name)] ?? lock[`node_modules/${name}`]
      if (!locked?.link && locked?.version !== version)
        faults.push(`${where}: the lock file has ${locked?.version ?? 'nothing'}; run npm install`)
    }
  }
  for (const path of Object.keys(missingEntries(lock)))
    faults.push(`package-lock.json: ${path} is missing; run npm run lock`)
  for (const [path, { resolved, integrity, link, optional }] of Object.entries(lock)) {
    if (/^\w+:\/\//.test(resolved ?? ''))
      faults.push(`package-lock.json: ${path} holds an address; run npm install again`)
    if (path.includes('node_modules/') && !link && !integrity && !optional)
      faults.push(`package-lock.json: ${path} has no checksum`)
  }
  return { figure: `${count} exact versions, ${Object.keys(lock).length} locked`, faults }
}

const read = (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
