#!/usr/bin/env bash
# Ends the machine when nobody at home is left to do it: at the instant in ~/burst/end-by, which the app moves, and at
# the latest at BURST_LAST_END, which nobody moves. Both are seconds since 1970.
set -uo pipefail
# shellcheck source=/dev/null
. "${BURST_BOOT_ENV:-/opt/burst/boot.env}"

# Variables of the container's first process: a shell that came by SSH does not have them.
of_first_process() { tr '\0' '\n' <"${BURST_FIRST_PROCESS:-/proc/1/environ}" 2>/dev/null | sed -n "s/^$1=//p" | head -n 1; }

due() {
  local wanted=$BURST_END_BY moved
  moved=
  # The order of another machine, whose disk this one started from, is not for this one.
  [ "$(cat "${BURST_MACHINE_FILE:-/opt/burst/machine}" 2>/dev/null)" = "$BURST_MACHINE" ] &&
    moved=$(head -c 20 "$BURST_HOME/burst/end-by" 2>/dev/null | tr -cd '0-9')
  [ -n "$moved" ] && wanted=$moved
  [ "$wanted" -gt "$BURST_LAST_END" ] && wanted=$BURST_LAST_END
  printf '%s' "$wanted"
}

ask_to_end() {
  local id key
  case $BURST_ENDS_BY in
  vast)
    id=$(of_first_process CONTAINER_ID)
    key=$(of_first_process CONTAINER_API_KEY)
    curl -fsS -m 30 -A burst -X DELETE -K - "$BURST_API/instances/$id/" <<<"header = \"Authorization: Bearer $key\""
    ;;
  runpod)
    id=$(of_first_process RUNPOD_POD_ID)
    key=$(of_first_process RUNPOD_API_KEY)
    curl -fsS -m 30 -A burst -X DELETE -K - "$BURST_API/pods/$id" <<<"header = \"Authorization: Bearer $key\"" ||
      curl -fsS -m 30 -A burst -X POST -H 'content-type: application/json' -d '{"action":"stop"}' -K - \
        "$BURST_API/pods/$id/action" <<<"header = \"Authorization: Bearer $key\""
    ;;
  ovh)
    id=$(curl -fsS -m 10 "${BURST_METADATA:-http://169.254.169.254}/openstack/latest/meta_data.json" |
      sed -n 's/.*"uuid": *"\([0-9a-f-]*\)".*/\1/p')
    key=$(printf 'grant_type=client_credentials&client_id=%s&client_secret=%s&scope=all' \
      "$BURST_CLIENT_ID" "$BURST_CLIENT_SECRET" | curl -fsS -m 30 -A burst -X POST --data @- "$BURST_TOKENS" |
      sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')
    curl -fsS -m 30 -A burst -X DELETE -K - "$BURST_API/cloud/project/$BURST_PROJECT/instance/$id" \
      <<<"header = \"Authorization: Bearer $key\""
    ;;
  *) return 1 ;;
  esac
}

while [ "$(date +%s)" -lt "$(due)" ]; do sleep 10; done
echo "the time of this machine is over"
while true; do
  ask_to_end
  # Work ends here in any case. Where a stopped machine bills on, only the app or the user can end the bill.
  pkill -f /opt/burst/run.sh
  pkill -f /opt/burst/comfyui
  [ "$BURST_KIND" = vm ] && systemctl poweroff
  sleep 30
done
