"""What a covering notice says about rows without a lead word: the first-listed leads, or all responsible do."""

import re
from dataclasses import dataclass

from qiantou.documents.script import fold

_FIRST = re.compile(
    r"(?:第一(?:个|位|家|顺位)?(?:的)?(?:责任|列名|排名)?(?:单位|部门)|(?:列|排|列名|排名|排列|位列|排序|列在|排在|列示|列入)(?:在)?(?:第一(?:位|个|名)?|首位|最前面?|首个|前面|首)的?(?:责任)?(?:单位|部门)?"
    r"|首位(?:责任)?(?:单位|部门)|首列(?:责任)?(?:单位|部门))[^。;:]{0,10}(?:(?:为|是|作为|即|系)[^。;:]{0,8})?(?:牵头|主办|总牵头)"
    r"|(?:第一(?:个|家|位)|首个)(?:为|是|作为|即|系)(?:牵头|主办)"
    r"|牵头(?:单位|部门)(?:列|排|列在|排在|排名|位列)(?:第一|首|最前|前列)"
)
_RESPONSIBLE = re.compile(
    r"(?:未|没有|无|不)(?:单独|明确|注明|列明|标明|标注|确定|列出|设|写明|指定|列)*(?:的)?牵头(?:单位|部门)[^。;]{0,24}?责任(?:单位|部门)[^。;]{0,10}牵头"
    r"|(?:未|没有|无)[^。;]{0,6}牵头(?:单位|部门)的?[^。;]{0,6}由(?:各)?(?:相关)?责任(?:单位|部门)[^。;]{0,8}(?:牵头|负总责|负责)"
)


@dataclass(frozen=True)
class LeadRule:
    """How to read a row that names responsible units and no lead."""

    first_leads: bool = False
    responsible_lead: bool = False


def is_rule(text: str) -> bool:
    """Whether the words say that the first-listed unit leads."""
    return bool(_FIRST.search(fold(text)))


def states_rule(text: str) -> bool:
    """Whether the words say who leads where no lead is named."""
    return is_rule(text) or bool(_RESPONSIBLE.search(fold(text)))


def rule_of(lines: list[str]) -> LeadRule:
    """The rule a paper states anywhere in its text."""
    folded = fold("\n".join(lines)).replace(" ", "")
    return LeadRule(bool(_FIRST.search(folded)), bool(_RESPONSIBLE.search(folded.replace("\n", ""))))
