/**
 * The folders of the packages that workspaces need at run time, and what those need, as a lock file has them: dependencies, what is optional,
 * and peers that are asked for. `packages` is the part of the lock file, `workspaces` are folders in it.
 */
export function packagesOf(packages, workspaces) {
  const found = new Set()
  const visit = (path) => {
    const entry = packages[path]
    if (found.has(path)) return
    found.add(path)
    if (entry.link) return visit(entry.resolved)
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta = {} } = entry
    const wanted = { ...dependencies, ...optionalDependencies, ...peerDependencies }
    for (const name of Object.keys(wanted)) {
      const place = placeOf(packages, path, name)
      const spared = peerDependencies?.[name] !== undefined && peerDependenciesMeta[name]?.optional
      if (place && !spared) visit(place)
    }
  }
  for (const workspace of workspaces) visit(workspace)
  return [...found].filter((path) => path.includes('node_modules/'))
}

// As Node looks for a package: beside the one that asks, then further out.
function placeOf(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
    if (packages[place]) return place
    if (at === '') return null
  }
}
