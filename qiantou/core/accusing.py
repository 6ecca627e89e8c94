"""What words plainly do, in whatever move or entry of the register they stand: accuse somebody of a breach or a crime,
or ask for blame of a unit or decide on it.

Both need more than a topic. A joint work may be about gifts of money, a lesson about a case of bribery, a form about
the items for which points were lost; so an accusation needs somebody, or a sum, or a suspicion, and what asks for blame
needs a verb of asking or deciding, or a unit that it is done to. What is said of anybody whom it may hit ("whoever is
late is held to account") is a rule of a plan and asks for nothing yet. Worked examples of both sorts stand in
tests/core/test_accusing.py; what a list of words cannot do, in docs/rules/gate.md.
"""

from __future__ import annotations

import re
from functools import cache

from qiantou.core.clues import letters

_CLAUSE = "[^,.;:!?，。；：！？]"
"""A letter of the same clause."""
_SENTENCE = "[^.;!?。；！？]"
"""A letter of the same sentence, its commas among them."""
_NUMBER = r"[\d.一二两三四五六七八九十半]*"

_POSTS = (
    "(?:局|镇|乡|县|区|市|科|股|所|站|院|校|队|部|处|组|村|会|行|秘书|董事)长|书记|主任(?!医师)|主席|经理|主[要管]领导|"
    "该同志|某某|该[局镇乡单所站院校]|[他她]们?|其(?![他中余它实次])"
)
"""One person or unit that is spoken of, not a sort of people: who checks, or is checked by rule, is none."""
_UNITS = "[局镇乡委办]|街道|该单位"
_TOPIC = (
    "专项|整治|治理|纠治|案例|典型|警示|教育|防范|防控|预防|风险|自查|条例|知识|培训|学习|宣传|机制|制度|办法|衔接|承诺"
)
_NOT_DONE = (
    "不|未|没|严禁|禁止|杜绝|防|避免|拒|勿|反对|抵制|整治|治理|纠治|开展|组织|落实|学习|参加|签订|报送|召开|观看|自查"
)
_TAKES = (
    f"(?:收受|索要|索取|[收吃拿要]){_CLAUSE}{{0,8}}(?:礼金|红包|贿|财物|好处|回扣|购物卡|现金|干股)|[受行索]贿|[受行索]賄|"
    "[贪貪][污汙]|挪用公款|侵吞|私分|中饱私囊|以权谋私|权钱交易|利益输送|徇私|渎职|滥用职权|玩忽职守|吃拿卡要|公款吃喝"
)
_DEFRAUDS = f"虚报冒领|[套骗]取{_CLAUSE}{{0,8}}(?:资金|补贴|补助|经费|款)"
_NO_TOPIC = f"(?!{_CLAUSE}{{0,6}}(?:{_TOPIC}))"


def _by(whom: str, gap: int, offence: str) -> str:
    """Somebody, and what he is said to have done, with nothing between that says he did not or should not."""
    return f"(?:{whom})(?:(?!{_NOT_DONE}){_CLAUSE}){{0,{gap}}}(?:{offence}){_NO_TOPIC}"


ACCUSATIONS = (
    _by(_POSTS, 16, f"{_TAKES}|{_DEFRAUDS}|腐败|涉嫌{_CLAUSE}{{0,4}}(?:违纪|违法|犯罪|职务)"),
    f"涉嫌{_CLAUSE}{{0,6}}(?:{_TAKES}|职务犯罪|职务违法|严重违纪){_NO_TOPIC}",
    f"(?:{_TAKES}){_CLAUSE}{{0,6}}\\d[\\d.]*余?[多几]?[百千万亿]*元{_NO_TOPIC}",
    "(?:took|taken|takes|taking|accepted|received|demanded)(?:a|the|his|her)?(?:bribe|kickback)",
    "embezzled", "suspectedof(?:bribery|corruption|embezzlement|acrime)",
)  # fmt: skip
"""Patterns by which somebody is said to have done it, or to be suspected of it."""
_WORK_ABOUT = re.compile(
    f"(?:查处|整治|纠治|纠正|排查|受理|打击|严查|规范)(?:{_POSTS})?(?:(?!某|{_POSTS}){_CLAUSE}){{0,24}}?"
    f"(?:{_TAKES}|{_DEFRAUDS})(?!{_CLAUSE}{{0,6}}\\d)"
)
"""Work against a sort of breach, whoever may be found in it; none where a unit or a name stands before the post."""

_THING = (
    "(?!的?(?:条例|规定|制度|办法|机制|学习|案例|情况|工作|培训|清单|程序|台账|整改|事项|问题|决定|教育|名单|标准|细则|"
    "规则|依据|表|原因|指标|因素|项|点|期|方案|会议|统计|分析|管理|系统|平台))"
)
_PAST = "(?<![疑访被受已未不免曾勿])(?<!不予)(?<!免予)(?<!免于)(?<!无需)"
_NO = "不[要应宜必予得该再作]|免[予于除]|勿"
_NAMED = f"{_PAST}(?:问责(?!任)|追责|(?<![产利])(?:政务|党纪|纪律|行政)?处分(?![别布管局类权])|诫勉|一票否决){_THING}"
_POINTS = f"{_PAST}扣(?:除|减|罚|掉|去)?(?:年度|绩效|考核|考评|工作|得)*{_NUMBER}分(?![公配管局包类布]){_THING}"
_OF_APPRAISAL = (
    f"(?:年度|绩效|考核|考评){_CLAUSE}{{0,8}}{_POINTS}|{_PAST}扣(?:除|减|罚)?(?:年度|绩效|考核|考评)+{_NUMBER}分{_THING}|"
    f"(?:年度|绩效|考核|考评){_CLAUSE}{{0,8}}(?:降为|降至|降低|降一|取消){_CLAUSE}{{0,4}}(?:等|级|评[优先])"
)
_ANSWERS = f"{_PAST}追究{_CLAUSE}{{0,12}}(?<!违约)(?<!赔偿)(?<!侵权)(?<!法律)(?<!刑事)(?<!民事)(?<!合同)责任"
_CENSURE = f"{_PAST}通报批评{_THING}"
_ON = f"(?:(?!{_NO}){_SENTENCE})"
"""A letter of the same sentence, before which nothing says no."""
_TO = f"(?<!不)(?<!不[要应宜必予得该再作])(?:对|将|把|给)(?!我){_CLAUSE}{{0,24}}(?:{_UNITS}|{_POSTS}){_ON}{{0,20}}"
_VERBS = "建议|提议|提请|报请|恳请|请求|拟|(?<!不)应|必须|责成|同意|决定|准予|坚持"


def _asking(blame: str, points: str) -> tuple[str, ...]:
    """A unit or the holder of a post, and blame that is done to it, asked for or decided on."""
    return (
        f"{_TO}(?:{blame}{points})",
        f"(?:{_VERBS}){_ON}{{0,30}}(?:{_UNITS}|{_POSTS}){_ON}{{0,20}}(?:{blame}{points})",
        f"(?:{_VERBS}){_ON}{{0,10}}追究{_CLAUSE}{{0,12}}(?:{_UNITS}|{_POSTS}){_CLAUSE}{{0,8}}责任",
        f"(?:{_VERBS})(?:直接|予以|对其|严肃)*(?:问责|追责|诫勉|通报批评){_CLAUSE}{{0,8}}(?:{_UNITS}|{_POSTS})",
        f"(?:{_VERBS}){_ON}{{0,30}}(?:{_OF_APPRAISAL})",
        "[应须该]当?被(?:问责|追责|处分|通报批评|扣分)",
        "(?:propose|recommend|suggest|request|should|must|shall|agree|decide)[^.;!?]{0,80}"
        "(?:heldaccountable|hold[^.;!?]{1,40}accountable|deduct[^.;!?]{0,30}points?|points?(?:be|are)?deducted|reprimanded|"
        "demerit|disciplined)",
    )


ASKED = _asking(f"{_NAMED}|{_CENSURE}", f"|{_ANSWERS}|{_POINTS}|{_OF_APPRAISAL}")
BEYOND_A_BULLETIN = _asking(_NAMED, "")
"""As `ASKED`, but for public criticism and the points of a rating, which are what a bulletin is for."""

_ANYBODY = re.compile(
    f"(?<!建议)(?<!提请)(?<!同意)(?<!决定)(?<!请)(?:对于?|凡)(?:(?![局镇乡责扣]|处分|批评|街道){_SENTENCE}){{0,60}}?(?:的|者)"
    "(?:[,，]|(?:责任|有关|相关|牵头|配合|承办)*(?:单位|部门|乡镇|镇街|地方|人员|干部|个人|领导)[,，]?)"
    f"{_SENTENCE}{{0,40}}(?:问责|追责|处分|通报批评|责任|诫勉|扣{_CLAUSE}{{0,6}}分)"
)
"""What befalls whoever it may be: a rule of a plan, of nobody in particular."""
_LIFTED = re.compile(
    f"(?:解除|撤销|复核|复查|从轻|减轻|申诉|学习|整治|规范|(?<!考)核对){_CLAUSE}{{0,16}}(?:问责|追责|处分|通报批评|责任|诫勉|扣{_CLAUSE}{{0,6}}分)"
)
"""Blame that is to be lifted or looked at once more, and work about it."""
_REFUSED = re.compile(
    f"不(?:同意|建议|支持|赞成|主张|要求|采纳)(?!见){_CLAUSE}{{0,30}}(?:问责|追责|处分|通报批评|责任|诫勉|扣{_CLAUSE}{{0,6}}分)"
)
"""Who says that it should not be."""


def accuses(*texts: str) -> bool:
    """Whether one of the texts says of somebody that he did what is a breach or a crime, or is suspected of it."""
    return _find(ACCUSATIONS, texts, (_WORK_ABOUT,))


def asks_for_blame(*texts: str) -> bool:
    """Whether one of the texts asks that a unit or person be blamed or lose points, or decides that."""
    return _find(ASKED, texts, (_ANYBODY, _REFUSED, _LIFTED))


def asks_for_more_than_criticism(*texts: str) -> bool:
    """The same of what stands in a bulletin."""
    return _find(BEYOND_A_BULLETIN, texts, (_ANYBODY, _REFUSED, _LIFTED))


def _find(patterns: tuple[str, ...], texts: tuple[str, ...], harmless: tuple[re.Pattern[str], ...]) -> bool:
    for text in texts:
        plain = letters(text)
        for pattern in harmless:
            plain = pattern.sub("", plain)
        if _compiled(patterns).search(plain):
            return True
    return False


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))
