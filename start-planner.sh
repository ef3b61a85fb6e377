#!/bin/sh
# Opens the planner in the browser. The first time it makes an environment of its own, in the folder .planner here:
# nothing else on this machine is changed. Give it a folder, or drop one on it, to work there instead of in my-workbooks.

here=$(cd "$(dirname "$0")" && pwd) || exit 1
own="$here/.planner"
python="$own/bin/python"

stop() {
  printf '\n%s\n' "$@" >&2
  if [ -t 0 ]; then
    printf '\nPress Enter to close this window. '
    read -r _
  fi
  exit 1
}

# The newest Python that will do, also where a system puts those that were installed besides its own.
find_python() {
  PATH="$PATH:/usr/local/bin:/opt/homebrew/bin:/Library/Frameworks/Python.framework/Versions/Current/bin"
  for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      command -v "$name"
      return
    fi
  done
}

# Whether the environment is finished, for what the planner needs today, and of this copy of it and no other.
is_ready() {
  [ -x "$python" ] && cmp -s "$here/pyproject.toml" "$own/made-for.toml" && "$python" -P -c 'import os, sys, planner
sys.exit(os.path.realpath(planner.__file__) != os.path.realpath(os.path.join(sys.argv[1], "planner", "__init__.py")))
' "$here" >/dev/null 2>&1
}

[ -f "$here/pyproject.toml" ] || stop "This file stands alone: the rest of the planner is not beside it." \
  "Unpack the whole file that you downloaded, and start it from there."
if ! is_ready; then
  echo "The planner is getting ready, in $own"
  echo "It downloads the libraries that it needs. That takes a few minutes, the first time only."
  found=$(find_python)
  [ -n "$found" ] || stop "Python 3.11 or newer is needed, and there is none." \
    "Install it from https://www.python.org/downloads/ and start this again."
  "$found" -m venv --clear "$own" || stop "Python could not make an environment in $own." \
    "On Debian or Ubuntu: sudo apt install python3-venv. Elsewhere: may this folder be written to?"
  "$python" -m pip install --quiet --disable-pip-version-check --editable "$here" ||
    stop "The libraries could not be installed: what is said above is why." \
      "Is there a connection to the internet? It is needed this once. Then start this again."
  cp "$here/pyproject.toml" "$own/made-for.toml"
  echo "Ready."
fi

folder=${1:-$here/my-workbooks}
if [ -z "${1:-}" ] && ! [ -d "$folder" ]; then
  mkdir "$folder" || stop "The folder $folder could not be made. Give a folder that may be written to."
  echo "Your workbooks and plans are kept in $folder"
fi
"$python" -P -m planner desk "$folder" || stop "The planner ended: what is said above is why."
