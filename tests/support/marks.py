"""Marks that several folders of tests use."""

import pytest

ON_SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
"""One of the two databases is enough: the tests beside it ask both for the same rows, this one looks at the page."""

ON_POSTGRES = pytest.mark.parametrize("site", ["postgres"], indirect=True)
"""One of the two databases is enough: what it takes of characters and numbers the other takes as well."""
