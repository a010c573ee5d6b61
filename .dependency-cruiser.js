// The arrows of docs/architecture.md, executable.
const floor = 'db|events|http|jobs|language|markup|outgoing|providers|vault|workers'
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contracts-know-nobody',
      severity: 'error',
      from: { path: '^contracts/' },
      to: { path: '^(server|speech|web)/' },
    },
    {
      name: 'speech-knows-nobody',
      severity: 'error',
      from: { path: '^speech/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(bench|contracts|server|web)/' },
    },
    // It runs in a browser and next to its sound card as well.
    {
      name: 'speech-needs-no-machine',
      severity: 'error',
      from: { path: '^speech/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'web-knows-no-server', severity: 'error', from: { path: '^web/' }, to: { path: '^server/' } },
    {
      name: 'ui-knows-no-domain',
      severity: 'error',
      from: { path: '^web/src/(?:look|ui)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^web/src/(?!(?:api|look|messages|navigation|ui)/)[^/]+/' },
    },
    { name: 'server-knows-no-web', severity: 'error', from: { path: '^server/' }, to: { path: '^web/' } },
    {
      name: 'floor-knows-no-slice',
      severity: 'error',
      from: { path: `^server/src/(?:${floor})/`, pathNot: '\\.test\\.ts$' },
      to: { path: `^server/src/(?!(?:${floor})/)[^/]+/` },
    },
    {
      name: 'slices-are-entered-by-the-front-door',
      severity: 'error',
      from: { path: '^server/src/([^/]+)/', pathNot: ['\\.test\\.ts$', '^server/src/cli/'] },
      to: {
        path: '^server/src/([^/]+)/',
        pathNot: ['^server/src/$1/', `^server/src/(?:${floor})/`, '^server/src/([^/]+)/\\1\\.ts$'],
      },
    },
    // What it is made of is its own; what others need of it belongs to the floor.
    {
      name: 'the-companion-is-entered-by-its-front-door',
      severity: 'error',
      from: { path: '^server/src/', pathNot: ['\\.test\\.ts$', '^server/src/providers/llm/companion/'] },
      to: { path: '^server/src/providers/llm/companion/', pathNot: '/companion\\.ts$' },
    },
    {
      name: 'only-main-and-app-know-everything',
      severity: 'error',
      from: { path: '^server/src/[^/]+/', pathNot: ['\\.test\\.ts$', '^server/src/cli/'] },
      to: { path: '^server/src/(main|app|lva)\\.ts$' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.vue$' },
    enhancedResolveOptions: { exportsFields: ['exports'], extensions: ['.ts', '.js', '.mjs'] },
  },
}
