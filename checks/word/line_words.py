"""What the words of a line say it is, apart from its type and its place: a date, a label, an addressee, a unit's name.

Words alone decide little: ``checks.word.title`` and ``checks.word.roles`` weigh them with the rest.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from checks.text import count_characters

MAX_UNIT_CHARACTERS = 45
#: A name, a date and a byline side by side.
MAX_LISTED_CHARACTERS = 25
MAX_HEAD_CHARACTERS = 45
MAX_ADDRESSEE_CHARACTERS = 90
MAX_DATE = 40
#: Longer lines are no imprint, number or label.
MAX_MARK_CHARACTERS = 60


#: Lines up to so many characters are read as they are. Of longer ones so many count at each end.
_SHORT, _SEEN = 100, 300
_ROOM, _LESS_ROOM = re.compile(r"\s{9,}"), " " * 8


class Says(StrEnum):
    """What a line's words are, the most telling first."""

    DATE = "date"
    #: 第3期（总第25期）, 编号：2020001, 星一职〔2020〕12号.
    NUMBER = "number"
    #: 最后更新：…, 浏览次数：….
    WEB = "web"
    #: 抄送：…, 来源：…, 注：…, 联系人：…: around a text, not of it.
    CLOSING = "closing"
    UNIT_LABEL = "unit_label"
    ADDRESSEE = "addressee"
    #: 作者：…, 通讯员 ….
    BYLINE = "byline"
    #: 案例类型：…, 活动主题：….
    LABEL = "label"
    #: 附件2, 材料之一, 内部资料.
    MARK = "mark"
    SUBTITLE = "subtitle"
    #: 【…】 or （…） around the whole line.
    ASIDE = "aside"
    #: 摘要：…, 编者按：….
    ABSTRACT = "abstract"
    UNIT = "unit"
    HEADING = "heading"
    PROSE = "prose"
    #: 2020年职业教育活动周典型案例: a series' name, or a title.
    SERIES = "series"
    ANYTHING = "anything"


_N = r"[\d０-９〇○零一二三四五六七八九十百]+"
_DASHES = ("—", "-", "―", "－", "–")
_SENTENCE_END = re.compile(r"[。！？；!?;…][”’」』）)】]*$")
_HEADING = re.compile(
    r"(第?[一二三四五六七八九十百]+[、.．章节]|[（(][一二三四五六七八九十\d]+[)）]|\d+(\.\d+)*[、.．\s]|[①-⑳])"
)
_DATE = re.compile(
    r"[\s（(]*[\d〇○零一二三四五六七八九十]{2,4}\s*[年./-][\d一二三四五六七八九十年月日号时点分秒：:./\-\s]*[)）\s]*"
)
_ISSUE = re.compile(
    rf"[\s（(【]*({_N}\s*年度?)?\s*(第\s*{_N}\s*[期号辑卷]|总第?\s*{_N}\s*[期号辑])\s*([（(][^）)]*[)）])?[\s)）】]*(\s.*)?"
)
_PAPER_NUMBER = re.compile(
    rf".{{1,18}}[〔\[［(（【]\s*(19|20)\d\d\s*[〕\]］)）】]\s*第?\s*(\d+|[×xX＊*_\s]+|{_N})\s*号\s*(签发人.*)?"
)
_SERIAL = re.compile(
    r"[（(【]?((作品|案例|材料|稿件|报名|申报|登记|档案)?(编\s*号|序\s*号|代码)|文号|档号|[Nn][Oo]|№)\s*[:：.．#]?\s*"
    r"[\w〔〕\[\]（）()\s.．-]{1,30}"
)
_WEB = re.compile(
    r"(最后更新|更新(时间|日期)|发[布表](时间|日期|人|机构|部门)?|上传(时间|日期)|浏览(次数|量)?|阅读(次数|量)?|点击(次数|量)?"
    r"|访问(次数|量)?|字体|字号|分享到?|打印|时间|日期|索引号|信息索引|主题分类|公开方式|有效性|人气|您?(当前|现在|所在)的?位置)\s*[:：]"
    r"|首页\s*[>＞»/→-]"
)
_CLOSING = re.compile(
    r"[（(【\[※*＊]*\s*(主\s*送|抄\s*[送报]|报\s*送?|送|发|分\s*送|主题词|注\s*释?|附\s*注|备\s*注|说\s*明|声\s*明|来\s*源"
    r"|(资料|信息|图片|稿件|文章|数据|供稿)来源|出处|转载|原载|摘自|链接|网址|附\s*件|附\s*表|附|参考(文献|资料)|联系(人|电话|方式|地址)?"
    r"|咨询(电话)?|电\s*话|手机|邮\s*[箱编]|传\s*真|地\s*址|(项目|材料|案例|活动)?(负责|报送|填报|填表)人|责任编辑|责编|主编|编\s*辑|编\s*审"
    r"|审\s*[核稿签定]|校\s*对|核\s*稿|签\s*发|印\s*发|打\s*印|份\s*数|印\s*数|撰\s*稿人?|供\s*稿|拟\s*稿|作者(简介|单位|介绍)?"
    r"|第一作者|通讯作者|个人简介|指导(教师|老师)|推荐(单位|意见|理由)|(专家|编辑|评委)?点评|获奖(情况)?|发[至到]|报至|呈\s*报"
    r"|摄\s*影|图\s*文?|文\s*图?|文字|图片|排版|编\s*后[记话]?|短\s*评|评\s*析|(相关|新闻|背景|知识)(链接|阅读|背景)|延伸阅读|名词解释)"
    r"\s*(单位)?\s*[:：/／】\]]"
)
_CLOSING_PHRASE = re.compile(
    r"^[（(【\[]*(此件|本(文|案例|稿|刊)(系|为|选自|由|根据|数据)|转(载|自)|摘(自|编自)|选自|原(载|文)|来源于|未经|版权|共印|图\s*[/／]?\s*文)"
    r"|印发[）)]?$|共印.{0,6}份|^[※*＊]\s*\S"
)
_BYLINE = re.compile(
    r"[（(【]?(本[报网刊台]|特约|学生)?(通讯员|记者|作者|讲述人?|口述|执笔人?|撰[稿写]人?|供稿人?|整理|摄影|编辑|主讲人?|汇报人|报告人"
    r"|指导(教师|老师)|文|图|文图|图文|摄)([\s:：/／]+\S|[一-鿿]{2,3}$)"
)
#: What a label ends in: 案例类型, 所属领域, 参赛组别.
_LABEL = re.compile(
    r"[（(【\[]?[^：:，。、\s]{0,8}(类[型别]?|栏目|主题|领域|方向|赛道|组别?|级别|等级|奖项|专题|系列|学段|口号|宗旨"
    r"|学科|年级|班级|时间|地点|单位|编号|名称|题目|标题)\s*[:：]\s*\S"
)
_MARK = re.compile(
    rf"[（(【\[]?\s*((附\s*[件表录]?|附则|材料|案例|故事|稿件|作品|经验|典型案例|优秀案例|参考资料|资料)\s*(之\s*)?[{_N[1:-2]}\s—\-–]*[:：]?"
    r"|(内部(资料|参考|文件|刊物|材料|发行|交流)|绝密|机密|秘密|普通商密|特急|加急|急件|平急|征求意见稿?|送审稿?|讨论稿?|草稿|初稿|终稿"
    r"|样[稿例本]|范[文例本]|模板|示例|参考|增刊|号外|特刊|专刊|目\s*录)"
    r"([\s★☆·]+[^，。]{0,14}|[（(].{0,8}[)）]|注意保存|请勿外传|仅供参考)?)[)）】\]]?"
)
_ADDRESSEE = re.compile(
    r"([各全]|尊敬的|敬爱的|亲爱的|市属|省属|直属|区直|市直|县直|有关|.*(局|厅|委|部|院|校|处|室|科|会|社|公司|单位|部门|领导|同志|同事|老师"
    r"|同学|家长|朋友|来宾|评委|先生|女士|政府|中心|学校|大学)([（(].*[）)])?[:：]$)"
)
_ABSTRACT = re.compile(
    r"[【\[（(]?\s*(内容)?(摘\s*要|提\s*要|导\s*[语读言]|引\s*[言语]|前\s*言|编\s*者\s*按|按\s*语?|编者的话|关\s*键\s*[词字]|核心提示|阅读提示|题记|卷首语)"
    r"\s*[】\]）)]?\s*[:：】\]\s　]"
)
_BRACKETED = re.compile(r"[（(【\[〔《“「].{0,40}[】\])）〕》”」]$")
_BRACKET_MARKS = "（(【[〔"
_SERIES = re.compile(
    r"[（(【]?.{0,24}(案例|故事|经验(做法|交流|材料)?|做法|材料|成果|作品|稿件|信息|专栏|专题|专辑|系列|展示|展播|选登|巡礼|风采录?|简报|专报|快报|周报|日报"
    r"|动态|通讯|汇编|选编|集锦|征文|优秀奖|[一二三]等奖)([一二三四五六七八九十\d]+|之[一二三四五六七八九十]+|[（(].{1,6}[)）])?[)）】]?"
)
_UNIT_LABEL = re.compile(
    r"[（(【]?(报送|选送|供稿|推荐|申报|报告|填报|主办|承办|所在|作者|撰稿|上报|来稿)?(单位|学校|院校|部门|院系)(名称|全称)?([（(].{1,4}[)）])?\s*[:：]"
)
#: Who holds the activity, guides it or recommends the text: not who sends it, where somebody else is named.
_ORGANISER = re.compile(r"[（(【]?(主办|承办|协办|指导|推荐|支持|组织|牵头)")
#: What stands alone above a text that introduces another one, and above that other one.
_INTRODUCES = re.compile(
    r"[【\[（(]?\s*(内容|案例)?(摘\s*要|提\s*要|简\s*介|编\s*者\s*按|按\s*语|编者的话|核心提示|阅读提示|导\s*读|题\s*记)\s*[】\]）)]?\s*[:：]?"
)
_ITSELF = re.compile(r"[【\[（(]?\s*(案例|故事|文章)?正\s*文\s*[】\]）)]?\s*[:：]?")
#: Alone above notes.
_NOTES = re.compile(r"[【\[（(]?\s*(附\s*注|注\s*释?|备\s*注|说\s*明)\s*[】\]）)]?\s*[:：]?")
_UNIT_END = re.compile(
    r"(学校|中学|小学|大学|学院|院校|技校|职校|职高|职中|中专|职专|党校|中心|[教体社育化游业]局|人社局|局|厅|委员会|团委"
    r"|[处科][室]?|办公室|部|协会|学会|联合会|公司|集团|日报|晚报|晨报|早报|时报|周报|商报|都市报|教育报|青年报|报社"
    r"|新闻网|[众网央视]网|在线|电视台|广播电台|融媒体中心|客户端|公众号|通讯社|社|馆|基地|系|分院|总校|分校|校区)$"
)
#: A line that says what somebody does is a title or its second half, though it may end like an institution's name.
_SAYS_SOMETHING = re.compile(
    r"走[进入近]|构建|打造|助力|赋能|弘扬|点亮|绽放|举办|举行|召开|开展|参观|来到|迎来|探访|服务于"
    r"|体系$|百科$|学科$|专科$|本科$|好处$|长处$|之处$|全局$|布局$|格局$|结局$|开局$|大局$|全部$|内部$"
)


#: 参与教师：王老师、李老师、…: a label however long, for it lists and says nothing.
_LIST = re.compile(r"[^：:，,。；;、\s]{2,10}[:：](?=(?:[^、\s]*[、\s]){3})[^。！？；!?;：:]*")
#: What a line adds to the name of the unit that sends it.
_SENT_BY = re.compile(r"(供稿|报送|选送|推荐|提供|上报|撰稿)$")
_MAX_LIST_CHARACTERS = 120


def says(text: str, *, numbered: bool = False) -> Says:
    """``text`` is one line, not empty. ``numbered``: Word puts a number before it."""
    return _says(text if len(text) <= _SHORT else _seen(text), numbered)


def _seen(text: str) -> str:
    """A long line's beginning and end, where it says what it is, without the room between its words.

    No pattern here then has more to share out than it can try in a moment.
    """
    text = _ROOM.sub(_LESS_ROOM, text)
    return text if len(text) <= 2 * _SEEN else text[:_SEEN] + text[-_SEEN:]


@lru_cache(maxsize=4096)
def _says(text: str, numbered: bool) -> Says:
    length = count_characters(text)
    if is_date(text):
        return Says.DATE
    if length <= MAX_MARK_CHARACTERS and any(p.fullmatch(text) for p in (_ISSUE, _PAPER_NUMBER, _SERIAL)):
        return Says.NUMBER
    if _UNIT_LABEL.match(text) and length <= MAX_UNIT_CHARACTERS:
        return Says.UNIT_LABEL
    for pattern, meaning in ((_ABSTRACT, Says.ABSTRACT), (_WEB, Says.WEB), (_CLOSING, Says.CLOSING)):
        if pattern.match(text):
            return meaning
    if _CLOSING_PHRASE.search(text):
        return Says.CLOSING
    if text[-1] in "：:" and length <= MAX_ADDRESSEE_CHARACTERS and _ADDRESSEE.match(text) and "。" not in text:
        return Says.ADDRESSEE
    if MAX_HEAD_CHARACTERS < length <= _MAX_LIST_CHARACTERS and _LIST.fullmatch(text):
        return Says.LABEL
    if length > MAX_HEAD_CHARACTERS or (length > 15 and _SENTENCE_END.search(text) and text[-1] not in "！!？?"):
        return Says.ASIDE if text[0] in _BRACKET_MARKS and _BRACKETED.fullmatch(text) else Says.PROSE
    return _short(text, numbered=numbered)


def _short(text: str, *, numbered: bool) -> Says:
    if text.startswith(_DASHES):
        return Says.SUBTITLE
    if _BYLINE.match(text):
        return Says.BYLINE
    if numbered or _HEADING.match(text):
        return Says.HEADING
    if _LABEL.match(text):
        return Says.LABEL
    if is_unit_name(text):
        return Says.UNIT
    if _MARK.fullmatch(text):
        return Says.MARK
    if text[0] in _BRACKET_MARKS and _BRACKETED.fullmatch(text):
        return Says.ASIDE
    return Says.SERIES if _SERIES.fullmatch(text) else Says.ANYTHING


def is_date(text: str) -> bool:
    return len(text) <= MAX_DATE and bool(_DATE.fullmatch(text))


def ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text) is not None


def names_organiser(text: str) -> bool:
    """主办单位：…, 推荐单位：…."""
    return _ORGANISER.match(text) is not None


def introduces(text: str) -> bool:
    """编者按：, 【摘要】, alone on a line."""
    return len(text) <= MAX_DATE and _INTRODUCES.fullmatch(text) is not None


def names_text(text: str) -> bool:
    """【正文】, alone on a line."""
    return len(text) <= MAX_DATE and _ITSELF.fullmatch(text) is not None


def heads_notes(text: str) -> bool:
    """注：, alone on a line."""
    return len(text) <= MAX_DATE and _NOTES.fullmatch(text) is not None


def begins_heading(text: str) -> bool:
    """一、…, （一）…, 1.…, ①…."""
    return _HEADING.match(text) is not None


def is_unit_name(text: str) -> bool:
    """Whether a short line is an institution's name, alone or with a date, a page or a byline beside it."""
    if count_characters(text) > MAX_UNIT_CHARACTERS or _SENTENCE_END.search(text) or _HEADING.match(text):
        return False
    if text.startswith(_DASHES) or text.endswith((",", "，", "、")) or _SAYS_SOMETHING.search(text):
        return False
    words = [
        _SENT_BY.sub("", word.rstrip("）)】]"))
        for word in re.split(r"[\s　:：,，、|/]+", text.strip("（）()【】[] 　"))
    ]
    named = [len(word) >= 3 and bool(_UNIT_END.search(word)) for word in words]
    # Of a long line with commas every part has to be a name, or it is a sentence that mentions one.
    return all(named) if len(text) > MAX_LISTED_CHARACTERS and re.search("[,，、]", text) else any(named)
