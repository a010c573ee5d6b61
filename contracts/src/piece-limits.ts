/** A backup is sent in pieces of so many bytes at most, one after the other. */
export const PIECE_BYTES_MAX = 4 * 1024 * 1024
