/** Where the secrets of a server stand. */
export const SECRETS = '/run/secrets/lva/'

/** The deployment of a kit, as it asks for servers. */
export const deployment = (all, kit = 'fleet') => all[kit].find(({ kind }) => kind === 'Deployment').spec
/** What a server stands in. */
export const pod = (all, kit) => deployment(all, kit).template.spec
/** The server's container. */
export const server = (all, kit) => pod(all, kit).containers[0]
/** The manifest of one kind in a part. */
export const of = (all, kit, kind) => all[kit].find((one) => one.kind === kind)

/** Faults in manifests: what it is → the kit it is planted in, how, and a word of what should be told. */
export const PLANTED = {
  'field that is none': [
    'fleet',
    (all) => {
      server(all).readynessProbe = {}
    },
    'readynessProbe',
  ],
  'number that is a word': [
    'fleet',
    (all) => {
      deployment(all).minReadySeconds = 'five'
    },
    'integer',
  ],
  'gap in a rolling update': [
    'fleet',
    (all) => {
      deployment(all).strategy.rollingUpdate.maxUnavailable = 1
    },
    'maxUnavailable',
  ],
  'two servers on one file': [
    'one',
    (all) => {
      deployment(all, 'one').strategy.type = 'RollingUpdate'
    },
    'Recreate',
  ],
  'impatient stop': [
    'fleet',
    (all) => {
      pod(all).terminationGracePeriodSeconds = 30
    },
    'terminationGracePeriodSeconds',
  ],
  'stop without a notice': [
    'fleet',
    (all) => {
      delete server(all).lifecycle
    },
    'preStop',
  ],
  'no probe': [
    'one',
    (all) => {
      delete server(all, 'one').startupProbe
    },
    'startupProbe',
  ],
  'probe of nothing': [
    'fleet',
    (all) => {
      server(all).readinessProbe.httpGet.path = '/ready'
    },
    '/ready',
  ],
  'servers that leave together': [
    'fleet',
    (all) => {
      server(all).readinessProbe.httpGet.path = '/health/ready'
    },
    'Redis',
  ],
  root: [
    'fleet',
    (all) => {
      pod(all).securityContext.runAsUser = 0
    },
    'runAs',
  ],
  'root that can be written': [
    'fleet',
    (all) => {
      delete server(all).securityContext.readOnlyRootFilesystem
    },
    'readOnlyRootFilesystem',
  ],
  rights: [
    'fleet',
    (all) => {
      server(all).securityContext.capabilities.drop = []
    },
    'capabilities',
  ],
  'no bound': [
    'fleet',
    (all) => {
      delete server(all).resources.limits
    },
    'resources',
  ],
  'key of the cluster': [
    'fleet',
    (all) => {
      pod(all).automountServiceAccountToken = true
    },
    'token',
  ],
  'misspelt setting': [
    'one',
    (all) => {
      of(all, 'base', 'ConfigMap').data.TRUSTED_PROXYS = ''
    },
    'TRUSTED_PROXYS',
  ],
  'secret in clear': [
    'one',
    (all) => {
      of(all, 'base', 'ConfigMap').data.ADMIN_API_KEY = 'x'
    },
    'in clear',
  ],
  'secret nobody makes': [
    'one',
    (all) => {
      of(all, 'base', 'ConfigMap').data.ADMIN_API_KEY_FILE = `${SECRETS}admin`
    },
    'make-secrets',
  ],
  'volume that is not there': [
    'one',
    (all) => {
      of(all, 'one', 'PersistentVolumeClaim').metadata.name = 'x'
    },
    'claim',
  ],
  'volume of one node': [
    'fleet',
    (all) => {
      of(all, 'fleet', 'PersistentVolumeClaim').spec.accessModes = ['ReadWriteOnce']
    },
    'ReadWriteMany',
  ],
  'door to nobody': [
    'one',
    (all) => {
      of(all, 'base', 'Service').spec.selector = { app: 'x' }
    },
    'selects',
  ],
  'scaling of nobody': [
    'fleet',
    (all) => {
      of(all, 'fleet', 'HorizontalPodAutoscaler').spec.scaleTargetRef.name = 'x'
    },
    'scales',
  ],
  'count that is fought over': [
    'fleet',
    (all) => {
      deployment(all).replicas = 3
    },
    'replicas',
  ],
  'small door': [
    'fleet',
    (all) => {
      of(all, 'base', 'Ingress').metadata.annotations['nginx.ingress.kubernetes.io/proxy-body-size'] = '1m'
    },
    'proxy-body-size',
  ],
  'image of another release': [
    'fleet',
    (all) => {
      of(all, 'fleet', 'Kustomization').images[0].newTag = 'latest'
    },
    'release',
  ],
  'file nobody reads': [
    'fleet',
    (all) => {
      of(all, 'fleet', 'Kustomization').resources.pop()
    },
    'scaling.yaml',
  ],
}
