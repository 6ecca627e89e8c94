"""`python -m qiantou` is the `qiantou` command line."""

import sys

from qiantou.jobs.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
