import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../steps/project.mjs'
import { STOP_SECONDS, secretsMade, textOf, VERSION, variableFaults } from './known.mjs'
import { deployment, of, PLANTED, pod, SECRETS, server } from './kubernetes-planted.mjs'

const FOLDER = 'deploy/kubernetes'
/** The one-file server, and the fleet: both stand on the base. */
const KITS = ['one', 'fleet']
const NAME = 'learning-voice-agent'
const BODY_MEGABYTES = 40

/** The manifests for Kubernetes: by its own schemas, no field that it does not know, and by what a server of people's words asks for. */
export async function kubernetes() {
  const faults = []
  const { all, problems } = await readKits()
  faults.push(...problems)
  for (const kit of KITS) faults.push(...(await kitFaults(all, kit)).map((fault) => `${kit}: ${fault}`))
  for (const [name, [kit, plant, word]] of Object.entries(PLANTED)) {
    const broken = structuredClone(all)
    plant(broken)
    if (!(await kitFaults(broken, kit)).some((fault) => fault.includes(word)))
      faults.push(`a planted "${name}" was not noticed`)
  }
  const count = Object.values(all).flat().length
  return { figure: `${count} manifests for Kubernetes`, rules: Object.keys(PLANTED).length, faults }
}

async function readKits() {
  const { parseAllDocuments } = await import('yaml')
  const all = {}
  const problems = []
  for (const part of ['base', ...KITS]) {
    const files = readdirSync(join(ROOT, FOLDER, part)).filter((name) => name.endsWith('.yaml'))
    all[part] = files.flatMap((file) =>
      parseAllDocuments(textOf(join(FOLDER, part, file))).map((document) => {
        problems.push(...[...document.errors, ...document.warnings].map(({ message }) => `${part}/${file}: ${message}`))
        return { ...document.toJS(), file }
      }),
    )
  }
  return { all, problems }
}

async function kitFaults(all, kit) {
  const faults = []
  const unless = (fine, fault) => fine || faults.push(fault)
  const objects = [...all.base, ...all[kit]]
  for (const { file, ...object } of objects)
    faults.push(...(await schemaFaults(object)).map((fault) => `${file}: ${fault}`))
  if (faults.length > 0) return faults
  for (const part of ['base', kit]) {
    const { resources } = of(all, part, 'Kustomization')
    for (const { file, kind } of all[part])
      unless(kind === 'Kustomization' || resources.includes(file), `${part}/kustomization.yaml leaves ${file} out`)
    for (const name of resources)
      unless(name === '../base' || all[part].some(({ file }) => file === name), `there is no ${part}/${name}`)
  }
  unless(of(all, kit, 'Kustomization').images[0].newTag === VERSION, 'kustomization.yaml names another release')
  const { template, strategy, selector } = deployment(all, kit)
  const labels = Object.entries(template.metadata.labels)
  const isFor = (wanted) =>
    Object.entries(wanted).every(([key, value]) => labels.some(([name, label]) => name === key && label === value))
  for (const wanted of [
    selector.matchLabels,
    of(all, 'base', 'Service').spec.selector,
    of(all, 'base', 'NetworkPolicy').spec.podSelector.matchLabels,
  ])
    unless(isFor(wanted), `${JSON.stringify(wanted)} selects no server`)
  faults.push(...podFaults(all, kit), ...settingFaults(all, kit))
  const megabytes = Number.parseInt(
    of(all, 'base', 'Ingress').metadata.annotations['nginx.ingress.kubernetes.io/proxy-body-size'],
    10,
  )
  unless(megabytes >= BODY_MEGABYTES, 'proxy-body-size takes no document')
  const claim = of(all, kit, 'PersistentVolumeClaim')
  unless(
    pod(all, kit).volumes.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.metadata.name),
    'nothing fits the claim of a volume',
  )
  if (kit === 'one')
    unless(strategy.type === 'Recreate', 'strategy is not Recreate: two servers would stand on one file')
  else faults.push(...fleetFaults(all, claim, isFor))
  return faults
}

function fleetFaults(all, claim, isFor) {
  const faults = []
  const unless = (fine, fault) => fine || faults.push(fault)
  const { strategy, replicas } = deployment(all)
  unless(strategy.rollingUpdate?.maxUnavailable === 0, 'maxUnavailable takes a server away before there is another')
  unless(replicas === undefined, 'replicas are the autoscaler’s to say')
  unless(
    claim.spec.accessModes.includes('ReadWriteMany'),
    'the volume is not ReadWriteMany, and files are every server’s',
  )
  unless(of(all, 'fleet', 'HorizontalPodAutoscaler').spec.scaleTargetRef.name === NAME, 'the autoscaler scales nothing')
  unless(
    isFor(of(all, 'fleet', 'PodDisruptionBudget').spec.selector.matchLabels),
    'the disruption budget selects no server',
  )
  return faults
}

function podFaults(all, kit) {
  const faults = []
  const unless = (fine, fault) => fine || faults.push(fault)
  const { terminationGracePeriodSeconds, automountServiceAccountToken, securityContext } = pod(all, kit)
  const one = server(all, kit)
  const { paths } = JSON.parse(textOf('docs/openapi.json'))
  const notice = one.lifecycle?.preStop?.sleep?.seconds ?? 0
  unless(notice >= 5, 'preStop gives nobody time to hear that this server goes')
  unless(
    terminationGracePeriodSeconds >= STOP_SECONDS + notice,
    'terminationGracePeriodSeconds is shorter than a drain',
  )
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    unless(one[probe], `${probe} is missing`)
    const path = one[probe]?.httpGet.path
    unless(!path || path in paths, `${probe} asks ${path}, where nothing is`)
    unless(path !== '/health/ready', `${probe} asks ${path}, so that all servers leave together when Redis is away`)
  }
  unless(
    securityContext.runAsNonRoot && securityContext.runAsUser >= 10_000 && securityContext.fsGroup >= 10_000,
    'runAsUser is not the image’s',
  )
  unless(securityContext.seccompProfile?.type === 'RuntimeDefault', 'seccompProfile is missing')
  unless(one.securityContext.readOnlyRootFilesystem, 'readOnlyRootFilesystem is off')
  unless(one.securityContext.allowPrivilegeEscalation === false, 'allowPrivilegeEscalation is on')
  unless(one.securityContext.capabilities?.drop?.includes('ALL'), 'capabilities are left')
  unless(one.resources.requests && one.resources.limits?.memory, 'resources have no bound')
  unless(automountServiceAccountToken === false, 'a token of the cluster lies in the server')
  return faults
}

function settingFaults(all, kit) {
  const own = Object.entries(of(all, 'base', 'ConfigMap').data)
  const more = (server(all, kit).env ?? []).map(({ name, value }) => [name, value])
  const files = [...own, ...more].filter(([name]) => name.endsWith('_FILE')).map(([, path]) => path)
  const strange = files.filter((path) => !(path.startsWith(SECRETS) && path.slice(SECRETS.length) in secretsMade()))
  return [
    ...variableFaults([...own, ...more]),
    ...strange.map((path) => `${path} is no secret that make-secrets.sh makes`),
  ]
}

/** Faults by the schema of its kind. The validators of the package let unknown fields pass, so what they never looked at is told as well. */
async function schemaFaults(object) {
  if (object.apiVersion.startsWith('kustomize.')) return []
  const models = await import(`kubernetes-models/${object.apiVersion}`)
  const model = models[object.kind]
  if (!model) return [`${object.apiVersion} has no ${object.kind}`]
  const one = new model(object)
  const unseen = new Map()
  try {
    one.validate.call(watched(one, '', unseen))
  } catch (error) {
    return [`${object.kind}: ${error.message}`]
  }
  return [...unseen.values()].flatMap(({ path, keys }) =>
    [...keys].map((key) => `${object.kind}${path}.${key} is no field`),
  )
}

function watched(value, path, unseen) {
  if (value === null || typeof value !== 'object') return value
  const known = unseen.get(value)
  if (known) return known.proxy
  const keys = new Set(Array.isArray(value) ? [] : Object.keys(value))
  const proxy = new Proxy(value, {
    get(target, key, receiver) {
      keys.delete(key)
      return watched(Reflect.get(target, key, receiver), `${path}.${String(key)}`, unseen)
    },
  })
  unseen.set(value, { path, keys, proxy })
  return proxy
}
