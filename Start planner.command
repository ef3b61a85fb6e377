#!/bin/sh
# For macOS: a double-click opens this in a window of the Terminal. What it does stands in start-planner.sh.
exec "$(dirname "$0")/start-planner.sh" "$@"
