"""Every text a paper carries of itself. The Chinese is the official wording; `english.py` stands beside it.

Fields in braces are filled by the paper; both sets name the same ones (a test compares them).
"""

from dataclasses import dataclass

from qiantou.documents.papers.wording_appraisal import APPRAISAL, AppraisalWords
from qiantou.documents.papers.wording_asking import ASKING, AskingWords
from qiantou.documents.papers.wording_assessment import ASSESSMENT, AssessmentWords
from qiantou.documents.papers.wording_exemption import EXEMPTION, ExemptionWords
from qiantou.documents.papers.wording_telling import TELLING, TellingWords


@dataclass(frozen=True)
class Wording:
    """One language's headings, labels and sentences. The defaults are the Chinese."""

    language: str = "zh-CN"

    asking: AskingWords = ASKING
    telling: TellingWords = TELLING
    appraisal: AppraisalWords = APPRAISAL
    assessment: AssessmentWords = ASSESSMENT
    exemption: ExemptionWords = EXEMPTION

    # said in every paper
    not_agreed: str = "未约定"
    none: str = "无"
    join: str = "、"
    number_open: str = "（文号待编）"
    day: str = "{year}年{month}月{day}日"
    day_and_weekday: str = "{date}（{weekday}）"
    weekdays: tuple[str, ...] = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
    months: tuple[str, ...] = ()
    level_1: str = "{numeral}、{text}"
    level_2: str = "（{numeral}）{text}"
    level_3: str = "{number}.{text}"
    level_4: str = "（{number}）{text}"
    addressee: str = "{to}："
    attached: str = "附件："
    attachment: str = "附件"
    attachment_n: str = "附件{number}"
    reference: str = "存证编号：{reference}"
    span: str = "{start}至{end}"
    span_from: str = "自{start}起，终止日期未约定"
    span_until: str = "至{end}止"

    # columns and labels several papers share
    no: str = "序号"
    unit: str = "单位"
    line: str = "事项"
    deliverable: str = "任务"
    standard: str = "完成标准"
    role: str = "角色"
    due: str = "完成时限"
    reason: str = "理由"
    disposition: str = "处理情况"
    opinion: str = "意见"
    date: str = "日期"
    source: str = "文件依据"
    scope: str = "适用范围"
    issuer: str = "授权人"
    term: str = "期限"
    joint_work: str = "牵头工作"
    lead: str = "牵头单位"
    sponsor: str = "决策领导"
    adopted: str = "采纳"
    partly: str = "部分采纳"
    not_adopted: str = "未采纳"
    undecided: str = "尚未处理"
    no_answer: str = "未答复"

    # letter and reply slip
    letter_title: str = "关于征求{work}分工方案意见的函"
    letter_title_again: str = "关于再次征求{work}分工方案意见的函"
    letter_opening: str = "现就{work}分工方案征求意见，本次为第{round}轮。方案中由贵单位承担的事项如下。"
    letter_opening_capped: str = (
        "现就{work}分工方案征求意见，本次为第{round}轮（至多{cap}轮）。方案中由贵单位承担的事项如下。"
    )
    letter_lines: str = "贵单位承担的事项"
    letter_points: str = "尚未达成一致的意见"
    letter_points_only: str = "本轮只就下列尚未达成一致的意见再次征求，其余内容不再重复征求。"
    letter_point: str = "贵单位意见"
    letter_answer: str = "答复时限"
    letter_reply_by: str = (
        "请于{day}前（含当日）将回执加盖单位公章后送我单位。不能按期答复的，请在期限届满前与我单位商定新的答复日期。"
    )
    letter_reply_open: str = "答复时限：未约定。"
    letter_silence: str = "逾期未答复的处理"
    silence_consents: str = "逾期未答复的，视为无不同意见；我单位上报时将如实写明系逾期未答复。"
    silence_noted: str = "逾期未答复的，不视为同意，我单位将按“未答复”如实上报。"
    silence_climbs: str = "逾期未答复的，不视为同意，我单位将按“未答复”如实上报，由上级决定。"
    silence_binds: str = "逾期未答复的，经书面催办贵单位主要负责人一次后仍未答复，视为接受，并按“未答复”如实上报。"
    silence_open: str = "逾期未答复如何处理：未约定。"
    letter_close: str = "专此函达。"
    letter_contact: str = "（联系方式：{contact}）"
    receipt_title: str = "征求意见回执"
    receipt_about: str = "来函：{title}{number}，第{round}轮。"
    receipt_number: str = "（{number}）"
    receipt_reply_by: str = "请于{day}前（含当日）回复。"
    receipt_opinion: str = "有无意见"
    receipt_boxes: str = "□ 无意见\n□ 有意见"
    receipt_clause: str = "所涉序号"
    receipt_suggestion: str = "修改建议"
    receipt_signature: str = "负责人签字"
    receipt_seal: str = "（单位公章）"
    receipt_blank_day: str = "　　　　年　　月　　日"
    receipt_note: str = "有不同意见的，请逐条写明所涉条款、修改建议和理由；栏目不够可另附页。"

    # disposition of opinions
    dispositions_title: str = "{work}分工方案征求意见采纳情况表"
    dispositions_round: str = "第{round}轮"
    dispositions_counts: str = (
        "收到意见{received}条：采纳{adopted}条，部分采纳{partly}条，未采纳{not_adopted}条{undecided}；"
        "{reserved}未答复单位{silent}个。"
    )
    dispositions_reservations: str = "同意并保留意见{count}项；"
    dispositions_reserved: str = "同意，保留意见：{lack}"
    dispositions_undecided: str = "，尚未处理{count}条"
    dispositions_plain: str = "答复无意见的单位{count}个：{units}。"
    dispositions_silent: str = "未答复单位：{units}。以上单位在期限内没有答复，按“未答复”列报，不写作“无意见”。"
    dispositions_prepared: str = "填报单位：{issuer}　　填报日期：{day}"

    # disagreements
    dispute_title: str = "关于{work}分工意见分歧情况的说明"
    dispute_opening: str = (
        "按照《重大行政决策程序暂行条例》第十三条关于不能取得一致意见时应当说明争议的主要问题、有关单位的意见、"
        "承办单位的意见及理由和依据的规定，现将{work}分工方案征求意见中未达成一致的{count}个问题说明如下。"
    )
    dispute_empty: str = "{work}分工方案征求意见中没有未达成一致的问题。"
    dispute_point: str = "争议的主要问题"
    dispute_sides: str = "有关单位的意见"
    dispute_own: str = "牵头单位的意见及理由、依据"
    dispute_ruling: str = "决定情况及保留的不同意见"
    dispute_view: str = "{unit}：{view}"
    dispute_basis: str = "理由和依据：{basis}"
    dispute_overridden: str = "{by}于{day}决定：{ruling}"
    dispute_dissent: str = "{unit}的不同意见保留在案：{view}"
    dispute_open: str = "本问题尚未作出决定，各方意见照录，提请决定。"
    dispute_close: str = "以上情况，请予审定。"
    dispute_told: str = "以上情况，特此说明。"

    # plan
    plan_title: str = "{work}分工方案"
    plan_version: str = "（第{version}版）"
    plan_source: str = "为落实{source}，制定本方案。"
    plan_lines: str = "任务分工"
    plan_competent: str = "验收单位"
    plan_dissent: str = "不同意见：{dissent}"
    plan_means: str = "要素保障"
    plan_means_item: str = "保障内容"
    plan_means_by: str = "提供单位"
    plan_means_due: str = "到位时限"
    plan_signatures: str = "签署情况"
    plan_signature: str = "签署方式"
    plan_signed: str = "签署同意"
    plan_complies: str = "执行，保留意见：{reservation}"
    plan_by_rule: str = "逾期未答复，依规则视为接受"
    plan_legend: str = "“依规则视为接受”，指该单位逾期未答复，依征求意见时写明的规则办理，不等于签署同意。"
    plan_close: str = "以上为本方案的任务分工、要素保障和签署情况。"
    plan_ruled: str = "未同意签署，经领导决定执行"
    plan_unsigned: str = "尚未签署"

    # mandate
    mandate_title: str = "{work}牵头工作授权清单"
    mandate_opening: str = "为做好{work}，授予{lead}以下事项的协调权限。"
    mandate_close: str = "上述权限只在所列范围和期限内有效，行使时应当注明本清单。"
    mandate_powers: str = "授权事项"
    mandate_power: str = "权限"
    mandate_clause: str = "文号及原文"
    mandate_quote: str = "“{clause}”"
    mandate_countersigned: str = "会签情况"
    mandate_by: str = "会签人"
    mandate_for: str = "分管范围"
    mandate_outcome: str = "会签意见"

    # charter
    charter_title: str = "{work}立项书"
    charter_facts: str = "基本情况"
    charter_work: str = "工作名称"
    charter_goal: str = "工作目标"
    charter_source: str = "来源文件"
    charter_tier: str = "议事协调层级"
    charter_term: str = "工作期限"
    charter_end: str = "终止条件"
    charter_replaces: str = "替代的台账、表格、工作群"
    charter_burden: str = "未列明替代事项，本项工作将增加基层负担。"
    charter_assessment: str = "考核运用"
    charter_unlinked: str = "不与考核挂钩。"
    charter_close: str = "特此立项。"
    charter_outcomes: str = "成效指标"
    charter_outcome: str = "指标"
    charter_baseline: str = "现状值"
    charter_target: str = "目标值"
    charter_direction: str = "方向"
    charter_measured_by: str = "测定单位"
    charter_up: str = "上升为好"
    charter_down: str = "下降为好"

    # passing the lead
    handover_title: str = "关于移交{work}牵头职责的说明"
    handover_body: str = "{work}的牵头职责由{giver}移交{taker}，自{day}起由{taker}牵头。"
    handover_open: str = "拟将{work}的牵头职责由{giver}移交{taker}；移交没有生效，仍由{giver}牵头。"
    handover_because: str = "移交原因：{because}"
    handover_nobody: str = "告知情况：没有告知记录。"
    handover_informed: str = "告知情况：{who}，{day}告知。"
    handover_objected: str = "告知情况：{who}，{day}告知，提出异议：{objection}"
    handover_content: str = "移交内容：相关事项、时限和办理记录一并移交，时限不重新起算；移交期间工作不停。"


CHINESE = Wording()
