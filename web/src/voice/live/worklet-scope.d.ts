/** What a script of the audio thread finds there; TypeScript's libraries lack it (https://webaudio.github.io/web-audio-api/#AudioWorkletGlobalScope). */
declare const sampleRate: number
declare class AudioWorkletProcessor {
  readonly port: MessagePort
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void
