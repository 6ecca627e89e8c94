"""Lists of unit names: a tokenizer that knows nesting, joining words and names that hold them.

A name is returned exactly as written (blanks a scanner left inside are dropped). 和, 及, 与 separate only
where the left side is a finished unit name and the right side begins one, so 县发展和改革局 stays whole;
各镇、街道 and 开发区、县 are one name for a tier each.
"""

import re
from dataclasses import dataclass, replace

from qiantou.documents.brackets import flat
from qiantou.documents.script import fold, squeeze
from qiantou.documents.vocabulary import NOTHING, ORDINARY, TIERS, UNIT_ENDINGS, UNSETTLED, WEAK_ENDINGS, Role

_MASK = "\ue000"
_MARKS = {
    **dict.fromkeys(
        ("牵头", "牵头单位", "牵头部门", "主办", "主办单位", "主责", "第一责任单位", "总牵头", "牵头负责"), Role.LEAD
    ),
    **dict.fromkeys(
        ("配合", "配合单位", "协办", "协助", "参与", "协办单位", "会办", "参与单位", "会办单位"), Role.COOPERATING
    ),
    **dict.fromkeys(("按职责分工", "按职责分工负责", "分别负责", "按职责负责"), Role.RESPONSIBLE),
}
_ENDING = re.compile(rf"(?:{'|'.join(sorted(UNIT_ENDINGS, key=len, reverse=True))})$")
_COLLECTIVE = re.compile(
    r"^各|各(?:镇|乡|街|县|市|区|部|单|有|相|科|成|村|社|开|园|级|专|委|地|站|所|股|旗|州|企|学|直)|(?:相关|有关|其他|其它|所有|全体|成员)(?:[县市区]?直?属?)?"
    r"(?:责任|职能|业务|配合|成员|涉及)?(?:单位|部门|镇|乡|街道|科室|县|区|企业|乡镇|地区|机构)|^(?:属地|涉及|全[县市区])|^[县市区省]直(?:机关)?(?:单位|部门|各)|成员单位$"
)
_OPEN_END = re.compile(
    r"等+(?:\d+|[一二三四五六七八九十]+)?个?(?:有关|相关|其他|其它)?(?:[县市区]直)?(?:职能|责任|成员)?(?:部门|单位|部门和单位|部门单位|地区|镇街|乡镇|镇|街道)?$"
)
_VERBS = re.compile(
    r"推进|加强|完成|开展|落实|做好|负责|牵头|配合|确保|完善|推动|提升|制定|印发|增长|达到|实现|加快|深化|强化|优化|严格|坚持|不断|积极|切实|支持|健全|打造|持续|全面|启动|召开|汇报|报送|说明|见附"
)
_WHOLE = (
    *("人大", "开发区", "园区", "新区", "新园", "社区", "社联", "残联", "妇联", "工商联", "侨联", "文联", "科协"),
    *("团委", "总工会"),
)
_SEPARATOR = re.compile(r"[、,，;；/|\n·]|以及|和|及|与|[ ]+")
_ROLE_WORD = re.compile(r"(?:牵头|主办|责任|配合|协办|参与)(?:单位|部门)|下同|同上|上述(?:单位|部门)")
_WHEN = re.compile(
    r"^\d{4}|期间$|期末$|(?:底|末|日|月|年|[初一二三四五六七八九十]|节|以|之)[前内]$|\d[个]?(?:工作)?[日天周月]"
)
"""Words that say when, which the dates of dates.py do not know: 腊月二十三前."""
_EDGE = " 、,，;；。.．:：·\"'“”*★☆▲※—-–"
_MASK_GROUP = re.compile(r"[(〔\[【].*[)〕\]】]$")
_LEADING = re.compile(
    r"^(?:(?:以上|上述)(?:各项|各)?(?:任务|工作|项目|事项)?(?:均|都|全部)?由|均由|由|请|以及|及其|并由|并|再由)+"
)
_JOINER = re.compile(r"^(?:和(?=[市省区各]|有关|相关|其[他它])|[及与])")
_PLACE = re.compile(r"[\u3400-\u9fff](?:[县市区旗镇乡村州]|街道)")
_TWO_IN_ONE = re.compile(r"[县市区省].+[和及与][县市区省](?![域场政民划城级属])")


@dataclass(frozen=True)
class Name:
    """A unit as written. `mark` is the role its own bracket gives it: 县教育局（牵头）."""

    text: str
    mark: Role | None = None


@dataclass(frozen=True)
class NameList:
    """What a list holds: names in order, pieces that are no names, and the name after which 等 stands."""

    names: tuple[Name, ...] = ()
    unclear: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()
    open_after: str = ""


def bare(name: str) -> str:
    """The folded name without what its brackets hold."""
    return flat(name).replace(_MASK, "")


def is_unit(name: str) -> bool:
    """Whether the words end as the name of a unit ends."""
    plain = bare(name)
    if not 1 < len(plain) <= 40 or plain.endswith(ORDINARY) or _VERBS.match(plain):
        return plain in TIERS
    return bool(_ENDING.search(plain))


def is_office(name: str) -> bool:
    """Whether the words surely name who works, not where: 县发改局 or 各镇, not 示范村."""
    plain = fold(name)
    ends = re.search(r"^[县市区镇乡]|(?:局|委|办|厅|中心|公司|政府|街道)$", plain)
    return is_collective(name) or (is_unit(name) and len(plain) > 2 and bool(ends))


def is_finished(name: str) -> bool:
    """Whether a joining word after these words separates: 县发改局 is finished, 县发展 is not."""
    plain = bare(name)
    if plain in TIERS or plain.startswith("各"):
        return True
    return (is_unit(name) and plain[-1] not in WEAK_ENDINGS) or plain.endswith(
        (
            "人大",
            "开发区",
            "园区",
            "新区",
            "新园",
            "社区",
            "社联",
            "残联",
            "妇联",
            "工商联",
            "侨联",
            "文联",
            "科协",
            "团委",
            "总工会",
        )
    )


def may_hold_two(name: str) -> bool:
    """Whether a joining word inside or before the name may be no part of it: 和县财政局, 县足协和县棋协."""
    plain = bare(name)
    doubtful = plain[:1] in "和及与" and is_unit(plain[1:]) and not _PLACE.match(plain[1:])
    return doubtful or bool(_TWO_IN_ONE.search(plain))


def is_collective(name: str) -> bool:
    """Whether a name stands for several units (各镇, 县直相关单位, 县（市、区）) that a person expands."""
    plain = re.sub(r"\s", "", fold(name))
    pieces = [piece for piece in re.split(r"[、,]", bare(plain)) if piece]
    if pieces and all(piece in TIERS for piece in pieces) and not (len(pieces) == 1 and pieces[0].endswith("政府")):
        return True
    return bool(_COLLECTIVE.search(plain)) or bool(
        re.search(r"\((?:市|县|区|镇|乡|街道|社区|旗)[、,/]|^村\(社区\)", plain)
    )


def split_names(text: str) -> NameList:
    """Reads a list of units. Pieces that cannot be names are returned as unclear, never as names."""
    names: list[Name] = []
    unclear: list[str] = []
    unsettled: list[str] = []
    open_after = ""
    for piece in _join_tiers(text, _pieces(text)):
        written, ended = _trim(text[piece[0] : piece[1]])
        name = _marked(written)
        plain = fold(name.text)
        if names and re.fullmatch(r"…+|\.{3,}", plain):
            open_after = names[-1].text
        if plain in NOTHING or not re.search(r"[\u3400-\u9fff]", plain):
            continue
        if plain in UNSETTLED:
            unsettled.append(name.text)
        elif (
            _ROLE_WORD.fullmatch(plain)
            or len(plain) > 40
            or ":" in plain
            or re.search(r"[。!?]", plain)
            or _WHEN.search(plain)
            or (_VERBS.search(plain) and not is_unit(name.text))
        ):
            unclear.append(name.text)
        else:
            names.append(name)
            if may_hold_two(name.text):
                unclear.append(name.text)
            open_after = name.text if ended else open_after
    kept = {name.text: name for name in reversed(names)}
    return NameList(
        tuple(kept[text] for text in dict.fromkeys(name.text for name in names)),
        tuple(unclear),
        tuple(unsettled),
        open_after,
    )


def _pieces(text: str) -> list[tuple[int, int]]:
    """Spans between top-level separators."""
    mask, spans, start = flat(text), [], 0
    for found in _SEPARATOR.finditer(mask):
        if found.start() < start:
            continue
        mark = found.group()
        left, right = text[start : found.start()], text[found.end() :]
        if mark in ("和", "及", "与") and not _separates(left, right):
            continue
        if mark.isspace() and mark != "\n" and (len(squeeze(left)) < 3 or not _separates(left, right)):
            continue
        spans.append((start, found.start()))
        start = found.end()
    return [*spans, (start, len(text))]


def _separates(left: str, right: str) -> bool:
    following = _SEPARATOR.split(flat(right).lstrip(), maxsplit=1)[0].strip()
    following = _OPEN_END.sub("", following.replace(_MASK, ""))
    if following.startswith("平") and not following.startswith("平台"):
        return False  # 和平 is a place
    head = squeeze(left.strip())
    begins = is_unit(following) or following in TIERS or bool(re.match(r"各|有关|相关|其[他它]", following))
    if not begins:  # the right-hand name may itself hold 和: 县财政局和县住房和城乡建设局
        begins = bool(re.match(r"[县市区省]", following)) and bool(
            _ENDING.search(bare(re.split(r"[、,;，；]", fold(right))[0]))
        )
    return begins and is_finished(head)


def _join_tiers(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """各镇、街道 and 开发区、县(市、区) are one name: bare tier words join the tier word before them."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if (
            joined
            and fold(text[joined[-1][1] : start]).strip() in ("、", "和", "及", "与")
            and _goes_with(text, joined[-1], (start, end))
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _goes_with(text: str, last: tuple[int, int], piece: tuple[int, int]) -> bool:
    before, words = text[last[0] : last[1]], text[piece[0] : piece[1]]
    if fold(words).strip() in ("政府", "人民政府", "办事处", "管委会"):
        return bool(re.search(r"(?:党委|党工委|工委)$", bare(before.strip())))
    if not _is_tier(words) or _MASK in flat(before):
        return False
    first = re.split(r"[、,]", bare(before))[0].strip()
    return _is_tier(first) or bool(re.fullmatch(rf".{{0,4}}各(?:{'|'.join(TIERS)})", first))


def _is_tier(words: str) -> bool:
    return _OPEN_END.sub("", bare(squeeze(words))) in TIERS


def _trim(written: str) -> tuple[str, bool]:
    """The piece without joining words, edge marks and 等…; whether 等 was there."""
    text = re.sub(r"\s*\n\s*", "", squeeze(written)).strip(_EDGE)
    if text[-1:] in "(（〔[【" or (text[-1:] in ")）〕]】" and not _MASK_GROUP.search(fold(text))):
        text = text[:-1].strip(_EDGE)
    if text[:1] in ")）〕]】":
        text = text[1:].strip(_EDGE)
    for lead in (_LEADING.match(fold(text)), _JOINER.match(fold(text))):
        rest = text[lead.end() :] if lead else ""
        # 由义镇, 和平区, 及第乡: the joining word is half of a place
        if len(rest) > 1 and is_unit(rest) and not _PLACE.match(fold(rest)):
            text = rest
            break
    ended = _OPEN_END.search(flat(text))
    if ended and ended.start() > 0:
        return text[: ended.start()].strip(), True
    return text, False


def _marked(written: str) -> Name:
    found = re.search(r"\(([^()]{2,10})\)$", fold(written))
    if found and found.group(1) in _MARKS:
        return Name(written[: found.start()].strip(), _MARKS[found.group(1)])
    return Name(written)


def without_mark(name: Name) -> Name:
    """The name with its own role settled."""
    return replace(name, mark=None)
