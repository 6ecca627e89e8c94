"""Lists of units: nesting, joining words, tiers, marks, and what is no name."""

import pytest

from qiantou.documents.names import is_collective, split_names
from qiantou.documents.vocabulary import Role


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("县发展和改革局和县财政局", ["县发展和改革局", "县财政局"]),
        ("区住房和城建局、区文化和广电旅游体育局", ["区住房和城建局", "区文化和广电旅游体育局"]),
        ("县财政局和县住房和城乡建设局", ["县财政局", "县住房和城乡建设局"]),
        ("县委宣传部与县委组织部", ["县委宣传部", "县委组织部"]),
        ("县水利局，县应急局及各镇（街道）", ["县水利局", "县应急局", "各镇（街道）"]),
        ("县农业农村局、乡村振兴局以及县供销社等部门", ["县农业农村局", "乡村振兴局", "县供销社"]),
        ("市公安局和平分局、教育局", ["市公安局和平分局", "教育局"]),
        ("经开区、高新园(邹区镇)、各街道、市国有公司", ["经开区", "高新园(邹区镇)", "各街道", "市国有公司"]),
        ("规划建设办、国土所、村(社区)", ["规划建设办", "国土所", "村(社区)"]),
        ("各县(市、区)、街道(功能区)", ["各县(市、区)", "街道(功能区)"]),
        ("各镇、街道和县直有关部门", ["各镇、街道", "县直有关部门"]),
        ("各镇、各街道", ["各镇", "各街道"]),
        ("各区、县（市）人民政府", ["各区、县（市）人民政府"]),
        ("开发区、县", ["开发区、县"]),
        ("各镇党委、政府，县委、县政府", ["各镇党委、政府", "县委", "县政府"]),
        ("县 发 改 局 县财政局", ["县发改局", "县财政局"]),
        ("县发改局/县财政局；县审计局", ["县发改局", "县财政局", "县审计局"]),
        ("由县发改局，以及县财政局", ["县发改局", "县财政局"]),
        ("县财政局、县财政局", ["县财政局"]),
        ("无", []),
        ("—", []),
    ],
)
def test_names_as_written(text: str, names: list[str]):
    assert [name.text for name in split_names(text).names] == names


def test_a_bracket_that_gives_a_role_is_no_part_of_the_name():
    assert [(name.text, name.mark) for name in split_names("县教育局（牵头）、县财政局(配合)").names] == [
        ("县教育局", Role.LEAD),
        ("县财政局", Role.COOPERATING),
    ]


def test_and_others_is_remembered_and_dropped():
    read = split_names("县财政局等，各乡镇人民政府")
    assert ([name.text for name in read.names], read.open_after) == (["县财政局", "各乡镇人民政府"], "县财政局")


@pytest.mark.parametrize("text", ["加强统筹推进落实", "责任单位", "全力确保工程质量和进度不断提升"])
def test_words_that_are_no_unit_are_unclear(text: str):
    read = split_names(text)
    assert (read.names, read.unclear) == ((), (text,))


def test_what_is_still_to_be_settled_is_no_name():
    assert split_names("待定") == type(split_names(""))(unsettled=("待定",))


@pytest.mark.parametrize(
    "name",
    [
        "各镇",
        "各街道",
        "区直各部门",
        "全区经济运行各专班",
        "县直相关单位",
        "有关乡镇",
        "县（市、区）",
        "街道(功能区)",
        "村(社区)",
        "国务院各部门",
        "开发区、县",
        "乡镇",
        "成员单位",
        "各镇党委、政府",
    ],
)
def test_collective(name: str):
    assert is_collective(name)


@pytest.mark.parametrize(
    "name", ["县财政局", "县政府", "高新园(邹区镇)", "城关镇", "立山经济开发区", "县机关事务中心", "县相思湖管理局"]
)
def test_not_collective(name: str):
    assert not is_collective(name)
