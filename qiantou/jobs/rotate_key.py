"""`qiantou rotate-key`: sign the record with a new key from here on."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from qiantou.acts.rotate import rotate
from qiantou.core.kernel import Actor
from qiantou.jobs.lock import writing
from qiantou.jobs.site import prepare_site


def add(subparsers: Any) -> None:
    subparsers.add_parser(
        "rotate-key",
        description="Make a new signing key and put it in force by an entry of the record. Old checkpoints stay "
        "checkable: the old public key is kept, its private half is removed. Publish the new key as you did the old.",
    )


def run(args: argparse.Namespace) -> int:
    with writing():
        prepare_site()
        _old, new = rotate(by=Actor())
    print(_("Checkpoints are signed by this key from now on:"))
    print(new.text)
    return 0
