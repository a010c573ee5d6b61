/** A tool server that cannot be used just now. The message is a sentence of ours: of what a server says, nothing is repeated. */
export class ToolServerTrouble extends Error {
  override readonly name = 'ToolServerTrouble'
}
