"""The demonstration county on paper: units, leaders and outside parties. Invented; posts, never persons.

A row of UNITS: key (also the account of its clerk), name, sort, portfolio leader, title of its head. A unit without a
leader stands outside the county government.
"""

LEADERS = {
    "xianzhang": "县长",
    "changwu": "常务副县长",
    "chengjian": "副县长（城建交通）",
    "nongye": "副县长（农业农村）",
    "gongshang": "副县长（工业商贸）",
    "minsheng": "副县长（教育卫生民政）",
    "zhengfa": "副县长（公安司法）",
}
"""Posts of the county government; the first is its head."""

UNITS = (
    ("zhengfuban", "县政府办公室", "bureau", "changwu", "主任"),
    ("bianban", "县委编办", "establishment", "changwu", "主任"),
    ("fagaiju", "县发展和改革局", "bureau", "changwu", "局长"),
    ("caizhengju", "县财政局", "bureau", "changwu", "局长"),
    ("tongjiju", "县统计局", "bureau", "changwu", "局长"),
    ("shenjiju", "县审计局", "bureau", "changwu", "局长"),
    ("renshe", "县人力资源和社会保障局", "bureau", "changwu", "局长"),
    ("yingji", "县应急管理局", "bureau", "changwu", "局长"),
    ("shenpi", "县行政审批服务局", "bureau", "changwu", "局长"),
    ("dashuju", "县大数据管理局", "bureau", "changwu", "局长"),
    ("ziyuan", "县自然资源局", "bureau", "chengjian", "局长"),
    ("zhujian", "县住房和城乡建设局", "bureau", "chengjian", "局长"),
    ("jiaotong", "县交通运输局", "bureau", "chengjian", "局长"),
    ("chengguan", "县城市管理局", "bureau", "chengjian", "局长"),
    ("huanbao", "县生态环境局", "bureau", "chengjian", "局长"),
    ("gonggongziyuan", "县公共资源交易中心", "bureau", "chengjian", "主任"),
    ("nongyeju", "县农业农村局", "bureau", "nongye", "局长"),
    ("shuili", "县水利局", "bureau", "nongye", "局长"),
    ("linye", "县林业局", "bureau", "nongye", "局长"),
    ("gongxiao", "县供销合作社联合社", "bureau", "nongye", "主任"),
    ("qixiang", "县气象局", "bureau", "nongye", "局长"),
    ("gongxin", "县工业和信息化局", "bureau", "gongshang", "局长"),
    ("shangwu", "县商务局", "bureau", "gongshang", "局长"),
    ("shijian", "县市场监督管理局", "bureau", "gongshang", "局长"),
    ("shuiwu", "县税务局", "bureau", "gongshang", "局长"),
    ("toucu", "县投资促进中心", "bureau", "gongshang", "主任"),
    ("yuanqu", "县政府园区发展服务中心", "bureau", "gongshang", "主任"),
    ("jiaoyu", "县教育局", "bureau", "minsheng", "局长"),
    ("weijian", "县卫生健康局", "bureau", "minsheng", "局长"),
    ("minzheng", "县民政局", "bureau", "minsheng", "局长"),
    ("yibao", "县医疗保障局", "bureau", "minsheng", "局长"),
    ("wenlv", "县文化和旅游局", "bureau", "minsheng", "局长"),
    ("canlian", "县残疾人联合会", "bureau", "minsheng", "理事长"),
    ("tuiyi", "县退役军人事务局", "bureau", "minsheng", "局长"),
    ("renmin", "县人民医院", "bureau", "minsheng", "院长"),
    ("gongan", "县公安局", "bureau", "zhengfa", "局长"),
    ("sifa", "县司法局", "bureau", "zhengfa", "局长"),
    ("xinfang", "县信访局", "bureau", "zhengfa", "局长"),
    ("jianyu", "县看守所", "bureau", "zhengfa", "所长"),
    ("guotou", "县国有资产投资公司", "bureau", "changwu", "董事长"),
    ("xincailiao", "新材料产业园", "park", "gongshang", "主任"),
    ("gaoduan", "高端装备产业园", "park", "gongshang", "主任"),
    ("shipin", "食品产业园", "park", "gongshang", "主任"),
    ("shangmao", "商贸物流园", "park", "gongshang", "主任"),
    ("beiguan", "北关街道", "township", "chengjian", "主任"),
    ("pingan", "平安街道", "township", "chengjian", "主任"),
    ("donghe", "东河镇", "township", "nongye", "镇长"),
    ("xiling", "西岭镇", "township", "nongye", "镇长"),
    ("nanping", "南坪镇", "township", "nongye", "镇长"),
    ("shiqiao", "石桥镇", "township", "nongye", "镇长"),
    ("liulin", "柳林镇", "township", "nongye", "镇长"),
    ("longquan", "龙泉镇", "township", "nongye", "镇长"),
    ("shuangxi", "双溪镇", "township", "nongye", "镇长"),
    ("hongtu", "红土镇", "township", "nongye", "镇长"),
    ("qingshan", "青山乡", "township", "nongye", "乡长"),
    ("baiyun", "白云乡", "township", "nongye", "乡长"),
    ("jiwei", "县纪委监委", "discipline", "", "负责人"),
)

SECTIONS = {
    "zhujian": {"zonghe": "综合股", "zhian": "质量安全股", "fangguan": "房产管理股", "wuye": "物业管理股"},
    "nongyeju": {"zonghe": "综合股", "chanye": "产业发展股", "jianguan": "质量监管股"},
    "minzheng": {"zonghe": "综合股", "jiuzhu": "社会救助股", "hedui": "核对中心"},
}
"""Inner sections (股室) of a unit; their account is "unit.section"."""

PARTIES = {
    "gongdian": ("国网县供电公司", "gongxin"),
    "xiaofang": ("县消防救援大队", "yingji"),
    "chongdian": ("充电桩建设运营公司", "fagaiju"),
    "yeweihui": ("滨河小区业主委员会", "zhujian"),
    "shiweijian": ("市卫生健康委员会", "weijian"),
}
"""Outside parties without accounts, and the unit that keeps contact with each."""

CLERK = "办公室文员"

ADMINS = {
    "xitong": ("system", "系统管理员"),
    "anquan": ("security", "安全管理员"),
    "shenji": ("audit", "审计管理员"),
}
"""The three administrators (三员): login → kind and title. They run the site and see no business content."""
