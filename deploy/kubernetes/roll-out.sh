#!/bin/sh
# deploy/kubernetes/roll-out.sh NAMESPACE IMAGE: puts a release on a cluster that has the fleet, and waits until every server is a new one.
# What does not become ready is taken back by itself; learners notice nothing, because none is taken away before a new one is ready.
# deploy/kubernetes/roll-out.sh NAMESPACE back: the release before, of those that became ready. It runs on the newer database.
set -eu
namespace=${1:?say where: roll-out.sh NAMESPACE IMAGE}
image=${2:?say what: roll-out.sh NAMESPACE IMAGE, or back}
fleet=deployment/learning-voice-agent
on() { kubectl --namespace "$namespace" "$@"; }
is_ready() { on rollout status "$fleet" --timeout="$1"; }

# Which images became ready is noted on the deployment: `rollout undo` would also go to one that never did.
noted() { on get "$fleet" --output "jsonpath={.metadata.annotations.$1}"; }
serving=$(noted lva-serving)
if is_ready 5s > /dev/null 2>&1; then
  serving=$(on get "$fleet" --output 'jsonpath={.spec.template.spec.containers[?(@.name=="server")].image}')
fi
before=$(noted lva-before)

if [ "$image" = back ]; then
  image=$before
  before=
  if [ -z "$image" ]; then
    echo 'No release is known that was ready before this one. Name the one you want: roll-out.sh NAMESPACE IMAGE' >&2
    exit 2
  fi
elif [ "$image" != "$serving" ]; then before=$serving
fi

on set image "$fleet" "server=$image"
if is_ready 15m; then
  on annotate --overwrite "$fleet" "lva-serving=$image" "lva-before=$before"
  exit 0
fi
echo 'It did not become ready. What its servers say last:' >&2
on logs --selector app.kubernetes.io/name=learning-voice-agent --tail=20 --prefix >&2 || true
if [ -n "$serving" ]; then
  on set image "$fleet" "server=$serving"
  is_ready 15m
fi
exit 1
