/** Reads no file there could be: nothing a configuration names is on this disk. */
export function nothingThere(path: string): never {
  throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' })
}
