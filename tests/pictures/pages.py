"""What is drawn: sets of pages by name. A set opens a site and says where it is, its pages and who is signed in.

`open_set(only)` is a context manager of (base address, pages, cookies by user); `only` keeps the pages whose name
contains it.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from tests.pictures.gallery import open_gallery
from tests.pictures.render import Cookies, Page
from tests.pictures.site import open_site

OpenSet = Callable[[str], AbstractContextManager[tuple[str, Sequence[Page], Cookies]]]

SETS: dict[str, OpenSet] = {"gallery": open_gallery, "site": open_site}
