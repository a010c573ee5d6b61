import { compose } from '../kits/compose.mjs'
import { dockerfiles } from '../kits/dockerfiles.mjs'
import { kubernetes } from '../kits/kubernetes.mjs'
import { prometheus } from '../kits/prometheus.mjs'
import { railway } from '../kits/railway.mjs'
import { systemd } from '../kits/systemd.mjs'
import { workflows } from '../kits/workflows.mjs'

/** Everything a deployment is made of, as far as it can be looked at without the platform it is for; every rule is seen to fire. */
export async function kits() {
  const all = []
  for (const kit of [dockerfiles, compose, kubernetes, workflows, systemd, railway, prometheus]) all.push(await kit())
  const rules = all.reduce((sum, one) => sum + one.rules, 0)
  return {
    figure: `${all.map(({ figure }) => figure).join(', ')}; ${rules} faults seen to be noticed`,
    faults: all.flatMap(({ faults }) => faults),
  }
}
