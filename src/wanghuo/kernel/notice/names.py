"""Names of bodies: what ends one, and how an enumeration of them is taken apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .fact import split

# What a body's name ends in. Ordinary words that end alike stand in _NOT.
_TAIL = (
    r"人民政府|政府|防指|森防指|网点|店|督查室|研究室|图书馆|文化馆|博物馆|食堂|综合体|校|联防队|办事处|管委会|委员会|居委会|村委会|党委|党工委|工委|党组|党支部|党组织|人大|政协|法院|检察院|部门|单位|机关|机构|组织|企业|公司|集团|工厂|药店|酒店|宾馆|饭店|超市|商场|市场主体|"
    r"经营者|经营主体|主体|学校|院校|高校|大学|学院|中小学校?|幼儿园|小学|中学|医院|卫生院|诊所|敬老院|养老院|福利院|研究院|科学院|设计院|局|委|办|部|厅|署|司|社|会|处|科|所|站|队伍|支队|大队|中队|总队|专职队|队|"
    r"中心|街道|镇|乡|镇街|街镇|乡镇|镇乡|街|村|村居|村组|社区|小区|园区|开发区|高新区|经开区|新区|功能区|片区|区县|县区|市县|县市|市州|州市|地市|省市|城市|地区|各地|区|县|市|州|省|银行|"
    r"工会|团委|共青团|妇联|残联|科协|工商联|文联|红十字会|协会|商会|学会|合作社|联社|总社|电视台|台|报社|传媒|媒体|商户|物业|运营商|制造商|供应商|服务商|专班|领导小组|工作组|办公室|指挥部|安委会|安委办|消委会|"
    r"军队|武警|海关|平台|平台企业|团中央|军区|武装部|机关党委|集体|基层组织|网|基地|农场|林场|合作组织|金融机构|景区|矿山|户|专委会|联合会|总工会|公安|应急|消防|财政|教育|民政|卫健|住建|交通|商务|司法|发改|环保|气象|水利|农业|市场监管"
)
_WEAK = re.compile(r"(户|网|基地|市|州|省|平台|物业|媒体|主体|集体)$")
TAIL = re.compile(rf"({_TAIL})(（[^（）]{{1,14}}）)?$")
_NOT = re.compile(
    r"(格局|布局|结局|开局|全局|大局|当局|部署|签署|客厅|餐厅|学科|专科|本科|节省|排队|庭院|社会|机会|全部|内部|外部|干部|会议|例会|大会|年会|运动会|晚会|座谈会|推进会|现场会|协调会|发布会|听证会|调度会|联席会|常务会|展会|(推介|展销|交易|招聘|报告|演示|培训|宣讲|研讨|交流|动员|视频|通气|碰头|咨询|恳谈|读书|音乐|茶话|联欢|庙|集|灯)会|博览会|农博会|场所|处所|厕所|夜店|益处|用处|好处|到处|各处|远处|之处|查处|"
    r"住处|网站|互联网|管网|电网|路网|舞台|柜台|灶台|后台|创办|举办|承办|主办|督办|交办|查办|协办|会办|农户|用户|住户|客户|账户|门户|贫困户|大户|家庭户|困难户|低保户|换届选举委|本部|总部|局部|"
    r"水站|车站|充电站|加油站|加气站|换电站|变电站|泵站|消防站|队站|病区|城区|市区|山区|库区|灾区|社区卫生服务|辖区|地区生产|街区|景区内|水区|林区|校区|厂区|区域|中部|东部|西部|南部|北部|"
    r"市场|城乡|重点|中心户|问题|主体|户外|一体|示范区|保护区|功能区域|农村|乡村|城镇|小城镇|美丽乡村|全省|全市|全县|全区|全镇|全乡|全州|我省|我市|我县|我区|自治区|省市县|部委|集市|都市|城|试点社区建)$"
)
_BARE = re.compile(
    r"^(区|县|市|省|州|镇|乡|村|街|部|委|办|局|处|科|所|站|会|社|队|台|网|户|政府部|消防|应急|教育|公安|财政|商务|交通|农业|水利|气象|司法|民政|主体|平台|集体|物业|媒体|基地|城市|中心)$"
)
_PERSON = re.compile(
    r"(长|员|人|同志|领导|书记|主任|干部|师|者|民警|群众|居民|学生|教师|家长|老人|代表|专家|负责人|责任人|成员|骨干|志愿者|业主|用户)(（[^（）]*）)?$"
)
SHORT = re.compile(
    r"(公安|应急|消防|财政|教育|民政|卫健|住建|交通|商务|司法|发改|环保|气象|水利|农业|市场监管)$|^[省市县区州乡镇村]$"
)
_HEADS = re.compile(r"^(当地|属地|同级|全?[省市区县州]|各级|各|本)(?!场|政|容|委|局|长|级|情)")
_LEVEL = re.compile(
    r"^(各)?(省|市|县|区|州|乡|镇|村|街道|乡镇|镇街|县（[^）]+）|市（[^）]+）|区（[^）]+）|镇（[^）]+）|乡（[^）]+）|乡镇（[^）]+）|村（[^）]+）)$"
)
_ET_CETERA = re.compile(
    r"等?(\d+|[一二三四五六七八九十]+)?(个|家)?(有关|相关|行业主管|行业|主管|职能|成员|责任|市直|区直|县直)?(部门|单位|机构|企业|机关)?(和单位)?$"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A body's name as a reading gives it, and where it (or its core) is printed."""

    name: str
    start: int
    end: int
    tailed: bool


def is_body(name: str, trusted: bool = False) -> bool:
    """Does the name end like a body? ``trusted`` places (责任单位：…) take short forms too."""
    if not 2 <= len(name) <= 30 or _PERSON.search(name) or re.search(r"[，。：；《》\d%]", name):
        return False
    if trusted:
        return True
    core = re.sub(r"（[^（）]*）$", "", name)
    if re.fullmatch("各?[省市县区州镇乡村]（[^）]+）", name):
        return True
    if _BARE.match(core) or (
        _NOT.search(core) and not re.search(r"(经营主体|市场主体|责任主体|实施主体|运营主体)$", core)
    ):
        return False
    return TAIL.search(name) is not None


def weak(name: str) -> bool:
    """Names whose ending alone does not make them bodies."""
    return _WEAK.search(re.sub(r"（[^（）]*）$", "", name)) is not None and not re.match(
        r"(各|[区县市省州]|国家|全国|中央)", name
    )


def _conjoined(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part "A和B" where A ends like a body by itself; 文化和旅游部 stays whole."""
    depth = 0
    for i in range(start, end):
        if text[i] in "（“":
            depth += 1
        elif text[i] in "）”":
            depth -= 1
        elif depth <= 0 and i > start + 1:
            word = next((w for w in ("以及", "和", "及", "与", "或") if text.startswith(w, i)), None)
            if word and not (word == "或" and text[i + 1 : i + 2] == "者"):
                left, right = text[start:i], text[i + len(word) : end]
                if _parts(left, right):
                    yield start, i
                    yield from _conjoined(text, i + len(word), end)
                    return
    yield start, end


def _parts(left: str, right: str) -> bool:
    left = re.sub(r"等(有关|相关)?(部门|单位)?$", "", left)
    if not right or (left.endswith("中央") and right.startswith("国家机关")):
        return False
    if (
        TAIL.search(left)
        and not _BARE.match(left)
        and not re.search(
            r"(公安|应急|消防|财政|教育|民政|卫健|住建|交通|商务|司法|发改|环保|气象|水利|农业|工业|文化)$",
            left,
        )
    ):
        return True
    if TAIL.search(left) and re.search(r"(部门|机关|单位)$", right):
        return True
    return bool(re.search(r"部门$", right)) and len(left) <= 5 and "委" not in right


def _items(text: str, start: int, end: int, stops: str) -> list[tuple[int, int]]:
    out = []
    for a, b in split(text, start, end, stops):
        for c, d in _conjoined(text, a, b):
            lead = re.match(r"(和|及|以及|与|由|并由)(?=各|[区县市省])", text[c:d])
            c += lead.end() if lead else 0
            if c < d:
                out.append((c, d))
    return out


def enumerate_names(text: str, start: int, end: int, stops: str = "、", trusted: bool = False) -> list[Name]:
    """The names in text[start:end], shared heads and tails restored; [] when it is no list of bodies."""
    found: list[Name] = []
    for group_start, group_end, tail in _groups(text, start, end):
        found += _group(text, group_start, group_end, tail, stops, trusted)
    return (
        found
        if all(is_body(n.name, trusted) for n in found)
        else [n for n in found if is_body(n.name, True)]
        if trusted
        else []
    )


def _groups(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Part "A、B等部门和C等单位": each group with the general word that closes it."""
    begin = start
    for found in re.finditer(
        r"(?<![高中平同对上下优初])等(\d+|[一二三四五六七八九十]+)?个?([\u4e00-\u9fa5]{0,5}?)(部门|单位|机构|企业|机关|组织|院校|媒体|场所|队伍|主体|平台|学校|医院|公司)?(?=$|和|及|以及|与|、|，|;)",
        text[start:end],
    ):
        stop = start + found.start()
        if stop > begin:
            yield begin, stop, found[3] or ""
        begin = start + found.end()
        lead = re.match(r"(和|及|以及|与|、|，)", text[begin:end])
        begin += lead.end() if lead else 0
    if begin < end:
        yield begin, end, "-"


def _group(text: str, start: int, end: int, tail: str, stops: str, trusted: bool) -> list[Name]:
    items = _items(text, start, end, stops)
    if not items:
        return []
    words = [text[a:b] for a, b in items]
    relative = [i for i, w in enumerate(words) if re.search(r".的.", w)]
    if relative and not trusted and any(not TAIL.search(w) for w in words[: relative[-1]]) and tail == "-":
        keep = next((i for i in relative), 0)
        items, words = items[keep:], words[keep:]
    stripped = [re.sub(r"^.*的(?=.)", "", w) for w in words]
    tailed = [bool(TAIL.search(w)) and not _NOT.search(w) and not SHORT.search(w) for w in stripped]
    names = _restored(stripped, tailed, tail)
    return [Name(n, b - len(w), b, t) for n, w, (_, b), t in zip(names, stripped, items, tailed, strict=True)]


def _unheaded(word: str) -> str:
    head = _HEADS.match(word)
    return word[head.end() :] if head and len(word) > head.end() + 1 else word


def _restored(words: list[str], tailed: list[bool], general: str) -> list[str]:
    """Give each word the head of the first and the tail of the last (or of the general word) it lacks."""
    last = words[-1]
    tail = general if general not in ("", "-") else ""
    if not tail and len(words) > 1:
        closing = re.search(r"(部门|单位|机构|企业|机关)$", last)
        plain = re.search(r"(有关|相关|各|职能|主管|行业|直|属)(部门|单位|机构|企业|机关)$", last)
        tail = (
            closing[1]
            if closing and not plain and not all(tailed[:-1]) and len(last) - len(closing[1]) <= 8
            else ""
        )
    head = _HEADS.match(words[0])
    general_head = re.match(r"^(各有关|各相关|各级|各|有关|相关|全[省市县区])", words[0])
    if general_head and len(words) > 1:
        words = [
            words[0],
            *(
                general_head[0] + w if re.fullmatch("单位|部门|企业|机构|地区|学校", w) else w
                for w in words[1:]
            ),
        ]
    common = (
        head[0]
        if head and len(words) > 1 and tail and not any(_HEADS.match(w) for w in words[1:]) and not tailed[0]
        else ""
    )
    out = []
    for i, (word, whole) in enumerate(zip(words, tailed, strict=True)):
        if _LEVEL.match(word) and i < len(words) - 1 and (rest := _level_rest(last)):
            out.append(word + rest)
            continue
        name = word if whole or not tail or word.endswith(tail) else word + tail
        out.append(
            common + name
            if (common and i and not whole) or (common and i and word is last and word.endswith(tail))
            else name
        )
    return out


def _level_rest(last: str) -> str:
    found = re.match(r"^(?:各)?(?:省|市|县|区|州|乡|镇|村|街道)(?:（[^）]+）)?(.{2,})$", last)
    return found[1] if found and not re.match("有关|相关|各|直|属|级|职能|主管", found[1]) else ""
