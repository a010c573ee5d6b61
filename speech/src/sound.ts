/** Samples per second of everything that listens here. */
export const LISTENING_RATE_HZ = 16_000
/** From one frame to the next. */
export const FRAME_MS = 20
export const FRAME_SAMPLES = (LISTENING_RATE_HZ * FRAME_MS) / 1000
