#!/usr/bin/env bash
# Packs of nodes, each at exactly one commit, and what they need from pip, so that nothing of ComfyUI's own moves.
set -euo pipefail
# shellcheck source=/dev/null
. "${BURST_BOOT_ENV:-/opt/burst/boot.env}"
nodes=$BURST_HOME/comfyui/custom_nodes
pip=${BURST_PIP:-/opt/burst/venv/bin/pip}
constraints=${BURST_CONSTRAINTS:-/opt/burst/constraints.txt}
# The folders are the login user's, and root asks.
export GIT_CONFIG_GLOBAL=${BURST_GITCONFIG:-/opt/burst/gitconfig}
install -d "$nodes"
while read -r name repository commit; do
  [ -n "$name" ] || continue
  pack=$nodes/$name
  if [ ! -d "$pack/.git" ]; then
    rm -rf "$pack"
    git init -q "$pack"
  fi
  git config --file "$GIT_CONFIG_GLOBAL" --add safe.directory "$pack"
  [ "$(git -C "$pack" rev-parse -q --verify HEAD || true)" != "$commit" ] || continue
  git -C "$pack" fetch -q --depth 1 "$repository" "$commit"
  git -C "$pack" checkout -q --force --detach "$commit"
done <<<"$BURST_NODE_PACKS"
# shellcheck disable=SC2086
[ -z "$BURST_NODE_REQUIREMENTS" ] ||
  "$pip" install -q --no-cache-dir -c "$constraints" $BURST_NODE_REQUIREMENTS
