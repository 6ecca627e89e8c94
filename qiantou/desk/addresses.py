"""Addresses of things, from their names in the record. A ref is the first 12 digits of a stream."""

from django.urls import NoReverseMatch, reverse

REF = 12


def ref(stream: str) -> str:
    return stream[:REF]


def matter_url(stream: str, move: str = "") -> str:
    """The page of a matter, at one of its moves."""
    address = reverse("matter", args=[ref(stream)])
    return f"{address}?move={move}#move-{move}" if move else address


def joint_url(stream: str) -> str:
    return reverse("joint", args=[ref(stream)])


def receipt_url(position: int) -> str:
    """Where the receipt of an entry is shown and checked."""
    return address("proof-entry", position)


def address(name: str, *args: object) -> str:
    """The address of a named page; empty where this site has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
