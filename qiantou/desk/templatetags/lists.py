"""What a list needs in the address: the next sort of a column and how to say it to a reader who does not see it.

A sort is a column's key, or the key after a minus for descending; an empty string for none.
"""

from django import template

register = template.Library()


@register.filter
def turned(key: str, sort: str) -> str:
    """The sort that a press on the heading of `key` asks for: ascending first, then the other way round."""
    return f"-{key}" if sort == key else key


@register.filter
def aria_sort(key: str, sort: str) -> str:
    """The value of `aria-sort` for the column `key`; empty when the list is sorted by another one."""
    return {key: "ascending", f"-{key}": "descending"}.get(sort or "", "") if key else ""
