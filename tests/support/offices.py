"""Further whole documents, after what offices and schools of all kinds put around a text and into it.

Each keeps the notice's type in title, unit and body; see ``tests.support.layouts`` for what a line is.
"""

from __future__ import annotations

from tests.support.bulletins import DATE, PICTURE, named, tabled, within
from tests.support.layouts import (
    BODY,
    HEI,
    KAI,
    NAME,
    NOTE,
    SCHOOL,
    SMALL,
    TEXT,
    L,
    Role,
    above,
    below,
    between,
    body,
    of,
    title,
    unit,
)

#: An introduction, of the length of a paragraph.
INTRODUCTION = "活动周里，各校走进社区，涌现出一批感人的故事，本文是其中一篇，供各地学习借鉴。"
FORMS = (
    of(
        "an application form above",
        *(tabled(L(text, NOTE)) for text in ("申报单位", SCHOOL, "案例名称", "焊花里的青春", "联系人", "王老师")),
        title(),
        unit(),
        body(),
    ),
    of(
        "opinions of offices below",
        title(),
        unit(),
        body(),
        *(
            tabled(L(text, NOTE))
            for text in ("学校意见", "同意推荐。（盖章）", "县教育局意见", "同意推荐，请市局审定。")
        ),
    ),
    of(
        "a form's rows",
        *(tabled(line) for line in (L("案例名称", HEI), title(), L("报送单位", HEI), unit(), L("案例正文", HEI))),
        *(tabled(line) for line in body()),
    ),
    above(
        "a cover",
        L("2020年职业教育活动周典型案例", ("华文中宋", 26.0)),
        L(f"案例名称：{NAME}", ("仿宋", 18.0)),
        L("报送时间：2020年11月10日", ("仿宋", 18.0)),
    ),
    above("a running head", L(f"{SCHOOL}　　　　职业教育活动周案例", ("宋体", 9.0))),
    above("a form's number", L("表2", NOTE)),
    above("how long it is", L("字数：860字", NOTE)),
    above("an annex with its name", L("附件3：优秀案例推荐材料", HEI)),
    above("who guides and who holds it", L("指导单位：星河市教育局", KAI), L(f"主办单位：{SCHOOL}", KAI)),
    above("who recommends it", L("推荐单位：星河市教育局", KAI)),
    above("an activity in quotation marks", L("“匠心筑梦 技能报国”主题活动", KAI, centred=True)),
    above("contents", L("目　录", HEI), L("一、背景……………………1", BODY), L("二、做法……………………2", BODY)),
    above("its number at the right", L("第12号", BODY)),
    between("day and unit on one line", unit(f"报送单位：{SCHOOL}　　报送日期：2020年11月10日")),
    between("names after a colon", unit(f"{SCHOOL}：王老师　李老师")),
    between("town and school", unit(f"（星河市　{SCHOOL}）")),
    between("an applicant", unit(f"申报单位：{SCHOOL}")),
    between("a bureau and a school", unit(f"星河市教育体育局　{SCHOOL}")),
    between("class and teacher", unit(), L("18级数控2班　李同学", KAI), L("指导教师：王老师", KAI)),
    between("where it stood", L("来源：星河日报　2020年11月10日　第3版", NOTE, centred=True), unit()),
    between("its prize", unit(), L("（本案例获2020年星河市活动周案例一等奖）", KAI)),
    between(
        "a motto in two lines", unit(), L("焊枪点亮意气，", KAI, centred=True), L("焊花照见初心。", KAI, centred=True)
    ),
    between("an introduction under its label", unit(), L("【编者按】", HEI), L(INTRODUCTION, KAI)),
    between("an abstract under its label", unit(), L("内容提要：", HEI), L(INTRODUCTION, SMALL)),
    between("in short, and at length", unit(), L("【案例简介】", HEI), L(INTRODUCTION, KAI), L("【案例正文】", HEI)),
    of("unit below", title(), body(), L(SCHOOL, ("楷体", 16.0), Role.UNIT), L("2020年11月10日", KAI)),
    of("who chose it, below", title(), body(), unit(f"选送单位：{SCHOOL}")),
)
TEXTS = (
    of("a letter", title(), unit(), L("尊敬的各位老师：", BODY), body(), L("此致", BODY), L("敬礼！", BODY), DATE),
    of(
        "a dateline",
        title(),
        unit(),
        L(TEXT, BODY, Role.BODY, lead=("本报讯（记者 王老师 通讯员 李老师）", HEI)),
        body(),
    ),
    of("a dateline of an agency", title(), unit(), L(TEXT, BODY, Role.BODY, lead=("星河11月9日电", HEI)), body()),
    of("a short first sentence", title(), unit(), L("焊花不语，匠心有声。", BODY, Role.BODY), body()),
    of(
        "a question first",
        title(),
        unit(),
        L("一把普通的焊枪，怎样焊出一条光亮的缝，又怎样照亮一个少年的未来呢？", BODY, Role.BODY),
        body(),
    ),
    of(
        "what follows is announced first",
        title(),
        unit(),
        L("学校围绕技能展示和服务社区两条主线开展了一系列活动，具体做法如下：", BODY, Role.BODY),
        body(),
    ),
    of(
        "a last short sentence",
        title(),
        unit(),
        body(),
        L("这，就是匠心。", BODY, Role.BODY),
        L("让我们一起为技能喝彩，为更加美好的明天而努力奋斗！", BODY, Role.BODY),
    ),
    within("somebody's words", L("“师傅说，每一道焊缝都是心里的尺。”", KAI)),
    within("somebody's words and who said them", L("“工匠精神就是一辈子做好一件事。”", KAI), L("——学生心得", KAI)),
    within("a schedule", L("9:00　开幕式", BODY), L("10:00　技能展示", BODY), L("14:00　企业座谈", BODY)),
    within("points", L("●走进社区", BODY), body(TEXT), L("●走进企业", BODY)),
    within("headings with colons", L("缘起：一把生锈的焊枪", HEI), body(TEXT), L("发展：三年磨一剑", HEI)),
    within("a long label", L("主要做法有以下三个方面：", HEI)),
    within("numbers alone", L("01", HEI, centred=True), body(TEXT), L("02", HEI, centred=True)),
    within("a second story", L("实训室来了小客人", ("方正小标宋简体", 22.0)), L("星河市第二职业中等专业学校", KAI)),
    below(
        "an annex of photos", L("附：活动照片", HEI), PICTURE, L("照片1：开幕式", BODY), PICTURE, L("照片2：体验", BODY)
    ),
    below("a list of the team", L("团队成员：王老师、李老师、赵老师、孙老师、周老师", KAI)),
    below("a headmaster signs", L("校长：王老师", BODY), DATE),
    below("checked by an office", L("审核意见：同意报送。", BODY), L("审核人：李老师", BODY)),
    below("thanks", L("（感谢星河市总工会对本次活动的支持）", KAI)),
    below("all rights", L("（版权所有，未经许可不得转载）", NOTE)),
    below("whence the figures", L("数据来源：学校活动周工作台账。", SMALL)),
    below("a film elsewhere", L("视频链接：https://example.org/v/1", NOTE), L("提取码：abcd", NOTE)),
    below("scan it", PICTURE, L("扫码观看活动视频", NOTE)),
    below("counted", L("（全文共860字）", KAI)),
    below("a word and who said it", L("点评：小切口反映大主题，值得一读。", KAI), L("（点评人：王老师，教研员）", KAI)),
    below("notes under their label", L("注释：", NOTE), L("①数控：数字控制。", NOTE), L("②锉削：用锉刀切削。", NOTE)),
)
TITLES = (
    *map(
        named,
        (
            "【案例】焊花里的青春",
            "案例一：焊花里的青春",
            "11月9日：广场上的数控课",
            "我爱我的学校",
            "示范",
            "3个“零”的背后",
            "一、二、三年级的焊接课",
            "技能改变人生　匠心成就梦想",
            f"{SCHOOL}：焊花里的青春",
        ),
    ),
    of(
        "a black letterhead above an official title",
        L("星河市教育局办公室", ("方正小标宋简体", 28.0)),
        title("关于商请协办职业教育活动周的函"),
        L("星河市第一职业中等专业学校：", BODY),
        body(),
        title="关于商请协办职业教育活动周的函",
    ),
    of("a title with a note's mark", title("焊花里的青春*"), unit(), body(), L("*本案例由宣传科整理。", NOTE)),
)
OFFICES = (*FORMS, *TEXTS, *TITLES)
