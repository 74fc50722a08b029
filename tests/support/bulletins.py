"""Further whole documents, after bulletins, press releases, web pages and papers of bureaus and colleges.

Each keeps the notice's type in title, unit and body; see ``tests.support.layouts`` for what a line is.
"""

from __future__ import annotations

from dataclasses import replace

from tests.support.layouts import (
    BODY,
    HEI,
    KAI,
    NOTE,
    SCHOOL,
    SMALL,
    TEXT,
    UNIT,
    L,
    Layout,
    Role,
    above,
    below,
    between,
    body,
    of,
    red,
    title,
    unit,
)

PICTURE = L("", NOTE, picture=True)
EYEBROW = ("楷体", 18.0)
DATE = L("2020年11月10日", BODY)


def named(text: str, *, layout: str = "", label: L | None = None) -> Layout:
    """A title whose words look like something else."""
    return of(layout or f"titled {text}", *([label] if label else []), title(text), unit(), body(), title=text)


def within(name: str, *lines: L | tuple[L, ...]) -> Layout:
    """What stands between two paragraphs of an ordinary text."""
    return of(name, title(), unit(), body(TEXT, TEXT), *lines, body(TEXT, TEXT))


def tabled(line: L) -> L:
    return replace(line, tabled=True)


PAPERS = (
    above("a copy number and secrecy", L("000012", NOTE), L("机密★1年", HEI), L("特急", HEI)),
    of(
        "a party committee's paper",
        red(f"中共{SCHOOL}委员会文件"),
        L("星职党〔2020〕7号", BODY),
        title(),
        L("市教育局党组：", BODY),
        body(),
        L(f"中共{SCHOOL}委员会", BODY),
        DATE,
    ),
    of(
        "a number with blanks",
        red("星河市教育局办公室"),
        L("星教办函〔2020〕 18 号", BODY),
        title(),
        L("各县（市、区）教育局，各直属学校：", BODY),
        body(),
        L("星河市教育局办公室", BODY),
        DATE,
    ),
    of(
        "a letter whose number stands right",
        red("星河市人力资源和社会保障局", ("方正小标宋简体", 44.0)),
        L("星人社函〔2020〕7号", BODY),
        title("星河市人力资源和社会保障局关于活动周情况的函"),
        L("市教育局：", BODY),
        body(),
        L("特此函告。", BODY, Role.BODY),
        L("（联系人：王老师，联系电话：0000-0000000）", BODY),
        title="星河市人力资源和社会保障局关于活动周情况的函",
    ),
    of(
        "minutes",
        red("会议纪要", ("方正小标宋简体", 48.0)),
        L("〔2020〕5号", BODY),
        L("星河市教育局办公室　　　　2020年11月10日", BODY),
        title(),
        body(),
        L("出席：王老师、李老师、赵老师", BODY),
        L("记录：李老师", BODY),
    ),
    of(
        "a paper's report of a school",
        title(f"{SCHOOL}关于2020年"),
        title("职业教育活动周开展情况的报告"),
        L("星河市教育局：", BODY),
        body(),
        L("附件：1．活动照片", BODY),
        L("　　　2．媒体报道目录", BODY),
        L(SCHOOL, BODY),
        DATE,
        title=f"{SCHOOL}关于2020年职业教育活动周开展情况的报告",
    ),
    of("the signature below the date", title(), unit(), body(), DATE, L(SCHOOL, BODY)),
    of("a unit below in its own type", title(), body(), unit(), L("2020年11月10日", UNIT)),
    of("two offices sign", title(), unit(), body(), L(f"{SCHOOL}　　星河市总工会", BODY), DATE),
    above("a form's head on one line", L(f"报送单位：{SCHOOL}　　报送时间：2020年11月10日", NOTE)),
    above(
        "a form's long head",
        L(f"报送单位：{SCHOOL}　联系人：王老师　联系电话：0000-0000000　报送时间：2020年11月10日", NOTE),
    ),
    above("approved by", L("审核人：王校长　　　　审核时间：2020年11月10日", BODY)),
    above("county and category", L("所属县区：东湖区", BODY), L("案例编号：012", BODY)),
    above("page numbers typed", L("- 1 -", NOTE)),
    above("a short year and month", L("2020.11", NOTE)),
    above("a draft", L("（讨论稿）", KAI)),
    between("a draft below", L("（送审稿）", KAI), unit()),
    between("when it was said", L("（2020年11月10日在活动周启动仪式上）", KAI), unit()),
    between("who speaks", L("星河市教育局副局长　李老师", KAI), L("（2020年11月10日）", KAI), unit()),
)
NEWS = (
    of(
        "a briefing with a column",
        red("职业教育活动周简报"),
        L("（第12期）", BODY),
        L("星河市职业教育活动周组委会办公室编　　2020年11月10日", BODY),
        L("【工作动态】", HEI),
        title(),
        unit(),
        body(),
        L("报：省教育厅职成处，市委、市政府。", SMALL),
        L("送：各县（市、区）教育局。", SMALL),
        L("发：各中等职业学校。　　　　（共印50份）", SMALL),
    ),
    of(
        "black information paper",
        L("教育工作信息", ("方正小标宋简体", 36.0)),
        L("2020年第18期", BODY),
        L("星河市教育局办公室　　　　　　2020年11月10日", BODY),
        title(),
        body(),
    ),
    of(
        "contents above a text",
        red("活动周工作简报"),
        L("第8期（总第26期）", BODY),
        L("目　录", HEI),
        L("◇焊花里的青春", BODY),
        L("◇实训室来了小客人", BODY),
        title(),
        unit(),
        body(),
    ),
    above("a press release", L("新闻通稿", HEI)),
    above("for the press", L("新闻稿（供媒体参考）", HEI), L("2020年11月10日", NOTE)),
    above("a column with dots", L("【职教活动周·校园行】", KAI)),
    above("an eyebrow", L("人人出彩　技能强国", EYEBROW)),
    above("an eyebrow of its occasion", L("2020年职业教育活动周在星河启动", EYEBROW)),
    above("a crumb trail", L("首页 > 新闻中心 > 校园动态", NOTE)),
    above("a crumb trail in words", L("当前位置：首页 - 新闻动态 - 职教之窗", NOTE)),
    above("a page's buttons", L("【字体：大 中 小】【打印本页】【关闭窗口】", NOTE)),
    between("a page's line", L(f"来源：{SCHOOL}　作者：李老师　时间：2020-11-10　点击：128", NOTE), unit()),
    between("who published it", L(f"发布单位：{SCHOOL}　发布日期：2020-11-10", NOTE), unit()),
    between("editors above", L("责任编辑：李老师", NOTE), unit()),
    between("a line of stars", L("★ ★ ★", NOTE), unit()),
    between("an English title", L("Youth in Sparks", ("Times New Roman", 18.0)), unit()),
    between("a unit and its office", unit(), L("信息工程系", UNIT)),
    between("a dash before the unit", L(f"——{SCHOOL}", UNIT)),
    between("a name and office", unit(f"{SCHOOL}　宣传科"), L("李老师", UNIT)),
    between("offered by", unit(f"（{SCHOOL}供稿）")),
    between("sent by", unit(f"（{SCHOOL}报送）")),
    between("stamped", unit(f"报送单位（盖章）：{SCHOOL}")),
    between("name of the unit", unit(f"单位名称：{SCHOOL}")),
    between("time and place", unit(), L("时间：2020年11月10日上午", KAI), L("地点：学校体育馆", KAI)),
    between("a long list of people", unit(), L("参与教师：" + "王老师、李老师、赵老师、" * 5 + "孙老师", KAI)),
    below("three readings", L("初审：李老师　复审：王老师　终审：赵老师", BODY)),
    below("first, second, third", L("一审：李老师。二审：王老师。三审：赵老师。", SMALL)),
    below("upright bars", L("文字｜李老师", NOTE), L("图片｜王老师", NOTE), L("审核｜赵老师", NOTE)),
    below("bars between blanks", L("编辑 | 李老师", NOTE), L("来源 | 学校团委", NOTE)),
    below("the end", L("——END——", NOTE), L("扫描二维码，关注我们", NOTE)),
    below("all of it", L("（全文完）", KAI)),
    below(
        "how to reach",
        L("地址：星河市东湖路1号　邮编：000000", SMALL),
        L("电话：0000-0000000　传真：0000-0000001", SMALL),
    ),
    below(
        "notes in a row",
        L("注：", NOTE),
        L("1．本案例数据截至2020年11月10日，由学校统计。", NOTE),
        L("2．服务人次按签到表统计，不含线上观看人数。", NOTE),
    ),
    below(
        "the editor afterwards",
        L("编后：技能走进社区，社区也走进了技能，这样的互动值得各校学习和借鉴，也期待更多的故事。", KAI),
    ),
    below("a link to news", L("【相关链接】职业教育活动周由教育部等部门联合举办，每年五月举行，至今已举办六届。", KAI)),
    below("an annex list with stops", L("附：活动照片3张。", BODY)),
    below("a star under", L("（注：文中学生均为化名。）", KAI)),
    below("an office's phone", L("（星河市教育局办公室　电话：0000-0000000）", BODY)),
)
HEADINGS = (
    of("parts by signs", title(), unit(), L("◎缘起", HEI), body(TEXT), L("■ 主要做法", HEI), body(TEXT)),
    of("parts by numbers", title(), unit(), L("01 缘起", HEI), body(TEXT), L("02 做法", HEI), body(TEXT)),
    of("parts by old numerals", title(), unit(), L("壹　缘起", HEI), body(TEXT), L("贰　做法", HEI), body(TEXT)),
    of(
        "a heading that calls",
        title(),
        unit(),
        L("人人皆可成才！", HEI),
        body(TEXT),
        L("技能改变命运！", HEI),
        body(TEXT),
    ),
    of(
        "a long heading",
        title(),
        unit(),
        L("（一）坚持党建引领，健全工作机制，凝聚活动周组织工作强大合力，确保各项活动任务落实落细落到位", KAI),
        body(TEXT, TEXT),
    ),
    of(
        "a heading of two clauses",
        title(),
        unit(),
        L("一、领导重视。机制健全。", HEI),
        body(TEXT, TEXT),
    ),
    of(
        "practices counted", title(), unit(), L("做法一：建机制", HEI), body(TEXT), L("做法二：搭平台", HEI), body(TEXT)
    ),
    of(
        "headings that open paragraphs",
        title(),
        unit(),
        L(TEXT, BODY, lead=("（一）加强领导。", KAI)),
        L(TEXT, BODY, lead=("（二）组建队伍。", KAI)),
    ),
    of("labels open paragraphs", title(), unit(), L(TEXT, BODY, lead=("案例背景：", HEI)), body(TEXT)),
    of("marks open paragraphs", title(), unit(), L(TEXT, BODY, lead=("【主要做法】", HEI)), body(TEXT)),
    of("an interview", title(), unit(), L(TEXT, BODY, lead=("记者：", HEI)), L(TEXT, BODY, lead=("李老师：", HEI))),
    of("a label's own face", title(), L(SCHOOL, UNIT, lead=("报送单位：", HEI)), body()),
)
PICTURED = (
    of("a picture above", PICTURE, title(), unit(), body()),
    of("a label and a picture above", L("案例类别：学生成长", BODY), PICTURE, title(), unit(), body()),
    of("a picture below the title", title(), PICTURE, unit(), body()),
    within("a caption", PICTURE, L("服务队为居民检修家电", ("楷体", 12.0))),
    within("a caption with triangle", PICTURE, L("▲社区服务现场。李老师 摄", NOTE)),
    within("two pictures and a caption", PICTURE, PICTURE, L("左图：检修家电；右图：讲解常识", NOTE)),
    within("a caption above", L("图1　服务队在社区", NOTE), PICTURE),
    within("a caption in brackets", PICTURE, L("（图片说明：学生为居民检修家电。）", KAI)),
    named("照片里的活动周", label=L("案例类别：学生成长", BODY)),
    named("图片背后的故事", label=L("星河市优秀案例", HEI)),
)
TABLED = (
    of("the title in a cell", tabled(title()), unit(), body()),
    of("title and unit in cells", tabled(title()), tabled(unit()), body()),
    of("the letterhead in a cell", tabled(red(f"{SCHOOL}文件")), L("星职〔2020〕7号", BODY), title(), unit(), body()),
    of("a form above", tabled(L("案例类别", NOTE)), tabled(L("学生成长", NOTE)), title(), unit(), body()),
    of("the whole in cells", tabled(title()), tabled(unit()), *(tabled(line) for line in body())),
    within("a table within", tabled(L("项目", NOTE)), tabled(L("人次", NOTE))),
    below("a table of the paper", tabled(L("抄送：市教育局。", SMALL)), tabled(L("2020年11月10日印发", SMALL))),
)
TITLES = tuple(
    named(text)
    for text in (
        "焊 花 里 的 青 春",
        "“1+X”证书走进校园",
        "技能，让生活更美好！",
        "我和我的焊枪……",
        "案例：焊花里的青春",
        "活动周总结",
        "星河市第一职业中等专业学校职业教育活动周",
        "把实训室办成社区的学校",
        "第一期订单班的故事",
        "2020年11月，我们在社区",
        "匠心——一个焊工的故事",
        "送技上门",
        "报告会走进社区",
        "时间里的匠人",
        "职业教育活动周工作简报",
        "致敬老师",
        "附中来了新同学",
        "说明书背后的匠心",
        "来自社区的感谢信",
        "一、二、三，一起来",
        "关于2020年职业教育活动周开展情况的报告",
        "走进职教中心",
    )
)
BULLETINS = (*PAPERS, *NEWS, *HEADINGS, *PICTURED, *TABLED, *TITLES)
