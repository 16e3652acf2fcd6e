"""Which language a report is in: the script first, then what was declared, then the words."""

import pytest

from newsetl.normalise.language import language_of

ARABIC = "أعلنت وزارة الداخلية اليوم أن قوات الأمن ألقت القبض على عدد من المشتبه بهم. وأكد المتحدث أن التحقيقات مستمرة."
LEVANTINE = (
    "شو صار مبارح بالحسكة؟ الناس عم تحكي إنو في ضرب حوالين الحبس وما حدا عارف شي. هلق عم نستنى لنشوف شو بدو يصير."
)
MOROCCAN = (
    "واش كاين شي جديد على الحبس؟ الناس بزاف كيهضرو على هادشي اللي وقع البارح. ماعرفناش شنو غادي يدير المخزن دابا."
)
TUNISIAN = "كيفاش راهي الحالة عندكم؟ برشا عباد خرجو للشارع البارح. والحكومة ما قالت حتى شي علاش صار هكا."
EGYPTIAN = "إيه اللي حصل امبارح في الحسكة؟ الناس بتقول إن فيه ضرب حوالين السجن. محدش عارف حاجة لحد دلوقتي."
IRAQI = "شلونكم شباب، چا وين رحتوا البارحة؟ گلت لكم لا تطلعون بالليل لأن اكو ضرب يم السجن، وچان لازم تگعدون بالبيت."
SORANI = (
    "هێزە ئەمنییەکان ئەمڕۆ ڕایانگەیاند کە چەند کەسێکیان لە شارەکە دەستگیر کردووە. وتەبێژەکە گوتی لێکۆڵینەوە بەردەوامە."
)
KURMANJI = "Hêzên ewlehiyê îro ragihandin ku wan li bajêr çend kes girtine. Berdevk got ku lêpirsîn hîn berdewam dike."
PERSIAN = (
    "وزارت کشور امروز اعلام کرد که نیروهای امنیتی چند نفر را در حومه شهر بازداشت کرده‌اند. تحقیقات همچنان ادامه دارد."
)
URDU = "وزارت داخلہ نے آج اعلان کیا کہ سکیورٹی فورسز نے شہر میں کئی افراد کو گرفتار کیا ہے۔ تحقیقات جاری ہیں۔"
PASHTO = "د کورنیو چارو وزارت نن اعلان وکړ چې امنیتي ځواکونو د ښار په شاوخوا کې څو تنه نیولي دي. پلټنې لا هم روانې دي."
TURKISH = (
    "İçişleri Bakanlığı bugün güvenlik güçlerinin kentte birkaç şüpheliyi yakaladığını duyurdu. Soruşturma sürüyor."
)
ENGLISH = (
    "The interior ministry said that security forces had arrested several suspects. The inquiry was still going on."
)
FRENCH = "Le ministère de l'Intérieur a annoncé que la police avait arrêté plusieurs suspects. L'enquête se poursuit."
GERMAN = "Das Innenministerium teilte mit, dass mehrere Verdächtige festgenommen wurden. Die Ermittlungen dauern an."
HEBREW = "משרד הפנים הודיע היום כי כוחות הביטחון עצרו כמה חשודים בפאתי העיר. הדובר מסר שהחקירה נמשכת."
RUSSIAN = (
    "Министерство внутренних дел сообщило, что силы безопасности задержали подозреваемых. Расследование продолжается."
)
UYGHUR = "ئىچكى ئىشلار مىنىستىرلىكى بۈگۈن بىر قانچە ئادەمنى قولغا ئالغانلىقىنى ئېلان قىلدى. تەكشۈرۈش داۋاملىشىۋاتىدۇ."
ENGLISH_HEADLINE = f"SDF commander: the attack on Ghweran prison in Hasakah is over\n{ARABIC}"
PERSIAN_KEYBOARD = (
    "قال الرئیس الإیرانی فی کلمة له إن بلاده لن تتراجع عن برنامجها النووی. وأکد أن المفاوضات مستمرة فی جنیف."
)
BRAND_NAMES = (
    "وصل فريق پيكسل وشركة گوگل إلى بيروت للمشاركة في معرض التقنية. وقال المدير إن الشركة ستفتح مكتباً في لبنان."
)
ENDING_IN_AE = ARABIC.replace("ة", "ە").replace("ه ", "ە ")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ARABIC, "ar"),
        (LEVANTINE, "ar"),
        (MOROCCAN, "ar"),
        (TUNISIAN, "ar"),
        (EGYPTIAN, "ar"),
        (IRAQI, "ar"),
        (SORANI, "ckb"),
        (SORANI.partition(".")[0], "ckb"),
        ("هێرش بۆ سەر زیندانی سینای حەسەکە", "ckb"),
        (KURMANJI, "ku"),
        ("Êrîşa li ser girtîgeha Sînaa ya Hesekê", "ku"),
        (PERSIAN, "fa"),
        (URDU, "ur"),
        (PASHTO, "ps"),
        (TURKISH, "tr"),
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        (GERMAN, "de"),
        (HEBREW, "he"),
        (RUSSIAN, "ru"),
        (UYGHUR, "ug"),
        (ENGLISH_HEADLINE, "ar"),
        (PERSIAN_KEYBOARD, "ar"),
        (BRAND_NAMES, "ar"),
        (ENDING_IN_AE, "ar"),
        ("2022 - 01 - 20: 1500 (23%)", "und"),
        ("٢٠ / ١ / ٢٠٢٢", "und"),
        ("👩‍👩‍👧 🇸🇾 👍🏽", "und"),
        ("", "und"),
    ],
)
def test_the_language_of_undeclared_text(text: str, code: str) -> None:
    assert language_of(text, ["", "x-default"])[0] == code


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        (ARABIC, "ar-SY", "ar"),
        (MOROCCAN, "ary", "ar"),
        (SORANI, "ku", "ckb"),
        (KURMANJI, "kmr", "ku"),
        (PERSIAN, "fa_IR", "fa"),
        ("Ghweran", "en", "en"),
        ("Prison", "fr", "fr"),
        ("سجن", "ar", "ar"),
        ("زندان", "fa", "fa"),
    ],
)
def test_a_declaration_that_the_text_bears_out_is_believed(text: str, declared: str, code: str) -> None:
    assert language_of(text, [declared]) == (code, "declared" if text != SORANI else "Kurdish letters")


@pytest.mark.parametrize("declared", ["ar", "en", "fa", "ku", "ckb", "tr", "ur", "he", "ru", "xx", "-", "12", "ar; en"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ARABIC, "ar"),
        (IRAQI, "ar"),
        (PERSIAN_KEYBOARD, "ar"),
        (ENGLISH_HEADLINE, "ar"),
        ("هجوم على سجن غويران", "ar"),
        (SORANI, "ckb"),
        (KURMANJI, "ku"),
        (PERSIAN, "fa"),
        (URDU, "ur"),
        (UYGHUR, "ug"),
        (TURKISH, "tr"),
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        (HEBREW, "he"),
        (RUSSIAN, "ru"),
        ("משרד", "he"),
    ],
)
def test_a_template_that_declares_another_language_is_not_believed(text: str, declared: str, code: str) -> None:
    assert language_of(text, [declared])[0] == code


def test_the_next_declaration_is_asked_where_the_first_is_wrong() -> None:
    assert language_of(TURKISH, ["ar", "tr"]) == ("tr", "declared")
