import { expect } from 'vitest'
import { temporaryFolderOf } from './temporary-folder.ts'

// Files share a process: a house that was opened before keeps everything to its user, and whoever forgets to would not be noticed.
process.umask(0o022)

const temporary = temporaryFolderOf(expect.getState().testPath ?? '', process.env)
if (temporary) process.env.TMPDIR = temporary
