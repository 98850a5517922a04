#!/usr/bin/env bash
# Mounts the model volume, where its seller does not, and sees that models can be kept on it. Says on the error output why not.
set -euo pipefail
# shellcheck source=/dev/null
. "${BURST_BOOT_ENV:-/opt/burst/boot.env}"
patience=${BURST_VOLUME_PATIENCE:-600}

wait_or_give_up() {
  [ "$((patience -= 1))" -gt 0 ] || {
    printf '%s\n' "$1" >&2
    exit 1
  }
  sleep 1
}

# A disk is given to the machine when that runs. Its id, or the first 20 letters of it, is the disk's serial number.
disk_of() {
  local found
  for found in "${BURST_DISKS:-/dev/disk/by-id}"/*"${1:0:20}"*; do
    case $found in *-part*) continue ;; esac
    [ ! -e "$found" ] || {
      printf '%s' "$found"
      return
    }
  done
}

if [ -n "$BURST_VOLUME_DISK" ]; then
  disk=$(disk_of "$BURST_VOLUME_DISK")
  until [ -n "$disk" ]; do
    wait_or_give_up "the disk $BURST_VOLUME_DISK did not appear"
    disk=$(disk_of "$BURST_VOLUME_DISK")
  done
  if ! blkid -p "$disk" >/dev/null 2>&1; then
    # Only what was never written to is given a file system.
    cmp -s -n 16777216 "$disk" /dev/zero || {
      echo 'it holds something that is no file system' >&2
      exit 1
    }
    mkfs.ext4 -q -m 0 "$disk"
  fi
  install -d "$BURST_VOLUME"
  mountpoint -q "$BURST_VOLUME" || mount "$disk" "$BURST_VOLUME"
fi
until [ -d "$BURST_VOLUME" ]; do wait_or_give_up "nothing is mounted at $BURST_VOLUME"; done
# Whoever serves the files may not let root give them away.
install -d -o "$BURST_USER" "$BURST_VOLUME/models" 2>/dev/null || install -d -m 0777 "$BURST_VOLUME/models"
