"""What may be cut off an Arabic word, and what only looks as if it could: tables, as people write the words.

Kept here are the words of news whose first or last letters are part of the word although the rest is, or becomes,
another word of news: «بيان», «لجوء», «ولاية». A word whose rest means nothing needs no entry: both sides of a search
cut it alike.
"""

import re
from collections.abc import Iterable

from newsetl.arabic.forms import to_norm

INFLECTIONS = "ه ها هم هما ت تا ته تها وا ون ين ان ات اته اتها ي يه يا يين يون يات يان ا نا"
"""What may stand behind a word of the lists below without making it another word."""

WAW_SPARED = """
وزير وزار وزراء وزرا وكال وكيل وكلاء ولاي ولد والد والدي واحد وحد وحيد وسائل وسيل وسط وسام وجود وجه وجهات وراء وصول
واصل وصيف وافق واثق وادي واقع وارد واسع واجب واضح وفق وفا وفيات وفد ورد ورق وعود وعد وباء وليد وليام وضع وقف وقع وقت وطن
وعي وثيق وثائق وجد وداع وشيك وزن وديت واشنطن وصف وصل وجهاء وجبات وضوح وقود وقائع وهم وكر واتس وفاق وفرت وانغ
وخيم ودي ولاء وفاء ولاد وجوه ورود
"""
_BA = """
بيان باريس بطول بناء بشار بومبيو بيونغ بكين بعيد بعد بوست باراك باتت باتوا بحري بحير بلدي بلد بلدان بدوي بينه بينهم
بنما بديل بارز باولو بارك بالغ بينغ بنود بابا بنيه بضائع باسيل بشري بوينغ بولت بلاك بنات بلوك بيليه بريد بلاتيني باير
بريدج بورما باحث بنيت باني بسام بلاغ بريت بارما بروز برات باور بوكر بازار بريان بندر بطاق باسم بنوك برامج برنامج
برلمان بواب بوتين بلغاري بلجيك بولند برازيل بحوث بري بطال بطاري بضاع بوصل بحار بعض بعث بقاء بداي بيئ بوابة
"""
LAM_SPARED = """
لجنة لجنت لجان لجوء لقم لوح لحظ لاحق لويس ليون لقب ليلا ليلي لير لبكي لقط لوكاس ليبي لغ لاعب لقاء لبنان لورا لونغ لوبان
لسنا لازم لاجئ لواء لقاح لديه لدينا لديك لحوم لغات لقاءات لوائح لوحات لايف لانوف لماذا لكن
"""
PREPOSITION_SPARED = {"ب": _BA, "ل": LAM_SPARED}

# Behind «ال» with or without a proclitic before it: words that begin with these letters and carry no article.
NO_ARTICLE = """
ألماني ألمانيا ألمانية ألمانيون ألمانيين ألمان إلغاء إلكترون إلكتروني إلكترونية إلكترونيا إلكترونيات التزام التزامات
إلزام ألعاب ألغام ألقاب ألوية التحاق التهاب التهابات الله ألكسندر ألكساندر الذي التي الذين الآن آلاف إلقاء
ألبانيا ألباني إليزابيث آلية آليات آلة ألوان ألبسة ألغى ألغت ألقى ألقت إلغاي إلقاي
"""
NO_PROCLITIC = """
والد والدت والدي والدا والت والتر وال والي
بالغ بالون باليستي بالستي باليه بالي بالتيمور بالمر
كاليفورنيا كالدونيا كالابريا كالفن فالنسيا فالكون فالفيردي فالح فالس
"""
# Endings that are part of the word: what an ending would leave is another word or none.
WHOLE_ENDINGS = """
فلسطين قانون تلفزيون بوتين أرجنتين بحرين مليون بليون كربون زيتون هارون يمين تأمين تكوين تمكين تعيين بنزين سوري مدني
مضمون مخزون صهيون معجون سكان ماكرون كلينتون بنتاغون رياضي إيران سودان ولاي آليات كانون عبري بداي عشرات ثلاثي مئة
عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون
"""
# Names that the rules would make one with ordinary words; those with the article are not found without it.
WHOLE = "صنعاء كربلاء سامراء الرياض الحديدة الدوحة المنامة الرقة العين"


def table(words: str) -> list[str]:
    """The words of a table, normalised, each once."""
    return list(dict.fromkeys(to_norm(word) for word in words.split()))


# With «ه» behind them these plurals are words of their own: «تجارة» is trade, not «his merchants».
OTHER_WITH_HA = frozenset(
    table("""
    تجار حراس عمال بحار كلاب ركاب نظم صحف مدن سفن جثث
    طرق صور شهود قبور قصور خيام قلاع عبيد فرق
    """)
)


def one_of(words: Iterable[str]) -> str:
    """An expression for any of these words, common beginnings taken together: alternatives are tried one by one."""
    tree: dict[str, dict] = {}  # type: ignore[type-arg]  # a tree of itself
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _expression(tree)


def _expression(node: dict[str, dict]) -> str:  # type: ignore[type-arg]
    branches = [re.escape(char) + _expression(rest) for char, rest in node.items() if char]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    if "" in node:
        return f"(?:{joined})?"
    return joined


def spared(words: str, first: str = "") -> str:
    """An expression for these words with any ending, up to the end, without their ``first`` letters."""
    rests = [word.removeprefix(first) for word in table(words)]
    return f"{one_of(rests)}(?:{one_of(table(INFLECTIONS))})?$"
