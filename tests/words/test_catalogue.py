"""Every text a person can see is there in Chinese, whole, and compiled."""

import re

from tests.support.catalogue import CATALOGUE, catalogue, compiled, texts, untranslated

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%[sd]")


def test_every_text_has_its_chinese():
    assert untranslated() == {}


def test_the_catalogue_holds_nothing_else():
    asked = set(texts())
    assert [entry.msgid for entry in catalogue() if entry.msgid not in asked] == []


def test_placeholders_are_the_same_on_both_sides():
    for entry in catalogue():
        for chinese in [entry.msgstr, *entry.msgstr_plural.values()]:
            if chinese:
                wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
                assert set(PLACEHOLDER.findall(chinese)) <= wanted | set(PLACEHOLDER.findall(entry.msgid)), entry.msgid
                assert wanted <= set(PLACEHOLDER.findall(chinese)) or entry.msgid_plural, entry.msgid


def test_the_compiled_catalogue_is_fresh():
    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled()
