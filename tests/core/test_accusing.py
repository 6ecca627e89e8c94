"""Which words accuse somebody, which ask for blame of a unit or decide on it, and which ordinary ones do neither."""

from __future__ import annotations

import pytest

from qiantou.core.accusing import accuses, asks_for_blame, asks_for_more_than_criticism

ACCUSED = (
    "其局长涉嫌受贿", "请核查城管局局长受贿问题", "群众反映其收受礼金、挪用公款", "城管局长涉嫌受贿，如何处理",
    "县交通局局长涉嫌受贿，收受礼金", "有人收受施工方红包", "主任收了老板的好处费", "涉 嫌受\u200b贿",
    "张三受贿50万元", "该局套取专项资金", "某镇骗取国家补贴", "局长张三收受贿赂50万元", "王某挪用公款3.5万元",
    "副镇长贪污救灾款", "涉嫌严重违纪", "负责人涉嫌违法犯罪", "县城管局收受红包", "经办人吃拿卡要",
    "they took a bribe", "the director is suspected of bribery", "he embezzled the funds", "局长在工程中以权谋私",
    "书记受賄",
)  # fmt: skip
NOT_ACCUSED = (
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
    "建议对未按时完成的单位问责", "建\u200b议对县交通局 问 责", "建议考核时将县交通局降为三等次", "请严肃追责",
    "ROADS should be held accountable", "we propose to deduct 5 points of ROADS", "建议取消县城管局评优资格并问责",
    "责成县纪委对县住建局问责", "该局应被问责", "对城管局这样的单位予以问责",
    "对县城市管理局问责，对逾期的单位通报批评", "请批评教育，并对该局局长诫勉", "建议扣除年度绩效考核2分",
)  # fmt: skip
NOT_ASKED = (
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
    assert asks_for_more_than_criticism("建议对该单位问责，扣5分")
