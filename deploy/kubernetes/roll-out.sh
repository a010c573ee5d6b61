#!/bin/sh
# deploy/kubernetes/roll-out.sh NAMESPACE IMAGE: puts a release on a cluster that has the fleet, and waits until every server is a new one.
# What does not become ready is taken back by itself; learners notice nothing, because none is taken away before a new one is ready.
# deploy/kubernetes/roll-out.sh NAMESPACE back: the release before. It runs on the newer database.
set -eu
namespace=${1:?say where: roll-out.sh NAMESPACE IMAGE}
image=${2:?say what: roll-out.sh NAMESPACE IMAGE, or back}
on() { kubectl --namespace "$namespace" "$@"; }

if [ "$image" = back ]; then on rollout undo deployment/learning-voice-agent
else on set image deployment/learning-voice-agent "server=$image"; fi

if on rollout status deployment/learning-voice-agent --timeout=15m; then exit 0; fi
echo 'It did not become ready. What its servers say last:' >&2
on logs --selector app.kubernetes.io/name=learning-voice-agent --tail=20 --prefix >&2 || true
if [ "$image" != back ]; then
  on rollout undo deployment/learning-voice-agent
  on rollout status deployment/learning-voice-agent --timeout=15m
fi
exit 1
