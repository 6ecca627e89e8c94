"""Marks that several folders of tests use."""

import pytest

ON_SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
"""One of the two databases is enough: the tests beside it ask both for the same rows, this one looks at the page."""
