#!/bin/bash
# Style, floors, types, templates, dependencies, known weaknesses: all of them, then the verdict.
# Every tool reads pyproject.toml. Used by `make lint`, scripts/check.sh and CI.
set -uo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=site:.
bin=.venv/bin
apps=(site/m4dnet common taxonomy members library news events search home)
# What house.md wants typed: writes, reads, who may, and what can be found.
typed=()
for app in "${apps[@]}"; do
  for name in services selectors permissions indexing; do
    for path in "$app/$name.py" "$app/$name"; do
      [ ! -e "$path" ] || typed+=("$path")
    done
  done
done
typed+=(search common/indexing common/audiences.py)

failed=()
run() {
  local name=$1
  shift
  printf '%-14s' "$name"
  local said
  if said=$("$@" 2>&1); then
    echo "ok"
  else
    echo "FAILED"
    echo "$said"
    failed+=("$name")
  fi
}

run "ruff" "$bin/ruff" check .
run "ruff format" "$bin/ruff" format --check .
run "djlint" "$bin/djlint" templates --lint --quiet
run "import-linter" "$bin/lint-imports"
run "mypy" "$bin/mypy" "${typed[@]}"
run "bandit" "$bin/bandit" --quiet --configfile pyproject.toml --recursive "${apps[@]}" demo scripts
run "deptry" "$bin/deptry" . --no-ansi

if [ "${#failed[@]}" -gt 0 ]; then
  echo "Not clean: ${failed[*]}" >&2
  exit 1
fi
