"""A pack that is wrong says so with file and line, and all of it at once."""

import json

import pytest

from newsetl.names.check import find_collisions
from newsetl.names.gazetteer import GazetteerError
from newsetl.names.loading import load_gazetteer, packs, read_packs


def line(entity_id="place:new", ar="قرية الاختبار", **fields):
    kind = entity_id.partition(":")[0]
    return {"id": entity_id, "kind": kind, "ar": ar, "en": entity_id, "source": "test", **fields}


def written(folder, *lines):
    text = "\n".join(entry if isinstance(entry, str) else json.dumps(entry) for entry in lines)
    (folder / "own.jsonl").write_text(text + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([{"id": "place:x", "kind": "place", "en": "x", "source": "t"}], r"line 1: place:x has no Arabic name \(ar\)"),
        ([line(ar="Latin")], "line 1: place:new has no Arabic name"),
        (
            [line("place:a"), line("place:b"), line("place:a")],
            r"line 3: place:a stands twice, first in own\.jsonl line 1",
        ),
        ([line(lat=95.0, lon=40.0)], r"line 1: place:new latitude \(lat\) is off the globe: 95"),
        ([line(lat=35.0, lon=-200.0)], r"longitude \(lon\) is off the globe: -200"),
        ([line(lat=35.0)], "one coordinate without the other"),
        (
            [line("event:x", place=None, participants=[], triggers=[], driven_out="force:band")],
            "drives out force:band, which is none of its participants",
        ),
        (
            [line("place:a", located_in="place:b"), line("place:b", located_in="place:a")],
            "line 1: place:a lies in itself: place:a → place:b → place:a",
        ),
        ([line(located_in="place:nowhere")], "lies in place:nowhere, which no pack has"),
        ([line(weak_aliases=[{"alias": "أ", "context": [["force:nobody"]]}])], "asks for force:nobody"),
        ([line(weak_aliases=[{"alias": "الوزير", "context": [["@then"]]}])], "'الوزير' on its days alone"),
        (
            [
                line(
                    weak_aliases=[
                        {"alias": "الوزير", "context": [["@then"]], "since": "2018-01-01", "until": "2017-01-01"}
                    ]
                )
            ],
            "is called 'الوزير' until 2017-01-01, before 2018-01-01",
        ),
        ([line(head="palace", cores=["الشعب"])], "unknown head noun class 'palace'"),
        ([line(head="camp")], "needs head and cores together"),
        ([line(colour="red")], "a key that entries do not have: colour"),
        (
            [line(retold=[["سقوط", "~place:new"]])],
            "سقوط [+] ~place:new, which needs a part of ids alone and one of words",
        ),
        ([line(retold=[["سقوط", "place:nobody"]])], "asks for place:nobody, which no pack has"),
        ([line(retold=[["سقوط", "place:new", "@then"]])], "retold by @then: of such there are only @dated, @report"),
        ([line("event:x", retold=[["سقوط", "event:x"]])], "is retold and has no valid_from"),
        ([line(descriptions=["معقل الثوار", "في المعقل"])], "described by 'في المعقل': a single word is no"),
        (
            [line(), '{"id": "place:new", "extends": true, "descriptions": ["آخر أخبار"]}'],
            "line 2: place:new is described by 'آخر أخبار': a single word is no",
        ),
        (["{broken"], "line 1: is no JSON"),
    ],
)
def test_a_fault_names_its_file_and_line(tmp_path, lines, message):
    with pytest.raises(GazetteerError, match=rf"own\.jsonl.*{message}|{message}"):
        load_gazetteer(written(tmp_path, *lines))


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(GazetteerError) as error:
        load_gazetteer(written(tmp_path, line(lat=95.0, lon=1.0), "{broken", line("place:b", ar="b")))
    assert all(f"line {number}" in str(error.value) for number in (1, 2, 3))


def test_a_pack_that_is_not_utf8_is_told(tmp_path):
    (tmp_path / "own.jsonl").write_bytes("قرية".encode("cp1256"))
    with pytest.raises(GazetteerError, match=r"own\.jsonl line 1: is not UTF-8"):
        load_gazetteer(tmp_path)


def test_the_line_of_a_byte_that_is_not_utf8_is_told(tmp_path):
    good = json.dumps(line("place:a")).encode()
    (tmp_path / "own.jsonl").write_bytes(good + b"\n\n" + "قرية".encode("cp1256") + b"\n")
    with pytest.raises(GazetteerError, match=r"own\.jsonl line 3: is not UTF-8"):
        load_gazetteer(tmp_path)


def test_a_pack_from_windows_is_read(tmp_path):
    (tmp_path / "own.jsonl").write_bytes(b"\xef\xbb\xbf" + json.dumps(line("place:a")).encode() + b"\r\n")
    assert "place:a" in load_gazetteer(tmp_path).entries


def test_corrected_sentences_in_the_folder_are_no_pack(tmp_path):
    (tmp_path / "cases.jsonl").write_text('{"sentence": "x", "entity_id": "place:a", "expected": true}\n')
    assert load_gazetteer(tmp_path).entries.keys() == load_gazetteer().entries.keys()


def test_names_that_are_common_words_but_for_their_article_are_worth_a_look(tmp_path):
    village = line("place:b", ar="قرية كريم", head="village", cores=["كريم"])
    folder = written(tmp_path, line("place:a", ar="الخرج"), village)
    lines, _ = read_packs(packs(folder, ["core-syria-places"])[1:])
    told = [str(notice) for notice in find_collisions(lines)[1]]
    assert told == [
        "own.jsonl line 1: place:a: 'الخرج' without its article is a common word of the news",
        "own.jsonl line 2: place:b: 'كريم' alone is a head noun or a given name",
    ]


def test_shipped_packs_can_be_chosen_and_an_unknown_one_is_told():
    chosen = load_gazetteer(shipped=["core-syria-places", "core-syria-actors"])
    assert "place:paris" not in chosen.entries
    assert "facility:prison-sinaa" in chosen.entries
    with pytest.raises(GazetteerError, match="no shipped pack is called moon"):
        load_gazetteer(shipped=["moon"])


def test_a_common_word_and_a_name_of_two_are_faults_of_a_pack(tmp_path):
    folder = written(
        tmp_path, line("place:a", ar="الحكومة"), line("place:b", ar="تل الاختبار"), line("place:c", ar="تل الاختبار")
    )
    lines, _ = read_packs(packs(folder, ["core-syria-places"])[1:])
    faults, _ = find_collisions(lines)
    told = [str(fault) for fault in faults]
    assert any("line 1: place:a: 'الحكومة' is a common word" in message for message in told)
    assert any("line 3: place:c: 'تل الاختبار' is a name of place:b too" in message for message in told)


def test_the_shipped_packs_have_no_fault():
    lines, faults = read_packs(packs(None))
    assert faults == []
    assert [str(fault) for fault in find_collisions(lines)[0]] == []


def test_a_report_of_a_million_words_is_linked_to_its_end(linker):
    body = "كلمة عادية، " * 500_000 + "ثم سجن غويران."
    [mention] = linker.link("", body)
    assert (mention.entity_id, mention.start) == ("facility:prison", len(body) - len("سجن غويران."))
