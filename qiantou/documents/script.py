"""One spelling to compare by, while every name stays as the paper wrote it.

`fold` maps a text to one of the same length, character by character: half-width forms, simplified
characters, the look-alikes scanners leave behind. Rules look at the folded text and cut the original at
the same positions, so what is shown is always what was written.
"""

import re
import unicodedata
from functools import lru_cache

_PAIRS = """
    牽牵 頭头 單单 単单 责责 責责 領领 導导 協协 辦办 參参 與与 會会 時时 間间 務务 職职 項项 標标
    準准 負负 別别 內内 長长 堅坚 續续 進进 縣县 區区 鎮镇 鄉乡 廳厅 處处 該该 關关 門门 級级 屬属
    機机 構构 設设 發发 財财 經经 濟济 業业 農农 產产 貿贸 稅税 審审 監监 檢检 察察 環环 態态 衛卫
    醫医 療疗 廣广 電电 視视 體体 傳传 統统 計计 應应 規规 劃划 資资 運运 輸输 組组 織织 黨党 團团
    婦妇 聯联 殘残 軍军 備备 庫库 養养 險险 積积 開开 園园 範范 動动 據据 號号 執执 實实 專专 個个
    這这 從从 無无 為为 於于 後后 來来 對对 將将 類类 質质 圖图 書书 館馆 學学 銀银 鐵铁 氣气 場场
    車车 馬马 漁渔 島岛 壩坝 龍龙 鳳凤 陽阳 陰阴 寧宁 順顺 齊齐 總总 營营 銷销 輔辅 獎奖 報报 註注
    見见 緊紧 強强 擴扩 轉转 變变 優优 勢势 創创 舊旧 歷历 隊队 員员 條条 點点 線线 築筑 顯显 試试
    驗验 護护 舉举 證证 訓训 認认 課课 論论 調调 請请 讓让 議议 謝谢 節节 約约 紅红 納纳 紙纸 紀纪
    綠绿 給给 結结 絡络 維维 網网 綱纲 綜综 緣缘 編编 縮缩 繼继 裝装 製制 複复 補补 衝冲 盡尽 儘尽
    廠厂 廟庙 廢废 彙汇 匯汇 擔担 擇择 擬拟 擁拥 數数 斷断 暫暂 樓楼 樹树 橋桥 權权 歲岁 決决 況况
    涼凉 淨净 減减 測测 溝沟 滅灭 滯滞 漲涨 潔洁 澤泽 濱滨 灣湾 災灾 爐炉 狀状 獨独 獻献 現现 畝亩
    畢毕 異异 盤盘 碼码 禮礼 種种 稱称 穩稳 競竞 筆笔 簡简 籌筹 簽签 糧粮 細细 習习 聖圣 聞闻 聲声
    臨临 藝艺 藥药 蘇苏 蘭兰 眾众 衆众 術术 觀观 訂订 討讨 託托 記记 許许 診诊 詢询 誌志 語语 誤误
    說说 説说 讀读 豐丰 貧贫 貨货 貯贮 費费 貼贴 賓宾 賞赏 購购 贏赢 趕赶 軌轨 載载 較较 輪轮 遞递
    遠远 適适 遲迟 遷迁 選选 遺遗 邊边 郵邮 鄭郑 鄰邻 釋释 針针 鋼钢 錄录 録录 錢钱 錯错 鎖锁 鏈链
    鑒鉴 閉闭 閘闸 閣阁 陣阵 陳陈 陸陆 際际 隨随 隱隐 離离 難难 雲云 靈灵 靜静 頁页 頂顶 預预 頒颁
    題题 額额 願愿 顧顾 風风 飛飞 飯饭 飲饮 駐驻 驅驱 髮发 鮮鲜 鳥鸟 鹽盐 麗丽 麥麦 黃黄 齡龄 戶户
    寶宝 帶带 幫帮 廈厦 張张 徑径 徹彻 慶庆 兩两 東东 樂乐 達达 萬万 億亿 層层 歸归 幹干 極极 賃赁
    賬账 賦赋 趨趋 夠够 啟启 啓启 併并 佈布 係系 價价 儲储 兒儿 劑剂 勞劳 勵励 務务 勝胜 華华 葉叶
    蓋盖 藍蓝 號号 蟲虫 補补 襯衬 詳详 誠诚 誰谁 諮咨 譽誉 貢贡 責责 贊赞 躍跃
"""
_MAP = {pair[0]: pair[1] for pair in _PAIRS.split()}
_SPACES = "\u00a0\u2002\u2003\u2009\u202f\u3000\t"
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")


def _fold_one(char: str) -> str:
    if char in _SPACES:
        return " "
    mapped = _MAP.get(char)
    if mapped is not None:
        return mapped
    if "\uff01" <= char <= "\uff5e":
        return chr(ord(char) - 0xFEE0)
    if char < "\u2e80":
        return "-" if char in "‐‑‒–" else char
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


class _Folding(dict[int, str]):
    def __missing__(self, key: int) -> str:
        value = _fold_one(chr(key))
        self[key] = value
        return value


_TABLE = _Folding()


@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """The text to compare by: same length, half-width, simplified."""
    return text.translate(_TABLE)


def squeeze(text: str) -> str:
    """Drops the blanks a scanner or a justified line left beside Chinese characters."""
    return re.sub(r"(?<=[\u2e80-\uffef〇])[ \t\u3000\u00a0]+|[ \t\u3000\u00a0]+(?=[\u2e80-\uffef〇])", "", text).strip()


_WORDS = (
    *("牵头单位", "牵头部门", "牵头领导", "责任单位", "责任部门", "责任领导", "配合单位", "配合部门", "协办单位"),
    *("主办单位", "参与单位", "会办单位", "协同单位", "第一责任单位", "完成时限", "时限要求", "完成时间", "办结时限"),
    *("工作任务", "按职责分工负责", "分别负责", "分工负责", "牵头负责", "负责", "牵头", "配合", "月底前", "年底前"),
    *("月底", "年底", "年内", "上半年", "下半年", "季度", "持续推进", "长期坚持"),
)
_SPACED = re.compile(
    "|".join(" {0,3}".join(word) for word in sorted(_WORDS, key=len, reverse=True))
    + r"|\d(?: {1,2}\d)* {0,2}年(?= {0,2}\d)|\d(?: ?\d)? {0,2}[月日](?: {0,2}[底前])?|(?<=[年月]) {1,2}(?=\d)"
)


def tidy(text: str) -> str:
    """The text with the blanks inside the words of the grammar ("牵 头 单 位", "6 月 30 日") taken out."""
    text = INVISIBLE.sub("", text)
    if " " not in (folded := fold(text)):
        return text
    kept, at = [], 0
    for match in _SPACED.finditer(folded):
        kept.append(text[at : match.start()])
        kept.extend(text[i] for i in range(match.start(), match.end()) if folded[i] != " ")
        at = match.end()
    kept.append(text[at:])
    return "".join(kept)
