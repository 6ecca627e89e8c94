"""The words of division documents, as data: labels, verbs, endings of unit names (simplified, half-width)."""

from enum import Enum


class Role(Enum):
    """What a label or a column speaks of."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"  # leads only where the paper or its notice says so
    COOPERATING = "cooperating"
    LISTED = "listed"  # 牵头及配合单位 in one list: the first leads
    LEADER = "leader"
    DUE = "due"
    TASK = "task"
    STANDARD = "standard"
    NUMBER = "number"
    CLASS = "class"
    OTHER = "other"


UNIT_ROLES = frozenset({Role.LEAD, Role.RESPONSIBLE, Role.COOPERATING, Role.LISTED})


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_LABELS_OF: dict[Role, str] = {
    Role.LEAD: """
        主责 总牵头 牵头单位 牵头部门 牵头科室 牵头责任单位 牵头责任部门 牵头主责单位 主办单位 主办部门 主办科室
        主办 主责单位 主责部门 第一责任单位 主要责任单位 总牵头单位 第一牵头单位 首席责任单位 牵头 牵头机构
        牵头乡镇 牵头股室 责任牵头单位 共同牵头单位
    """,
    Role.RESPONSIBLE: """
        责任单位 责任部门 责任科室 责任主体 责任股室 承办单位 承办部门 落实单位 落实部门 实施单位 负责单位 负责部门
        责任分工 职责分工 分工 责任单位部门 责任地区和部门 责任乡镇 具体责任单位 分工单位 任务分工 承办 责任机构
    """,
    Role.COOPERATING: """
        配合单位 配合部门 配合科室 配合责任单位 协办单位 协办部门 协办科室 协办 参与单位 参与部门 参与 参加单位
        参加部门 会办单位 会办部门 会办 协同单位 协同部门 协同责任单位 协助单位 协助部门 协作单位 协作部门 配合
        其他责任单位 相关责任单位 次要责任单位 相关单位 相关部门 协同配合单位 协同 配合乡镇 支持单位 成员单位
    """,
    Role.LISTED: """
        牵头及责任单位 牵头和责任单位 牵头责任单位及配合单位 牵头及配合单位 牵头和配合单位 牵头、配合单位
        牵头配合单位 主办及协办单位 牵头、责任单位
    """,
    Role.LEADER: """
        责任领导 牵头领导 分管领导 包抓领导 包保领导 挂钩领导 县级领导 市级领导 区级领导 牵头县领导 牵头市领导
        牵头区领导 责任县领导 责任市领导 分管县领导 分管市领导 领衔领导 负责领导 县领导 市领导 区领导 牵头负责人
        责任人 挂点领导 联系领导 督导领导 牵头县级领导 牵头市级领导 责任人员 责任县级领导 主要领导 带班领导
        第一责任人 主管领导 牵头责任领导 分管县长 分管副县长 分管市长 分管副市长 分管区长 分管副区长 牵头县长 牵头副县长
        责任县长 联系县领导 包联领导 包案领导 牵头领导同志 领衔县领导
    """,
    Role.DUE: """
        完成时限 时限要求 完成时间 时限 办结时限 完成期限 时间节点 时间要求 时间安排 时间进度 推进时限 截止时间
        整改时限 落实时限 完成日期 计划完成时间 进度安排 办理时限 完成时限要求 完成节点 期限 截止日期 工作时限
        完成时间节点 进度时限 预计完成时间 时间 整改期限 计划完成时限
    """,
    Role.TASK: """
        任务 工作任务 重点任务 主要任务 任务内容 工作内容 事项 工作事项 具体任务 目标任务 任务名称 主要内容
        重点工作 项目名称 工作措施 具体措施 任务措施 工作举措 具体举措 内容 任务分解 重点工作任务 重点事项 主要措施
        重点任务内容 工作任务内容 具体工作 分解任务 任务事项 具体内容 具体工作任务 措施 举措 任务描述 整改措施
        改革任务 具体事项 工作项目 主要工作任务 工作要点 年度任务 目标任务内容
    """,
    Role.STANDARD: """
        指标 目标 工作目标 标准 完成标准 工作标准 考核指标 目标要求 工作要求 预期目标 年度目标 成果形式 完成指标
        任务指标 指标任务 指标值 目标值 预期成果 工作成果 成果要求 任务目标 考核标准 具体指标
    """,
    Role.NUMBER: """
        序号 编号 号 序 项次 序次 任务序号
    """,
    Role.CLASS: """
        类别 分类 领域 板块 任务类别 工作类别 方面 项目类别 类型 章节 任务分类 所属领域 一级指标
    """,
    Role.OTHER: """
        备注 说明 联系人 联系电话 联系方式 电话 进展情况 完成情况 工作进展 投资额 资金来源 总投资 来源 依据
        任务来源 资金 监督单位 督办单位
    """,
}
LABELS: dict[str, Role] = {word: role for role, words in _LABELS_OF.items() for word in words.split()}

LEAD_VERBS = _words("""
    负责牵头 牵头负责 牵头组织实施 牵头组织 牵头落实 牵头推进 牵头抓总 牵头抓 牵头办理 牵头实施 共同牵头负责
    联合牵头负责 共同牵头 联合牵头 双牵头 总牵头 牵头 主办 主责 负总责
""")
RESPONSIBLE_VERBS = _words("""
    按照各自职责分工负责 按照各自职责分工落实 按照职责分工负责 按照职责分工落实 按照职责分工分别负责
    按各自职责分工负责 按照各自职责负责 按各自职责负责 按职责分工分别负责 按职责分工负责落实 按职责分工负责
    按职责分工落实 按职责分别负责 按职责负责 按职责落实 依职责分工负责 依职责负责 按照职责负责 根据职责分工负责
    按分工负责 按职责分工抓好落实 按职责分工推进 按职责分工 按照职责分工 按各自职责 分别负责 分工负责 共同负责
    具体负责 组织实施 负责落实 负责组织实施 负责实施 负责推进 负责 承办 具体落实 具体实施 抓好落实
""")
COOPERATING_VERBS = _words("""
    配合落实 积极配合 协同配合 支持配合 密切配合 配合做好 分工配合 按职责分工配合 按职责配合
    予以配合 给予配合 负责配合 做好配合 全力配合 主动配合 配合 参与 协办 协助
    协同 会办 参加
""")
JOINING = ("牵头会同", "牵头，会同", "会同")
"""Words that give the units after them the cooperating role."""

UNIT_ENDINGS = _words("""
    局 委 办 部 院 会 处 所 站 室 厅 署 科 股 队 组 社 台 馆 校 园 行 中心 公司 集团 银行 专班 政府 街道 镇 乡 村
    县 市 区 州 旗 盟 省 社区 单位 部门 机关 企业 电信 移动 联通 邮政 铁塔 烟草 供电 税务 消防 气象 海关 人大 政协
    场 矿 厂 港 基地 工地 学会 库 联社 大学 分行 支行 部队 联 保险 政府办 团县委 团市委 团区委 地区 镇街 各地 网格
    厅局 科协 作协 记协 屯 苏木 嘎查 机构 高校 学校 医院 高新园 物流园 产业园
""")
WEAK_ENDINGS = frozenset("县市区州省行场联组")
"""Endings that also close ordinary words, so that alone they do not prove a name ended."""

ORDINARY = _words("""
    社会 场所 公园 学校 机会 全部 内部 城市 干部 到位 全县 全市 全区 大会 小区 景区
""")
"""Words that end like a unit and are none."""

TIERS = _words("""
    县 市 区 镇 乡 乡镇 镇乡 街道 开发区 功能区 园区 村 社区 农场 林场 管委会 街道办 街道办事处 部门 单位 委办局
    企业 高校 镇街 旗 州 管理区 新区 高新区 县政府 区政府 市政府 镇政府 乡镇政府 县区 市区 县市区 人民政府
    县人民政府 区人民政府 市人民政府 乡镇人民政府 镇人民政府 科室 村委会 直属机构 直属单位
""")
"""Words that name a tier, not a unit: 各镇、街道 is one name for many."""

NOTHING = frozenset(("", "/", "-", "--", "—", "——", "－", "无", "暂无", "\\", "…", "……", "*", "无配合单位", "下同"))
UNSETTLED = frozenset(("待定", "待明确", "待确定", "待研究", "另行明确", "另行通知", "拟定中", "待核实"))
