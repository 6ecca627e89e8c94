"""The texts of 考核评估单."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AssessmentWords:
    """The defaults are the Chinese; the English stands beside it in `ASSESSMENT_ENGLISH`."""

    title: str = "{work}联动考核评估单"
    below: str = "第{number}号"
    draft: str = "（测算稿，未印发）"
    through: str = "依据截至{through}的记录计算，未经人工填报。"
    final: str = "本单已生效。"
    provisional: str = "各单位可在{until}前提出考核复核申请；期满且无未办结申请的，自动生效。"
    contested: str = "有未办结的复核申请，本单尚未生效。"
    use: str = "考核运用：{use}"
    unlinked: str = "考核运用：未与考核挂钩。"
    measures: str = "成效指标"
    measure: str = "指标"
    target: str = "目标值"
    value: str = "测定值"
    attained: str = "完成程度"
    outcome: str = "成效：{outcome}%（各项测定指标的平均；未测定的不计入，不作零分）。"
    no_outcome: str = "没有测定的成效指标，暂不计分。"
    parts: str = "各单位份额与得分"
    lines: str = "承担事项%"
    coordination: str = "统筹协调%"
    help: str = "协助他人%"
    share: str = "份额%"
    process: str = "时效%"
    points: str = "得分"
    sum: str = "合计"
    working: str = "各项由来"
    held: str = "不予计入的方案变动"
    amended: str = "更正"
    waits: str = "其他方超出答复、决定时限（仅列示，不计分）"


ASSESSMENT = AssessmentWords()
ASSESSMENT_ENGLISH = AssessmentWords(
    title="Assessment sheet: {work}",
    below="No. {number}",
    draft="(as the record gives it now; not put out)",
    through="Computed from the record through {through}; nothing of it was typed.",
    final="This sheet is final.",
    provisional="A unit may contest it until {until}; after that, with no contest open, it is final by itself.",
    contested="A contest is open: the sheet is not final.",
    use="Used by: {use}",
    unlinked="Not linked to appraisal.",
    measures="Outcome measures",
    measure="Measure",
    target="Target",
    value="Read",
    attained="Attained",
    outcome="Outcome: {outcome} % (the mean of what was measured; what was not is left out and is no nought).",
    no_outcome="No outcome was measured: the points wait.",
    parts="Shares and points",
    lines="Lines, %",
    coordination="Coordination, %",
    help="Help, %",
    share="Share, %",
    process="Punctuality, %",
    points="Points",
    sum="Sum",
    working="How each row comes about",
    held="Changes of the plan that do not count",
    amended="Amended",
    waits="Who else held a matter beyond its time (shown; no points)",
)
