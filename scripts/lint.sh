#!/bin/bash
# Style, floors, types, templates, dependencies, known weaknesses: all of them, then the verdict.
# Every tool reads pyproject.toml. Used by `make lint`, scripts/check.sh and CI.
set -uo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=site:.
bin=.venv/bin
apps=(site/m4dnet common taxonomy members notifications activity library forum news events learning search home)
# What house.md wants typed: writes, reads, who may, and what can be found.
typed=(search common/indexing common/audiences.py)
for app in "${apps[@]}"; do
  [ "$app" != search ] || continue  # all of it is
  for name in services selectors permissions indexing; do
    for path in "$app/$name.py" "$app/$name"; do
      [ ! -e "$path" ] || [ "$path" = common/indexing ] || typed+=("$path")
    done
  done
done

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
