"""The letters of prose: punctuation, numerals, units and how years are written. What is said with them is declared."""

from __future__ import annotations

import re

# Signs of one width, each for one: offsets stay. Quotation marks go with the white space.
SIGNS: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)},
    **dict(zip(map(ord, ",;:!?()％﹪"), "，；：！？（）%%", strict=True)),
    **dict(zip(map(ord, "﹙﹚．｡"), "（）.。", strict=True)),
    **dict.fromkeys(map(ord, "“”\"'‘’＂＇「」『』\u200b\ufeff\xa0"), " "),
}
for _sign in "，；：！？（）":  # full-width signs are what is wanted
    SIGNS.pop(ord(_sign), None)
ONE_OF_SIGNS = re.compile(f"[{''.join(re.escape(chr(sign)) for sign in SIGNS)}]")

SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
# What makes a sentence worth reading: a figure, or a word that says that there is none. One set is sought quickest.
CANDIDATE = re.compile(
    r"[\d零无未没不均部一二两三四五六七八九十百](?:(?<=[\d零无未])|(?<=没)有|(?<=不)存在"
    r"|(?<=[均部])获?(?:得|被|予|以|为|判决|结果)*维持|(?<=[一二两三四五六七八九十百])\s*[件起宗份例部])"
)
PARTS = "，；：（）。！？"
HALF_STOP, COMMA, PER_CENT = "；", "，", "%"
SOFT_BREAKS = "，：（）"
LIST = "、"
CONNECTORS = re.compile(r"（(?:含|包括|包含)|含|包括|以及|或者|还是|[、和及与或以并，]")

DIGITS = "零一二三四五六七八九"
UNIT = (  # the longer first
    "件次|人次|个工作日|工作日|个百分点|百分点|平方米|小时|分钟|个月|案次|件|份|宗|起|条|个|例|项|次|案|部|元|%|篇|期|场|家|名|人|天|日|年|月|"
    "处|类|批|版|号|届|本|册|张|台|套|轮|遍|位|户|亩|倍|成|幅|组|字|页|站|款|章|点|岁"
)
NUMBER = (
    r"(?P<digits>[0-9]{1,3}(?:，[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|[〇零一二两三四五六七八九十百千]+(?=[余多]?(?:"
    + UNIT
    + r"))|零)(?P<about>余|多|来)?(?P<scale>万|亿)?(?P<about2>余|多)?(?P<unit>"
    + UNIT
    + r")?(?P<about3>左右|以上|以下|上下|以内|之多)?"
)
ABOUT_BEFORE = (
    "约",
    "近",
    "逾",
    "超",
    "超过",
    "大约",
    "将近",
    "不少于",
    "不足",
    "突破",
    "接近",
    "至少",
    "不低于",
)
SOME_BEFORE = ("数", "上", "成", "几")  # 数十件, 上百件
RANGE_SIGNS = "-~～—–至到"
PART_OF = ("分之",)
NO_COUNT = ("分之", "第")
# 一 before these is an idiom and no count: 一件事, 一次性, 一件一策.
IDIOM = re.compile(r"[事一不性对体站]|以上")
COUNTED_ONE = ("件", "起", "宗", "例", "份", "案")
# 无 as the beginning of another word.
NOT_NONE = "障缝偿法关效论力线纸需形异疑证锡为棣极正锈愧懈忧"

SCALES = {"万": 10_000, "亿": 100_000_000}
TENS = {"十": 10, "百": 100, "千": 1000}
OTHER_DIGITS = {"〇": 0, "两": 2}
ONE = "一"
LOOSE_UNITS = ("个", "项", "条", "次", "份", "")  # what they count may still come: 3个栏目
NEGATIONS = "未没有无均尚暂并也从曾"
HEADING_SIGNS = "（㈠㈡㈢㈣㈤㈥"
NUMERALS = "零〇一二两三四五六七八九十百千"
YEAR_WORDS = {"before": "上年", "this": "本年", "after": "下年", "other": "他年"}
# What is rewritten before a sentence is read. Groups name what becomes of it.
REWRITE = re.compile(
    r"(?=[《〔\[【（第\d一二三四五六七八九十上去前下次明翌来本今报年])"  # few signs begin any of it
    r"(?:(?P<title>《[^》]*》?)"
    r"|(?P<document>[〔\[【（](?:19|20)\d\d[〕\]】）]第?\d+号?|第?\d+号令?|第[一二三四五六七八九十百\d]+[条款项次届期章节个批轮位名])"
    r"|(?P<telephone>\d{3,4}[-—－]\d{7,8}|(?<!\d)1\d{10}(?!\d))"
    r"|(?P<months>\d{1,2}[-—~～至到]\d{1,2}月份?|[一二三四]季度|\d{1,2}月份)"
    r"|(?P<date>(?:(?:19|20)\d\d年|本年|今年)\d{1,2}月(?:\d{1,2}日?)?[底末初]?|\d{1,2}月\d{1,2}日|\d{1,2}月[底末初]?)"
    r"|(?P<span>(?:19|20)\d\d年?[-—~～至到](?:19|20)\d\d年度?)"
    r"|(?P<year>(?:19|20)\d\d)年(?:度(?!假))?(?:全年)?"
    r"|(?P<before>上一?年度?|去年度?|前一?年度?)"
    r"|(?P<after>下一?年度?|次年度?|明年|翌年|来年)"
    r"|(?P<this>本年度?|今年|报告期内?|本报告期内?|年度内)"
    r"|(?P<marker>（[一二三四五六七八九十\d]+）|[一二三四五六七八九十]是|^[一二三四五六七八九十\d]+[、.．](?!\d)))"
)
REWRITTEN = {
    "title": "《》",
    "document": "",
    "telephone": "",
    "months": "月份",
    "date": "某日",
    "span": "他年",
    "marker": "；",
}
OF_COUNTS, OF_AMOUNTS = "件", "万元"
APPLICATION = "申请"
SHARE = "占"
NO_SHARE = re.compile(r"增|减|升|降|同比|环比|率|分别")
ZERO = "零"
AND_SO_ON = "等"
ABOUT_DISCLOSURE = ("信息公开", "依申请", "政务公开", "公开申请", "申请公开")
NUMBERED = re.compile(r"\s*(?:\d{1,2}[.、．]|[①-⑩]|其中|一是|二是|三是)")  # goes on with the paragraph before
LEGAL_WORK = ("法治", "司法", "依法行政", "行政争议", "复议机关", "复议体制", "应诉率", "行政执法监督", "法律顾问")
OTHER_WORK = ("法治", "依法行政", "复议体制", "应诉率", "行政执法监督", "法律顾问", "行政案件")
REVIEWER, RESPONDENT = "复议机关", "被申请"
DISPUTES = ("复议", "诉讼")


def is_about(paragraph: str) -> bool:
    """Whether a paragraph is about disclosure, so that disputes in it are about that and no other business."""
    if any(word in paragraph for word in ABOUT_DISCLOSURE):
        return True
    return all(word in paragraph for word in DISPUTES) and not any(word in paragraph for word in LEGAL_WORK)


def is_other(paragraph: str) -> bool:
    """Whether a paragraph that does not say what it is about is about the legal work of an office."""
    if any(word in paragraph for word in OTHER_WORK):
        return True
    return REVIEWER in paragraph and RESPONDENT not in paragraph


NEW_PART = re.compile(r"\s*（[一二三四五六七八九]）")
LINE_END = "。！？；：!?;:…"
LINE_START = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\d{1,2}[.、．]|[㈠-㈩①-⑳]|[一二三四五]是|$)"
)
HEADING_END = "。"
# Documents sorted by whether they are public: 主动公开201件，依申请公开44件，不予公开72件.
BY_DOCUMENT = re.compile(
    r"主动公开(?:类|的)?(?:为|有|共)?\d+[件份条个篇]?[，、；和]依申请公开(?:类|的)?(?:为|有|共)?\d+"
    r"|(?:公文|发文|文件)(?:共|总数|数|[^，。；\d]{0,4})?\d+[件份个][^。；]{0,12}主动公开(?:类|的)?(?:为|有)?\d"
    r"|(?:信息(?!公开|依申请)|文件|公文)(?:(?!申请)[^，。；：\d]){0,6}\d+[条件份个](?:（[^）]*）)?[，：；]?其中|公开属性|属性认定|源头认定|属性源头"
)
OF_WHICH_ABOUT = re.compile(r"[^。；]{0,8}其中[^，。；\d]{0,8}信息公开")
DENIED = re.compile(r"[未没]")
COMPARED = "与比较同跟"
ONLY_COMPARED = re.compile(
    r"(?:度)?(?:同期)?(?:基本|大体|略有|有所)?(?:持平|相比|相当|一致|增|减|多|少|上升|下降|同期)"
)
RESTS = ("other_result", "other_ending")  # claims of what is left
AMONG = re.compile(r"中(?:，|有|只|仅|的)")
INCLUDED = ("含", "包括", "包含", "及", "和", "或")
SAME = re.compile(r"（(?:即|约|折合|合|也就是|折)?")
OTHERS = ("其他", "其它")
ALL_ABOVE = re.compile(r"(?:以上|上述)[^，。；\d]{0,6}$|[，；](?:合计|总计|共计)(?:为)?$")
REST_OF_CLAUSE = re.compile(r"[^，；：（）。！？、\d]{0,4}")
TAKEN_IN = ("requests.received", "requests.carried", "disputes.", "disclosure.")
OF_KINDS, KINDS, DECISION = ("项", "个"), "事项", "决定"
SAID_OF = re.compile(r"(?<![^\d，；：。])[^\d，；：。]*$")
PREDICATE = re.compile(r"(?:均|全部|都|已|皆|全|且|并|予|按|依|无|未|没|占|为|，|、|的|数|中)")
NONE_WORD = "无"
# What denies the word that follows right after.
NEGATED = re.compile(
    r"(?:不能|不予以?|不作出?|不再|不进行|不得|不宜|不会|不应|未能|未予以?|未作|未再|未被|没有?|无法|无需|拒绝|拒不|难以|不|未)$"
)
NOT = "不"
NEGATIVE = frozenset("不未没有法能予以作出再行得宜会应被需绝")
NEGATED_AFTER = re.compile(r"不了|不成|不到位")
# The office as the organ that decides reviews: these are cases of others.
REVIEWING = re.compile(
    r"(?:作为|担任|履行|行使|承担)(?:[^，。；]{0,6})复议(?:机关|机构|(?:应诉)?职责|(?:应诉)?职能|工作职责)|作为上级|为(?:行政)?复议(?:机关|机构)的?"
    r"|复议机构(?:[^，。；\d]{0,4})(?:收到|接收|受理|审理|办理|审结|新收|接到|收案|立案)"
    r"|各级(?:行政)?复议机关|对[^，。；\d我本]{0,8}(?:下级|部门|区县|乡镇|街道|各)[^，。；\d我本]{0,16}不服"
    r"|不服[^，。；\d我本]{0,10}(?:下级|部门|区县|乡镇|街道|各)|(?:收到|接收|接到)[^，。；\d引因产被]{0,20}复议申请\d+[件起][，、](?:依法|予以|决定)?受理\d"
    r"|审理(?:[^，。；、\d]{0,10})(?:行政)?复议(?:申请|案件)"
)
REVIEW_ORGAN = "复议"
NET = re.compile(r"扣除|剔除|除去|去重|实际(?:受理|办理|登记|收到)")  # told gross and net
SIGN = "、"
NEXT_NUMBER = re.compile(r"[、，和]\d")
OTHER_RESPONDENTS = re.compile(
    r"以(?![我本])[^，。；]{0,20}(?:部门|区县|乡镇|街道|下级|各)[^，。；]{0,10}为被(?:申请人?|告)"
)
RESPONDENTS = re.compile(r"被申请|被提起|被复议|被告|应诉")
# Numbers by level: 乡镇受理52件，县直部门受理56件.
OF_ITSELF = re.compile(r"本级|政府办")
LEVELS_FROM = re.compile(r"其中|本级|政府办")
LEVEL = re.compile(r"[乡镇街区县市门直所下派]")
LEVELS = re.compile(
    r"(?=[乡部镇街（区县各直市下所派])(?:(?<![我本])(?:乡镇|部门)|镇街|街镇|（街道）|各街道|区县|县区|县市|各[县区市镇乡]|直属|[市区县]直|下属|所属|派出机构)[^，。；、\d]{0,14}\d"
)
ALL = "全"
HIGHER = re.compile(r"全[国省市县区][^，。；\d]{0,16}\d")
LOWER = re.compile(r"[我本全](?:镇|乡|街道|办事处|社区)")
OFFICE = re.compile(r"[我本](?:局|委|办|中心|院|厅|所|校|队|单位|机关|部门)")
CIRCULAR = re.compile(r"通报|排名|排在|位列|位居|名列")
PARTED = re.compile(r"(?:其中|含|包括|包含)")
GROUP_ENDS = "；。"
OPENED, CLOSED = "（）"
TOTALS = ("received", "handled", "answered", "new")  # what a list of results adds up to
DISCLOSED = "信息"  # 全市政府信息公开 names no office
GROUP_HEAD = re.compile(r"（(?:其中|含|包括|包含)?[，：]?|：(?:其中)?，?|，?(?:其中|含|包括|包含)[，：]?")
PUBLIC = ("granted", "granted_short", "partial", "public")
EACH_TAIL = re.compile(r"[为是有]?$")

# Breakdowns.
TOTAL_HEAD = "："
LEAD = re.compile(r"^(?:其中|包括|包含|分别|有|为|是|[，、：；和及（])+")
TAIL = re.compile(r"(?:为|有|共|共计|各|计|约|[，、：；和及（）的])+$")
TERMS = ("内", "以内", "之内")  # 3日内答复50件、10日内答复60件
NEW_TOPIC = re.compile(
    r"^(?:(?:[两三四五六七]项)?(?:合计|小计|总计)|以上|共|均|已|全部|全年|本年|累计|同时|此外|另|较|比|同比|截至|目前|举办|开展|组织|召开|办结|答复|制作)"
)
OPEN_LIST = ("主要", "含")
NO_TOTAL = ("%", "", "人", "年", "日", "天")

# Fees for processing information (信息处理费).
FEE = "信息处理费"
NO_FEE = re.compile(r"(?:未|没有|无(?!锡)|不).{0,4}(?:收取|产生|发生|收费|涉及|征收)|未收|零收费|(?<!\d)0元|为零")
MONEY = {"元": 1, "万元": 10_000, "亿元": 100_000_000}

# Years used as the period that is reported.
PERIOD = re.compile(
    r"(?:^|[。；\n]|[）、]|情况。)\s*(20\d\d)年(?:度)?(?=，?(?:我|本|全[市县区省局镇年]|共|累计|主动|[^，。；、《》\d]{0,12}(?:局|委|办|厅|院|镇|乡|街道|县|市|区|政府)))"
)
PERIOD_YEARLY = re.compile(
    r"(?<![\d至到\-—~～自从截])(20\d\d)年度(?=，?(?:我|本|全|共|累计|主动|收到|受理|未|没有|新收))"
)
NOT_PERIOD = re.compile(r"^(?:以来|至|到|起|底|末|印发|修订|施行|发布|制定|出台|公布|开始|版|\d|[-—~～]|结转|收到|转)")
BEFORE_NO_PERIOD = ("自", "从", "截至", "较", "比", "与", "和", "到", "至", "对", "同", "在", "于")
NO_CHARGE = re.compile(
    r"减免|减收|免收|免除|免予|豁免|核减|缓缴|少收|标准|每件|每页|应收|拟收|未缴|不缴|未收|收费通知|退还|退回|退费|返还|[/／]"
)
# Amounts that are another fee, or none, beside what is said of the fee for processing information.
OTHER_FEE = re.compile(
    r"事业性|行政性收费|罚|没收|非税|采购|经费|资金|预算|决算|投入|支出|工本费|复印费|邮寄费|邮费|快递费|检索费|诉讼费|代理费|服务费|培训费|印刷费|"
    r"维护费|登记费|许可费|考试费|补贴|补助|赔偿|补偿|税"
)
NOTICE = "收费通知"
CHARGED = re.compile(r"处理费|收取|收费|费用|计收")
ANY_YEAR = re.compile(r"20\d\d")
TITLE = re.compile(r"《[^》]*》?")
