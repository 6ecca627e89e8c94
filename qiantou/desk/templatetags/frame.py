"""What stands around every page, written cheaply: its steady parts once a language, its main pages in one go."""

from collections.abc import Iterable

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class Steady(template.Node):
    """Written without any context, so that it can depend on the language alone, and kept for each."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.kept: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self.kept:
            assert context.template is not None
            bare = Context()
            with bare.bind_template(context.template):
                self.kept[language] = self.nodelist.render(bare)
        return self.kept[language]


@register.tag
def steady(parser: Parser, _token: Token) -> Steady:
    """{% steady %} … {% endsteady %}: text, translations and addresses of static files; variables are empty there."""
    nodelist = parser.parse(("endsteady",))
    parser.delete_first_token()
    return Steady(nodelist)


@register.simple_tag
def main_pages(pages: Iterable[tuple[str, str, int, bool]]) -> SafeString:
    """The links of `nav`: address, label, how many wait there (0 for none), whether it is this page."""
    return format_html_join(
        "",
        '\n<a href="{}"{}>{}{}</a>',
        (
            (url, _ON if on else "", label, SafeString(f" <b>{escape(str(count))}</b>") if count else "")
            for url, label, count, on in pages
        ),
    )


_ON = SafeString(' class="on" aria-current="page"')
