"""Addresses of things, from their names in the record. A ref is the first 12 digits of a stream."""

from functools import lru_cache

from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

REF = 12
_ANY = "0" * REF


def ref(stream: str) -> str:
    return stream[:REF]


def matter_url(stream: str, move: str = "") -> str:
    """The page of a matter, at one of its moves."""
    address = _matter_address(get_script_prefix(), get_urlconf()).replace(_ANY, ref(stream))
    return f"{address}?move={move}#move-{move}" if move else address


def joint_url(stream: str) -> str:
    return reverse("joint", args=[ref(stream)])


def receipt_url(position: int) -> str:
    """Where the receipt of an entry is shown and checked."""
    return address("proof-entry", position)


def address(name: str, *args: object) -> str:
    """The address of a named page; empty where this site has no such page."""
    return _address(get_script_prefix(), get_urlconf(), name, *args)


@lru_cache(maxsize=8)
def _matter_address(_prefix: str, urlconf: str | None) -> str:
    """The address of a matter whose ref is all zeros: a list puts each row's own in its place."""
    return reverse("matter", urlconf, args=[_ANY])


@lru_cache(maxsize=1024)
def _address(_prefix: str, urlconf: str | None, name: str, *args: object) -> str:
    try:
        return reverse(name, urlconf, args=args)
    except NoReverseMatch:
        return ""
