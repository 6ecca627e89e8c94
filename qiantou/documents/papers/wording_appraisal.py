"""The texts of 考核建议函."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AppraisalWords:
    """The defaults are the Chinese; the English stands beside it in `APPRAISAL_ENGLISH`."""

    title: str = "关于{work}联动考核结果的建议函"
    opening: str = (
        "{work}已经结项，联动考核评估单（第{number}号，存证编号{entry}）于{day}生效，"
        "复核期限已过，没有未办结的复核申请。"
    )
    rests_on: str = "立项书约定的考核运用：{use}。"
    by_power: str = "依据{mandate}“考核建议”授权，现将评估结果函告如下，建议按上述约定运用。"
    by_issuer: str = "我单位系本项工作的立项签发单位，现将评估结果函告如下，建议按上述约定运用。"
    parts: str = "各单位贡献与得分"
    parts_note: str = (
        "得分满分100分，按各单位的贡献份额计算；份额合计{earned}，未取得的份额{unearned}，不归任何单位，也不因此归责。"
    )
    order: str = "表中单位按在册顺序排列，不是名次；得分取决于各单位按方案承担的份额，不宜用于单位之间比较高低。"
    measures: str = "成效指标"
    measure: str = "指标"
    target: str = "目标值"
    value: str = "实测值"
    attained: str = "完成程度"
    coordination: str = "统筹协调"
    lines: str = "承担事项"
    help: str = "协助他人"
    over: str = "自身超时"
    points: str = "得分"
    amended: str = "经复核裁定更正{count}项，裁定编号：{contests}。"
    not_amended: str = "没有经复核裁定更正的事项。"
    close: str = "各项数字的计算过程和所依据的记录，见评估单及存证账本。特此函告。"


APPRAISAL = AppraisalWords()
APPRAISAL_ENGLISH = AppraisalWords(
    title="Suggestion for appraisal: the joint assessment of {work}",
    opening=(
        "{work} is concluded. Its assessment sheet (no. {number}, entry {entry}) has been final since {day}: the "
        "time to contest it has passed, and no contest is open."
    ),
    rests_on="Use of the assessment as the charter agrees it: {use}.",
    by_power="Under the power to propose appraisal of {mandate} this is the result, to be used as agreed.",
    by_issuer="As the unit that issued this work, we send the result, to be used as agreed.",
    parts="Contribution and points of each unit",
    parts_note=(
        "Points are of 100, by each unit's share of the credit. Shares earned: {earned}; not earned: {unearned}, "
        "which are nobody's and no ground for blame."
    ),
    order=(
        "Units stand in the order of the register, which is no ranking. Points depend on the share a unit took on in "
        "the plan and do not say who did better."
    ),
    measures="Outcome measures",
    measure="Measure",
    target="Target",
    value="Measured",
    attained="Attained",
    coordination="Coordination",
    lines="Lines",
    help="Help to others",
    over="Own over-run",
    points="Points",
    amended="Amended by ruling on a contest: {count}; rulings {contests}.",
    not_amended="Nothing was amended by a ruling.",
    close="How each figure was reckoned, and the entries it rests on, stand in the sheet and in the record.",
)
