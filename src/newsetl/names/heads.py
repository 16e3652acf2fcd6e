"""Head nouns: the words that say what kind of place a name is, by class, and what may stand between one and the name.

«سجن غويران», «السجن الواقع في حي غويران», «سجنا غويران والشدادي», "Ghweran prison" and «girtîgeha Xiwêranê» are one
construction: a head noun of a class, and a name of that class. One table holds all head nouns; packs hold the names.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from newsetl.arabic.tokens import norms_of
from newsetl.names.proclitics import BEFORE_ARTICLE, BEFORE_WORD, attached


class Head(NamedTuple):
    """A class's head nouns as people write them, separated by commas."""

    one: str
    """Arabic singular; what can stand alone for the thing comes first."""
    two: str = ""
    many: str = ""
    latin: str = ""
    """English, singular and plural, and Kurmanji."""
    sorani: str = ""
    short: bool = True
    """Whether the noun with the article may stand for a thing named in full before («السجن»)."""
    unless: str = ""
    """Words beside which the noun alone does not stand for a thing."""


HEADS: dict[str, Head] = {
    "prison": Head(
        "سجن, معتقل, مركز احتجاز, مركز اعتقال, مركز توقيف, محبس",
        "سجنا, سجني, معتقلا, معتقلي, مركزا احتجاز, مركزي احتجاز",
        "سجون, معتقلات, مراكز احتجاز, مراكز اعتقال, مراكز توقيف",
        "prison, prisons, jail, jails, detention center, detention centre, detention facility, detention facilities, "
        "detention centers, detention centres, penitentiary, girtigeha, girtigeh, zindana, zindan, hepsa",
        "زیندانی, گرتیگەی, بەندیخانەی, زیندانەکانی",
        unless="المؤبد مؤبد لمدة سنوات سنة عاما أعوام شهرا أشهر حكم حكما عقوبة قضى قضت بتهمة يعاقب غرامة إيداع",
    ),
    "camp": Head(
        "مخيم, مخيم النازحين, مخيم اللاجئين, كامب",
        "مخيما, مخيمي",
        "مخيمات",
        "camp, camps, refugee camp, idp camp, kampa, kamp, kampen",
        "کەمپی, ئۆردوگای, کەمپەکانی",
    ),
    "crossing": Head(
        "معبر, منفذ, بوابة, المعبر الحدودي",
        "معبرا, معبري, منفذا, منفذي",
        "معابر, منافذ",
        "crossing, crossings, border crossing, border crossings, border gate, gate, checkpoint, deriye sinori, deriye",
        "دەروازەی, مەرزی, خاڵی سنووری",
    ),
    "dam": Head("سد", "سدا, سدي", "سدود", "dam, dams, bendava, benda", "بەنداوی"),
    "airport": Head(
        "مطار",
        "مطارا, مطاري",
        "مطارات",
        "airport, airports, air base, airbase, military airport, balafirgeha",
        "فڕۆکەخانەی",
    ),
    "base": Head("قاعدة, ثكنة, معسكر", "قاعدتا, قاعدتي", "قواعد", "base, bases, barracks, garrison, binkeya", "بنکەی"),
    "quarter": Head(
        "حي, حارة, ضاحية",
        "حيا, حيي",
        "أحياء, حارات, ضواحي",
        "neighborhood, neighborhoods, neighbourhood, neighbourhoods, quarter, quarters, district, districts, suburb, "
        "taxa, taxe",
        "گەڕەکی, گەڕەکەکانی",
    ),
    "village": Head("قرية", "قريتا, قريتي", "قرى", "village, villages, gunde, gunden", "گوندی", short=False),
    "town": Head(
        "بلدة, مدينة, ناحية",
        "بلدتا, بلدتي, مدينتا, مدينتي",
        "بلدات, مدن, نواحي",
        "town, towns, city, subdistrict, sub-district, bajare, bajaroka, navceya",
        "شاری, شارۆچکەی, ناحیەی",
        short=False,
    ),
    "city": Head(
        "مدينة, بلدة", "مدينتا, مدينتي", "مدن, بلدات", "city, cities, town, bajare", "شاری, شارەکانی", short=False
    ),
    "countryside": Head("ريف, أرياف, بادية", "ريفا, ريفي", "أرياف", "countryside, gundewaren", "", short=False),
    "district": Head(
        "منطقة, قضاء, ناحية", "منطقتا, منطقتي", "مناطق, أقضية", "district, area, region, navceya", "قەزای", short=False
    ),
    "governorate": Head(
        "محافظة, مقاطعة, إقليم",
        "محافظتا, محافظتي",
        "محافظات, مقاطعات",
        "governorate, governorates, province, provinces, canton, parezgeha, kantona",
        "پارێزگای",
        short=False,
    ),
    "oilfield": Head(
        "حقل, حقل نفط, حقل غاز, محطة", "حقلا, حقلي", "حقول", "oil field, oilfield, gas field, field, fields", "کێڵگەی"
    ),
    "bridge": Head("جسر", "جسرا, جسري", "جسور", "bridge, bridges, pira", "پردی"),
    "hospital": Head(
        "مستشفى, مشفى", "مستشفيا, مستشفيي", "مستشفيات, مشافي", "hospital, hospitals, nexwesxaneya", "نەخۆشخانەی"
    ),
    "university": Head("جامعة", "جامعتا, جامعتي", "جامعات", "university, universities, zaningeha", "زانکۆی"),
    "square": Head("ساحة, دوار, ميدان", "ساحتا, ساحتي", "ساحات", "square, roundabout", ""),
    "research": Head(
        "مركز أبحاث, مركز بحوث, مركز البحوث العلمية, مركز الأبحاث العلمية, مركز الدراسات والبحوث العلمية, "
        "مركز بحوث علمية, مركز الدراسات والأبحاث العلمية, مبنى الأبحاث العلمية, مبنى البحوث العلمية, "
        "البحوث العلمية, معهد البحوث",
        "مركزا أبحاث, مركزي أبحاث, مركزا بحوث, مركزي بحوث",
        "مراكز أبحاث, مراكز بحوث, مراكز الأبحاث العلمية, مراكز البحوث العلمية, مراكز بحوث علمية",
        "research centre, research center, research facility, scientific research centre, scientific research center",
        short=False,
    ),
    "refinery": Head("مصفاة, مصفى", "مصفاتا, مصفاتي", "مصافي", "refinery, refineries, oil refinery", "پاڵاوگەی"),
    "port": Head("ميناء, مرفأ", "مرفأي, ميناءي, مينائي", "موانئ, مرافئ", "port, ports, harbour, seaport", "بەندەری"),
    "station": Head(
        "محطة, محطة توليد, محطة توليد كهرباء, محطة توليد الكهرباء, محطة كهرباء, محطة الكهرباء, محطة حرارية, "
        "محطة مياه, محطة ضخ, محطة ضخ مياه, محطة ضخ المياه",
        "محطتا, محطتي",
        "محطات, محطات توليد, محطات كهرباء, محطات مياه",
        "station, stations, power station, power plant, thermal station, water station, pumping station, stasyona",
        "وێستگەی",
        short=False,
    ),
    "list": Head(
        "قائمة, ائتلاف, تحالف, كتلة, لائحة, تكتل",
        "قائمتا, قائمتي, ائتلافا, ائتلافي, تحالفا, تحالفي, كتلتا, كتلتي",
        "قوائم, ائتلافات, تحالفات, كتل",
        "list, lists, coalition, alliance, bloc, blocs, electoral list, hevpeymaniya, lista",
        "هاوپەیمانی, لیستی",
        short=False,
    ),
    "mosque": Head("مسجد, جامع", "مسجدا, مسجدي", "مساجد", "mosque, mosques, mizgefta", "مزگەوتی"),
}

_FEW = (
    *("prison", "camp", "crossing", "dam", "airport", "base", "oilfield", "bridge", "hospital", "university"),
    *("refinery", "port", "station", "research"),
)
"""Classes of which a place has a few; its quarters and villages are the place itself."""

_BETWEEN = """
في داخل ضمن وسط بوسط عند حي بحي مدينة بمدينة بلدة ببلدة قرية بقرية منطقة بمنطقة ناحية بناحية حارة محيط
الواقع الواقعة الكائن الكائنة الموجود الموجودة المقام المعروف المعروفة المسمى المسماة باسم ب المركزي المركزية
العسكري العسكرية المدني الرئيسي الحدودي الحدودية الدولي الإنساني الكبير
of in at the al el an as ash ad ar at az neighborhood neighbourhood quarter district city town central military
border main big li ya ye a e
"""
"""What may stand between a head noun and its name."""
BETWEEN = frozenset(norms_of(_BETWEEN))
_BETWEEN_OF = {
    "crossing": "مع قبالة مقابل المقابل المقابلة المواجه المواجهة المؤدي المؤدية باتجاه opposite to",
    "dam": "شمال جنوب شرق غرب شمالي جنوبي شرقي غربي قرب بالقرب من north of near",
    "research": "قرب بالقرب من الكيميائية والبيولوجية",
    "base": "الجوية البحرية والبحرية الجوي البحري الروسية الروسيتان الروسيتين الأميركية الأمريكية الأميركيتين التركية",
    # «كتلة رئيس الوزراء السابق نوري المالكي»
    "list": "رئيس الوزراء الحكومة العراقي السابق الأسبق الحالي الرئيس نائب زعيم رجل الدين الشيعي السيد بزعامة برئاسة "
    "بقيادة الانتخابية النيابية البرلمانية السياسي "
    "led by of prime minister former",
}
BETWEEN_OF = {kind: frozenset(norms_of(listed)) for kind, listed in _BETWEEN_OF.items()}
"""What else may, of a class: «المعبر الحدودي مع كلس», «السد الواقع شمال الموصل»."""
MOST_BETWEEN = 5
"""Words: «كتلة رئيس الوزراء العراقي السابق المالكي»."""
KIND_BEHIND = {"crossing": "الحدودي", "oilfield": "النفطي"}
"""Normalised adjective that tells the class behind a core; «الدولي» of an airport is a fair's too."""
OR = frozenset(norms_of("أو او or و and u"))
"""What joins two names under one head noun, besides «و» before the second, a comma and a slash."""


@dataclass(frozen=True)
class HeadWord:
    """What a word of a text is as the last word of a head noun."""

    kinds: frozenset[str]
    several: bool
    """Dual or plural: several names may follow."""
    before: tuple[str, ...] = ()
    """Normalised words that must stand before it: «مركز» before «احتجاز»."""
    definite: bool = False


def spelled(listed: str) -> list[list[str]]:
    """The comma-separated names of a table, each as normalised words."""
    return [norms_of(name) for name in listed.split(",") if name.strip()]


@cache
def head_words() -> dict[str, list[HeadWord]]:
    """Normalised word, with all that may be attached to it → what it can be of a head noun."""
    found: dict[tuple[str, tuple[str, ...]], tuple[set[str], bool, bool]] = {}

    def add(word: str, before: tuple[str, ...], kind: str, *, several: bool, definite: bool) -> None:
        kinds, _, _ = found.setdefault((word, before), (set(), several, definite))
        kinds.add(kind)

    for kind, head in HEADS.items():
        # «القاعدتين في حميميم وطرطوس»
        apart = ",".join(f"{name}ن" for name in head.two.split(",") if " " not in name.strip())
        for forms, several in ((head.one, False), (head.two, True), (apart, True), (head.many, True)):
            for name in spelled(forms):
                if len(name) == 1:
                    for form in attached(name[0], BEFORE_WORD):
                        add(form, (), kind, several=several, definite=False)
                    for form in attached("ال" + name[0], BEFORE_ARTICLE):
                        add(form, (), kind, several=several, definite=True)
                else:
                    *before, last = name
                    add(last, tuple(before), kind, several=several, definite=False)
                    add("ال" + last.removeprefix("ال"), tuple(before), kind, several=several, definite=True)
        for name in [*spelled(head.latin), *spelled(head.sorani)]:
            *first, last = name
            # in these languages the plural's form seldom tells, and several names behind one noun are common
            add(last, tuple(first), kind, several=True, definite=False)
    words_: dict[str, list[HeadWord]] = {}
    for (word, preceding), (kinds, several, definite) in found.items():
        words_.setdefault(word, []).append(HeadWord(frozenset(kinds), several, preceding, definite))
    for alternatives in words_.values():
        alternatives.sort(key=lambda found: -len(found.before))
    return words_


@cache
def short_forms(kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Nouns that may stand for a thing of the class named before («السجن», "the prison"), and what vetoes them."""
    head = HEADS[kind]
    if not head.short:
        return (), ()
    arabic = [f"ال{' '.join(name)}" for name in spelled(head.one) if len(name) == 1]
    latin = [f"the {' '.join(spelled(head.latin)[0])}"]
    return (*arabic, *latin), tuple(head.unless.split())


@cache
def all_short_forms() -> frozenset[str]:
    """Those of every class."""
    return frozenset(form for kind in HEADS for form in short_forms(kind)[0])


@cache
def place_nouns() -> frozenset[str]:
    """What a town or a district, or two of them, may be called before the name in a search; reports often do not."""
    kinds = ("city", "town", "village", "district", "governorate")
    nouns = (name for kind in kinds for listed in (HEADS[kind].one, HEADS[kind].two) for name in spelled(listed))
    return frozenset(name[0] for name in nouns if len(name) == 1)


def written(kind: str, core: str) -> list[str]:
    """The plain ways to write a name of the class in full, for the searching side: «سجن غويران», "Ghweran prison"."""
    head, name = HEADS[kind], norms_of(core)
    if not name:
        return []
    if name[0].isascii():
        nouns = [noun for noun in spelled(head.latin) if noun]
        return [" ".join([*name, *noun]) for noun in nouns[:6]]
    if any(char in core for char in "ەێۆڵڕڤگچپ"):
        return [" ".join([*noun, *name]) for noun in spelled(head.sorani)[:2]]
    behind = [" ".join([*name, KIND_BEHIND[kind]])] if kind in KIND_BEHIND else []
    return [*(" ".join([*noun, *name]) for noun in spelled(head.one)), *behind]


def plurals_at(norms: list[str], at: int) -> list[tuple[int, str]]:
    """The plurals that end at a word, as index of the first word and class of things: «مراكز احتجاز», not «احتجاز»."""
    found = ((at - len(before), before, kind) for before, kind in _plurals().get(norms[at], ()))
    return [(first, kind) for first, before, kind in found if first >= 0 and tuple(norms[first:at]) == before]


@cache
def _plurals() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Last word of a plural, normalised → the words before it, and the class of things."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind in _FEW:
        latin = [name for name in spelled(HEADS[kind].latin) if len(name) == 1 and name[0].endswith("s")]
        for *before, last in (*spelled(HEADS[kind].many), *latin):
            forms = [last] if last.isascii() else [last, *attached("ال" + last.removeprefix("ال"), BEFORE_ARTICLE)]
            for form in forms if before or last.isascii() else [*forms, f"و{last}"]:
                found.setdefault(form, []).append((tuple(before), kind))
    return found
