"""The command ``onrecord``, also as ``python -m onrecord``."""

import signal
import sys

from onrecord import _native


def main() -> int:
    """Run the command with the arguments of the process and return its exit status."""
    # Python would only take note of an interrupt and go on until the work is done.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.run(["onrecord", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
