import { know } from '../messages/known.ts'

/** Other programs that use the companion as their tools. */
export const mcpAddress = know({
  'mcp.title': 'Use it from another program',
  'mcp.text':
    'A program that speaks the Model Context Protocol can search what you said, keep your goals and ask your reviews. Give it this address, and a token of yours that may read; what changes something needs one that may write as well.',
  'mcp.copy.short': 'Copy',
  'mcp.copy': 'Copy the address',
  'mcp.copied': 'Copied.',
  'mcp.copy.failed': 'This browser does not let the page copy. Select the address and copy it yourself.',
})
