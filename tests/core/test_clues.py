"""Which words are known, however they are spelt, and which ordinary ones are not taken for them."""

from __future__ import annotations

import pytest

from qiantou.core.clues import is_clue, is_deduction

BLAME = (
    "建议年度考核对县交通局扣2分", "扣除绩效2分", "建议给予县交通局局长政务处分", "考核记负分",
    "建议年度考核降为三等", "建议约谈并书面检查", "扣\u200b分", "扣 分", "扣·分", "扣0.5分", "扣减考核分",
    "通 报批评", "进行批评", "追究相关人员责任", "追责问责", "取消年度评优资格", "降低等次", "降等",
    "ＤＥＤＵＣＴ two points", "hold\u00adaccountable", "hold them to accountability", "减三分", "给予免职",
)  # fmt: skip
PLAIN = (
    "如有疑问，责任单位请于三日内答复", "疑问责任到人", "打折扣的部分补齐", "扣除部分费用后拨付",
    "由县政府负分管责任", "水位下降等情况", "降雨等级预报", "三处分别施工", "国有资产处分方案", "缩减分公司数量",
    "听取群众批评意见", "登记过的房屋", "桥梁进度", "沉降等问题", "降等因素",
)  # fmt: skip
CLUES = (
    "受\u200b贿", "收了老板的好处费", "收红包", "存在腐败问题", "貪污", "受賄", "以权谋私", "吃回 扣", "套取专项资金",
    "骗取国家补贴", "涉 嫌犯罪", "a\u00adbribe", "索要、收受财物", "中饱私囊",
)  # fmt: skip
CLEAN = (
    "查处违法建设", "发放消费红包", "推进反腐败宣传栏建设", "食品腐败变质处置", "分公司收款", "骗局提示",
    "受理贫困户申请",
)  # fmt: skip


@pytest.mark.parametrize("text", BLAME)
def test_what_asks_for_blame_is_known_however_it_is_spelt(text: str) -> None:
    assert is_deduction("how the bridge stands", text)


@pytest.mark.parametrize("text", PLAIN)
def test_ordinary_words_ask_for_no_blame(text: str) -> None:
    assert not is_deduction(text)


@pytest.mark.parametrize("text", CLUES)
def test_what_names_a_breach_is_known_however_it_is_spelt(text: str) -> None:
    assert is_clue(text)


@pytest.mark.parametrize("text", [*PLAIN, *CLEAN])
def test_ordinary_words_name_no_breach(text: str) -> None:
    assert not is_clue(text)


def test_a_word_is_not_made_of_the_end_of_one_text_and_the_beginning_of_another() -> None:
    assert not is_deduction("如有疑", "责任单位")
    assert not is_deduction("扣", "分")
