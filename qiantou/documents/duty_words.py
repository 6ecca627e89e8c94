"""The words of duty lists: the headings of their columns, the names of the three lists, the unit in a title."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from qiantou.core.duty import DutySort
from qiantou.documents.names import is_collective, is_unit
from qiantou.documents.paper import Cell
from qiantou.documents.script import INVISIBLE, fold
from qiantou.documents.vocabulary import TIERS

Columns = Mapping[int, str]
"""Which column of a sheet, from 0, holds which field of DutyRow; also "list", and "joined" for 承接部门及工作方式."""

CHINESE: Mapping[str, str] = {
    DutySort.BASIC: "基本履职事项清单",
    DutySort.COOPERATING: "配合履职事项清单",
    DutySort.TAKEN_BACK: "上级部门收回事项清单",
    "unit": "乡镇（街道）",
    "number": "序号",
    "klass": "类别",
    "item": "事项名称",
    "upper": "对应上级部门",
    "upper_duty": "上级部门职责",
    "part": "乡镇（街道）配合职责",
    "taking": "承接部门",
    "how": "工作方式",
}
ENGLISH: Mapping[str, str] = {
    DutySort.BASIC: "Basic duties",
    DutySort.COOPERATING: "Cooperating duties",
    DutySort.TAKEN_BACK: "Duties taken back",
    "unit": "Township",
    "number": "No.",
    "klass": "Class",
    "item": "Duty",
    "upper": "Upper department",
    "upper_duty": "Its duty",
    "part": "The township's part",
    "taking": "Department taking it",
    "how": "How",
}
"""The words a workbook is written with; whatever stands in either is read back."""

_ENGLISH_CODES = {fold(word).lower().replace(" ", ""): code for code, word in ENGLISH.items()}
_TIER = r"(?:本级?|乡|镇|乡镇|镇街|乡镇街道|街道|镇级|乡级|乡镇级|基层|属地)"
_ABOVE = r"(?:对应的?|上级|主管|牵头|责任|省|市|县|区|旗|省级|市级|县级|区级|市直|县直|区直|业务|职能|行业)"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("number", r"序号?|编号|号|事项编号|no\.?|number"),
        (
            "joined",
            r"(?:承接|收回).{0,6}(?:部门|单位|主体)?[及和与、/]?(?:具体)?(?:工作|承接|履职|办理|实施)?(?:方式|措施)",
        ),
        ("taking", r"(?:承接|收回|接收)(?:的?上级)?(?:部门|单位|主体)(?:名称)?"),
        ("how", r"(?:具体)?(?:工作|承接|履职|办理|实施)(?:方式|措施)"),
        ("part", rf"{_TIER}{{0,2}}(?:的)?(?:协助)?配合(?:履职)?(?:职责|责任|内容|事项职责)|{_TIER}{{1,2}}(?:的)?职责"),
        ("upper_duty", rf"{_ABOVE}{{1,3}}(?:部门|单位)?的?(?:主要|牵头|具体)?职责|部门职责"),
        ("upper", rf"{_ABOVE}{{1,3}}(?:责任)?(?:部门|单位)(?:名称)?|部门(?:名称)?"),
        ("unit", r"(?:所属|所在)?(?:乡镇?|镇|镇街|街道|乡镇街道|单位|填报单位)(?:名称)?"),
        ("list", r"(?:所属)?清单(?:类型|类别|名称)?|履职(?:类型|类别)|事项(?:类型|性质)"),
        ("klass", r"(?:事项|职责|业务|工作|一级)?(?:类别|分类)(?:名称)?|类型|领域|工作领域|所属领域|条线"),
        (
            "item",
            r"(?:具体|主要|工作|职责|(?:基本|配合)?履职|(?:上级)?(?:部门)?收回(?:的)?|基本|配合)?事项(?:名称|内容|清单内容)?"
            r"|(?:主要|工作|履职|具体)?(?:职责|内容)|(?:主要|工作)职责内容",
        ),
    )
)
_SORTS = (
    (DutySort.TAKEN_BACK, re.compile(r"收回|takenback")),
    (DutySort.COOPERATING, re.compile(r"配合(?:履职|事项|职责|清单)|cooperatingdut")),
    (DutySort.BASIC, re.compile(r"基本(?:履职|事项|职责|清单)|basicdut")),
)
_NOTE = re.compile(
    r"(?:备?注|说明|注意)\s*[:：]|(?:填报|填表|制表|审核|报送|联系|审定)(?:单位|部门|人|时间|日期|电话)|(?:合计|总计|小计|共计)(?:$|[\d:(共])"
    r"|共\s*\d+\s*[项条]"
)
_UNIT = re.compile(
    r"(?:附件\s*\d{0,2}\s*[:、.]?)?(?P<unit>[^\s,。:;、()《》]{2,24}?(?:镇|乡|街道|苏木|办事处|管委会|开发区))(?:人民)?(?:政府|党委|党工委)?的?"
    r"(?=\s*(?:20\d\d年)?(?:度)?(?:基本|配合|上级|履职|职责|三张|三清单|清单|事项|$))"
)
_OWNER = re.compile(
    r"(?:填报单位|单位|乡镇|街道|乡镇\(街道\))(?:名称)?:\s*(?P<unit>[^\s,。:;、]{2,24}?(?:镇|乡|街道|办事处))(?:\s|$)"
)


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Headings:
    """A row of headings, or two read together: the columns, how many rows, the list they can only belong to, and
    the (column, words) of headings nobody knows."""

    columns: Columns
    size: int
    implied: DutySort | None
    unknown: tuple[tuple[int, str], ...]


@lru_cache(maxsize=4096)
def heading_code(text: str) -> str:
    """The field a heading names, or ""."""
    plain = re.sub(r"[\s*:]", "", fold(INVISIBLE.sub("", text))).lower()
    if not plain or len(plain) > 24:
        return ""
    if plain in _ENGLISH_CODES:
        return _ENGLISH_CODES[plain]
    bare = re.sub(r"\(.*?\)", "", plain)
    for words in (plain, bare):
        for code, pattern in _PATTERNS:
            if pattern.fullmatch(words):
                return code
    return ""


@lru_cache(maxsize=4096)
def sort_in(text: str) -> DutySort | None:
    """The one list the words name; None where they name none or several."""
    plain = re.sub(r"\s", "", fold(text)).lower()
    found = [sort for sort, pattern in _SORTS if pattern.search(plain)]
    return found[0] if len(found) == 1 else None


def unit_in(text: str) -> str:
    """The township a title, a sheet's name or a line above the table names, as written; "" for none or for all."""
    plain = fold(text)
    found = (
        _OWNER.search(plain)
        or _UNIT.match(plain.strip())
        or re.search(r"\((?P<unit>[^()]{2,12}(?:镇|乡|街道))\)", plain)
    )
    if not found:
        return ""
    name = found["unit"]
    if name in TIERS or name.endswith(("乡镇", "镇街", "乡镇街道")) or is_collective(name) or not is_unit(name):
        return ""
    return name


def is_list_title(text: str) -> bool:
    """Whether a line alone in its row heads one of the lists, or all of them."""
    plain = re.sub(r"\s", "", fold(text)).lower()
    if len(plain) > 60 or re.search(r"[。;]", plain):
        return False
    return sort_in(text) is not None or bool(re.search(r"(?:履职|职责|权责).{0,8}清单|^附件\d*:?$", plain))


def is_note(text: str) -> bool:
    """Whether a line explains, sums or signs: 备注：, 合计, 填报单位：."""
    return bool(_NOTE.match(fold(text).strip()))


def headings_at(rows: tuple[Row, ...], at: int) -> Headings | None:
    """The headings that begin in this row; None where it holds none. They always name the column of the duties."""
    if any(cell.text.isdigit() for cell in rows[at]):
        return None
    first = _codes(rows[at])
    filled = {fold(cell.text).strip() for cell in rows[at] if cell.text.strip() and not cell.left}
    if len(filled) < 2 or len(set(first.values())) < 2 or len(first) * 2 < len(filled):
        return None
    columns, size = dict(first), 1
    if at + 1 < len(rows):
        own = {column for column, cell in enumerate(rows[at + 1]) if cell.text.strip() and not cell.above}
        second = _codes(rows[at + 1], rows[at], own)
        if own and set(second) == own:
            columns, size = {**columns, **second}, 2
    if "item" not in columns.values():
        return None
    below = rows[at + size - 1]
    words = {column: cell.text for column, cell in enumerate(rows[at]) if cell.text.strip() and not cell.left}
    words |= {column: cell.text for column, cell in enumerate(below) if cell.text.strip() and not cell.left}
    unknown = tuple((column, text) for column, text in words.items() if column not in columns)
    return Headings({column: _field(code) for column, code in columns.items()}, size, _implied(columns, words), unknown)


def _codes(row: Row, group: Row = (), among: Collection[int] | None = None) -> dict[int, str]:
    """Each heading once: of two alike the first counts, and the second is a heading nobody knows. Below a `group` of
    headings, 上级部门 over 职责 is 上级部门职责; only columns `among` count."""
    codes: dict[int, str] = {}
    for column, cell in enumerate(row):
        if cell.left or (among is not None and column not in among):
            continue
        code = heading_code(group[column].text + cell.text) if column < len(group) and cell.text.strip() else ""
        code = code or heading_code(cell.text)
        if code and code not in codes.values():
            codes[column] = code
    return codes


def _field(code: str) -> str:
    return "upper" if code == "taking" else code


def _implied(columns: Columns, words: Mapping[int, str]) -> DutySort | None:
    codes = set(columns.values())
    if codes & {"taking", "joined", "how"}:
        return DutySort.TAKEN_BACK
    if codes & {"part", "upper_duty"}:
        return DutySort.COOPERATING
    items = (column for column, code in columns.items() if code == "item")
    return next((sort for column in items if (sort := sort_in(words.get(column, "")))), None)
