#!/usr/bin/env bash
# ComfyUI at one tag, around what is in its folder already: models are sent while the rest is still being installed.
set -euo pipefail
# shellcheck source=/dev/null
. "${BURST_BOOT_ENV:-/opt/burst/boot.env}"
comfyui=$BURST_HOME/comfyui
install -d "$comfyui"
# The folder is the login user's, and root asks.
export GIT_CONFIG_GLOBAL=${BURST_GITCONFIG:-/opt/burst/gitconfig}
git config --file "$GIT_CONFIG_GLOBAL" safe.directory "$comfyui"
[ -d "$comfyui/.git" ] || git init -q "$comfyui"
git -C "$comfyui" fetch -q --depth 1 "$COMFYUI_REPOSITORY" "refs/tags/$COMFYUI_TAG"
git -C "$comfyui" checkout -q --force --detach FETCH_HEAD
# A tag can be moved; the commit cannot.
commit=$(git -C "$comfyui" rev-parse HEAD)
case $commit in
"$COMFYUI_COMMIT"*) ;;
*)
  printf 'the tag %s is now commit %s, expected %s\n' "$COMFYUI_TAG" "$commit" "$COMFYUI_COMMIT" >&2
  exit 1
  ;;
esac
