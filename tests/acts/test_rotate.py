"""A new key: recorded first, both keys sign the checkpoint that covers the change, then the old one is gone."""

import pytest

from qiantou.acts import shell
from qiantou.acts.rotate import rotate
from qiantou.core.kernel import Actor
from qiantou.jobs.site import prepare_site
from qiantou.jobs.verify_site import verify_site
from qiantou.ledger import keys, places, stored
from qiantou.ledger.report import Unsound
from qiantou.ledger.seal import seal
from tests.acts.county import CLERK, played

ADMIN = Actor(account=CLERK)


def test_a_rotated_key_signs_and_the_chain_holds(site):
    prepare_site()
    with played() as town:
        town.offered()
        seal(shell.now())
        for _ in range(2):
            old, new = rotate(by=ADMIN)
            assert stored.keychain().current == new
            with pytest.raises(Unsound, match="key-missing"):
                keys.signing_key(places.keys_folder(), old)
            town.offered()
            seal(shell.now())
        assert len(keys.known_keys(places.keys_folder())) == 3
        assert verify_site().findings == ()


def test_a_rotation_that_stopped_after_making_the_key_goes_on_with_it(sqlite_site):
    prepare_site()
    with played():
        spare = keys.next_key(places.keys_folder(), stored.keychain().first.name).verifier
        _old, new = rotate(by=ADMIN)
        assert new == spare
