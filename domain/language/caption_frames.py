"""The frames of ``captions`` as patterns: built once from the word classes, used by the reader alone."""

from __future__ import annotations

import re
from enum import StrEnum

from domain.language import caption_occasions as named
from domain.language import caption_words as words
from domain.language.late import Late


class Frame(StrEnum):
    """The shape by which a clause shows something."""

    #: People, then a verb of school life: 学生练习插花.
    ACTION = "action"
    #: Learners, perhaps where or for whom, then a verb of handwork and its object: 西点班烤面包.
    HANDWORK = "handwork"
    #: Learners 正在 anything, or in a place of work anything: 学生在鱼塘边测盐度.
    AT_WORK = "at_work"
    #: Learners of a named trade, where, with what or for whom anything: 园林专业学生在苗圃测株高.
    WITH_TRADE = "with_trade"
    #: Learners for, to or with an audience anything: 学生给老人理疗.
    FOR_SOMEBODY = "for_somebody"
    #: People teach or lead others to anything: 师傅教学生编筐.
    TEACHING = "teaching"
    #: A unit holds, opens or joins an occasion: 我校举行开幕式.
    UNIT = "unit"
    #: Ends with an occasion or a sight: 汉字书写比赛, 技能展示现场.
    OCCASION = "occasion"
    #: The act alone, of a visit or in progress: 参观校史馆.
    ACT_ALONE = "act_alone"
    #: A place or an occasion, and how it is there: 展台前人头攒动.
    SIGHT = "sight"
    #: What somebody of school life made: 学生缝制的布偶.
    WORK = "work"
    #: 图为 …
    PICTURE = "picture"


def any_of(listed: str) -> str:
    """An alternation of the words in ``listed``, longest first."""
    return "|".join(sorted(map(re.escape, set(listed.split())), key=len, reverse=True))


#: Words of a class joined in a pattern.
ACTS = any_of(words.ACTS)
OCCASIONS = any_of(named.OCCASIONS)
SIGHTS = any_of(named.SIGHTS)
AUDIENCE = any_of(words.AUDIENCE)
_LISTED = any_of(words.LEARNERS)

#: A verb before one of these is part of a noun: 实训楼, 表演服, 练习册.
_NO_NOUN = (
    r"(?!的|[稿满期楼区室馆册证卡费群柜架率周日员者权券票]|间(?![作苗])|团(?!队)|表(?!演)|单(?![片簧杠])|课(?!堂)|"
    r"服(?![装务饰])|台(?!阶)|班$|"
    r"场地|人数|机会|机构|节目单|服装$|道具$|素材|条件|线路|顺序)"
)
_COMPLETE = any_of(words.COMPLETE)
_ACT = rf"(?P<act>(?:{_COMPLETE})(?=$|留念|现场|\S*(?:{ACTS}|{OCCASIONS}))|(?!{_COMPLETE})(?:{ACTS})){_NO_NOUN}(?!\S$)"
_NOUNISH = any_of(words.NOUNISH)
#: What follows such a verb so that it is one: three characters that are no office, or a word of school life.
_OBJECT = (
    rf"(?:\S{{3,}}(?<![{words.OFFICE_ENDS}])$|\S*(?:{ACTS}|{OCCASIONS}|{any_of(words.SHOWN_THINGS)})\S*$|"
    rf"\S+[{words.PLACE_ENDS}]$)"
)
_LEARNER = rf"(?:{_LISTED})(?!{words.NOT_PEOPLE})|{words.LITTLE}|{words.GROUPS}|{words.TROOPS}"
_SOMEBODY = rf"(?:{any_of(words.LEARNERS + words.ADULTS)})(?!{words.NOT_PEOPLE})|{words.LITTLE}"
_OFFICIAL = rf"(?:{any_of(words.OFFICIALS)})(?=(?:为|给|向)\S{{0,8}}(?:颁|授|讲|赠|致|献|送[书教技]))"

LEARNERS = Late(_LEARNER)
#: People by a word for people; people by their trade or troop.
PEOPLE = Late(rf"(?:{_SOMEBODY}|{_OFFICIAL})(?:[和及、]?(?:{_SOMEBODY}))*(?:代表|主播|团队|骨干|干部|们)?")
TRADESPEOPLE = Late(rf"{words.GROUPS}|{words.TROOPS}|{words.DOERS}(?={ACTS}|正在|现场|为|给|向)")
OF_A_TRADE = Late(r"(?:专业|班|项目|赛项)(?:学生|学员|同学|选手|师生)们?$")
MASTERS = Late(any_of(words.MASTERS))

_ADVERBS = rf"(?:{words.ADVERBIALS}){{0,4}}"
#: Between people and their verb: adverbials, or a few unknown characters that are no place or thing of theirs.
_GAP = rf"{_ADVERBS}(?!\S{{0,4}}(?:作品|稿|课件|成绩|外出|出差))\S{{0,8}}?(?<![室厅楼店市舍铺房馆院机脑箱包柜])"
#: What 参加 is followed by in a picture, beside occasions.
_TAKEN_PART_IN = "活动|培训|考核|训练|集训|研学|[\u4e00-\u9fff]{2}式"
_BUSY = rf"(?!\S*(?:{words.IDLE}))"
_HAND = (
    rf"(?<!同)(?!{ACTS})(?P<act>(?!{words.NO_HANDWORK})[{words.HANDWORK}])(?:着|起|出|"
    rf"成)?(?![的{words.HANDWORK}])\S+"
)
#: Each with its frame, and whether anybody may stand before it or only learners; matched right after the people.
AFTER_PEOPLE = tuple(
    (frame, anybody, Late(pattern))
    for frame, anybody, pattern in (
        (Frame.ACTION, True, rf"(?P<act>{_NOUNISH}){_NO_NOUN}{_OBJECT}"),
        (Frame.ACTION, True, rf"(?P<act>{any_of(words.VIVID)}|(?:比赛|竞技|训练|排练|激战)(?=中))中?$"),
        (Frame.ACTION, True, rf"(?!{_NOUNISH}){_GAP}{_ACT}"),
        (
            Frame.ACTION,
            True,
            rf"{_ADVERBS}(?P<act>讲)(?![话好课价究])(?:\S{{4,}}|(?<=在讲)\S{{2,}}|传统|故事|历史|党史|绘本|技术|政策)",
        ),
        (Frame.ACTION, True, rf"\S{{0,6}}?(?P<act>{any_of(words.AT_IT)})$"),
        (
            Frame.ACTION,
            True,
            r"在?\S{0,8}?(?P<act>荣获|喜获|斩获|夺得|获得|获)\S{1,12}(?:奖|[金银铜]牌|[冠亚季]军|称号)$",
        ),
        (Frame.ACTION, False, rf"{_ADVERBS}(?P<act>听)(?![歌话]|音乐$|课$)\S{{2,}}"),
        (Frame.HANDWORK, False, rf"(?!\S\S$){_ADVERBS}{_HAND}"),
        (Frame.AT_WORK, False, rf"{_ADVERBS}正在{_BUSY}\S{{4,}}(?<!的)"),
        (
            Frame.AT_WORK,
            False,
            rf"{_ADVERBS}正?在\S{{0,8}}?(?:{any_of(words.SCENES)})[里中上内前旁间边下]?{_BUSY}\S{{4,}}(?<!的)",
        ),
        (Frame.ACTION, True, rf"(?:{words.MANNER}){_BUSY}\S{{3,}}(?<!的)"),
        (
            Frame.WITH_TRADE,
            False,
            rf"{_ADVERBS}(?:在|用|把|为|给|对|与|现场|正在|动手|亲手|自制|自编){_BUSY}\S{{4,}}(?<!的)",
        ),
        (
            Frame.FOR_SOMEBODY,
            False,
            rf"{_ADVERBS}(?:为|给|向|对|陪|替|帮)\S{{0,8}}?(?:{AUDIENCE})们?{_BUSY}\S{{2,}}(?<!的)",
        ),
        (
            Frame.FOR_SOMEBODY,
            True,
            rf"{_ADVERBS}(?:为|给|向)\S{{0,8}}?(?:{_LEARNER}|{AUDIENCE})们?{words.FOR_THEM}\S+(?<!的)",
        ),
        (Frame.ACTION, False, rf"(?:{words.ADVERBIALS})+?(?P<act>打扫|搬运|清理)\S{{2,}}"),
        (Frame.TEACHING, True, rf"{_ADVERBS}带着?(?:{_LEARNER}|{AUDIENCE}){_ADVERBS}{_HAND}"),
        (
            Frame.ACTION,
            True,
            rf"{_ADVERBS}(?P<act>参加|出席)(?=\S{{0,16}}(?:{OCCASIONS}|{named.CONTESTS}|{_TAKEN_PART_IN})$)\S{{3,}}",
        ),
        (
            Frame.TEACHING,
            True,
            rf"{_ADVERBS}\S{{0,8}}?(?:教|带领|指导|辅导)(?:{_LEARNER}|{AUDIENCE}){_BUSY}\S{{2,}}(?<!的)",
        ),
    )
)
#: Acts that are shown without an object.
VIVID = frozenset(words.VIVID.split())
VAGUE = frozenset(named.VAGUE.split())

UNIT = Late(
    rf"\S{{0,20}}?(?P<unit>{words.ORGANISERS})\S{{0,12}}?(?P<act>送\S{{1,4}}(?:进|下|到|入)|邀请|举行|举办|开展|组织|承办|启动|迎来|走进|承接|参加|共建|"
    rf"送教|送课|送医|送技)"
)
SOMETHING_HELD = Late(
    rf"(?:{OCCASIONS}|{any_of(named.WEAK_OCCASIONS)}|{SIGHTS}|活动|体验日|下乡|进社区|进校园|[进走入](?:车间|企业|社区|课堂|乡村|农村|基地|田间)|{ACTS})$"
)
OCCASION = Late(
    rf"(?P<occasion>{OCCASIONS}|{SIGHTS}|(?<=[^参复返]){named.CONTESTS})"
    r"(?:中|一角|局部|现场|留念|掠影|剪影|开幕|闭幕|落幕|举行|拉开帷幕)?$"
)
#: An occasion's name begins with none of these and holds none of those.
ERRAND = Late(named.ERRANDS)
NO_NAME = Late(rf"[在把被给从到]|{named.NO_SIGHT}")
ACT_ALONE = Late(
    rf"(?P<act>参观|观摩|走访|慰问|走进|正在进行|(?:现场|义务|免费|上门)(?:{ACTS})){_NO_NOUN}(?!\S*到)\S{{3,}}"
)
ACT_INSIDE = Late(rf"\S{{0,16}}?{_ACT}\S*")
MOOD = Late(any_of(named.MOODS))
#: 11.9, 1109 before a word.
_IN_FIGURES = r"(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?=[\u4e00-\u9fff])|\d{1,2}\.\d{1,2}(?=\s?[\u4e00-\u9fff])"
DAY = (
    rf"(?:{_IN_FIGURES}|(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日|\d{{1,2}}日|昨天|今天(?=上午)|近日|日前|当天|当日)"
    r"(?:上午|下午|中午|晚|晚上)?"
)
TRADE = Late(words.GROUPS)
LEADS = Late(words.LEADS)
#: What tells which people follow holds none of these: they lead, make, or put them into some other part of a sentence.
NO_ATTRIBUTE = Late(rf"[{words.NO_ATTRIBUTE}]|{words.NO_ATTRIBUTE_WORDS}")
#: 展台前人头攒动: where, or what occasion, and how it is there.
WEAK = Late(
    rf"(?:《》|\S{{3,16}}?)(?P<occasion>{any_of(named.WEAK_OCCASIONS)})(?:启动|现场|一角|剪影|掠影|精彩瞬间|开课|开班|结业|开讲|揭牌|成立|开营|开赛)?"
)
#: A mark of school life, or in a name of six characters or more one of its verbs.
SCHOOL = Late(rf"{any_of(named.SCHOOL)}")
VERB = Late(ACTS)
SIGHT_AS_IT_IS = Late(rf"\S{{2,14}}(?:{any_of(named.STATES)})")
#: “技能中国行”宣传活动; the name was taken out before.
NAMED_ACTIVITY = Late(r"\S{0,8}《》\S{0,4}(?:活动|行动|启动|开讲|上演|访谈|分队出发)(?:启动|开启|启幕|现场)?")
#: 升旗仪式上的国旗护卫队: where, and who is there.
THERE = Late(rf"\S{{3,12}}[上中里前下旁]的(?P<who>\S{{0,6}}?(?:{_LEARNER}|{any_of(words.ADULTS)})们?)")
#: 技能展在文化广场举行.
HELD = Late(
    rf"\S{{2,20}}?(?P<occasion>{OCCASIONS}|{named.CONTESTS}|活动)在\S{{2,12}}?(?:举行|举办|开展|开幕|启动|上演|落幕|闭幕)"
)
#: 为环卫工人送上热姜茶: for whom, though not by whom.
FOR_THEM = Late(rf"[为向]\S{{0,6}}?(?:{AUDIENCE})们?\S{{0,4}}?(?P<act>{ACTS}|送)\S{{2,}}")
#: 民族舞《春到茶山》: a kind of art before its title.
ART = Late(r"\S{0,8}(?:舞|舞蹈|唱|奏|剧|戏|曲|诵|小品|相声|快板|歌|操)")
#: 村民围观, after what they look at.
ONLOOKERS = Late(
    rf"\S{{0,6}}?(?:{_SOMEBODY})(?:纷纷|争相)?(?:围观|观看|参观|体验|咨询|驻足|品尝|喝彩|出席|助阵)\S{{0,6}}"
)
MADE = Late(
    rf"\S{{0,10}}?(?P<who>{_LEARNER})们?(?:亲手|自己|动手|合作|精心|用\S{{1,6}}|现场)?(?P<act>{any_of(words.MAKES)})(?:出来?|成)?的\S{{2,12}}"
)
#: All that may stand before people so that they are the subject.
KIND = Late(
    rf"(?:{DAY}|(?:近|约|数)?[一二两三四五六七八九十百千余数\d]+余?[名个位组对批支群队]|{words.KINDS}|"
    rf"\S{{1,14}}[上里中内间旁前下边]|\S{{2,20}}的|"
    rf"\S{{0,14}}(?:{OCCASIONS}|现场)|\S{{0,12}}(?:{words.ORGANISERS})(?:组织|带领|选派|联合|的)?){{0,3}}"
)
#: A clause that sets the scene.
PREAMBLE = Late(
    rf"{any_of(named.STATES)}|{DAY}|活动(?:现场|当天|中|期间)|《》|(?:在|随着|伴随着|经过|通过|围绕|从|沿着|迎着|踏着|走进|来自)\S{{2,}}|"
    rf"\S{{3,16}}[上里中内间旁前下边]|{words.GROUPS}|一[\u4e00-\u9fff]一[\u4e00-\u9fff]|\S*(?:{words.ORGANISERS})|"
    rf"\S{{2,12}}[省市县区乡镇村]"
)
SHOWN_WITH_LE = Late(rf"({ACTS})了(?=\S{{2,}})")
