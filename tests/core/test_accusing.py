"""Which words accuse somebody, which ask for blame of a unit or decide on it, and which ordinary ones do neither."""

from __future__ import annotations

import pytest

from qiantou.core.accusing import accuses, asks_for_blame, asks_for_more_than_criticism

ACCUSED = (
    "其局长涉嫌受贿", "请核查城管局局长受贿问题", "群众反映其收受礼金、挪用公款", "城管局长涉嫌受贿，如何处理",
    "县交通局局长涉嫌受贿，收受礼金", "主任收了老板的好处费", "涉 嫌受\u200b贿",
    "张三受贿50万元", "该局套取专项资金", "局长张三收受贿赂50万元", "王某挪用公款3.5万元",
    "副镇长贪污救灾款", "涉嫌严重违纪",
    "they took a bribe", "the director is suspected of bribery", "he embezzled the funds", "局长在工程中以权谋私",
    "书记受賄", "请查处县城市管理局局长张三受贿问题", "查处县城市管理局局长涉嫌受贿", "请严查张局长收受贿赂问题线索",
    "请查处局长李某贪污公款的线索", "纠正财政局局长挪用公款",
)  # fmt: skip
NOT_ACCUSED = (
    "请卫健局核查医生收受红包的投诉", "请教育局核查学校收取好处费的投诉", "法院执行贪污款追缴",
    "单位收到的礼品礼金登记上交",
    "项目负责人因涉嫌犯罪被羁押，项目停工", "查处校长收受回扣问题", "查处基层站所吃拿卡要行为",
    "纠正部门公款吃喝等问题",
    "整治民生领域主要负责人以权谋私问题", "排查村干部虚报冒领惠农补贴情况", "受理反映乡镇干部吃拿卡要的投诉",
    "未发现以权谋私、收受礼金情形", "经核查不存在利益输送", "没有徇私舞弊", "申请单位陈述：未收受礼金",
    "请人社局查处套取培训补贴机构",
    "违规收送礼品礼金专项整治", "开展受贿案例警示教育", "组织领导干部观看贪污受贿案例警示教育片",
    "党员干部违规收受礼品礼金问题专项整治", "各单位主要负责人签订拒收红包承诺书", "主要负责人不得收受礼金",
    "推进反腐败宣传栏建设", "涉嫌犯罪案件移送机制", "完善行政执法与刑事司法衔接，涉嫌犯罪案件及时移送",
    "套取骗取惠农补贴资金问题专项整治", "查处违法建设", "发放消费红包", "食品腐败变质处置",
    "医务人员收受红包问题整治", "严禁挪用公款", "专项资金不得挤占挪用", "涉嫌职务违法线索移送机制",
    "局长主持召开廉政风险防控会议", "受理贫困户申请", "防止虚报冒领补贴资金", "其他收受礼金问题专项整治",
    "县住建局开展利益输送问题自查", "anti-corruption lesson about a bribe", "fly-tipping crime statistics",
    "打击电信网络诈骗犯罪", "对涉嫌非法集资的公司开展排查", "犯罪现场道路清理", "市场主体涉嫌违法行为的核查",
)  # fmt: skip
ASKED = (
    "不同意见：对县城市管理局问责", "不同意退回，建议对县城市管理局问责", "建议对县城市管理局问责，年度考核扣5分",
    "同意。对县城市管理局问责，扣5分", "坚持对县城市管理局问责扣5分", "请尽快对县城市管理局问责，扣5分",
    "拟建议对县城市管理局问责，年度考核扣5分，当否，请批示", "建议对县交通局问责",
    "本人意见：对县城市管理局问责，扣5分", "提请对该局予以通报批评", "建议给予县交通局局长政务处分",
    "应当追究县交通局领导责任", "同意扣减年度考核5分", "建议年度考核对县交通局扣2分", "请对城管局长诫勉谈话",
    "对县城市管理局的超期行为，予以问责", "决定对县城市管理局通报批评", "关于对县交通局问责的请示",
    "建\u200b议对县交通局 问 责", "建议考核时将县交通局降为三等次",
    "ROADS should be held accountable", "we propose to deduct 5 points of ROADS", "建议取消县城管局评优资格并问责",
    "责成县纪委对县住建局问责", "该局应被问责", "对城管局这样的单位予以问责",
    "对县城市管理局问责，对逾期的单位通报批评", "请批评教育，并对该局局长诫勉", "建议扣除年度绩效考核2分",
)  # fmt: skip
NOT_ASKED = (
    "逾期不报的予以通报批评", "违者严肃追责", "造成损失的，依法追究责任", "工作不力、影响全县考核的单位，予以问责",
    "省厅要求月底完成，未完成将对我县考核扣分", "上次因迟报我县被市里通报批评", "请依法追究肇事者责任",
    "请财政局追究违约企业责任", "请各单位组织学习公职人员政务处分法", "请纪委牵头整治问责泛化问题", "请规范精准问责",
    "请各部门清理取消一票否决、责任状事项", "坚持尽职免责、失职追责原则", "请对考核中扣分较多的村进行帮扶",
    "请对市考核扣分2处点位立即整改", "同意解除处分", "建议撤销对该村的通报批评", "请考核办复核我局扣分",
    "请求撤销我局年度考核扣分", "建议从轻处分", "请对保洁公司考核扣2分，扣减服务费", "请学校对打架学生给予处分",
    "城市管理工作汇报，不当之处请批评指正", "请约谈欠薪企业负责人", "请审定市容扣分项整改方案",
    "对造成污染的企业依法追究责任", "对各村保洁情况进行打分扣分", "对物业公司季度考核扣5分", "对作弊考生给予处分",
    "不同意对县交通局问责", "不建议对县交通局扣分", "问责条例学习", "请各单位组织学习问责条例", "扣分项整改",
    "请对照考核扣分项逐项整改", "交通违法处分决定送达", "请将处分决定送达当事人",
    "如有疑问，责任单位请于三日内答复", "请核对扣分情况", "请报送扣分原因", "对被问责干部开展回访教育",
    "对受处分人员回访", "国有资产处分方案", "请追究施工单位违约责任", "应依法追究破坏者法律责任",
    "对工作不力的单位和个人，予以通报批评、严肃问责", "建立考核机制，对推进滞后的单位予以通报批评",
    "对落实不力、造成严重后果的，依规依纪追究有关人员责任", "请三处分别施工", "建议不予问责", "请求不要对我局问责",
    "请求免予追究责任", "不应对我局问责，原因在外", "请勿追责", "恳请不要追究我局责任", "建议对县交通局不予问责",
    "请完善追责制度", "请报送去年被通报批评问题的整改情况", "不追责，容错免责", "打折扣的部分请补齐",
    "请扣除部分费用后拨付", "请约谈施工企业负责人", "请给予支持", "压实责任，严格考核", "对照清单逐项扣分",
    "请于月底前报送扣分标准", "the accountability training should be listed", "请对超载车辆依法处罚",
    "凡逾期不整改者，一律追责问责", "建议增加扣分标准", "请在三日内说明原因，否则列入通报",
)  # fmt: skip

UNKNOWN = (
    "有人收受施工方红包", "某镇骗取国家补贴", "县城管局收受红包", "经办人吃拿卡要", "建议对未按时完成的单位问责",
    "请严肃追责",
    "照去年对他们那样办",
)  # fmt: skip
"""What people understand and a list of words does not: to know these, it would have to refuse ordinary work."""


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_a_list_of_words_cannot_tell_is_left_to_people(text: str) -> None:
    assert not accuses(text)
    assert not asks_for_blame(text)


@pytest.mark.parametrize("text", ACCUSED)
def test_an_accusation_is_known(text: str) -> None:
    assert accuses("how the bridge stands", text)


@pytest.mark.parametrize("text", [*NOT_ACCUSED, *NOT_ASKED, *ASKED])
def test_a_topic_accuses_nobody(text: str) -> None:
    assert not accuses(text)


@pytest.mark.parametrize("text", ASKED)
def test_what_asks_for_blame_or_decides_it_is_known(text: str) -> None:
    assert asks_for_blame("how the bridge stands", text)


@pytest.mark.parametrize("text", [*NOT_ASKED, *NOT_ACCUSED])
def test_work_about_blame_asks_for_none(text: str) -> None:
    assert not asks_for_blame(text)


def test_a_bulletin_criticises_and_asks_for_nothing_more() -> None:
    assert not asks_for_more_than_criticism("对县城市管理局予以通报批评")
    assert not asks_for_more_than_criticism("按考核办法，对柳河镇扣1分")
    assert asks_for_more_than_criticism("建议对该单位问责，扣5分")
