#!/usr/bin/env bash
# Finds how many photos a second a service answers, offers it twice as many, and tells what became of them:
#   load.sh MODEL PHOTO [SECONDS]
# Needs wrk (Debian's package of that name) and the jar: mvn package -DskipTests -pl twohead-service -am
# Everything runs on this machine, so the senders take some of the service's processor.
set -euo pipefail
model=$(realpath "$1") photo=$(realpath "$2") seconds=${3:-300}
cd "$(dirname "$0")"
port=${PORT:-18099} latency=${LATENCY:-1}
url=http://127.0.0.1:$port

java -Xmx${HEAP:-512m} -jar ../target/twohead-service.jar --model "$model" --port "$port" --latency "PT${latency}S" &
service=$!
told=$(mktemp)
trap 'rm -f "$told"; kill $service 2> /dev/null; wait $service || true' EXIT
until curl -sf "$url/health" > /dev/null; do kill -0 $service; done

echo "== warm, then capacity: as many senders at once as a batch has places, twice"
wrk -t1 -c32 -d10s -s predict.lua "$url/predict" -- "$photo" > /dev/null
wrk -t1 -c32 -d"${CAPACITY_SECONDS:-20}"s -s predict.lua "$url/predict" -- "$photo" | tee "$told"
capacity=$(awk '/^capacity/ { print $2 }' "$told")

metric() { curl -s "$url/metrics" | awk -v name="$1" '$1 == name { print $2 }'; }
batches=$(metric twohead_batch_seconds_count) time=$(metric twohead_batch_seconds_sum)

echo "== twice that for $seconds seconds"
# a connection that was silent for 10 s is closed by the service: the sender must not use it again just then
java -Xmx256m -Djdk.httpclient.keepalive.timeout=5 OpenLoop.java "$url/predict" "$photo" "$(awk "BEGIN { print 2 * $capacity }")" "$seconds" &
load=$!
while kill -0 $load 2> /dev/null; do
  awk '/VmRSS/ { printf "memory %d MiB\n", $2 / 1024 }' /proc/$service/status
  timeout $(( seconds < 60 ? 5 : 15 )) tail --pid=$load -f /dev/null || true
done
wait $load

awk -v n="$(metric twohead_batch_seconds_count)" -v t="$(metric twohead_batch_seconds_sum)" -v n0="$batches" -v t0="$time" -v l="$latency" \
  -v most="$(metric twohead_batch_seconds_max)" \
  'BEGIN { printf "batches took %.0f ms, lately %.0f ms at most: an answer may take %.0f to %.0f ms\n",
    1000 * (t - t0) / (n - n0), 1000 * most, 1000 * (l + (t - t0) / (n - n0)), 1000 * (l + most) }'
