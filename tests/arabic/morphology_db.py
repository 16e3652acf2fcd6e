"""A morphological database of a few words, made by hand in the format that camel-tools 1.6 reads."""

from pathlib import Path

from newsetl.arabic.morphology_database import RELATIVE

_FEATURES = "prc3 prc2 prc1 prc0 enc0 source"
_OPEN = "diac lex bw gloss d3tok pos_lex_logprob"
_STEMS = [  # letters, category, pointed, lemma, log probability
    ("سجن", "N", "سِجْن", "سِجْن", -3.9),
    ("سجن", "N", "سَجَن", "سَجَنَ", -5.1),
    ("سجون", "N", "سُجُون", "سِجْن", -3.9),
    ("قوات", "N", "قُوّات", "قُوَّة", -2.8),
    ("هاجم", "V", "هاجَمَ", "هاجَم", -4.1),
    ("علي", "N", "عَلِيّ", "عَلِيّ", -4.0),
    ("علي", "N", "عَلَى", "عَلَى", -1.8),
]
_PREFIXES = [  # letters, category, pointed, features
    ("", "Pref-0", "", ""),
    ("و", "Pref-wa", "وَ+_", "prc2:wa_conj"),
    ("ال", "Pref-Al", "ال+_", "prc0:Al_det"),
    ("وب", "Pref-wabi", "وَ+_بِ+_", "prc2:wa_conj prc1:bi_prep"),
    ("ب", "Pref-bi", "بِ+_", "prc1:bi_prep"),
]
_SUFFIXES = [("", "Suff-0", "", ""), ("هم", "Suff-hm", "_+هُم", "enc0:3mp_poss")]


def write_database(path: Path, extra: str = "") -> Path:
    """Write the database to ``path``; ``extra``: one more noun, so that the content differs."""
    stems = [*_STEMS, *([(extra, "N", extra, extra, -3.0)] if extra else [])]
    lines = ["###DEFINES###"]
    lines += [f"DEFINE {name} {name}:*open*" for name in (*_FEATURES.split(), *_OPEN.split(), "pos", "gen", "num")]
    lines += ["###DEFAULTS###"]
    lines += [f"DEFAULT pos:{pos} diac:* lex:* prc0:0 gen:na num:na" for pos in ("noun", "digit", "punc", "latin")]
    lines += ["###ORDER###", "ORDER diac lex bw gloss pos", "###TOKENIZATIONS###", "TOKENIZATION d3tok"]
    lines += ["###STEMBACKOFF###", "STEMBACKOFF PROP N", "###PREFIXES###"]
    lines += [_affix(*prefix) for prefix in _PREFIXES]
    lines += ["###SUFFIXES###", *(_affix(*suffix) for suffix in _SUFFIXES), "###STEMS###"]
    lines += [
        f"{letters}\t{category}\tdiac:{pointed} lex:{lemma}_1 bw:{pointed} gloss:x pos:noun "
        f"prc3:0 prc2:0 prc1:0 prc0:0 enc0:0 source:lex d3tok:{pointed} gen:m num:s pos_lex_logprob:{probability}"
        for letters, category, pointed, lemma, probability in stems
    ]
    categories = [category for _, category, _, _ in _PREFIXES]
    lines += ["###TABLE AB###", *(f"{prefix} {stem}" for prefix in categories for stem in "NV")]
    lines += ["###TABLE BC###", *(f"{stem} {suffix[1]}" for stem in "NV" for suffix in _SUFFIXES)]
    lines += ["###TABLE AC###", *(f"{prefix} {suffix[1]}" for prefix in categories for suffix in _SUFFIXES)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def install(folder: Path, extra: str = "") -> Path:
    """Write the database where camel-tools keeps it below ``folder``."""
    return write_database(folder / RELATIVE, extra)


def _affix(letters: str, category: str, pointed: str, features: str) -> str:
    segment = pointed.replace("_", "").replace("+", "")
    return f"{letters}\t{category}\tdiac:{segment} d3tok:{pointed} {features}".rstrip()
