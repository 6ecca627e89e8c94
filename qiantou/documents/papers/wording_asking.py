"""The texts of papers by which one asks another: order, request, slip, chaser, extension, submission, suggestion."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AskingWords:
    """The defaults are the Chinese; `english_asking.py` stands beside it."""

    past: str = "{day}　{what}"
    what: str = "办理事项"
    basis: str = "交办依据"
    doer: str = "承办单位"
    helping: str = "配合单位"
    answer_by: str = "签收时限"
    silence: str = "逾期未签收的处理"
    contact: str = "联系方式"
    copied: str = "抄送：{to}"
    days: str = "{days}个工作日"
    given: str = "交办日期"
    due_first: str = "原定时限"
    due_now: str = "现行时限"
    due_wanted: str = "申请延期至"
    paused: str = "暂停计时"
    chased_before: str = "此前催办情况"
    reason_asked: str = "申请理由"
    progress: str = "进展情况"
    head_consents: str = "申请单位主要负责人意见"
    answer_given: str = "审批意见"
    to_fill: str = "（由制文单位填写）"
    signed_blank: str = "签字：　　　　　　　　　　年　　月　　日"

    order_title: str = "交办单"
    order_stuck: str = (
        "请按时签收办理。对事项、时限有不同意见的，请在签收时限内提出修改或者说明理由退回；"
        "办理中因其他单位或者客观条件受阻的，请及时提出堵点，确认受阻的时间不计入办理时限。"
    )
    signed_for: str = "承办单位签收"
    signed_for_blank: str = "签收人岗位、签字：　　　　　　　　年　　月　　日"

    request_title: str = "关于商请{what}的函"
    request_opening: str = "因工作需要，现就下列事项商请贵单位支持。"
    request_opening_work: str = "为做好{work}，现就下列事项商请贵单位支持。"
    request_what: str = "商请事项"
    request_because: str = "商请贵单位的原因：{because}"
    request_terms: str = "时限和标准"
    request_due: str = "希望完成时限：{due}。"
    request_standard: str = "完成标准：{standard}。"
    request_answer: str = "答复方式"
    request_by: str = "请于{day}前（含当日）答复。"
    request_soon: str = "请及时答复。"
    request_answers: str = (
        "可以同意承办，也可以提出修改意见，或者说明理由退回；认为属于其他单位职责的，请指明单位及依据。"
    )
    request_silence: str = "逾期未答复的处理：{silence}"
    request_close: str = "专此函商，请予支持。"

    slip_title: str = "回执"
    slip_number: str = "（{number}）"
    slip_code: str = "办件编号"
    slip_about: str = "来函事项"
    slip_unit: str = "回复单位"
    slip_reply_by: str = "回复时限"
    slip_tick: str = "请在所选答复前打“√”，并填写有关内容。"
    slip_box: str = "□ {answer}"
    slip_blank: str = "{label}：＿＿＿＿＿＿＿＿＿＿＿＿"
    slip_seal: str = "单位公章、日期"
    slip_silence: str = "逾期未回复的处理：{silence}"
    slip_back: str = "本回执请交：{to}。"
    slip_contact: str = "联系方式：{contact}。"
    slip_hatched: str = "收到后由联络单位凭办件编号代录；在贵单位确认之前，代录内容标为待确认，贵单位可以提出异议。"

    chaser_title: str = "催办通知书"
    chaser_late: str = "“{what}”现行时限为{due}，已超过{days}个工作日，仍在贵单位办理。"
    chaser_near: str = "“{what}”现行时限为{due}，请按时办结。"
    chaser_ask: str = (
        "请抓紧办理；不能按时办结的，请在收到本通知后说明原因、申请延期或者提出堵点。"
        "受阻、待上级决定的时间不计入办理时限。"
    )
    chaser_next: str = "仍无进展的，下一步：{coming}。"
    chaser_rule: str = "本通知依催办规则到期发出，并非任何单位或者个人临时决定。"

    extension_title: str = "延期申请"
    extension_opening: str = "“{what}”现行时限为{due}，因下列原因，申请延期至{wanted}，请予审批。"
    extension_meanwhile: str = "审批期间工作不停，原定时限保留在案。"

    submission_title: str = "关于{subject}的请示"
    submission_because: str = "请示事由"
    submission_views: str = "有关方面意见"
    submission_proposal: str = "拟办意见"
    submission_close: str = "以上妥否，请批示。"

    replacing_title: str = "关于建议调整承办岗位的函"
    replacing_opening: str = (
        "“{what}”由贵单位承办，现行时限为{due}。连续两次催办后仍无进展，现将有关情况和建议函告如下。"
    )
    replacing_past: str = "催办情况"
    replacing_suggests: str = "有关建议"
    replacing_suggestion: str = "建议贵单位另行确定承办岗位，并配备办理所需的时间和条件。"
    replacing_because: str = "建议理由：{reason}"
    replacing_answer: str = "请于{day}前（含当日）函告处理意见；决定不作调整的，请说明理由和下一步安排。"
    replacing_no_finding: str = "本函只就工作安排提出建议，不是对任何人的评价，也不作为问责依据。"


ASKING = AskingWords()
