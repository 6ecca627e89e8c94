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
        (f"Unauthorized: /api/downloads/feeds/{SECRET}.ics", "Unauthorized: /api/downloads/feeds/….ics"),
        (f"Method Not Allowed (POST): /feeds/{SECRET}.ics/", "Method Not Allowed (POST): /feeds/….ics/"),
        (f"Not Found: /feeds/{SECRET}.ics\n", "Not Found: /feeds/….ics\n"),
        ("Not Found: /m/0123456789ab/", "Not Found: /m/0123456789ab/"),
    ],
)
def test_a_line_is_kept_and_its_secret_struck_out(said, told):
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "%s", (said,), None)
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == told
