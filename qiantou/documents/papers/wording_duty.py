"""The texts of a duty file and of an own record of work, in each language."""

from dataclasses import dataclass

from qiantou.documents.papers.wording import Wording


@dataclass(frozen=True)
class DutyWords:
    """The defaults are the Chinese."""

    title: str = "{whose}履职档案"
    own_title: str = "实绩清单"
    about: str = "基本情况"
    contents: str = "目录"
    part: str = "部分"
    count: str = "条数"
    when: str = "时间"
    what: str = "事项经过"
    matter: str = "所属事项"
    waited: str = "等待时长"
    entry: str = "记录出处"
    hash: str = "哈希 {hash}"
    doubt: str = "（{doubt}）"
    post: str = "岗位"
    who: str = "任职人"
    since: str = "自"
    until: str = "至"
    to_now: str = "至今"
    nothing: str = "此处没有记录。没有记录不证明任何事情，请向该单位了解。"
    opening: str = (
        "本档案由系统从办理记录中直接汇集，未作评价，未加取舍。没有记录不等于没有做：凡此处没有记录的，请向该单位了解。"
        "每条均注明其在记录中的序号、事项代码和版次，并附条目哈希的前16位，可凭同时导出的摘录包离线核验。"
    )
    own_opening: str = (
        "本清单由本人从办理记录中调取，只列本人任职期间所在岗位办理的事项。没有记录不等于没有做。"
        "同一岗位同时有数人任职的，逐条注明。"
    )
    drawn: str = "本清单由本人调取"


CHINESE_DUTY = DutyWords()
ENGLISH_DUTY = DutyWords(
    title="Duty file: {whose}",
    own_title="Own record of work",
    about="What it is about",
    contents="Contents",
    part="Part",
    count="Entries",
    when="When",
    what="What happened",
    matter="Matter",
    waited="Waited",
    entry="On record as",
    hash="hash {hash}",
    doubt=" ({doubt})",
    post="Post",
    who="Who",
    since="From",
    until="To",
    to_now="still",
    nothing="No record here. What is not on record is not proof of anything: ask the unit.",
    opening=(
        "This file was gathered by the system from the record, without judgement and with nothing left out. What is "
        "not on record is not proof of anything: where there is no record here, ask the unit. Each line names its "
        "position, stream and version in the record and the first 16 digits of its hash; the archive drawn with it "
        "can be verified offline."
    ),
    own_opening=(
        "This list was drawn by the person from the record, and holds what was done in the posts while the person "
        "sat in them. What is not on record is not proof of anything. Where several persons sat in a post at once, "
        "each line says so."
    ),
    drawn="drawn by the person",
)


def duty_words(wording: Wording) -> DutyWords:
    """The texts in the language of the wording."""
    return CHINESE_DUTY if wording.language.startswith("zh") else ENGLISH_DUTY
