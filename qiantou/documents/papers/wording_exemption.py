"""The texts of the papers of exemption: the written answer and the notice that clears a name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ExemptionWords:
    """The defaults are the Chinese; EXEMPTION_ENGLISH stands beside it."""

    answer_title: str = "关于{subject}容错申请的答复"
    answer_opening: str = "贵单位于{day}就“{subject}”提出的容错申请收悉。经核查并听取陈述，现答复如下。"
    answer_heard: str = "听取陈述"
    answer_heard_on: str = "{day}，听取{who}陈述：{said}"
    answer_waived: str = "{day}，申请单位书面表示不需要陈述：{said}"
    answer_found: str = "认定情况"
    condition: str = "条件"
    finding: str = "认定"
    answer_decision: str = "决定"
    answer_decided: str = "经{by}研究，决定：{outcome}。"
    answer_departs: str = "核查表的参考结论为{read}。作出不同决定的理由：{why}"
    answer_excluded: str = "属于不予免责的情形：{excluded}。"
    answer_review: str = "如对本答复有异议，可在 {days} 个工作日内申请复核，由其他人员办理。"

    notice_title: str = "关于为{unit}澄清正名的通知"
    notice_opening: str = "经容错认定，{unit}在“{subject}”中的问题予以免责，特此澄清。"
    notice_records: str = "此前涉及该问题的通报、批评以本通知为准，不再作为对该单位考核、评先、问责的依据。"


EXEMPTION = ExemptionWords()
EXEMPTION_ENGLISH = ExemptionWords(
    answer_title="Answer to the application for exemption: {subject}",
    answer_opening="You applied for exemption of “{subject}” on {day}. It was looked into and you were heard. Our "
    "answer is as follows.",
    answer_heard="Hearing",
    answer_heard_on="{day}: heard {who}, who said: {said}",
    answer_waived="{day}: the applicant said in writing that it need not be heard: {said}",
    answer_found="What was found",
    condition="Condition",
    finding="Found",
    answer_decision="Decision",
    answer_decided="{by} has decided: {outcome}.",
    answer_departs="The table reads: {read}. Why it is decided otherwise: {why}",
    answer_excluded="Never exempt, and found to apply: {excluded}.",
    answer_review="If you do not agree you may ask within {days} working days for a review by other people.",
    notice_title="Notice that clears the name of {unit}",
    notice_opening="{unit} has been exempted in “{subject}”, and its name is cleared.",
    notice_records="Bulletins and criticism of this rest on it no longer; nothing of it counts in the assessment, the "
    "honours or the accountability of that unit.",
)
