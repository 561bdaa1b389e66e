#!/usr/bin/env bash
# One round: take the current setup, build, test, deploy, let traffic pass, read the traces, ask the optimizer if there is something to ask, publish its setup for the next round.
# Needs: .NET SDK, the tool `fusionize`, AWS credentials and region in the environment.
#
#   STORE=s3://my-bucket/iot ROLE=arn:aws:iam::123456789012:role/iot docs/ci/round.sh samples/IoT
set -euo pipefail
app=${1:?usage: round.sh PROJECT_FOLDER}
: "${STORE:?the setup store, s3://bucket/prefix}" "${ROLE:?ARN of the functions role}"
: "${WAIT:=1h}" "${GOAL:=balanced}" "${OPTIMIZER:=model}"
out=$app/bin/Release/fusion

dotnet build -c Release "$app" -p:FusionizeStore="$STORE"
[ -z "${TESTS:-}" ] || dotnet test -c Release "$TESTS"
since=$(date -u +%Y-%m-%dT%H:%M:%SZ)
# Traces every request while setups are tried, then the part that the sampling plan says.
fusionize deploy "$out" --role "$ROLE" --store "$STORE"

sleep "$WAIT"
# Into the store: the optimizer decides by all rounds, not by this one alone.
fusionize extract "$out" --since "$since" --store "$STORE"
fusionize optimize "$out" --store "$STORE" --optimizer "$OPTIMIZER" --goal "$GOAL" --when-needed --publish
fusionize show "$STORE"
# On GitHub, the result on the job's page.
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || fusionize report "$STORE" --build "$out" --markdown >>"$GITHUB_STEP_SUMMARY"
