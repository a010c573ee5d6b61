// Files share a process: a house that was opened before keeps everything to its user, and whoever forgets to would not be noticed.
process.umask(0o022)
