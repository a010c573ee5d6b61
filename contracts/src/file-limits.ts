/** Largest file that is taken in, in bytes. */
export const FILE_BYTES_MAX = 25 * 1024 * 1024
