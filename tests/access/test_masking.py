"""What a log may say of an address that is a secret."""

import logging

import pytest

from qiantou.access.masking import WithoutSecrets

SECRET = "Zb3-" * 8


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (f"Not Found: /l/{SECRET}/", "Not Found: /l/…/"),
        (f"Bad Request: /feeds/{SECRET}.ics", "Bad Request: /feeds/….ics"),
        ("Not Found: /m/0123456789ab/", "Not Found: /m/0123456789ab/"),
    ],
)
def test_a_line_is_kept_and_its_secret_struck_out(said, told):
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "%s", (said,), None)
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == told
