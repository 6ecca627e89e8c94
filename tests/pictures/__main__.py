"""python -m tests.pictures --out DIR [--only NAME] [--set SET] [--mode MODE]: draw pages, print faults, 1 if any."""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.pictures.pages import SETS
from tests.pictures.render import MODES, render
from tests.support.browser import FLAGS, NO_BROWSER, installed_chromium


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--only", default="", help="only pages whose name contains this")
    parser.add_argument("--set", choices=sorted(SETS), default="", help="only this set of pages")
    parser.add_argument("--mode", choices=[mode.name for mode in MODES], default="", help="only this way of reading")
    chosen = parser.parse_args()
    chromium = installed_chromium()
    if not chromium:
        print(NO_BROWSER, file=sys.stderr)
        return 1
    faults, drawn = [], 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for name, open_set in SETS.items():
            if chosen.set in ("", name):
                with open_set(chosen.only) as (base, pages, cookies):
                    modes = [mode for mode in MODES if chosen.mode in ("", mode.name)]
                    faults += render(browser, base, pages, chosen.out, cookies=cookies, modes=modes)
                    drawn += len(pages)
        browser.close()
    for fault in faults:
        print(fault)
    print(f"{drawn} pages drawn into {chosen.out}, {len(faults)} faults")
    return 1 if faults or not drawn else 0


if __name__ == "__main__":
    sys.exit(main())
