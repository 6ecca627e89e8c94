"""The texts of papers that tell and decide: bulletin, minutes, 呈批件."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TellingWords:
    """The defaults are the Chinese; `english_telling.py` stands beside it."""

    bulletin_title: str = "关于{work}进展情况的通报"
    bulletin_issue: str = "（第{issue}期）"
    bulletin_period: str = "通报时段：{period}。"
    corrections: str = "更正"
    correction: str = "{day}更正：{text}"
    approved: str = "本通报经{by}于{day}审定，由发文单位印发。"
    not_approved: str = "本通报尚未审定，为征求意见稿，请勿外传。"

    minutes_title: str = "{meeting}纪要"
    minutes_opening: str = "{day}，{chair}主持召开{meeting}，现将议定事项纪要如下。"
    minutes_opening_at: str = "{day}，{chair}在{place}主持召开{meeting}，现将议定事项纪要如下。"
    minutes_nothing: str = "本次会议没有议定事项。"
    minutes_table: str = "议定事项清单"
    minutes_at_once: str = "以上议定事项自本纪要录入之日起按事项交办，完成时限以本表为准。"
    decided: str = "会议议定：{decision}"
    decided_who: str = "承办单位：{doer}；完成时限：{due}。"
    undecided: str = "本项没有形成决定。"
    dissent: str = "保留的不同意见：{dissent}"
    decision: str = "议定事项"
    decided_doer: str = "承办单位"
    present: str = "出席：{who}"
    absent: str = "缺席：{who}"
    absent_why: str = "{who}（{why}）"
    recorded_by: str = "记录：{who}"
    issued: str = "{issuer}　{day}印发"

    approval_title: str = "呈批件"
    approval_code: str = "呈批编号：{code}"
    approval_to: str = "呈报"
    approval_asked: str = "请示事项"
    by_when: str = "（请于{day}前批示）"
    approval_past: str = "办理经过（近期在前）"
    approval_waited: str = "等待情况"
    approval_since: str = "自{day}起待决定。"
    waited: str = "{who}{days}个工作日"
    waited_by: str = "此前停留：{each}。"
    approval_follows: str = "各种批示的后续"
    follows: str = "{answer}：{follows}"
    approval_proposal: str = "拟办意见"
    prepared: str = "{to}（{issuer}，{day}呈报）"
    approval_writing: str = "批　　示"
    shortened: str = "……（略）"
    approval_decision: str = (
        "批示请写明承办单位、事项和时限；只圈阅的，不视为作出决定，等待时间继续计算。"
        "办公室凭编号{code}代录，并附本页照片。标“（略）”处，全文见该编号办件。"
    )


TELLING = TellingWords()
